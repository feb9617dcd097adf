import MaterialLedger
import Operations
import Store
import Testing

/// Revisions of documents whose month is closed: the closed month keeps what it said.
struct LateTests {
    /// November with one of most things, closed.
    private func closedNovember() async throws -> TestBooks {
        let books = try await TestBooks.open()
        try await books.record {
            $0.intake("L1", 10_000, at: "2024-11-05 08:00")
            $0.intake("L2", 5_000, at: "2024-11-06 08:00")
            $0.run(
                "R1", from: "2024-11-08 08:00", to: "2024-11-09 08:00", inputs: ["L1": 4_000],
                outputs: ["A": 3_000], loss: 1_000)
            $0.run("R2", from: "2024-11-28 08:00", to: nil, inputs: ["L1": 1_000])
            $0.transfer("V1", "L2", 2_000, at: "2024-11-30 20:00")
            $0.ship("S1", "A", 1_000, at: "2024-11-20 08:00")
        }
        try await books.close("2024-11")
        return books
    }

    /// Everything of a month's report that a later revision must not change.
    private func figures(_ books: TestBooks, _ month: String) async throws -> [String] {
        let report = try await books.report(month)
        return ["\(report.city)", "\(report.facilities)", "\(report.stock)", "\(report.losses)"]
            + report.inflow.map { "\($0)" } + report.output.map { "\($0)" } + report.inflowByProvince.map { "\($0)" }
            + report.energy.map { "\($0)" }
    }

    @Test func aClosedMonthKeepsItsReportAndTheDifferenceStandsInTheOpenOne() async throws {
        let books = try await closedNovember()
        let november = try await figures(books, "2024-11")
        try await books.correct("T-L1", ["gross": "11500g"])
        #expect(try await figures(books, "2024-11") == november)
        #expect(try await books.stock("L1", at: "2024-11-30 23:59") == 5_000)
        #expect(try await books.stock("L1", at: "2024-12-01 00:00") == 5_500)
        let december = try await books.report("2024-12").city
        #expect(december.intake == 500)
        #expect(december.gap == 0)
        #expect(try await books.audit() == [])

        // A second late correction posts against the first, in the same month and in the next.
        try await books.correct("T-L1", ["gross": "11200g"])
        #expect(try await books.stock("L1", at: "2024-12-01 00:00") == 5_200)
        try await books.close("2024-12")
        let decemberClosed = try await figures(books, "2024-12")
        try await books.correct("T-L1", ["gross": "10900g", "material": "scrap2", "supplier": "P2"])
        #expect(try await figures(books, "2024-11") == november)
        #expect(try await figures(books, "2024-12") == decemberClosed)
        #expect(try await books.stock("L1", at: "2024-12-31 23:59") == 5_200)
        #expect(try await books.stock("L1") == 4_900)
        #expect(try await books.balance("stock", material: "scrap2", at: "2024-12-31 23:59") == 0)
        #expect(try await books.balance("stock", material: "scrap2") == 4_900)
        #expect(try await books.balance("supplier:P1", at: "2025-01-01 00:00") == -5_000)
        #expect(try await books.audit() == [])
    }

    /// What was shipped in the closed month came back into the books since, and may be less now: only the postings as
    /// they stand tell whether there is enough.
    @Test(arguments: [true, false])
    func aLateMassIsMeasuredAgainstWhatIsPosted(isReversed: Bool) async throws {
        let books = try await TestBooks.open()
        try await books.record {
            $0.intake("L1", 10_000, at: "2024-11-05 08:00")
            $0.ship("S1", "L1", 10_000, at: "2024-11-20 08:00")
        }
        try await books.close("2024-11")
        let before = await faultCodes { try await books.correct("T-L1", ["gross_g": "10700"]) }
        #expect(before == ["overdraw"])
        if isReversed {
            try await books.reverse("S1")
        } else {
            try await books.correct("S1", ["mass_g": "9000"])
        }
        try await books.correct("T-L1", ["gross_g": "10700"])
        #expect(try await books.stock("L1") == (isReversed ? 9_700 : 700))
        let tooFar = await faultCodes { try await books.correct("T-L1", ["gross_g": isReversed ? "900" : "9900"]) }
        #expect(tooFar == [isReversed ? "bad_value" : "overdraw"])
        if !isReversed {
            #expect(await faultCodes { try await books.correct("S1", ["mass_g": "9701"]) } == ["overdraw"])
            try await books.correct("S1", ["mass_g": "9700"])
            #expect(try await books.stock("L1") == 0)
        }
        #expect(try await books.audit() == [])
    }

    @Test func aReversalOfAClosedMonthStandsInTheOpenOne() async throws {
        let books = try await closedNovember()
        let november = try await figures(books, "2024-11")
        let reversal = try await books.reverse("S1")
        #expect(reversal.lateAt == time("2024-12-01 00:00"))
        #expect(try await figures(books, "2024-11") == november)
        #expect(try await books.stock("A", at: "2024-11-30 23:59") == 2_000)
        #expect(try await books.stock("A", at: "2024-12-01 00:00") == 3_000)
        #expect(try await books.report("2024-12").city.shipped == -1_000)
        try await books.reverse("R1")
        #expect(try await figures(books, "2024-11") == november)
        #expect(try await books.stock("A") == 0)
        #expect(try await books.stock("L1") == 9_000)
        #expect(try await books.balance("loss", at: "2024-11-30 23:59") == 1_000)
        #expect(try await books.balance("loss") == 0)
        #expect(try await books.report("2024-12").city.gap == 0)
        #expect(try await books.audit() == [])
    }

    @Test func runsAndTransfersUnderWayAreCompletedOverTheMonthsEnd() async throws {
        let books = try await closedNovember()
        let november = try await figures(books, "2024-11")
        _ = try await Revisions(books.books).complete(.run, code: "R2", at: time("2024-12-02 08:00")) { bundle in
            bundle.runs[0].endedAt = time("2024-12-02 08:00")
            bundle.output("R2", "B", 900)
            bundle.loss("R2", 100)
        }
        _ = try await Revisions(books.books).complete(.transfer, code: "V1", at: time("2024-12-01 08:00")) { bundle in
            bundle.transfers[0].receivedAt = time("2024-12-01 08:00")
            bundle.transfers[0].received = Mass(grams: 1_990)
        }
        #expect(try await figures(books, "2024-11") == november)
        let report = try await books.report("2024-12")
        #expect(report.city.processed == 1_000)
        #expect(report.city.loss == 100)
        #expect(report.city.transferIn == 1_990)
        #expect(report.city.transferOut == 0)
        #expect(report.city.gap == 0)
        #expect(try await books.report("2024-11").city.inProcess == 1_000)
        #expect(try await books.balance("difference") == 10)
        // The end and the arrival can't be put into the closed month, nor can a run's end be corrected into it.
        #expect(
            await faultCodes { try await books.correct("R2", ["ended_at": "2024-11-29 08:00"]) } == ["period_closed"])
        #expect(
            await faultCodes { try await books.correct("V1", ["received_at": "2024-11-30 21:00"]) }
                == ["period_closed"])
        // The part of a run that lies in the closed month is corrected in the open one.
        try await books.correct("R2", ["input.mass_g:L1": "1100", "loss.mass_g:fume": "200"])
        #expect(try await figures(books, "2024-11") == november)
        #expect(try await books.stock("L1", at: "2024-11-30 23:59") == 5_000)
        #expect(try await books.stock("L1", at: "2024-12-01 00:00") == 4_900)
        #expect(try await books.audit() == [])
        // Completed and corrected, both are skipped when their first files come again, and when the completed ones do.
        let again = try await books.record {
            $0.run("R2", from: "2024-11-28 08:00", to: nil, inputs: ["L1": 1_000])
            $0.transfer("V1", "L2", 2_000, at: "2024-11-30 20:00")
        }
        #expect(again.skipped == [.runs: 1, .transfers: 1])
        let completed = try await books.record {
            $0.run(
                "R2", from: "2024-11-28 08:00", to: "2024-12-02 08:00", inputs: ["L1": 1_000], outputs: ["B": 900],
                loss: 100)
            $0.transfer(
                "V1", "L2", 2_000, at: "2024-11-30 20:00", received: "2024-12-01 08:00", arrived: 1_990)
        }
        #expect(completed.skipped == [.runs: 1, .transfers: 1])
    }

    /// Every kind of document, with a time in the closed month.
    @Test(arguments: [
        "opening", "intake", "run", "open run", "transfer", "shipment", "return", "adjustment", "count",
        "acceptance", "run finished", "transfer received", "correction into it",
    ])
    func nothingIsDatedInAClosedMonth(_ path: String) async throws {
        let books = try await closedNovember()
        try await books.record {
            $0.intake("L9", 1_000, at: "2024-12-02 08:00")
        }
        let before = try await books.fingerprint()
        let codes = await faultCodes { try await date(path, books) }
        #expect(codes == ["period_closed"])
        if path != "acceptance" { #expect(try await books.fingerprint() == before) }
        #expect(try await books.audit() == [])
    }

    private func date(_ path: String, _ books: TestBooks) async throws {
        switch path {
        case "opening": try await books.record { $0.opening("X", 1, at: "2024-11-30 23:59") }
        case "intake": try await books.record { $0.intake("X", 1, at: "2024-11-30 23:59") }
        case "run":
            try await books.record {
                $0.run("X", from: "2024-11-30 23:59", to: "2024-12-01 08:00", inputs: ["L1": 1], outputs: ["Y": 1])
            }
        case "open run":
            try await books.record { $0.run("X", from: "2024-11-30 23:59", to: nil, inputs: ["L1": 1]) }
        case "transfer": try await books.record { $0.transfer("X", "L1", 1, at: "2024-11-30 23:59") }
        case "shipment": try await books.record { $0.ship("X", "L1", 1, at: "2024-11-30 23:59") }
        case "return":
            try await books.record { $0.giveBack("X", of: "S1", "A", 1, at: "2024-11-30 23:59") }
        case "adjustment": try await books.record { $0.adjust("X", "L1", -1, at: "2024-11-30 23:59") }
        case "count": try await books.record { $0.count("X", "L1", 1, at: "2024-11-30 23:59") }
        case "run finished":
            _ = try await Revisions(books.books).complete(.run, code: "R2", at: nil) { bundle in
                bundle.runs[0].endedAt = time("2024-11-30 23:59")
                bundle.output("R2", "B", 1_000)
            }
        case "transfer received":
            _ = try await Revisions(books.books).complete(.transfer, code: "V1", at: nil) { bundle in
                bundle.transfers[0].receivedAt = time("2024-11-30 23:59")
            }
        case "correction into it": try await books.correct("T-L9", ["received_at": "2024-11-30 23:59"])
        default:
            // A count of the open month whose acceptance comes after the close.
            try await books.record { $0.count("N1", "L9", 900, at: "2024-12-03 08:00") }
            try await books.close("2024-12")
            _ = try await Revisions(books.books).acceptCount("N1")
        }
    }

    @Test func monthsAreClosedInOrderOnceAndAfterTheirEnd() async throws {
        let books = try await closedNovember()
        #expect(await faultCodes { try await books.close("2024-11") } == ["period_closed"])
        #expect(await faultCodes { try await books.close("2025-01") } == ["period_closed"])
        #expect(await faultCodes { try await books.close("2024-10") } == ["period_closed"])
        #expect(await faultCodes { try await books.close("2199-01") } == ["period_closed"])
        try await books.close("2024-12")
        try await books.close("2025-01")
    }

    @Test func masterDataOfAClosedMonthStaysAsItWas() async throws {
        let books = try await closedNovember()
        let november = try await figures(books, "2024-11")
        let receipt = try await books.record { bundle in
            bundle.parties.append(
                Party(source: SourceLine(.parties, line: 2), party: "P1", name: "Party P1", province: "420000"))
            bundle.materials.append(
                Material(
                    source: SourceLine(.materials, line: 2), material: "lead", nameChinese: "铅",
                    nameEnglish: "soft lead",
                    stream: .battery, role: .product))
            bundle.intake("L9", 700, at: "2024-12-02 08:00")
        }
        #expect(receipt.revised == [.parties: 1, .materials: 1])
        #expect(try await figures(books, "2024-11") == november)
        #expect(try await books.report("2024-12").inflowByProvince.first { $0.net != 0 }?.province == "420000")
    }
}
