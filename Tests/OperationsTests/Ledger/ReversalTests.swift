import Interchange
import MaterialLedger
import Operations
import Postgres
import Store
import Testing
import Wording

/// Reversals, counts, balances on both clocks, and documents that come a second time.
struct ReversalTests {
    @Test func aReversalUndoesADocumentAtItsOwnTimesAndOnce() async throws {
        let books = try await TestBooks.open()
        try await books.record {
            $0.intake("L1", 10_000, at: "2024-11-05 08:00")
            $0.run(
                "R1", from: "2024-11-06 08:00", to: "2024-11-07 08:00", inputs: ["L1": 6_000], outputs: ["A": 5_000],
                loss: 1_200, addition: 200)
        }
        try await books.correct("R1", ["input.mass_g:L1": "6100", "loss.mass_g:fume": "1300"])
        let first = try await books.reverse("run:R1")
        #expect(!first.wasReversed)
        #expect(first.lateAt == nil)
        let second = try await books.reverse("R1", reason: "again")
        #expect(second.wasReversed)
        #expect(second.event == first.event)
        for moment in ["2024-11-06 08:00", "2024-11-07 08:00"] {
            #expect(try await books.stock("L1", at: moment) == 10_000)
            #expect(try await books.balance("process", at: moment) == 0)
        }
        #expect(try await books.balance("loss") == 0)
        #expect(try await books.balance("addition") == 0)
        #expect(try await books.report("2024-11").city.gap == 0)
        #expect(try await books.report("2024-11").output.isEmpty)
        #expect(try await books.audit() == [])
        // The id stays taken, the lot's code too, and the lot can't be used.
        #expect(
            await faultCodes {
                try await books.record {
                    $0.run("R1", from: "2024-11-08 08:00", to: "2024-11-08 09:00", inputs: ["L1": 1], outputs: ["Z": 1])
                }
            } == ["conflict"])
        #expect(
            await faultCodes { try await books.record { $0.intake("A", 1, at: "2024-11-08 08:00") } } == ["conflict"])
        #expect(
            await faultCodes { try await books.record { $0.ship("S1", "A", 1, at: "2024-11-08 08:00") } }
                == ["unknown_reference"])
    }

    @Test func whatOthersUseIsReversedNewestFirstAndTheyAreNamed() async throws {
        let books = try await TestBooks.open()
        try await books.record {
            $0.intake("L1", 10_000, at: "2024-11-05 08:00")
            $0.run("R1", from: "2024-11-06 08:00", to: "2024-11-07 08:00", inputs: ["L1": 6_000], outputs: ["A": 6_000])
            $0.ship("S1", "A", 5_000, at: "2024-11-08 08:00")
            $0.giveBack("B1", of: "S1", "A", 1_000, at: "2024-11-09 08:00")
            $0.transfer("V1", "L1", 100, at: "2024-11-09 08:00", received: "2024-11-09 09:00")
            $0.adjust("D1", "L1", -5, at: "2024-11-09 08:00")
        }
        let before = try await books.fingerprint()
        let intake = await faults { try await books.reverse("T-L1") }
        #expect(intake.map(\.code.text) == ["conflict"])
        for name in ["run R1", "transfer V1", "adjustment D1"] {
            #expect(intake.first?.message.english.contains(name) == true, "\(name)")
        }
        #expect(intake.first?.message.english.contains("shipment S1") == false)
        #expect(await faults { try await books.reverse("S1") }.first?.message.english.contains("return B1") == true)
        #expect(try await books.fingerprint() == before)
        for document in ["D1", "V1", "B1", "S1", "R1", "T-L1"] { try await books.reverse(document) }
        let balances = try await LedgerBook(books.books).balance(by: nil, account: nil, at: nil)
        #expect(balances.rows.isEmpty)
        #expect(try await books.audit() == [])
    }

    @Test func aReversalThatWouldOverdrawIsRefused() async throws {
        let books = try await TestBooks.open()
        try await books.record {
            $0.intake("L1", 10_000, at: "2024-11-05 08:00")
            $0.adjust("D1", "L1", 500, at: "2024-11-06 08:00")
            $0.ship("S1", "L1", 10_400, at: "2024-11-07 08:00")
        }
        let before = try await books.fingerprint()
        #expect(await faultCodes { try await books.reverse("D1") } == ["overdraw"])
        #expect(await faultCodes { try await books.reverse("D1", reason: "  ") } == ["bad_value"])
        #expect(try await books.fingerprint() == before)
    }

    @Test func balancesAreKnownOnBothClocks() async throws {
        let books = try await TestBooks.open()
        try await books.record { $0.intake("L1", 10_000, at: "2024-11-05 08:00") }
        let before = Clock.now()
        // Back-dated: it happened before what was recorded first, and was known after.
        try await books.record { $0.intake("L2", 3_000, at: "2024-11-01 08:00") }
        try await books.correct("T-L1", ["gross": "10.5kg"])
        let ledger = LedgerBook(books.books)
        func total(at: String?, knownAt: Instant?) async throws -> Int64 {
            try await ledger.balance(by: .account, account: "stock", at: at.map(time), knownAt: knownAt).rows
                .reduce(0) { $0 + $1.mass }
        }
        #expect(try await total(at: "2024-11-03 00:00", knownAt: nil) == 3_000)
        #expect(try await total(at: "2024-11-03 00:00", knownAt: before) == 0)
        #expect(try await total(at: nil, knownAt: before) == 10_000)
        #expect(try await total(at: nil, knownAt: nil) == 12_500)
        for key in BalanceKey.allCases {
            #expect(try await ledger.balance(by: key, account: nil, at: nil).total == 0)
            #expect(try await ledger.balance(by: key, account: nil, at: time("2024-11-03 00:00")).total == 0)
        }
        // The quick way over the day totals gives what the postings give.
        for key in [BalanceKey.facility, .material] {
            let quick = try await ledger.balance(by: key, account: nil, at: nil).rows
            let slow = try await ledger.balance(by: key, account: nil, at: time("2030-01-01 00:00")).rows
            #expect(quick == slow)
        }
    }

    @Test func aBackDatedDrawIsRefusedForWhatALaterOneNeeds() async throws {
        let books = try await TestBooks.open()
        try await books.record {
            $0.intake("L1", 10_000, at: "2024-11-05 08:00")
            $0.ship("S1", "L1", 8_000, at: "2024-11-20 08:00")
        }
        let told = await faults { try await books.record { $0.ship("S2", "L1", 2_001, at: "2024-11-10 08:00") } }
        #expect(told.map(\.code.text) == ["overdraw"])
        #expect(told.first?.message.english.contains("shipment S1") == true)
        try await books.record { $0.ship("S2", "L1", 2_000, at: "2024-11-10 08:00") }
        #expect(try await books.stock("L1", at: "2024-11-15 08:00") == 8_000)
        // One lot at two plants: what is at one is not at the other.
        try await books.record {
            $0.intake("L2", 1_000, at: "2024-11-05 08:00")
            $0.transfer("V1", "L2", 600, at: "2024-11-06 08:00", received: "2024-11-08 08:00")
        }
        for (facility, mass, at) in [("F1", 401, "2024-11-09 08:00"), ("F2", 600, "2024-11-07 08:00")] {
            let codes = await faultCodes {
                try await books.record { $0.ship("S3", "L2", Int64(mass), at: at, facility: facility) }
            }
            #expect(codes == ["overdraw"])
        }
        try await books.record { $0.ship("S3", "L2", 600, at: "2024-11-08 08:00", facility: "F2") }
        #expect(try await books.audit() == [])
    }

    @Test func aCountIsAcceptedOnceAndAgainAfterItsReversal() async throws {
        let books = try await TestBooks.open()
        try await books.record {
            $0.intake("L1", 10_000, at: "2024-11-05 08:00")
            $0.intake("L2", 1_000, at: "2024-11-05 08:00")
            $0.count("N1", "L1", 9_700, at: "2024-11-06 08:00")
            $0.count("N1", "L2", 1_000, at: "2024-11-06 08:00")
        }
        #expect(try await books.stock("L1") == 10_000)
        let first = try await Revisions(books.books).acceptCount("N1")
        #expect(first.lots.map(\.difference) == [-300, 0])
        #expect(first.postings == 2)
        let second = try await Revisions(books.books).acceptCount("N1")
        #expect(second.wasAccepted)
        #expect(second.postings == 0)
        #expect(second.lots.map(\.booked) == [10_000, 1_000])
        #expect(try await books.stock("L1") == 9_700)
        #expect(await faultCodes { try await books.reverse("count:N1") } == ["conflict"])
        let entry = try #require(try await LedgerBook(books.books).entries(lot: "L1", since: nil, limit: 1).last)
        #expect(entry.kind == "acceptance")
        try await books.reverse("\(entry.event)")
        #expect(try await books.stock("L1") == 10_000)
        let third = try await Revisions(books.books).acceptCount("N1")
        #expect(!third.wasAccepted)
        #expect(try await books.stock("L1") == 9_700)
        #expect(try await books.audit() == [])
    }

    @Test func aCountOfALotThatWasReversedSinceIsRefusedInPlainWords() async throws {
        let books = try await TestBooks.open()
        try await books.record {
            $0.intake("L1", 10_000, at: "2024-11-05 08:00")
            $0.count("N1", "L1", 9_700, at: "2024-11-06 08:00")
        }
        try await books.reverse("T-L1")
        let before = try await books.fingerprint()
        let codes = await faultCodes { try await Revisions(books.books).acceptCount("N1") }
        #expect(codes.count == 1)
        #expect(try await books.fingerprint() == before)
    }

    @Test func contentCountsAndNotItsNotation() async throws {
        let books = try await TestBooks.open()
        let header = "ticket,received_at,facility,material,supplier,gross_g,tare_g,deduction_g,net_g,lot\n"
        try await books.importFiles([
            (name: "intakes.csv", text: header + "T1,2024-11-05 08:00,F1,scrap,P1,31000,1000,0,30000,L1\n")
        ])
        let other = try await books.importFiles([
            (
                name: "x/intakes.csv",
                text: "lot,net_kg,supplier,ticket,gross_kg,tare_t,deduction_g,material,facility,received_at,truck\r\n"
                    + "L1,30.0,P1,T1,31,0.001,0,scrap,F1,2024-11-05T01:00:00+01:00,\r\n"
            )
        ])
        #expect(other.skipped == [.intakes: 1])
        #expect(other.recorded.isEmpty)
        let before = try await books.fingerprint()
        let conflict = await faultCodes {
            try await books.importFiles([
                (name: "intakes.csv", text: header + "T1,2024-11-05 08:00,F1,scrap,P1,31001,1001,0,30000,L1\n")
            ])
        }
        #expect(conflict == ["conflict"])
        #expect(try await books.fingerprint() == before)
        // After a correction both the old and the new content are known.
        try await books.correct("T1", ["truck": "K1"])
        for truck in ["", "K1"] {
            let again = try await books.importFiles([
                (
                    name: "intakes.csv",
                    text: "ticket,received_at,facility,material,supplier,gross_g,tare_g,deduction_g,net_g,lot,truck\n"
                        + "T1,2024-11-05 08:00,F1,scrap,P1,31000,1000,0,30000,L1,\(truck)\n"
                )
            ])
            #expect(again.skipped == [.intakes: 1], "truck '\(truck)'")
        }
    }

    @Test func correctedOpeningStockIsKnownByItsNewContent() async throws {
        let books = try await TestBooks.open()
        try await books.record { $0.opening("O1", 5_000, at: "2024-11-01 00:00") }
        try await books.correct("opening:O1", ["mass_g": "6000"])
        let again = try await books.record { $0.opening("O1", 6_000, at: "2024-11-01 00:00") }
        #expect(again.skipped == [.opening: 1])
    }

    @Test func aCorrectionsFileSentTwiceIsAppliedOnce() async throws {
        let books = try await TestBooks.open()
        try await books.record {
            $0.intake("L1", 10_000, at: "2024-11-05 08:00")
            $0.ship("S1", "L1", 10_000, at: "2024-11-06 08:00")
        }
        let file = (
            name: "corrections.csv",
            text:
                "document,field,value,reason\nT-L1,truck,K1,typed wrong\nT-L1,supplier,P2,typed wrong\n"
                + "S1,order,PO,late\n"
        )
        let first = try await books.importFiles([file])
        #expect(first.recorded == [.corrections: 3])
        try await books.correct("T-L1", ["truck": "K2"], reason: "another truck")
        let second = try await books.importFiles([file])
        #expect(second.skipped == [.corrections: 3])
        #expect(second.recorded.isEmpty)
        let truck = try await DocumentBrowser(books.books).show(.intake, "T-L1").rows.intakes.first?.truck
        #expect(truck == "K2")
        // One fault in a line, and no line is applied.
        let before = try await books.fingerprint()
        let told = await faults {
            try await books.importFiles([
                (
                    name: "corrections.csv",
                    text: "document,field,value,reason\nS1,order,PO-2,late\nT-L1,gross,11t,typed wrong\n"
                        + "T-L9,truck,K,typed wrong\n"
                )
            ])
        }
        #expect(told.map(\.line) == [4])
        #expect(told.map(\.code.text) == ["unknown_reference"])
        #expect(try await books.fingerprint() == before)
    }

    @Test func foldingTheDayTotalsByManyAtOnceChangesNoBalance() async throws {
        let books = try await TestBooks.open()
        for n in 0..<12 { try await books.record { $0.intake("L\(n)", 1_000, at: "2024-11-05 08:00") } }
        let report = try await books.report("2024-11").city
        func rows() async throws -> Int64 {
            try await books.books.read { connection in
                try connection.query("SELECT count(*) FROM day_delta").only().decode(Int64.self)
            }
        }
        #expect(try await rows() == 24)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<3 {
                let other = try await books.another()
                group.addTask {
                    try await other.books.pool.run { _ = try $0.query("SELECT fold_day_deltas()") }
                }
            }
            group.addTask { try await books.record { $0.intake("L99", 1_000, at: "2024-11-06 08:00") } }
            try await group.waitForAll()
        }
        #expect(try await rows() == 4)
        #expect(try await books.balance("stock") == 13_000)
        #expect(try await books.report("2024-11").city.intake == report.intake + 1_000)
        #expect(try await books.audit() == [])
    }

    @Test func aDryRunTellsAndLeavesNothing() async throws {
        let books = try await TestBooks.open()
        let before = try await books.fingerprint()
        var bundle = Bundle()
        bundle.intake("L1", 10_000, at: "2024-11-05 08:00")
        let receipt = try await ImportBundle(books.books).record(bundle, dryRun: true)
        #expect(receipt.isDryRun)
        #expect(receipt.recorded == [.intakes: 1])
        #expect(try await books.fingerprint() == before)
    }

    @Test func whoDrawsWhatADocumentBroughtIsNamed() async throws {
        let books = try await TestBooks.open()
        try await books.record {
            $0.intake("L1", 10_000, at: "2024-11-05 08:00")
            $0.transfer("V1", "L1", 2_000, at: "2024-11-06 08:00", received: "2024-11-07 08:00")
            $0.ship("S1", "L1", 1_500, at: "2024-11-08 08:00", facility: "F2")
            $0.giveBack("B1", of: "S1", "L1", 1_000, at: "2024-11-09 08:00", facility: "F3")
            $0.ship("S2", "L1", 600, at: "2024-11-10 08:00", facility: "F3")
            $0.adjust("D1", "L1", 500, at: "2024-11-06 08:00")
            $0.count("N1", "L1", 9_000, at: "2024-11-07 08:00")
            $0.count("N2", "L1", 100, at: "2024-11-07 08:00")
        }
        _ = try await Revisions(books.books).acceptCount("N1")
        try await books.record { $0.ship("S3", "L1", 9_000, at: "2024-11-11 08:00") }
        let before = try await books.fingerprint()
        let cases = [
            ("V1", "shipment S1", "2024-11-08 08:00:00"), ("B1", "shipment S2", "2024-11-10 08:00:00"),
            ("D1", "shipment S3", "2024-11-11 08:00:00"),
        ]
        for (document, name, at) in cases {
            let told = await faults { try await books.reverse(document) }
            #expect(told.map(\.code.text) == ["overdraw"], "\(document)")
            #expect(told.first?.message.english.hasSuffix("from \(at); reverse first: \(name)") == true, "\(document)")
        }
        let entry = try #require(
            try await LedgerBook(books.books).entries(lot: "L1", since: nil, limit: 20)
                .first { $0.kind == "acceptance" })
        let acceptance = await faults { try await books.reverse("\(entry.event)") }
        #expect(acceptance.first?.message.english.hasSuffix("reverse first: shipment S3") == true)
        try await books.reverse("S3")
        try await books.reverse("\(entry.event)")
        try await books.record { $0.ship("S4", "L1", 8_000, at: "2024-11-11 08:00") }
        let accepting = await faults { try await Revisions(books.books).acceptCount("N2") }
        #expect(accepting.map(\.code.text) == ["overdraw"])
        #expect(accepting.first?.message.english.hasSuffix("reverse or correct first: shipment S4") == true)
        for document in ["S4", "S2", "B1", "S1", "V1"] { try await books.reverse(document) }
        #expect(try await books.fingerprint() != before)
        #expect(try await books.audit() == [])
    }

    @Test func anEndOrArrivalThatTheBooksKnowOtherwiseIsNamed() async throws {
        let books = try await TestBooks.open()
        func rows(_ bundle: inout Bundle, ended: Bool) {
            bundle.run(
                "R1", from: "2024-11-06 08:00", to: ended ? "2024-11-07 08:00" : nil, inputs: ["L1": 1_000],
                outputs: ended ? ["A": 1_000] : [:])
            bundle.transfer("V1", "L1", 500, at: "2024-11-06 08:00", received: ended ? "2024-11-07 08:00" : nil)
        }
        for recordedEnded in [true, false] {
            let books = recordedEnded ? books : try await TestBooks.open()
            try await books.record {
                $0.intake("L1", 10_000, at: "2024-11-05 08:00")
                rows(&$0, ended: recordedEnded)
            }
            let told = await faults { try await books.record { rows(&$0, ended: !recordedEnded) } }
            #expect(told.map(\.code.text) == ["conflict", "conflict"])
            #expect(told.first?.message.english.contains("urbanmine run finish") == true)
            #expect(told.last?.message.english.contains("urbanmine transfer receive") == true)
            #expect(!told.contains { $0.message.english.contains("urbanmine correct") })
            // Another difference is another matter.
            let other = await faults {
                try await books.record {
                    rows(&$0, ended: !recordedEnded)
                    $0.transfers[0].mass = Mass(grams: 501)
                }
            }
            #expect(other.last?.message.english.contains("urbanmine correct") == true)
        }
    }

    @Test func aRunOfAdditionsOnlyIsListed() async throws {
        let books = try await TestBooks.open()
        try await books.record {
            $0.run("R1", from: "2024-11-06 08:00", to: "2024-11-07 08:00", inputs: [:], outputs: ["A": 5], addition: 5)
        }
        let list = try await DocumentBrowser(books.books).list(.run, DocumentFilter())
        #expect(list.map(\.code) == ["R1"])
        #expect(list.first?.mass == .zero)
    }
}
