import Testing

/// All movements of a bundle by lot and facility, replayed in the order that the contract gives.
///
/// Written from the rules of the bundle alone, without the simulator's types, so that a fault of the simulator can't
/// hide here.
struct MovementReplay {
    struct Movement {
        let time: String
        let isDraw: Bool
        let order: Int
        let mass: Int64
        let units: Int64
    }

    struct Place: Hashable {
        let lot: String
        let facility: String
    }

    private(set) var createdAt: [String: String] = [:]
    private(set) var material: [String: String] = [:]
    private(set) var movements: [Place: [Movement]] = [:]
    /// Lots that were created twice.
    private(set) var duplicates: [String] = []

    init(_ bundle: SimulatedBundle) throws {
        for row in try bundle.rows("opening") {
            create(row["lot"], row["material"], row["at"])
            move(row["lot"], row["facility"], row["at"], try row.grams("mass_g"))
        }
        for row in try bundle.rows("intakes") {
            let deduction = row["deduction_kind"] == "removed" ? try row.grams("deduction_g") : 0
            create(row["lot"], row["material"], row["received_at"])
            let book = try row.grams("gross_g") - row.grams("tare_g") - deduction
            move(row["lot"], row["facility"], row["received_at"], book)
        }
        var runs: [String: SimulatedBundle.Row] = [:]
        for row in try bundle.rows("runs") { runs[row["run"] ?? ""] = row }
        for row in try bundle.rows("run_outputs") {
            let run = try #require(runs[row["run"] ?? ""])
            create(row["lot"], row["material"], run["ended_at"])
            let units = row.text("units").flatMap { Int64($0) } ?? 0
            move(row["lot"], run["facility"], run["ended_at"], try row.grams("mass_g"), units)
        }
        for row in try bundle.rows("run_inputs") {
            let run = try #require(runs[row["run"] ?? ""])
            move(row["lot"], run["facility"], run["started_at"], -(try row.grams("mass_g")))
        }
        for row in try bundle.rows("transfers") {
            let sent = try row.grams("mass_g")
            move(row["lot"], row["from_facility"], row["sent_at"], -sent)
            guard let received = row.text("received_at") else { continue }
            let mass = row.text("received_g").flatMap { Int64($0) } ?? sent
            move(row["lot"], row["to_facility"], received, mass)
        }
        let signs: [(table: String, time: String, sign: Int64)] = [
            ("shipments", "shipped_at", -1), ("returns", "returned_at", 1),
        ]
        for (table, time, sign) in signs {
            for row in try bundle.rows(table) {
                let units = row.text("units").flatMap { Int64($0) } ?? 0
                move(row["lot"], row["facility"], row[time], sign * (try row.grams("mass_g")), sign * units)
            }
        }
        for row in try bundle.rows("adjustments") {
            move(row["lot"], row["facility"], row["at"], try row.grams("mass_g"))
        }
    }

    private mutating func create(_ lot: String?, _ material: String?, _ time: String?) {
        let lot = lot ?? ""
        if createdAt[lot] != nil { duplicates.append(lot) }
        createdAt[lot] = time
        self.material[lot] = material
    }

    private mutating func move(
        _ lot: String?, _ facility: String?, _ time: String?, _ mass: Int64, _ units: Int64 = 0
    ) {
        let place = Place(lot: lot ?? "", facility: facility ?? "")
        let order = movements[place]?.count ?? 0
        movements[place, default: []].append(
            Movement(time: time ?? "", isDraw: mass < 0, order: order, mass: mass, units: units))
    }

    /// What is wrong with the movements of any lot: drawn before it exists, or more than there is.
    func faults() -> [String] {
        var faults: [String] = duplicates.map { "\($0) created twice" }
        for (place, moves) in movements {
            guard let created = createdAt[place.lot] else {
                faults.append("\(place.lot) is unknown")
                continue
            }
            var mass: Int64 = 0
            var units: Int64 = 0
            let sorted = moves.sorted { left, right in
                if left.time != right.time { return left.time < right.time }
                if left.isDraw != right.isDraw { return right.isDraw }
                return left.order < right.order
            }
            for move in sorted {
                if move.time < created { faults.append("\(place.lot) moved before it was created") }
                mass += move.mass
                units += move.units
                if mass < 0 || units < 0 { faults.append("\(place.lot) overdrawn at \(place.facility), \(move.time)") }
            }
        }
        return faults
    }
}
