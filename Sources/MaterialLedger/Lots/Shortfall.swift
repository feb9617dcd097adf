package import Wording

/// A lot that would fall below zero at a facility, and the draws that stand in the way.
package struct Shortfall: Sendable, Equatable {
    package var lot: Int64
    package var facility: String
    /// The instant from which the running sum would be below zero.
    package var at: Instant
    /// By how many grams.
    package var missing: Int64
    /// The documents without whose draws nothing would be below zero, the latest first.
    package var draws: [String]

    package init(lot: Int64, facility: String, at: Instant, missing: Int64, draws: [String]) {
        self.lot = lot
        self.facility = facility
        self.at = at
        self.missing = missing
        self.draws = draws
    }

    /// The draws as a message names them.
    package var names: Sentence { Shortfall.list(draws) }

    /// Up to ten documents, and how many more there are.
    package static func list(_ names: [String]) -> Sentence {
        let listed = Sentence.list(names.prefix(10).map(EventKind.sentence(naming:)))
        return names.count > 10 ? "\(listed) and \(names.count - 10) more" : listed
    }

    /// So many draws are looked at, the latest ones.
    private static let limit = 200

    /// The first shortfall that new movements would bring about; nil where there is none.
    package static func first(
        in recorded: [KnownLots.Movement], adding new: [KnownLots.Movement]
    ) -> Shortfall? {
        var places: [Place: [KnownLots.Movement]] = [:]
        for movement in new where movement.mass < 0 { places[Place(movement)] = [] }
        for movement in recorded + new { places[Place(movement)]?.append(movement) }
        return places.compactMap { place, movements in shortfall(at: place, movements, new: new) }
            .min { ($0.at, $0.lot, $0.facility) < ($1.at, $1.lot, $1.facility) }
    }

    private struct Place: Hashable {
        var lot: Int64
        var facility: String

        init(_ movement: KnownLots.Movement) {
            lot = movement.lot
            facility = movement.facility
        }
    }

    private static func shortfall(
        at place: Place, _ movements: [KnownLots.Movement], new: [KnownLots.Movement]
    ) -> Shortfall? {
        let sorted = movements.sorted { $0.at < $1.at }
        guard let found = belowZero(sorted, without: []) else { return nil }
        // What was taken back already is no draw any more.
        var sums: [Int64: Int64] = [:]
        for movement in sorted { sums[movement.document, default: 0] += movement.mass }
        let own = Set(new.map(\.document))
        var names: [Int64: String] = [:]
        var latest: [Int64] = []
        for draw in sorted.reversed()
        where draw.mass < 0 && sums[draw.document, default: 0] < 0 && !own.contains(draw.document)
            && names[draw.document] == nil && latest.count < limit
        {
            names[draw.document] = draw.name
            latest.append(draw.document)
        }
        var removed: [Int64] = []
        for document in latest {
            removed.append(document)
            if belowZero(sorted, without: Set(removed)) == nil { break }
        }
        // Those that came later and would do no harm may stay.
        for document in removed where belowZero(sorted, without: Set(removed).subtracting([document])) == nil {
            removed.removeAll { $0 == document }
        }
        return Shortfall(
            lot: place.lot, facility: place.facility, at: found.at, missing: found.missing,
            draws: removed.compactMap { names[$0] })
    }

    /// Where the sum at the end of an instant is first below zero.
    private static func belowZero(
        _ sorted: [KnownLots.Movement], without removed: Set<Int64>
    ) -> (at: Instant, missing: Int64)? {
        var sum: Int64 = 0
        for (index, movement) in sorted.enumerated() {
            if !removed.contains(movement.document) { sum += movement.mass }
            let isEndOfInstant = index + 1 == sorted.count || sorted[index + 1].at != movement.at
            if isEndOfInstant, sum < 0 { return (movement.at, -sum) }
        }
        return nil
    }
}
