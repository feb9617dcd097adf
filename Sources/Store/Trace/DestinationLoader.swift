import MaterialLedger
import Postgres

/// Loads what a ``DestinationSearch`` asks for, until it asks no more.
struct DestinationLoader {
    private let substance: String?
    private var fractions: SubstanceFractions
    private let grams: Double
    private var reach: RunReach

    init(substance: String?, _ weighing: Weighing, epsilon: Double) {
        self.substance = substance
        fractions = weighing.fractions
        grams = weighing.grams
        reach = RunReach(.down, epsilon: epsilon)
    }

    mutating func search(
        from lot: TracedLot, epsilon: Double, depth: Int?, on connection: isolated Connection
    ) throws -> DestinationSearch {
        let whereabouts = try WhereaboutRows.load([lot.lot], on: connection)
        var search = DestinationSearch(
            lot: lot.lot, mass: lot.mass, substanceGrams: substance == nil ? nil : grams, parts: whereabouts.parts,
            uses: whereabouts.uses, epsilon: epsilon, depth: depth)
        while true {
            let asked = search.runsToLoad()
            if asked.isEmpty { return search }
            let runs = try reach.next(asked, on: connection)
            search.take(try facts(of: runs, on: connection))
        }
    }

    private mutating func facts(of runs: [Int64], on connection: isolated Connection) throws -> DestinationFacts {
        let made = try RunProductRows.load(runs, on: connection)
        let lots = made.outputs.map(\.lot)
        let whereabouts = try WhereaboutRows.load(lots, on: connection)
        try fractions.loadAssays(of: lots, substance: substance, on: connection)
        let losses = made.losses.map { row in
            DestinationFacts.Loss(
                run: row.run, material: row.material, facility: row.facility,
                weight: SubstanceMass(row.mass, fractions.fraction(of: row.material, at: row.endedAt)))
        }
        let outputs = made.outputs.map { row in
            DestinationFacts.Output(
                run: row.run, lot: row.lot, created: row.mass,
                fraction: fractions.fraction(ofLot: row.lot, material: row.material, createdAt: row.createdAt))
        }
        return DestinationFacts(
            runs: runs, contents: try contents(of: runs, outputs: outputs, losses: losses, on: connection),
            outputs: outputs, losses: losses, parts: whereabouts.parts, uses: whereabouts.uses)
    }

    private mutating func contents(
        of runs: [Int64], outputs: [DestinationFacts.Output], losses: [DestinationFacts.Loss],
        on connection: isolated Connection
    ) throws -> [DestinationFacts.Content] {
        guard substance != nil else {
            // A run conserves mass, so what came out says how much went in.
            return outputs.map { DestinationFacts.Content(run: $0.run, weight: SubstanceMass($0.created, $0.fraction)) }
                + losses.map { DestinationFacts.Content(run: $0.run, weight: $0.weight) }
        }
        let content = try RunContentRows.load(runs, withCompositions: true, on: connection)
        try fractions.loadAssays(of: Set(content.inputs.map(\.lot)).sorted(), substance: substance, on: connection)
        return content.inputs.map { DestinationFacts.Content(run: $0.run, weight: fractions.weight(of: $0)) }
            + content.additions.map { DestinationFacts.Content(run: $0.run, weight: fractions.weight(of: $0)) }
    }
}
