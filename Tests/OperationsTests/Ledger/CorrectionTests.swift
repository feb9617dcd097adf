import MaterialLedger
import Operations
import Store
import Testing
import Wording

/// What was typed wrong, in books whose months are all open.
struct CorrectionTests {
    @Test func aWeightFollowsItsCorrectionAndPostsTheDifferenceOnly() async throws {
        let books = try await TestBooks.open()
        try await books.record { $0.intake("L1", 30_000_000, at: "2024-11-05 08:00") }
        let receipt = try await books.correct("T-L1", ["gross": "31.001t"])
        #expect(receipt.recorded == [.corrections: 1])
        #expect(receipt.postings == 2)
        #expect(try await books.stock("L1") == 31_000_000)
        #expect(try await books.stock("L1", at: "2024-11-05 08:00") == 31_000_000)
        #expect(try await books.balance("supplier:P1") == -31_000_000)
        // The revision before is still there, and the entries tell both.
        let entries = try await LedgerBook(books.books).entries(lot: "L1", since: nil, limit: 10)
        #expect(entries.map(\.kind) == ["intake", "correction"])
        #expect(entries.last?.postings.map(\.mass).sorted() == [-1_000_000, 1_000_000])
        #expect(try await books.audit() == [])
    }

    @Test func aSupplierIsCorrectedAfterTheLotWasConsumed() async throws {
        let books = try await TestBooks.open()
        try await books.record {
            $0.intake("L1", 10_000, at: "2024-11-05 08:00")
            $0.run(
                "R1", from: "2024-11-06 08:00", to: "2024-11-07 08:00", inputs: ["L1": 10_000], outputs: ["A": 10_000])
        }
        try await books.correct("T-L1", ["supplier": "P2"])
        #expect(try await books.balance("supplier:P1") == 0)
        #expect(try await books.balance("supplier:P2") == -10_000)
        let provinces = try await books.report("2024-11").inflowByProvince
        #expect(provinces.map(\.province) == ["370000"])
        #expect(try await books.audit() == [])
    }

    @Test func theMaterialOfAConsumedLotMovesEveryPostingOfTheLot() async throws {
        let books = try await TestBooks.open()
        try await books.record {
            $0.intake("L1", 10_000, at: "2024-11-05 08:00")
            $0.run("R1", from: "2024-11-06 08:00", to: nil, inputs: ["L1": 4_000])
            $0.transfer("V1", "L1", 3_000, at: "2024-11-07 08:00", received: "2024-11-08 08:00", arrived: 2_900)
            $0.ship("S1", "L1", 1_000, at: "2024-11-09 08:00")
            $0.adjust("A1", "L1", -500, at: "2024-11-10 08:00")
        }
        try await books.correct("T-L1", ["material": "scrap2"])
        for account in ["stock", "process", "in_transit", "difference", "customer", "adjustment", "supplier"] {
            #expect(try await books.balance(account, material: "scrap") == 0, "\(account)")
        }
        #expect(try await books.balance("stock", material: "scrap2") == 1_500 + 2_900)
        #expect(try await books.balance("process", material: "scrap2") == 4_000)
        #expect(try await books.balance("stock", material: "scrap2", at: "2024-11-06 08:00") == 6_000)
        #expect(try await books.audit() == [])

        // And what comes afterwards moves the new material; also a second change, and the end of the run.
        try await books.record { $0.ship("S2", "L1", 500, at: "2024-11-12 08:00") }
        try await books.correct("T-L1", ["material": "scrap"])
        #expect(try await books.balance("stock", material: "scrap2") == 0)
        #expect(try await books.balance("customer", material: "scrap") == 1_500)
        #expect(try await books.audit() == [])
    }

    @Test func aMassGoesDownNoFurtherThanWhatWasDrawn() async throws {
        let books = try await TestBooks.open()
        try await books.record {
            $0.intake("L1", 10_000, at: "2024-11-05 08:00")
            $0.ship("S1", "L1", 7_000, at: "2024-11-09 08:00")
        }
        let before = try await books.fingerprint()
        let told = await faults { try await books.correct("T-L1", ["gross": "7999g"]) }
        #expect(told.map(\.code.text) == ["overdraw"])
        #expect(told.first?.message.english.contains("shipment S1") == true)
        #expect(try await books.fingerprint() == before)
        try await books.correct("T-L1", ["gross": "8000g"])
        #expect(try await books.stock("L1") == 0)
        #expect(await faultCodes { try await books.correct("S1", ["mass": "7001g"]) } == ["overdraw"])
        try await books.correct("S1", ["mass": "6999g"])
        #expect(try await books.stock("L1") == 1)
        #expect(try await books.audit() == [])
    }

    @Test func aTimeMovesItsPostingsAndNeverPastAUse() async throws {
        let books = try await TestBooks.open()
        try await books.record {
            $0.intake("L1", 10_000, at: "2024-11-05 08:00")
            $0.ship("S1", "L1", 7_000, at: "2024-11-09 08:00")
        }
        try await books.correct("T-L1", ["received_at": "2024-11-08 20:00"])
        #expect(try await books.stock("L1", at: "2024-11-08 19:59") == 0)
        #expect(try await books.stock("L1", at: "2024-11-08 20:00") == 10_000)
        let told = await faultCodes { try await books.correct("T-L1", ["received_at": "2024-11-09 08:01"]) }
        #expect(told == ["time_order"])
        let early = await faultCodes { try await books.correct("S1", ["shipped_at": "2024-11-08 19:59"]) }
        #expect(early == ["time_order"])
        #expect(try await books.audit() == [])
    }

    @Test func aLotComesToBeBeforeItIsUsedWhateverTheUse() async throws {
        let books = try await TestBooks.open()
        try await books.record { bundle in
            for lot in ["GAIN", "COUNT", "DRAW", "FREE", "SENT"] { bundle.intake(lot, 10_000, at: "2024-11-05 08:00") }
            bundle.adjust("A1", "GAIN", 5, at: "2024-11-07 08:00")
            bundle.count("N1", "COUNT", 10_000, at: "2024-11-07 08:00")
            bundle.run(
                "R1", from: "2024-11-07 08:00", to: "2024-11-07 09:00", inputs: ["DRAW": 1_000], outputs: ["B": 1_000])
            bundle.ship("S1", "FREE", 1_000, at: "2024-11-07 08:00")
            bundle.ship("S2", "B", 500, at: "2024-11-09 08:00")
            bundle.transfer("V1", "SENT", 10_000, at: "2024-11-07 08:00", received: "2024-11-07 09:00")
        }
        for lot in ["GAIN", "COUNT", "DRAW", "FREE", "SENT"] {
            let found = await faults { try await books.correct("T-\(lot)", ["received_at": "2024-11-08 08:00"]) }
            #expect(found.map { "\($0.code.text) \($0.field ?? "")" } == ["time_order received_at"], "\(lot)")
            try await books.correct("T-\(lot)", ["received_at": "2024-11-07 08:00"])
        }
        #expect(await faultCodes { try await books.correct("R1", ["ended_at": "2024-11-09 09:00"]) } == ["time_order"])
        // A use that was reversed is none.
        try await books.reverse("S1")
        try await books.correct("T-FREE", ["received_at": "2024-11-08 08:00"])
        #expect(try await books.audit() == [])
    }

    @Test func aRunIsCorrectedInAllItsLinesAtOnceAndConservesMass() async throws {
        let books = try await TestBooks.open()
        try await books.record {
            $0.intake("L1", 10_000, at: "2024-11-05 08:00")
            $0.run(
                "R1", from: "2024-11-06 08:00", to: "2024-11-07 08:00", inputs: ["L1": 9_000],
                outputs: ["A": 6_000, "B": 2_500], loss: 1_000, addition: 500)
        }
        #expect(await faultCodes { try await books.correct("R1", ["mass_g:A": "6100"]) } == ["mass_imbalance"])
        #expect(await faultCodes { try await books.correct("R1", ["mass_g": "6100"]) } == ["bad_value"])
        try await books.correct(
            "R1", ["mass_g:A": "6100", "loss.mass_g:fume": "1400", "input.mass_g:L1": "9.5kg", "energy_kwh": "12.5"])
        #expect(try await books.stock("A") == 6_100)
        #expect(try await books.stock("L1") == 500)
        #expect(try await books.balance("loss") == 1_400)
        try await books.correct("R1", ["ended_at": "2024-12-01 00:00", "material:B": "dross"])
        #expect(try await books.stock("A", at: "2024-11-30 23:59") == 0)
        #expect(try await books.balance("process", at: "2024-11-30 23:59") == 9_500)
        #expect(try await books.balance("stock", material: "dross") == 2_500)
        #expect(try await books.audit() == [])
    }

    /// One of each kind, a field of each sort: masses, times, places, parties and words.
    @Test(arguments: [
        ("opening:O1", "mass_g", "7000"), ("opening:O1", "at", "2024-11-02 08:00"), ("opening:O1", "supplier", "P2"),
        ("opening:O1", "province", "410000"), ("opening:O1", "material", "scrap2"), ("T-L1", "truck", "皖K12345"),
        ("T-L1", "deduction", "500g"), ("T-L1", "deduction_kind", "removed"), ("T-L1", "facility", "F1"),
        ("T-L1", "province", "340000"), ("T-L1", "manifest", "M-9"), ("R1", "process", "refining"),
        ("R1", "started_at", "2024-11-06 09:00"), ("V1", "received:L1", "400g"), ("V1", "sent_at", "2024-11-10 09:00"),
        ("V1", "to_facility", "F3"), ("V1", "method:L1", "scale 2"), ("S1", "customer", "C2"), ("S1", "order", "PO-7"),
        ("S1", "kind", "sample"), ("B1", "mass", "150g"), ("B1", "facility", "F3"), ("A1", "mass", "-50g"),
        ("A1", "reason", "rain"), ("N1", "mass", "0g"), ("N1", "counted_at", "2024-11-20 08:00"),
    ])
    func everyKindOfDocumentTakesACorrection(_ document: String, _ field: String, _ value: String) async throws {
        let books = try await TestBooks.open()
        try await books.record {
            $0.opening("O1", 5_000, at: "2024-11-01 00:00")
            $0.intake("L1", 10_000, at: "2024-11-05 08:00", deduction: 100)
            $0.run("R1", from: "2024-11-06 08:00", to: "2024-11-07 08:00", inputs: ["L1": 1_000], outputs: ["A": 1_000])
            $0.transfer("V1", "L1", 500, at: "2024-11-10 08:00", received: "2024-11-10 20:00")
            $0.ship("S1", "A", 600, at: "2024-11-11 08:00")
            $0.giveBack("B1", of: "S1", "A", 200, at: "2024-11-12 08:00")
            $0.adjust("A1", "L1", -10, at: "2024-11-13 08:00")
            $0.count("N1", "L1", 8_000, at: "2024-11-14 08:00")
        }
        let corrections: KeyValuePairs = [field: value]
        if field == "facility", document == "T-L1" {
            let receipt = try await books.correct(document, corrections)
            #expect(receipt.skipped == [.corrections: 1], "it says that already")
            return
        }
        // The day's opening can't move behind a use; everything else is accepted.
        let receipt = try await books.correct(document, corrections)
        #expect(receipt.recorded == [.corrections: 1])
        #expect(try await books.audit() == [])
        // The same once more changes nothing, whatever it says now.
        let again = try await books.correct(document, corrections)
        #expect(again.recorded.isEmpty)
        #expect(try await books.audit() == [])
    }

    @Test func aShipmentOfAllPiecesCanStillBeCorrected() async throws {
        let books = try await TestBooks.open()
        try await books.record {
            $0.opening("O1", 5_000, at: "2024-11-01 00:00", units: 100)
            $0.ship("S1", "O1", 3_000, at: "2024-11-05 08:00", units: 60)
            $0.ship("S2", "O1", 2_000, at: "2024-11-06 08:00", units: 40)
        }
        try await books.correct("S1", ["customer": "C2"])
        #expect(await faultCodes { try await books.correct("S1", ["units": "61"]) } == ["overdraw"])
        try await books.correct("S1", ["units": "50"])
        try await books.correct("S2", ["units": "50"])
        #expect(try await books.audit() == [])
    }

    @Test func aReturnIsMeasuredAgainstItsShipmentAndNotAgainstItself() async throws {
        let books = try await TestBooks.open()
        try await books.record {
            $0.opening("O1", 5_000, at: "2024-11-01 00:00")
            $0.ship("S1", "O1", 3_000, at: "2024-11-05 08:00")
            $0.giveBack("B1", of: "S1", "O1", 2_500, at: "2024-11-06 08:00")
        }
        try await books.correct("B1", ["mass": "3000g"])
        #expect(try await books.stock("O1") == 5_000)
        #expect(await faultCodes { try await books.correct("B1", ["mass": "3001g"]) } == ["overdraw"])
        try await books.correct("B1", ["facility": "F2"])
        #expect(try await books.stock("O1", "F2") == 3_000)
        #expect(try await books.audit() == [])
    }

    @Test func aCorrectedCustomerTakesTheReturnsAlong() async throws {
        let books = try await TestBooks.open()
        try await books.record {
            $0.opening("O1", 5_000, at: "2024-11-01 00:00")
            $0.ship("S1", "O1", 3_000, at: "2024-11-05 08:00")
            $0.giveBack("B1", of: "S1", "O1", 2_500, at: "2024-11-06 08:00")
        }
        try await books.correct("S1", ["customer": "C2"])
        #expect(try await books.balance("customer:C1") == 0)
        #expect(try await books.balance("customer:C2") == 500)
        try await books.correct("B1", ["mass": "2000g"])
        try await books.correct("S1", ["customer": "C1"])
        #expect(try await books.balance("customer:C1") == 1_000)
        #expect(try await books.balance("customer:C2") == 0)
        #expect(try await books.audit() == [])
    }

    @Test func aShipmentIsNeverLessThanWhatCameBackOfIt() async throws {
        let books = try await TestBooks.open()
        try await books.record {
            $0.opening("O1", 5_000, at: "2024-11-01 00:00")
            $0.ship("S1", "O1", 3_000, at: "2024-11-05 08:00")
            $0.giveBack("B1", of: "S1", "O1", 2_500, at: "2024-11-06 08:00")
        }
        let before = try await books.fingerprint()
        #expect(await faultCodes { try await books.correct("S1", ["mass": "2499g"]) } == ["overdraw"])
        #expect(
            await faultCodes { try await books.correct("S1", ["shipped_at": "2024-11-06 08:01"]) } == ["time_order"])
        #expect(try await books.fingerprint() == before)
        try await books.correct("S1", ["mass": "2500g"])
        #expect(try await books.balance("customer") == 0)
        #expect(try await books.audit() == [])
    }

    @Test func whoRecordedADocumentCanBeCorrectedToo() async throws {
        let books = try await TestBooks.open()
        try await books.record { $0.intake("L1", 10_000, at: "2024-11-05 08:00") }
        let receipt = try await books.correct("T-L1", ["recorded_by": "王"])
        #expect(receipt.recorded == [.corrections: 1])
        let shown = try await DocumentBrowser(books.books).show(.intake, "T-L1")
        #expect(shown.rows.intakes.first?.recordedBy == "王")
        #expect(try await books.audit() == [])
    }

    @Test func identitiesUnknownFieldsAndReversedDocumentsAreRefused() async throws {
        let books = try await TestBooks.open()
        try await books.record { $0.intake("L1", 10_000, at: "2024-11-05 08:00") }
        let before = try await books.fingerprint()
        #expect(await faultCodes { try await books.correct("T-L1", ["lot": "L2"]) } == ["bad_value"])
        #expect(await faultCodes { try await books.correct("T-L1", ["ticket": "T2"]) } == ["bad_value"])
        #expect(await faultCodes { try await books.correct("T-L1", ["gros": "1t"]) } == ["bad_value"])
        #expect(await faultCodes { try await books.correct("T-L1", ["gross": "12"]) } == ["bad_value"])
        #expect(await faultCodes { try await books.correct("T-L1", ["supplier": "P9"]) } == ["unknown_reference"])
        #expect(await faultCodes { try await books.correct("T-L9", ["truck": "x"]) }.count == 1)
        #expect(try await books.fingerprint() == before)
        try await books.reverse("T-L1")
        #expect(await faultCodes { try await books.correct("T-L1", ["truck": "x"]) } == ["bad_value"])
    }

    @Test func anAcceptedCountStaysAsItWasAccepted() async throws {
        let books = try await TestBooks.open()
        try await books.record {
            $0.intake("L1", 20_000, at: "2024-11-05 08:00")
            $0.count("N1", "L1", 19_000, at: "2024-11-06 08:00")
            $0.count("N2", "L1", 18_000, at: "2024-11-06 08:00")
        }
        let revisions = Revisions(books.books)
        _ = try await revisions.acceptCount("N1")
        let before = try await books.fingerprint()
        for (field, value) in [("mass_g", "17000"), ("counted_at", "2024-11-07 08:00"), ("facility", "F2")] {
            let told = await faults { try await books.correct("N1", [field: value]) }
            #expect(told.map(\.code.text) == ["conflict"], "\(field)")
            #expect(told.first?.field == field)
            #expect(told.first?.value == value)
            #expect(told.first?.message.english.contains("urbanmine ledger reverse") == true)
        }
        #expect(try await books.fingerprint() == before)
        try await books.correct("N1", ["method": "scale 2", "mass_g": "19kg"])
        // Another count since changes nothing in what the first one posted.
        _ = try await revisions.acceptCount("N2")
        let again = try await revisions.acceptCount("N1")
        #expect(again.wasAccepted)
        #expect(again.lots.map(\.booked) == [20_000])
        #expect(again.lots.map(\.difference) == [-1_000])
        let entry = try #require(
            try await LedgerBook(books.books).entries(lot: "L1", since: nil, limit: 10)
                .first { $0.kind == "acceptance" && $0.document.hasPrefix("N1") })
        try await books.reverse("\(entry.event)")
        try await books.correct("N1", ["mass_g": "17000"])
        let third = try await revisions.acceptCount("N1")
        #expect(!third.wasAccepted)
        #expect(third.lots.map(\.difference) == [17_000 - 19_000])
        #expect(try await books.stock("L1") == 17_000)
        #expect(try await books.audit() == [])
    }

    @Test func piecesAreNeverFewerThanWhatWasDrawnNorMoreThanWhatWasShipped() async throws {
        let books = try await TestBooks.open()
        try await books.record {
            $0.opening("O1", 5_000, at: "2024-11-01 00:00", units: 1_000)
            $0.ship("S1", "O1", 3_000, at: "2024-11-05 08:00", units: 600)
            $0.ship("S2", "O1", 100, at: "2024-11-05 08:00")
        }
        func refused(
            _ field: String = "units", _ sourceLocation: SourceLocation = #_sourceLocation,
            _ body: () async throws -> some Any
        ) async {
            let told = await faults(sourceLocation, body)
            #expect(told.map(\.code.text) == ["overdraw"], sourceLocation: sourceLocation)
            #expect(told.map(\.field) == [field], sourceLocation: sourceLocation)
        }
        let before = try await books.fingerprint()
        await refused { try await books.correct("opening:O1", ["units": "599"]) }
        await refused {
            try await books.record { $0.giveBack("B1", of: "S1", "O1", 10, at: "2024-11-06 08:00", units: 601) }
        }
        // The shipment does not say how many it carried, but the lot has only 1,000.
        await refused {
            try await books.record { $0.giveBack("B1", of: "S2", "O1", 10, at: "2024-11-06 08:00", units: 601) }
        }
        await refused {
            try await books.record {
                $0.giveBack("B1", of: "S1", "O1", 10, at: "2024-11-06 08:00", units: 400)
                $0.giveBack("B2", of: "S1", "O1", 10, at: "2024-11-07 08:00", units: 201)
            }
        }
        #expect(try await books.fingerprint() == before)
        try await books.correct("opening:O1", ["units": "600"])
        try await books.record { $0.giveBack("B1", of: "S1", "O1", 10, at: "2024-11-06 08:00", units: 400) }
        await refused { try await books.correct("B1", ["units": "601"]) }
        await refused { try await books.correct("S1", ["units": "399"]) }
        try await books.record { $0.ship("S3", "O1", 10, at: "2024-11-07 08:00", units: 400) }
        await refused("entry") { try await books.reverse("B1") }
        #expect(try await books.audit() == [])
    }

    /// Lines of `corrections.csv`, and what is told of them.
    @Test func correctionsAreToldAllAtOnceOnTheirOwnLines() async throws {
        let books = try await TestBooks.open()
        try await books.record {
            $0.intake("L1", 10_000, at: "2024-11-05 08:00")
            $0.ship("S1", "L1", 7_000, at: "2024-11-09 08:00")
            $0.intake("L2", 10_000, at: "2024-11-05 08:00")
        }
        let before = try await books.fingerprint()
        let corrections = """
            document,field,value,reason
            T-L1,truck,K1,typed wrong
            T-L1,supplier,NOBODY,typed wrong
            T-L1,gross_kg,0.5,typed wrong
            T-L9,truck,K1,typed wrong
            T-L1,trukc,K1,
            S1,customer,C2,typed wrong
            S1,shipped_at,2024-11-04 08:00,typed wrong
            T-L2,truck,K1,typed wrong
            T-L2,truck,K2,typed wrong
            T-L2,received_at,0024-11-05,typed wrong
            X1,truck,K1,typed wrong
            T-X2,supplier,NEW,typed wrong

            """
        let wanted = [
            "corrections.csv:3 unknown_reference value NOBODY", "corrections.csv:4 bad_value value 0.5",
            "corrections.csv:5 unknown_reference document T-L9", "corrections.csv:6 bad_value reason ",
            "corrections.csv:6 bad_value field trukc", "corrections.csv:8 time_order value 2024-11-04 08:00",
            "corrections.csv:10 duplicate field truck", "corrections.csv:11 bad_value value 0024-11-05",
            "corrections.csv:12 unknown_reference document X1",
        ]
        func told(_ files: [(name: String, text: String)]) async -> [String] {
            await faults { try await books.importFiles(files) }.map {
                "\($0.file ?? "-"):\($0.line ?? 0) \($0.code.text) \($0.field ?? "-") \($0.value ?? "-")"
            }
        }
        // Beside a faulty intake, whose ticket and supplier are known all the same.
        let header = "ticket,received_at,facility,material,supplier,gross_g,tare_g,deduction_g,net_g,lot\n"
        let intake = header + "T-X2,2024-11-05 08:00,F1,scrap,NEW,31000,1000,0,3,X2\n"
        let others = [
            (name: "parties.csv", text: "party,name\nNEW,New\n"), (name: "intakes.csv", text: intake),
            (name: "corrections.csv", text: corrections),
        ]
        #expect(await told(others) == ["intakes.csv:2 bad_value net_g 3"] + wanted)
        // And alone, without the line that spoke of that intake.
        let alone = corrections.split(separator: "\n").filter { !$0.hasPrefix("T-X2") }.joined(separator: "\n")
        #expect(await told([(name: "corrections.csv", text: alone)]) == wanted)
        let reasoned = alone.split(separator: ",\n").joined(separator: ",typed wrong\n")
        let rest = wanted.filter { !$0.contains(" reason ") }
        #expect(await told([(name: "corrections.csv", text: reasoned)]) == rest)
        #expect(try await books.fingerprint() == before)
    }

    @Test func whatFollowsFromARefusedCorrectionIsNotTold() async throws {
        let books = try await TestBooks.open()
        try await books.record {
            $0.intake("L1", 10_000, at: "2024-11-05 08:00")
            $0.ship("S1", "L1", 7_000, at: "2024-11-09 08:00")
        }
        let typed = await faults { try await books.correct("T-L1", ["gross_g": "500g"]) }
        #expect(typed.map(\.code.text) == ["bad_value"])
        #expect(typed.first?.field == "gross_g")
        #expect(typed.first?.value == "500g")
        // The shipment could grow if the intake were corrected as it was meant.
        let file = (
            name: "corrections.csv",
            text: "document,field,value,reason\nT-L1,gross_g,20tt,typed wrong\nS1,mass_g,15000,typed wrong\n"
        )
        let told = await faults { try await books.importFiles([file]) }
        #expect(told.map(\.line) == [2])
        let empty = await faults { try await books.correct("S1", ["customer": "", "mass": "10.5kg"]) }
        #expect(empty.map(\.code.text) == ["bad_value", "overdraw"])
        #expect(empty.map(\.field) == ["customer", "mass"])
    }

    @Test func aHeaderOfSeveralLinesIsToldOnceAndNamesNoLine() async throws {
        let books = try await TestBooks.open()
        try await books.record {
            $0.intake("L1", 10_000, at: "2024-11-05 08:00")
            $0.intake("L2", 10_000, at: "2024-11-05 08:00")
            $0.ship("S1", "L1", 7_000, at: "2024-11-09 08:00")
            $0.ship("S1", "L2", 7_000, at: "2024-11-09 08:00")
        }
        let empty = await faults { try await books.correct("S1", ["customer": ""]) }
        #expect(empty.map(\.field) == ["customer"])
        let one = await faults { try await books.correct("S1", ["customer:L2": "C2"]) }
        #expect(one.map(\.code.text) == ["duplicate"])
        #expect(one.first?.message.english.contains("line 0") == false)
    }

    @Test func aDocumentThatIsNotThereIsNotFoundWhereItWasTyped() async throws {
        let books = try await TestBooks.open()
        #expect(await faultCodes { try await books.correct("NOPE", ["truck": "x"]) } == ["not_found"])
        #expect(
            await faultCodes { try await books.correct("NOPE", ["truck": "x", "truck ": "y"]) } == ["not_found"])
        #expect(await faultCodes { try await books.correct("", ["truck": "x"]) } == ["bad_value"])
        let both = await faults { try await books.correct("NOPE", ["truck": "x"], reason: "") }
        #expect(both.map(\.field) == ["reason", "document"])
    }

    @Test func timesOutOfTheCalendarAreRefusedEverywhere() async throws {
        let books = try await TestBooks.open()
        try await books.record {
            $0.intake("L1", 10_000, at: "2024-11-05 08:00")
            $0.run("R1", from: "2024-11-06 08:00", to: nil, inputs: ["L1": 1_000])
        }
        let before = try await books.fingerprint()
        #expect(await faultCodes { try await books.correct("T-L1", ["received_at": "0204-11-05"]) } == ["bad_value"])
        let intake = await faultCodes { try await books.record { $0.intake("L2", 1, at: "1899-12-31 12:00") } }
        #expect(intake == ["bad_value"])
        let end = await faultCodes {
            try await RecordRun(books.books).finish("R1", yield: RunYield(), endedAt: time("1024-11-05 08:00"))
        }
        #expect(end.contains("bad_value"))
        #expect(try await books.fingerprint() == before)
        _ = try await books.report("2024-11")
    }
}
