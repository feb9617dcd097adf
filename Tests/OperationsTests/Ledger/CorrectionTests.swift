import MaterialLedger
import Operations
import Store
import Testing

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
        #expect(told.first?.message.contains("shipment S1") == true)
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
        #expect(told == ["overdraw"])
        let early = await faultCodes { try await books.correct("S1", ["shipped_at": "2024-11-08 19:59"]) }
        #expect(early == ["time_order"])
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
}
