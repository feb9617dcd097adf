/// What a scenario comes to: its flows, the capacity that binds, its shares of the nation; and what was written.
package struct SimulationSummary: Sendable {
    /// A material, process or total: its code, and its name where the scenario tells one.
    package struct Name: Sendable, Hashable {
        package let code: String
        package let zh: String?
        package let en: String?
    }

    /// Why a process does less than its lines could.
    package enum Restraint: Sendable, Hashable {
        /// There is no more of these materials, any of which would serve.
        case shortOf(materials: [String])
        /// Nobody buys what it makes: it makes as much as these processes take.
        case following(processes: [String])
    }

    /// What a year takes in or makes of a material.
    package struct Flow: Sendable, Hashable {
        package let name: Name
        package let tonnes: Double
        package let units: Double?
    }

    /// A capacity and how far the plan uses it.
    package struct Capacity: Sendable, Hashable {
        package let name: Name
        /// Tonnes a year (units where `isUnits`).
        package let planned: Double
        package let capacity: Double
        package let isUnits: Bool
        /// What holds the flow back when it isn't this capacity.
        package let heldBackBy: Restraint?
        package var load: Double { planned / capacity }
        /// Whether this capacity limits the flow: all of it is used.
        package var binds: Bool { load >= 0.999 }
    }

    /// A share of a national total: what was quoted and what the plan gives.
    package struct NationalShare: Sendable, Hashable {
        package let name: Name
        /// Of the city at its full size, whatever the scale: a nation isn't scaled.
        package let tonnes: Double
        package let units: Double?
        /// Nil where no national total with a source is known.
        package let nationalTonnes: Double?
        package let year: Int?
        /// Where the total comes from, or the quoted share where there is no total.
        package let source: Wording
        package let quoted: Double?
        package var share: Double? { nationalTonnes.map { tonnes / $0 } }
        /// Whether the plan gives the quoted share, within a tenth of it; nil where one of the two is not known.
        package var agrees: Bool? {
            guard let quoted, let share else { return nil }
            return abs(share - quoted) <= 0.1 * quoted
        }
    }

    /// What was simulated, tonnes.
    package struct Simulated: Sendable {
        package let settled: Double
        package let made: [String: Double]
        package let units: [String: Int64]
        package let closing: Double
    }

    package let scenario: String
    /// Of all materials, by code.
    package let materialNames: [String: Name]
    package let title: Wording
    package let scale: Double
    /// Settled intake of a year by material.
    package let intake: [Flow]
    /// Output of a year of reported materials.
    package let output: [Flow]
    /// Processes, as clean feed.
    package let processes: [Capacity]
    /// Capacities printed for the whole city.
    package let cityCapacities: [Capacity]
    package let shares: [NationalShare]
    package let assumptions: [Wording]
    /// Rows of each file; empty when nothing was simulated.
    package let rows: [(table: String, rows: Int)]
    /// Nil when nothing was simulated.
    package let simulated: Simulated?

    init(
        scenario: Scenario, plan: SteadyState, scale: Double, totals: FlowTotals?,
        rows: [(table: String, rows: Int)]
    ) {
        /// Nil where one of the materials has no units.
        func units(_ materials: [String]) -> Double? {
            var sum = 0.0
            for code in materials {
                guard let grams = scenario.material(code)?.unitGrams else { return nil }
                sum += (plan.made[code] ?? 0) * 1e6 / Double(grams)
            }
            return sum
        }
        let names = Dictionary(
            uniqueKeysWithValues: scenario.materials.map { ($0.code, Name(code: $0.code, zh: $0.zh, en: $0.en)) })
        func name(_ material: String) -> Name { names[material] ?? Name(code: material, zh: nil, en: nil) }
        self.scenario = scenario.name
        materialNames = names
        self.scale = scale
        title = scenario.title
        intake = scenario.intakes.map {
            Flow(name: name($0.material), tonnes: $0.tonnesPerYear * scale, units: nil)
        }
        output = scenario.materials.filter(\.isReported).compactMap { material in
            guard let tonnes = plan.made[material.code], tonnes > 0 else { return nil }
            return Flow(
                name: name(material.code), tonnes: tonnes * scale, units: units([material.code]).map { $0 * scale })
        }
        processes = plan.throughputs.map {
            Capacity(
                name: Name(code: $0.process, zh: scenario.process($0.process)?.zh, en: nil),
                planned: $0.feed * scale, capacity: $0.limit * scale, isUnits: false, heldBackBy: $0.heldBackBy)
        }
        cityCapacities = scenario.cityCapacities.map { capacity in
            let tonnes = capacity.materials.reduce(0) { $0 + (plan.made[$1] ?? 0) }
            let made = capacity.units == nil ? tonnes : units(capacity.materials) ?? 0
            return Capacity(
                name: Name(code: capacity.key, zh: capacity.zh, en: nil), planned: made * scale,
                capacity: (capacity.units ?? capacity.tonnes ?? 1) * scale, isUnits: capacity.units != nil,
                heldBackBy: nil)
        }
        shares = scenario.nationalTotals.map { total in
            let tonnes = total.materials.reduce(0.0) { sum, code in
                guard total.ofIntake else { return sum + (plan.made[code] ?? 0) }
                return sum + scenario.intakes.filter { $0.material == code }.reduce(0) { $0 + $1.tonnesPerYear }
            }
            return NationalShare(
                name: Name(code: total.key, zh: total.zh, en: nil), tonnes: tonnes,
                units: total.ofIntake ? nil : units(total.materials), nationalTonnes: total.known?.tonnes,
                year: total.known?.year, source: total.source, quoted: total.quotedShare)
        }
        assumptions = scenario.assumptions
        self.rows = rows
        simulated = totals.map { totals in
            Simulated(
                settled: Double(totals.settled) / 1e6, made: totals.made.mapValues { Double($0) / 1e6 },
                units: totals.units, closing: Double(totals.closing) / 1e6)
        }
    }

    /// The capacities that bind: the city's first, then the processes'.
    package var binding: [Capacity] {
        (cityCapacities + processes).filter(\.binds)
    }
}
