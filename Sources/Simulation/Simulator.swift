/// How far a simulation has come.
package struct SimulationProgress: Sendable, Hashable {
    /// Days done, and days in all.
    package let day: Int
    package let days: Int
    /// Tickets written so far.
    package let tickets: Int
}

/// Writes the books of a simulated city as an import bundle.
///
/// The same scenario, months, seed and scale give the same bytes. All times are of Asia/Shanghai (+08:00).
package struct Simulator: Sendable {
    package let scenario: Scenario
    package let firstMonth: (year: Int, month: Int)
    package let months: Int
    package let seed: UInt64
    package let scale: Double

    package static let monthsRange = 1...1200
    package static let scaleRange = 0.0001...100.0

    /// Sets a simulation up.
    ///
    /// - Parameters:
    ///   - scenario: the city.
    ///   - firstMonth: the first month of the books.
    ///   - months: how many, 1 to 1,200.
    ///   - seed: any number.
    ///   - scale: factor on all flows and capacities, 0.0001 to 100.
    /// - Throws: `SimulationError.invalidArgument` for what is out of its range.
    package init(
        scenario: Scenario, firstMonth: (year: Int, month: Int), months: Int, seed: UInt64, scale: Double = 1
    ) throws(SimulationError) {
        guard (1950...9000).contains(firstMonth.year), (1...12).contains(firstMonth.month) else {
            throw .invalidArgument(
                name: "from", value: "\(firstMonth.year)-\(firstMonth.month)",
                expected: "expected a month YYYY-MM of the years 1950 to 9000")
        }
        guard Self.monthsRange.contains(months) else {
            throw .invalidArgument(name: "months", value: "\(months)", expected: "expected 1 to 1200")
        }
        guard Self.scaleRange.contains(scale) else {
            throw .invalidArgument(name: "scale", value: "\(scale)", expected: "expected 0.0001 to 100")
        }
        self.scenario = scenario
        self.firstMonth = firstMonth
        self.months = months
        self.seed = seed
        self.scale = scale
    }

    /// Simulates and writes the bundle's CSV files.
    ///
    /// The directory is created when its parent exists. Files of an earlier simulation in it are replaced, all at
    /// the end; a simulation that fails or is given up leaves them alone.
    /// - Parameters:
    ///   - directory: where the files go.
    ///   - progress: called at each simulated midnight and at the end; an error that it throws ends the simulation.
    /// - Returns: what was written, and what the scenario comes to.
    /// - Throws: `SimulationError`, or what `progress` throws.
    package func run(
        into directory: String, progress: (SimulationProgress) throws -> Void = { _ in }
    ) throws -> SimulationSummary {
        let writer = try BundleWriter(directory: directory)
        let last = firstMonth.year * 12 + firstMonth.month - 1 + months
        let city = City(
            scenario: scenario, start: BusinessTime(year: firstMonth.year, month: firstMonth.month),
            end: BusinessTime(year: last / 12, month: last % 12 + 1), seed: seed, scale: scale, writer: writer)
        try city.run(progress: progress)
        let rows = writer.rows
        try writer.publish()
        return SimulationSummary(
            scenario: scenario, plan: city.plan, scale: scale, totals: city.totals, rows: rows)
    }

    /// What the scenario comes to in a year at this scale, without simulating it.
    package func summary() -> SimulationSummary {
        SimulationSummary(scenario: scenario, plan: SteadyState(scenario), scale: scale, totals: nil, rows: [])
    }
}
