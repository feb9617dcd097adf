import Wording

/// The movements of lots at facilities in business time, and the first moment at which one falls below zero.
///
/// What is on record and what is new stand in one line; at one instant receipts come before draws, then file order.
struct LotTimelines: Sendable {
    /// Fields without which a row's movements are not known.
    static let decisiveFields: Set<String> = [
        "mass_g", "gross_g", "tare_g", "deduction_g", "net_g", "deduction_kind", "received_g", "facility",
        "from_facility",
        "to_facility", "at", "received_at", "started_at", "ended_at", "sent_at", "shipped_at", "returned_at", "lot",
        "run",
    ]

    private struct Lot {
        var createdAt: Instant?
        var units: Int64?
        var isTainted = false
        /// The only facilities where it is clear what there is of it; nil: all.
        var clearFacilities: Set<Int32>?
        /// Whether a row that moves it has pieces that could not be read.
        var hasUnclearUnits = false
        /// The row of the bundle that makes it.
        var source: SourceLine?
        var isHere: Bool { source != nil }
        var known: KnownLots.Lot?
    }

    private struct Movement {
        var lot: Int32
        var facility: Int32
        var mass: Int64
        var at: Int64
        /// New: row of the bundle.
        ///
        /// On record: nil.
        var source: SourceLine?
        var record: Int32 = -1
    }

    private let rules: RecordingRules
    private var places: [String: Int32] = [:]
    private(set) var codes: [String] = []
    private var lots: [Lot] = []
    private var facilities: [String: Int32] = [:]
    private var facilityCodes: [String] = []
    private var movements: [Movement] = []
    private var unitDraws: [Movement] = []
    /// Facilities that received mass of a lot nobody knows: which lot there lacks it can't be told.
    private var unclearFacilities: Set<Int32> = []
    /// Draws that may be too large by themselves; what others lack by them is no fault of theirs.
    private var doubtfulDraws: Set<SourceLine> = []
    private let recorded: [KnownLots.Movement]
    private let revised: Set<Int64>
    /// The first instant of the first open month, where revisions meet closed ones: those keep what was posted, and the
    /// differences stand here.
    private let openFrom: Instant?
    /// What the revised documents moved in closed months and their new rows have not said again yet.
    private var takenBack: [Place: (mass: Int64, record: Int32)] = [:]

    private struct Place: Hashable {
        var lot: Int32
        var facility: Int32
    }

    /// - Parameters:
    ///   - revised: documents on record that the new rows replace: their movements don't count.
    ///   - openFrom: the first instant of the first open month, for revisions of documents in closed months.
    init(rules: RecordingRules, books: KnownLots, revised: Set<Int64>, openFrom: Instant? = nil) {
        self.rules = rules
        self.revised = revised
        self.openFrom = openFrom
        recorded = books.movements
        var byID: [Int64: Int32] = [:]
        for (code, lot) in books.lots {
            let place = self.place(of: code)
            lots[Int(place)].known = lot
            if !revised.contains(lot.document) {
                lots[Int(place)].createdAt = lot.createdAt
                lots[Int(place)].units = lot.units
            }
            byID[lot.id] = place
        }
        for (index, movement) in books.movements.enumerated() {
            guard let lot = byID[movement.lot] else { continue }
            if revised.contains(movement.document) {
                guard let openFrom, movement.at < openFrom else { continue }
                let place = Place(lot: lot, facility: facilityPlace(movement.facility))
                takenBack[place, default: (0, Int32(index))].mass -= movement.mass
            }
            movements.append(
                Movement(
                    lot: lot, facility: facilityPlace(movement.facility), mass: movement.mass,
                    at: movement.at.microseconds, source: nil, record: Int32(index)))
        }
    }

    private mutating func place(of code: String) -> Int32 {
        if let place = places[code] { return place }
        let place = Int32(lots.count)
        places[code] = place
        codes.append(code)
        lots.append(Lot())
        return place
    }

    private mutating func facilityPlace(_ code: String) -> Int32 {
        if let place = facilities[code] { return place }
        let place = Int32(facilityCodes.count)
        facilities[code] = place
        facilityCodes.append(code)
        return place
    }

    // MARK: - What is known of a lot

    func known(_ code: String) -> KnownLots.Lot? { places[code].flatMap { lots[Int($0)].known } }
    func createdAt(_ code: String) -> Instant? { places[code].flatMap { lots[Int($0)].createdAt } }
    /// Whether the bundle itself makes the lot.
    func isCreatedHere(_ code: String) -> Bool { places[code].map { lots[Int($0)].isHere } ?? false }
    /// Whether a row makes the lot, even one that is not fit to be recorded.
    func isDeclared(_ code: String) -> Bool { places[code] != nil }

    /// All that lots ever receive, at any facility: no single draw can be more.
    func received(_ wanted: Set<String>) -> [String: Int64] {
        var received: [String: Int64] = [:]
        for movement in movements where movement.mass > 0 && wanted.contains(codes[Int(movement.lot)]) {
            let (sum, overflow) = received[codes[Int(movement.lot)], default: 0].addingReportingOverflow(movement.mass)
            received[codes[Int(movement.lot)]] = overflow ? .max : sum
        }
        return received
    }

    // MARK: - Movements

    mutating func declare(_ code: String) { _ = place(of: code) }

    mutating func create(
        _ code: String, at: Instant, mass: Int64, units: Int64?, facility: String, source: SourceLine
    ) {
        let place = Int(place(of: code))
        guard lots[place].createdAt == nil else { return }
        lots[place].createdAt = at
        lots[place].units = units
        lots[place].source = source
        move(code, mass, at: at, facility: facility, source: source)
    }

    mutating func move(_ code: String, _ mass: Int64, at: Instant, facility: String, source: SourceLine) {
        var movement = Movement(
            lot: place(of: code), facility: facilityPlace(facility), mass: mass, at: at.microseconds, source: source)
        if let openFrom, at < openFrom {
            let place = Place(lot: movement.lot, facility: movement.facility)
            movement.at = openFrom.microseconds
            movement.mass += takenBack.removeValue(forKey: place)?.mass ?? 0
        }
        movements.append(movement)
    }

    /// Takes back what the new rows of the revised documents don't say again, once all of them have moved.
    mutating func settle() {
        guard let openFrom else { return }
        for (place, back) in takenBack where back.mass != 0 {
            movements.append(
                Movement(
                    lot: place.lot, facility: place.facility, mass: back.mass, at: openFrom.microseconds,
                    record: back.record))
        }
        takenBack = [:]
    }

    /// The earliest that other documents on record move of a lot, those aside that take back what they moved.
    func firstUse(of code: String) -> KnownLots.Movement? {
        guard let lot = known(code) else { return nil }
        let others = recorded.filter { $0.lot == lot.id && !revised.contains($0.document) }
        let byDocument = Dictionary(grouping: others) { "\($0.document) \($0.facility)" }
        return byDocument.values.lazy.filter { $0.reduce(0) { $0 + $1.mass } != 0 }
            .compactMap { $0.min { $0.at < $1.at } }.min { $0.at < $1.at }
    }

    mutating func drawUnits(_ code: String, _ units: Int64, at: Instant, source: SourceLine) {
        unitDraws.append(
            Movement(lot: place(of: code), facility: 0, mass: -units, at: at.microseconds, source: source))
    }

    /// Marks lots whose pieces are not to be judged.
    mutating func taintUnits(_ codes: Set<String>) {
        for code in codes { if let place = places[code] { lots[Int(place)].hasUnclearUnits = true } }
    }

    /// Mass of an unknown lot came to a facility.
    mutating func receiveUnknown(at facility: String) { unclearFacilities.insert(facilityPlace(facility)) }

    mutating func taint(_ codes: Set<String>) {
        for code in codes { if let place = places[code] { lots[Int(place)].isTainted = true } }
    }

    /// Marks draws whose masses may be wrong.
    mutating func doubt(_ draws: Set<SourceLine>) { doubtfulDraws.formUnion(draws) }

    /// Marks lots that left facilities for where it is not clear: each is judged where it left from only, and nowhere
    /// where it left several.
    mutating func judge(_ left: [String: Set<String>]) {
        for (code, facilities) in left {
            guard let place = places[code] else { continue }
            lots[Int(place)].clearFacilities = facilities.count == 1 ? Set(facilities.map { facilityPlace($0) }) : []
        }
    }

    // MARK: - Below zero

    /// For each lot and facility the movement where the running sum first falls below 0, and lots of which more
    /// pieces are drawn than there are.
    func overdraws() -> [Fault] {
        var faults: [Fault] = []
        for group in byLot(movements) {
            let lot = lots[Int(group[0].lot)]
            if lot.isTainted { continue }
            for part in LotTimelines.parts(group) where !unclearFacilities.contains(part[0].facility) {
                if let clear = lot.clearFacilities, !clear.contains(part[0].facility) { continue }
                if let fault = fault(in: part) { faults.append(fault) }
            }
        }
        return faults + unitOverdraws()
    }

    /// Where the sum first falls below 0: at a doubtful draw itself, or at another even without the doubtful ones.
    private func fault(in part: [Movement]) -> Fault? {
        func isDoubtful(_ movement: Movement) -> Bool { movement.source.map(doubtfulDraws.contains) == true }
        guard let (fault, movement) = firstBelowZero(part) else { return nil }
        guard !doubtfulDraws.isEmpty, !isDoubtful(movement) else { return fault }
        return firstBelowZero(part.filter { !isDoubtful($0) })?.fault
    }

    /// Lots of which more pieces are drawn than there are, or come back than were drawn.
    private func unitOverdraws() -> [Fault] {
        var draws: [Int32: [Movement]] = [:]
        for draw in unitDraws { draws[draw.lot, default: []].append(draw) }
        // A lot that is made anew with fewer pieces needs no draw to fall short.
        for (place, lot) in lots.enumerated() where lot.isHere && lot.known.map({ $0.unitsDrawn != 0 }) == true {
            draws[Int32(place), default: []] += []
        }
        return draws.sorted { $0.key < $1.key }.compactMap { place, draws in
            let lot = lots[Int(place)]
            guard !lot.isTainted, !lot.hasUnclearUnits, let units = lot.units else { return nil }
            return unitFault(codes[Int(place)], lot, units, draws.sorted(by: LotTimelines.inTimeOrder))
        }
    }

    private func unitFault(_ code: String, _ lot: Lot, _ units: Int64, _ draws: [Movement]) -> Fault? {
        let drawn = lot.known?.unitsDrawn ?? 0
        var left = units - drawn
        if left < 0, let source = lot.source {
            return fault(
                source, "units", "\(units)",
                "lot \(code) can't have \(units) pieces: \(drawn) of it are drawn already")
        }
        for (index, draw) in draws.enumerated() {
            left += draw.mass
            guard let source = draw.source else { continue }
            if left < 0 {
                return fault(
                    source, "units", "\(-draw.mass)",
                    "lot \(code) has \(left - draw.mass) pieces left, \(-draw.mass) are drawn")
            }
            // At one instant receipts stand before draws, so only its end tells.
            let isEndOfInstant = index + 1 == draws.count || draws[index + 1].at != draw.at
            if isEndOfInstant, left > units,
                let back = draws[...index].last(where: { $0.mass > 0 }), let row = back.source
            {
                return fault(
                    row, "units", "\(back.mass)",
                    "\(back.mass) pieces come back, and lot \(code) would have \(left) of its \(units) pieces")
            }
        }
        return nil
    }

    private func byLot(_ movements: [Movement]) -> [[Movement]] {
        var starts = [Int](repeating: 0, count: lots.count + 1)
        for movement in movements { starts[Int(movement.lot) + 1] += 1 }
        for index in 0..<lots.count { starts[index + 1] += starts[index] }
        var sorted = movements
        var next = starts
        for movement in movements {
            sorted[next[Int(movement.lot)]] = movement
            next[Int(movement.lot)] += 1
        }
        return (0..<lots.count).compactMap { lot in
            starts[lot] == starts[lot + 1] ? nil : Array(sorted[starts[lot]..<starts[lot + 1]])
        }
    }

    /// The movements of one lot, facility by facility; only those that hold a draw.
    private static func parts(_ group: [Movement]) -> [[Movement]] {
        guard group.contains(where: { $0.facility != group[0].facility }) else { return [group] }
        return Dictionary(grouping: group, by: \.facility).sorted { $0.key < $1.key }.map(\.value)
    }

    private static func inTimeOrder(_ a: Movement, _ b: Movement) -> Bool {
        if a.at != b.at { return a.at < b.at }
        if (a.mass < 0) != (b.mass < 0) { return a.mass >= 0 }
        switch (a.source, b.source) {
        case (nil, nil): return a.record < b.record
        case (nil, _): return true
        case (_, nil): return false
        case (let left?, let right?): return left < right
        }
    }

    private func firstBelowZero(_ movements: [Movement]) -> (fault: Fault, at: Movement)? {
        guard movements.contains(where: { $0.mass < 0 }) else { return nil }
        var balance: Int64 = 0
        var lastDraw: Movement?
        for movement in movements.sorted(by: LotTimelines.inTimeOrder) {
            let (sum, overflow) = balance.addingReportingOverflow(movement.mass)
            if movement.mass < 0, movement.source != nil { lastDraw = movement }
            guard sum < 0, !overflow else {
                // Only receipts can come to more than 64 bits, and then there is enough.
                balance = overflow ? .max : sum
                continue
            }
            let code = codes[Int(movement.lot)]
            let place = facilityCodes[Int(movement.facility)]
            let time = rules.text(Instant(microseconds: movement.at))
            if let source = movement.source {
                let message: Sentence =
                    """
                    lot \(code) has \(balance) g at \(place) at \(time); \(movement.mass.magnitude) g are drawn, \
                    \(movement.mass.magnitude - UInt64(balance)) g too much
                    """
                return (fault(source, "mass_g", Self.typed(movement), message), movement)
            }
            // What is on record falls below zero because of something new before it: tell the newest draw.
            let later = EventKind.sentence(naming: recorded[Int(movement.record)].name)
            let message: Sentence =
                """
                lot \(code) would be \(-sum) g below zero at \(place) at \(time), when \(later) draws \
                \(movement.mass.magnitude) g
                """
            guard let lastDraw, let source = lastDraw.source else {
                return (Fault(.overdraw, field: "mass_g", value: code, message), movement)
            }
            return (fault(source, "mass_g", Self.typed(lastDraw), message), lastDraw)
        }
        return nil
    }

    /// The mass as its row says it: only an adjustment has a sign.
    private static func typed(_ draw: Movement) -> String {
        draw.source?.file == .adjustments ? "\(draw.mass)" : "\(draw.mass.magnitude)"
    }

    private func fault(_ source: SourceLine, _ field: String, _ value: String, _ message: Sentence) -> Fault {
        Fault(
            .overdraw, file: source.line == 0 ? nil : source.file.fileName,
            line: source.line == 0 ? nil : Int(source.line), field: field, value: value, message)
    }
}
