import MaterialLedger
import Operations
import Store
import Testing

/// Books of extreme shapes: they can be recorded in reasonable time, and their reports add up.
struct ShapeTests {
    /// The month's balance of the city and of each facility, and the books' own audit.
    private func expectWhole(_ books: TestBooks, _ months: [String]) async throws {
        for month in months {
            let report = try await books.report(month)
            #expect(report.city.gap == 0, "\(month)")
            #expect(report.facilities.allSatisfy { $0.balance.gap == 0 }, "\(month)")
        }
        #expect(try await books.audit() == [])
    }

    @Test func oneLotFeedsTenThousandRuns() async throws {
        let books = try await TestBooks.open()
        try await books.record { bundle in
            bundle.intake("L", 10_000_000, at: "2024-11-01 00:00")
            for n in 0..<10_000 {
                let at = "2024-11-\(10 + n % 20) 08:\(10 + n % 50)"
                bundle.run("R\(n)", from: at, to: at, inputs: ["L": 1_000], outputs: ["A\(n)": 900], loss: 100)
            }
        }
        #expect(try await books.stock("L") == 0)
        #expect(try await books.balance("stock") == 9_000_000)
        // The lot has 10,001 movements; one more document on it is judged against them all.
        let clock = ContinuousClock()
        let elapsed = try await clock.measure {
            let codes = await faultCodes { try await books.record { $0.ship("S", "L", 1, at: "2024-11-01 00:00") } }
            #expect(codes == ["overdraw"])
            try await books.correct("T-L", ["gross": "10001001g"])
        }
        #expect(elapsed < .seconds(120))
        #expect(try await books.stock("L") == 1)
        try await expectWhole(books, ["2024-11"])
    }

    @Test func aChainIsFiveThousandRunsDeep() async throws {
        let books = try await TestBooks.open()
        try await books.record { bundle in
            bundle.intake("A0", 1_000_000, at: "2024-11-01 00:00")
            for n in 0..<5_000 {
                // All at one instant: the order is only in what draws what, and the file has it backwards.
                let run = 4_999 - n
                bundle.run(
                    "R\(run)", from: "2024-11-02 00:00", to: "2024-11-02 00:00",
                    inputs: ["A\(run)": 1_000_000 - Int64(run)],
                    outputs: ["A\(run + 1)": 999_999 - Int64(run)], loss: 1)
            }
        }
        #expect(try await books.stock("A5000") == 995_000)
        #expect(try await books.balance("loss") == 5_000)
        try await expectWhole(books, ["2024-11"])
    }

    @Test func diamondsAreStackedTwentyHigh() async throws {
        let books = try await TestBooks.open()
        try await books.record { bundle in
            bundle.intake("A0", 1_000_000, at: "2024-11-01 00:00")
            for n in 0..<20 {
                let day = "2024-11-\(n + 2 < 10 ? "0" : "")\(n + 2)"
                bundle.run(
                    "S\(n)", from: "\(day) 08:00", to: "\(day) 09:00", inputs: ["A\(n)": 1_000_000],
                    outputs: ["L\(n)": 400_000, "R\(n)": 600_000])
                bundle.run(
                    "J\(n)", from: "\(day) 09:00", to: "\(day) 10:00", inputs: ["L\(n)": 400_000, "R\(n)": 600_000],
                    outputs: ["A\(n + 1)": 1_000_000])
            }
        }
        #expect(try await books.stock("A20") == 1_000_000)
        try await expectWhole(books, ["2024-11"])
    }

    @Test(arguments: [5, 20, 50] as [Int64])
    func heelsStayInTheKettleFromRunToRun(percent: Int64) async throws {
        let books = try await TestBooks.open()
        let heel = 100_000 * 100 / (100 - percent) - 100_000
        try await books.record { bundle in
            for n in 0..<600 {
                // 25 heats a day, over a month's end.
                let day = 20 + n / 25
                let date = day <= 30 ? "2024-11-\(day)" : "2024-12-\(day - 30 < 10 ? "0" : "")\(day - 30)"
                let hour = n % 25 * 50
                let at = "\(date) \(two(hour / 60)):\(two(hour % 60))"
                // The first heat fills the kettle.
                let fresh = n == 0 ? 100_000 + heel : 100_000
                bundle.intake("L\(n)", fresh, at: at)
                bundle.run("R\(n)", from: at, to: at, inputs: ["L\(n)": fresh])
                var inside = fresh
                if n > 0 {
                    bundle.input("R\(n)", "H\(n - 1)", heel)
                    inside += heel
                }
                bundle.output("R\(n)", "H\(n)", heel)
                bundle.loss("R\(n)", 500)
                bundle.output("R\(n)", "A\(n)", inside - heel - 500)
            }
        }
        #expect(try await books.balance("loss") == 300_000)
        #expect(try await books.balance("stock") == 600 * 100_000 + heel - 300_000)
        try await books.close("2024-11")
        try await expectWhole(books, ["2024-11", "2024-12"])
    }

    private func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    @Test func theCasesOfTheIssueStandTogetherInOneBundle() async throws {
        let books = try await TestBooks.open()
        try await books.record {
            $0.opening("O1", 8_000, at: "2024-11-01 00:00")
            // Deductions of both kinds: settled 9,500 of each, booked 10,000 and 9,500.
            $0.intake("L1", 10_000, at: "2024-11-02 08:00", deduction: 500)
            $0.intake("L2", 10_000, at: "2024-11-02 08:00", deduction: 500, kind: .removed)
            // Two lots of one material in one run, an addition, dross that is melted again.
            $0.run(
                "R1", from: "2024-11-03 08:00", to: "2024-11-04 08:00", inputs: ["L1": 10_000, "L2": 4_000],
                outputs: ["A1": 9_000], loss: 2_200, addition: 200)
            $0.output("R1", "D1", 3_000, material: "dross")
            $0.run(
                "R2", from: "2024-11-05 08:00", to: "2024-11-06 08:00", inputs: ["D1": 3_000], outputs: ["A2": 2_500],
                loss: 500)
            // Over the month's end: a run, and a transfer of a lot that is at two plants then.
            $0.run(
                "R3", from: "2024-11-30 20:00", to: "2024-12-01 04:00", inputs: ["O1": 8_000], outputs: ["A3": 8_000])
            $0.transfer("V1", "L2", 2_000, at: "2024-11-30 23:00", received: "2024-12-01 00:00", arrived: 1_990)
            $0.ship("S1", "A1", 9_000, at: "2024-11-10 08:00")
            $0.giveBack("B1", of: "S1", "A1", 1_000, at: "2024-12-02 08:00", facility: "F2")
            $0.adjust("J1", "L2", -100, at: "2024-11-12 08:00")
            $0.count("N1", "A2", 2_450, at: "2024-11-20 08:00")
        }
        _ = try await Revisions(books.books).acceptCount("N1")
        try await books.correct("T-L1", ["supplier": "P2"])
        let november = try await books.report("2024-11")
        #expect(november.inflow.map(\.net.month) == [19_000])
        #expect(november.inflow.map(\.received) == [19_500])
        #expect(november.city.intake == 19_500)
        #expect(november.city.adjustment == 8_000 - 100 - 50)
        #expect(november.city.inProcess == 8_000)
        #expect(november.city.shipped == 9_000)
        #expect(november.city.transferOut == 2_000)
        #expect(november.inTransit == 2_000)
        #expect(november.inflowByProvince.map(\.net).sorted() == [9_500, 9_500])
        let december = try await books.report("2024-12")
        #expect(december.city.opening == november.city.closing)
        #expect(december.city.transferIn == 1_990)
        #expect(december.city.returned == 1_000)
        #expect(december.inTransit == 0)
        #expect(december.difference == 10)
        try await expectWhole(books, ["2024-11", "2024-12"])
        try await books.close("2024-11")
        try await expectWhole(books, ["2024-11", "2024-12"])
    }
}
