import MaterialLedger
import Postgres

/// What went into runs, by their latest revision.
struct RunContentRows {
    /// A lot that a run drew.
    struct Input {
        var run: Int64
        var lot: Int64
        var source: Int64
        var isMadeByRun: Bool
        var mass: Mass
        /// The lot's material and time, where a substance is weighed.
        var composition: (material: Int64, createdAt: Instant)?
    }

    struct Addition {
        var run: Int64
        var material: Int64
        var facility: Int64
        var mass: Mass
        var at: Instant?
    }

    var inputs: [Input] = []
    var additions: [Addition] = []
    /// Of the lots that were drawn, where they were asked for.
    var gains: [OriginFacts.Gain] = []

    /// Gains of the lots of so many runs are looked up lot by lot, in the same round trip; of more, in one scan.
    private static let fewRuns = 2_000

    /// - Parameters:
    ///   - runs: their documents.
    ///   - withCompositions: whether materials and times of the lots are needed.
    ///   - withGains: whether mass that was added to the lots is needed.
    static func load(
        _ runs: [Int64], withCompositions: Bool, withGains: Bool = false, on connection: isolated Connection
    ) throws -> RunContentRows {
        let isOneTrip = withGains && runs.count <= fewRuns
        let lots: SQL =
            withCompositions
            ? """
            l.material, l.created_at FROM asked a JOIN run_input i ON i.event = a.event
            JOIN lot l ON l.lot = i.lot
                AND NOT EXISTS (SELECT FROM superseded s WHERE s.event = l.event)
            """
            : "NULL::bigint, NULL::timestamptz FROM asked a JOIN run_input i ON i.event = a.event"
        let rows = try connection.query(
            about: runs,
            """
            WITH asked AS (
                SELECT d.run, latest.event
                FROM unnest(\(runs)) d (run)
                JOIN LATERAL revision_in_force(d.run, NULL) latest ON NOT latest.is_reversed
            )
            SELECT a.run, i.lot, i.source, made.event IS NOT NULL, i.mass::bigint, NULL::bigint, \(lots)
            LEFT JOIN run made ON made.event = i.source
            UNION ALL
            SELECT a.run, NULL, NULL, NULL, x.mass::bigint, r.facility, x.material, r.ended_at
            FROM run_addition x JOIN run r ON r.event = x.event JOIN asked a ON a.event = x.event
            WHERE x.event = ANY (ARRAY(SELECT a.event FROM asked a))
            \(isOneTrip ? gainRows : "")
            """)
        var content = RunContentRows()
        content.inputs.reserveCapacity(rows.count)
        for row in rows {
            let mass: Mass = try row[4]
            if row.isNull(at: 0) {
                content.gains.append(
                    OriginFacts.Gain(
                        lot: try row[1], facility: try row[5], mass: mass, created: Mass(grams: try row[2])))
            } else if row.isNull(at: 1) {
                content.additions.append(
                    Addition(run: try row[0], material: try row[6], facility: try row[5], mass: mass, at: try row[7]))
            } else {
                content.inputs.append(
                    Input(
                        run: try row[0], lot: try row[1], source: try row[2], isMadeByRun: try row[3], mass: mass,
                        composition: withCompositions ? (try row[6], try row[7]) : nil))
            }
        }
        if withGains, !isOneTrip {
            content.gains = try gains(of: Set(content.inputs.map(\.lot)).sorted(), on: connection)
        }
        return content
    }

    /// Rows without a run: the lot, what it was created with, and what was added to it.
    private static let gainRows: SQL = """
        UNION ALL
        SELECT NULL, g.lot, l.mass::bigint, NULL, g.mass, g.facility, NULL, NULL
        FROM lot_adjustment g JOIN lot l ON l.lot = g.lot
            AND NOT EXISTS (SELECT FROM superseded s WHERE s.event = l.event)
        WHERE g.lot = ANY (ARRAY(SELECT i.lot FROM asked a JOIN run_input i ON i.event = a.event)) AND g.mass > 0
        """

    /// Mass that was added to lots.
    static func gains(of lots: [Int64], on connection: isolated Connection) throws -> [OriginFacts.Gain] {
        guard !lots.isEmpty else { return [] }
        return try connection.query(
            about: lots,
            """
            SELECT g.lot, g.facility, g.mass, l.mass::bigint
            FROM lot_adjustment g JOIN lot l ON l.lot = g.lot
                AND NOT EXISTS (SELECT FROM superseded s WHERE s.event = l.event)
            WHERE g.lot = ANY (\(lots)) AND g.mass > 0
            """
        ).decode(Int64.self, Int64.self, Mass.self, Mass.self).map {
            OriginFacts.Gain(lot: $0.0, facility: $0.1, mass: $0.2, created: $0.3)
        }
    }
}
