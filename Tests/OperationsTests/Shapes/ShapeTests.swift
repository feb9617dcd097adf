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
        var places = ["loss fume": 0.1]
        for n in 0..<10_000 { places["stock A\(n)"] = 0.000_09 }
        for epsilon in [0, 1e-6] {
            try await expectDestinations(books, "L", places, epsilon: epsilon, runs: 10_000...10_000, lots: 10_001)
            try await expectOrigins(books, "A9999", ["L": 1], epsilon: epsilon, runs: 1...1, lots: 2)
        }
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
        let places = ["stock A5000": 0.995, "loss fume": 0.005]
        for epsilon in [0, 1e-6] {
            try await expectOrigins(
                books, "A5000", ["A0": 1], epsilon: epsilon, runs: 5_000...5_000, lots: 5_001)
            try await expectDestinations(books, "A0", places, epsilon: epsilon, runs: 5_000...5_000, lots: 5_001)
        }
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
        // 2^20 ways, 40 runs.
        for epsilon in [0, 1e-6] {
            try await expectOrigins(books, "A20", ["A0": 1], epsilon: epsilon, runs: 40...40, lots: 61)
            try await expectDestinations(books, "A0", ["stock A20": 1], epsilon: epsilon, runs: 40...40, lots: 61)
        }
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
        try await expectGeometricSeries(books, heel: Double(heel), heats: 600)
        try await books.close("2024-11")
        try await expectWhole(books, ["2024-11", "2024-12"])
    }

    /// Of what is in the kettle the part `ratio` stays to the next heat: what is k heats old has ratio^k left of it.
    private func expectGeometricSeries(_ books: TestBooks, heel: Double, heats: Int) async throws {
        let full = 100_000 + heel
        let ratio = heel / full
        var origins = ["L0": power(ratio, heats - 1)]
        for age in 0..<(heats - 1) { origins["L\(heats - 1 - age)"] = (1 - ratio) * power(ratio, age) }
        var places = ["stock H\(heats - 1)": power(ratio, heats)]
        for age in 0..<heats {
            places["stock A\(age)"] = power(ratio, age) * (full - heel - 500) / full
            places["loss fume", default: 0] += power(ratio, age) * 500 / full
        }
        // Heats so old that doubles can't tell their share need not be followed.
        let telling = (1...heats).first { power(ratio, $0) < 1e-300 } ?? heats
        try await expectOrigins(books, "A\(heats - 1)", origins, epsilon: 0, runs: telling...heats)
        try await expectDestinations(books, "L0", places, epsilon: 0, runs: telling...heats)
        // So many heats that no more than the residual is older.
        let followed = (1...heats).first { power(ratio, $0) <= 1e-6 } ?? heats
        let young = origins.filter { $0.value >= (1 - ratio) * power(ratio, followed - 1) * (1 - 1e-12) }
        try await expectOrigins(books, "A\(heats - 1)", young, epsilon: 1e-6, runs: followed...followed)
        try await expectDestinations(
            books, "L0", places.filter { $0.value > 1e-6 }, epsilon: 1e-6, runs: followed...followed)
    }

    private func power(_ base: Double, _ exponent: Int) -> Double {
        (0..<exponent).reduce(1) { power, _ in power * base }
    }

    // MARK: - Traces

    /// The origins' shares by lot; each run lies one deeper than the one before, in all of these shapes.
    private func expectOrigins(
        _ books: TestBooks, _ lot: String, _ shares: [String: Double], epsilon: Double, runs: ClosedRange<Int>,
        lots: Int? = nil, _ sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let trace = try await LotTracing(books.books).origins(.init(lot: lot, epsilon: epsilon))
        let found = Dictionary(uniqueKeysWithValues: trace.origins.map { ($0.lot ?? $0.material, $0.share) })
        expectShares(found, shares, within: 1e-12, residual: trace.residualShare, epsilon: epsilon, sourceLocation)
        #expect(runs.contains(trace.runs) && trace.depth == trace.runs, sourceLocation: sourceLocation)
        if let lots { #expect(trace.lots == lots, sourceLocation: sourceLocation) }
        let isWeighed = trace.origins.allSatisfy { abs($0.grams - $0.share * Double(trace.mass.grams)) < 1e-6 }
        #expect(isWeighed, sourceLocation: sourceLocation)
    }

    /// The destinations' shares by state and lot, losses by their material.
    private func expectDestinations(
        _ books: TestBooks, _ lot: String, _ shares: [String: Double], epsilon: Double, runs: ClosedRange<Int>,
        lots: Int? = nil, _ sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let trace = try await LotTracing(books.books).destinations(.init(lot: lot, epsilon: epsilon))
        let found = Dictionary(
            uniqueKeysWithValues: trace.destinations.map { ("\($0.state.rawValue) \($0.lot ?? $0.material)", $0.share) }
        )
        // A loss is the sum of many runs; what is cut off of them is missing there.
        let tolerance = max(epsilon, 1e-12)
        expectShares(found, shares, within: tolerance, residual: trace.residualShare, epsilon: epsilon, sourceLocation)
        #expect(runs.contains(trace.runs), sourceLocation: sourceLocation)
        if let lots { #expect(trace.lots == lots, sourceLocation: sourceLocation) }
    }

    private func expectShares(
        _ found: [String: Double], _ wanted: [String: Double], within tolerance: Double, residual: Double,
        epsilon: Double, _ sourceLocation: SourceLocation
    ) {
        let odd = Set(found.keys).union(wanted.keys).filter { abs((found[$0] ?? 0) - (wanted[$0] ?? 0)) > tolerance }
        #expect(odd == [], sourceLocation: sourceLocation)
        #expect(residual >= 0 && residual <= epsilon, "\(residual)", sourceLocation: sourceLocation)
        #expect(abs(found.values.reduce(residual, +) - 1) < 1e-9, sourceLocation: sourceLocation)
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
