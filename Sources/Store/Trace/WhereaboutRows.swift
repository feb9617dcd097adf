import MaterialLedger
import Postgres

/// What became of lots, out of the function lot_whereabouts (sql/code/20_trace.sql).
struct WhereaboutRows {
    var parts: [DestinationFacts.Part] = []
    var uses: [DestinationFacts.Use] = []

    static func load(_ lots: [Int64], on connection: isolated Connection) throws -> WhereaboutRows {
        var whereabouts = WhereaboutRows()
        guard !lots.isEmpty else { return whereabouts }
        let rows = try connection.query(
            about: lots,
            "SELECT w.lot, w.state, w.facility, w.customer, w.document, w.mass FROM lot_whereabouts(\(lots)) w")
        whereabouts.parts.reserveCapacity(rows.count)
        for row in rows {
            let lot: Int64 = try row[0]
            let word: String = try row[1]
            let grams: Int64 = try row[5]
            if let state = DestinationTrace.State(rawValue: word) {
                whereabouts.parts.append(
                    DestinationFacts.Part(
                        lot: lot, state: state, facility: try row[2], customer: try row[3], grams: grams))
            } else if word == "used" {
                whereabouts.uses.append(DestinationFacts.Use(lot: lot, run: try row[4], mass: Mass(grams: grams)))
            } else {
                throw PostgresError(code: .decoding, message: "lot_whereabouts has a state \(word) that is not known")
            }
        }
        return whereabouts
    }
}
