import MaterialLedger
import Postgres

/// Loads what an ``OriginSearch`` asks for, until it asks no more.
struct OriginLoader {
    private let substance: String?
    private var fractions: SubstanceFractions
    private let grams: Double
    private var reach: RunReach

    init(substance: String?, _ weighing: Weighing, epsilon: Double) {
        self.substance = substance
        fractions = weighing.fractions
        grams = weighing.grams
        reach = RunReach(.up, epsilon: epsilon)
    }

    mutating func search(
        from lot: TracedLot, epsilon: Double, depth: Int?, on connection: isolated Connection
    ) throws -> OriginSearch {
        var search = OriginSearch(
            lot: lot.lot, source: lot.document, isMadeByRun: lot.isMadeByRun, grams: grams,
            gains: try RunContentRows.gains(of: [lot.lot], on: connection), epsilon: epsilon, depth: depth)
        while true {
            let asked = search.runsToLoad()
            if asked.isEmpty { return search }
            let runs = try reach.next(asked, on: connection)
            search.take(try facts(of: runs, on: connection))
        }
    }

    private mutating func facts(of runs: [Int64], on connection: isolated Connection) throws -> OriginFacts {
        let content = try RunContentRows.load(
            runs, withCompositions: substance != nil, withGains: true, on: connection)
        try fractions.loadAssays(of: Set(content.inputs.map(\.lot)).sorted(), substance: substance, on: connection)
        return OriginFacts(
            runs: runs,
            inputs: content.inputs.map { row in
                OriginFacts.Input(
                    run: row.run, lot: row.lot, source: row.source, isMadeByRun: row.isMadeByRun,
                    weight: fractions.weight(of: row))
            },
            additions: content.additions.map { row in
                OriginFacts.Addition(
                    run: row.run, material: row.material, facility: row.facility,
                    weight: fractions.weight(of: row))
            },
            gains: content.gains)
    }
}

extension SubstanceFractions {
    /// By what a lot weighs among the inputs of a run.
    func weight(of input: RunContentRows.Input) -> SubstanceMass {
        guard let (material, createdAt) = input.composition else {
            return SubstanceMass(input.mass, Fraction(units: Fraction.one))
        }
        return SubstanceMass(input.mass, fraction(ofLot: input.lot, material: material, createdAt: createdAt))
    }

    /// By what an addition weighs in a run; one to a run that has not ended holds nothing that is known yet.
    func weight(of addition: RunContentRows.Addition) -> SubstanceMass {
        guard let at = addition.at else { return SubstanceMass() }
        return SubstanceMass(addition.mass, fraction(of: addition.material, at: at))
    }
}
