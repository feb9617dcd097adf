import Testing

/// A scenario file with one thing changed, and the complaint that must follow.
struct Mistake: Sendable, CustomTestStringConvertible {
    let old: String
    let new: String
    let path: String
    let value: String?
    let says: String
    var testDescription: String { "\(path): \(new)" }

    init(_ old: String, _ new: String, _ path: String, _ value: String?, _ says: String) {
        (self.old, self.new, self.path, self.value, self.says) = (old, new, path, value, says)
    }

    static let all = [
        Mistake(
            "utilisation: 0.98, green_share: 0.34",
            "utilisation: 1.98, green_share: 0.34",
            "plants[0].utilisation",
            "1.98",
            "from 0.01 to 1.0"),
        Mistake(
            "utilisation: 0.98, green_share: 0.34",
            "utilization: 0.98, green_share: 0.34",
            "plants[0]",
            "utilization",
            "unknown key"),
        Mistake(
            "    batch_t: 1700\n",
            "    batch_t: heavy\n",
            "processes.battery-breaking.batch_t",
            "heavy",
            "expected a number"),
        Mistake(
            "    closing: off-gas\n    heel: {material: heel-crude, of: crude-lead, t: 55",
            "    closing: smoke\n    heel: {material: heel-crude, of: crude-lead, t: 55",
            "processes.smelting.closing",
            "smoke",
            "one of the losses"),
        Mistake(
            "{of: paste, share: 0.905}",
            "{of: paste, share: 0.8}",
            "processes.smelting.inputs",
            "0.895",
            "add up to 1"),
        Mistake(
            "{of: paste, share: 0.905}",
            "{of: pasta, share: 0.905}",
            "processes.smelting.inputs[0].of",
            "pasta",
            "section materials"),
        Mistake(
            "{material: slag, ratio: 0.105}",
            "{material: slag, ratio: 0.205}",
            "processes.smelting",
            "1.235",
            "1 plus the additions"),
        Mistake(
            "grid: {zh: 铅栅, en: grid metal, stream: battery, role: intermediate, composition: {Pb: [0.962,",
            "grid: {zh: 铅栅, en: grid metal, stream: battery, role: intermediate, composition: {Pb: [0.762,",
            "processes.battery-breaking",
            "Pb",
            "half of the stated spread"),
        Mistake(
            "  - {material: cu-slag, from: [cu-1]",
            "  - {material: cu-slag, from: [al-1]",
            "plants[28]",
            "cu-slag",
            "nothing takes it from cu-1"),
        Mistake(
            "  - {materials: [al-dross], from: al-1, to: al-3",
            "  - {materials: [al-ash], from: al-1, to: al-3",
            "plants[19]",
            "al-dross",
            "nothing takes it from al-1"),
        Mistake(
            "role: scrap, waste_code: 900-052-31",
            "role: junk, waste_code: 900-052-31",
            "materials.scrap-lab.role",
            "junk",
            "expected one of scrap"),
        Mistake("\"370200\": {name: 青岛", "\"37020\": {name: 青岛", "origins.37020", "{…}", "six digits"),
        Mistake("  C-EBIKE-1: {name", "  G0001: {name", "customers", "G0001", "which dealers have"),
        Mistake("  S-COKE: {name", "  S-CHEM: {name", "", nil, ""),
        Mistake(
            "    tonnes: 9_500_000\n    year: 2023\n",
            "    tonnes: 9_500_000\n",
            "national_totals.secondary-aluminium",
            nil,
            "tonnes together with year"),
        Mistake(
            "    quoted_share: 0.2\n",
            "",
            "national_totals.traction-batteries",
            nil,
            "a quoted_share where no total is known"),
        Mistake("incidents:\n", "incidents:\n  theft_share: 0.1\n", "incidents", "theft_share", "unknown key"),
        Mistake(
            "opening: {scrap_days: 4, feed_days: 2.5, lot_t: 60}",
            "opening: {scrap_days: 4, lot_t: 60}",
            "opening.feed_days",
            nil,
            "is missing"),
    ]
}
