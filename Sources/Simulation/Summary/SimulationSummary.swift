/// What a scenario comes to: its flows, the capacity that binds, its shares of the nation; and what was written.
package struct SimulationSummary: Sendable, CustomStringConvertible {
    /// A capacity and how far the plan uses it.
    package struct Capacity: Sendable, Hashable {
        package let name: String
        /// Tonnes a year (units where `isUnits`).
        package let planned: Double
        package let capacity: Double
        package let isUnits: Bool
        /// What holds the flow back when it isn't this capacity, such as `short of paste`.
        package let heldBackBy: String?
        package var load: Double { planned / capacity }
        /// Whether this capacity limits the flow: all of it is used.
        package var binds: Bool { load >= 0.999 }
    }

    /// A share of a national total: what was quoted and what the plan gives.
    package struct NationalShare: Sendable, Hashable {
        package let name: String
        package let tonnes: Double
        package let nationalTonnes: Double
        package let year: Int
        package let source: String
        package let quoted: Double?
        package var share: Double { tonnes / nationalTonnes }
        /// Whether the plan gives the quoted share, within a tenth of it.
        package var agrees: Bool? { quoted.map { abs(share - $0) <= 0.1 * $0 } }
    }

    package let scenario: String
    package let title: String
    /// Settled intake of a year by material, tonnes.
    package let intake: [(material: String, tonnes: Double)]
    /// Output of a year of reported materials, tonnes and units.
    package let output: [(material: String, tonnes: Double, units: Double?)]
    /// Processes, as clean feed.
    package let processes: [Capacity]
    /// Capacities printed for the whole city.
    package let cityCapacities: [Capacity]
    package let shares: [NationalShare]
    package let assumptions: [String]
    /// Rows of each file; empty when nothing was simulated.
    package let rows: [(table: String, rows: Int)]
    /// What was simulated, tonnes; nil when nothing was.
    package let simulated: (settled: Double, made: [String: Double], units: [String: Int64], closing: Double)?

    init(scenario: Scenario, plan: SteadyState, totals: FlowTotals?, rows: [(table: String, rows: Int)]) {
        self.scenario = scenario.name
        title = scenario.title.en
        intake = scenario.intakes.map { ($0.material, $0.tonnesPerYear) }
        output = scenario.materials.filter(\.isReported).compactMap { material in
            guard let tonnes = plan.made[material.code], tonnes > 0 else { return nil }
            return (material.code, tonnes, material.unitGrams.map { tonnes * 1e6 / Double($0) })
        }
        processes = plan.throughputs.map {
            Capacity(name: $0.process, planned: $0.feed, capacity: $0.limit, isUnits: false, heldBackBy: $0.heldBackBy)
        }
        cityCapacities = scenario.cityCapacities.map { capacity in
            let tonnes = capacity.materials.reduce(0) { $0 + (plan.made[$1] ?? 0) }
            guard let units = capacity.units else {
                return Capacity(
                    name: capacity.key, planned: tonnes, capacity: capacity.tonnes ?? 1, isUnits: false,
                    heldBackBy: nil)
            }
            let made = capacity.materials.reduce(0.0) { sum, code in
                guard let grams = scenario.material(code)?.unitGrams else { return sum }
                return sum + (plan.made[code] ?? 0) * 1e6 / Double(grams)
            }
            return Capacity(name: capacity.key, planned: made, capacity: units, isUnits: true, heldBackBy: nil)
        }
        shares = scenario.nationalTotals.map { total in
            let tonnes = total.materials.reduce(0.0) { sum, code in
                guard total.ofIntake else { return sum + (plan.made[code] ?? 0) }
                return sum + scenario.intakes.filter { $0.material == code }.reduce(0) { $0 + $1.tonnesPerYear }
            }
            return NationalShare(
                name: total.key, tonnes: tonnes, nationalTonnes: total.tonnes, year: total.year,
                source: total.source, quoted: total.quotedShare)
        }
        assumptions = scenario.assumptions
        self.rows = rows
        simulated = totals.map { totals in
            (
                Double(totals.settled) / 1e6, totals.made.mapValues { Double($0) / 1e6 }, totals.units,
                Double(totals.closing) / 1e6
            )
        }
    }

    /// The capacities that bind: the city's first, then the processes'.
    package var binding: [Capacity] {
        (cityCapacities + processes).filter(\.binds)
    }

    package var description: String {
        var lines = ["\(scenario): \(title)", "", "Intake a year (settled):"]
        for (material, tonnes) in intake { lines.append("  \(material): \(Decimal.grouped(tonnes)) t") }
        lines.append("  together: \(Decimal.grouped(intake.reduce(0) { $0 + $1.tonnes })) t")
        lines += ["", "Output a year:"]
        for (material, tonnes, units) in output {
            let count = units.map { " (\(Decimal.grouped($0)) units)" } ?? ""
            lines.append("  \(material): \(Decimal.grouped(tonnes)) t\(count)")
        }
        lines += ["", "Capacities of the city:"]
        lines += cityCapacities.map(Self.line)
        lines += ["", "Processes (clean feed against lines × utilisation):"]
        lines += processes.map(Self.line)
        lines += ["", "Binding: " + (binding.isEmpty ? "none" : binding.map(\.name).joined(separator: ", "))]
        lines += ["", "Shares of the nation:"]
        lines += shares.map(Self.line)
        lines += ["", "Assumptions:"] + assumptions.map { "  " + $0 }
        guard let simulated else { return lines.joined(separator: "\n") }
        lines += [
            "",
            "Simulated: \(Decimal.grouped(simulated.settled)) t settled, "
                + "\(Decimal.grouped(simulated.closing)) t in stock, in process or on the road at the end",
        ]
        for (table, rows) in rows { lines.append("  \(table).csv: \(rows) rows") }
        return lines.joined(separator: "\n")
    }

    private static func line(_ capacity: Capacity) -> String {
        let unit = capacity.isUnits ? "units" : "t"
        let state = capacity.binds ? ", binds" : capacity.heldBackBy.map { ", \($0)" } ?? ""
        return "  \(capacity.name): \(Decimal.grouped(capacity.planned)) of \(Decimal.grouped(capacity.capacity)) "
            + "\(unit), \(Decimal.text(capacity.load * 100, digits: 1)) %\(state)"
    }

    private static func line(_ share: NationalShare) -> String {
        var text =
            "  \(share.name): \(Decimal.grouped(share.tonnes)) of \(Decimal.grouped(share.nationalTonnes)) t "
            + "(\(share.year)), \(Decimal.text(share.share * 100, digits: 1)) %"
        if let quoted = share.quoted, let agrees = share.agrees {
            text += "; quoted \(Decimal.text(quoted * 100, digits: 1)) %"
            text += agrees ? ", which agrees" : ", which this scenario does not give"
        }
        return text + " [\(share.source)]"
    }
}
