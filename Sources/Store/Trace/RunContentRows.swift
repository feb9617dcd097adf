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

    /// - Parameters:
    ///   - runs: their documents.
    ///   - withCompositions: whether materials and times of the lots are needed.
    static func load(
        _ runs: [Int64], withCompositions: Bool, on connection: isolated Connection
    ) throws -> RunContentRows {
        let lots: SQL =
            withCompositions
            ? """
            l.material, l.created_at FROM asked a JOIN run_input i ON i.event = a.event
            JOIN lot l ON l.lot = i.lot
                AND NOT EXISTS (SELECT FROM revision v WHERE v.document = l.document AND v.event > l.event)
            """
            : "NULL::bigint, NULL::timestamptz FROM asked a JOIN run_input i ON i.event = a.event"
        let rows = try connection.query(
            about: runs,
            """
            WITH asked AS (
                SELECT d.run, (
                    SELECT coalesce(max(v.event), d.run) FROM revision v WHERE v.document = d.run) AS event
                FROM unnest(\(runs)) d (run)
            )
            SELECT a.run, i.lot, i.source, made.event IS NOT NULL, i.mass::bigint, NULL::bigint, \(lots)
            LEFT JOIN run made ON made.event = i.source
            UNION ALL
            SELECT a.run, NULL, NULL, NULL, x.mass::bigint, r.facility, x.material, r.ended_at
            FROM asked a JOIN run_addition x ON x.event = a.event JOIN run r ON r.event = a.event
            """)
        var content = RunContentRows()
        content.inputs.reserveCapacity(rows.count)
        for row in rows {
            let run: Int64 = try row[0]
            let mass: Mass = try row[4]
            let material: Int64? = try row[6]
            let time: Instant? = try row[7]
            if let lot: Int64 = try row[1] {
                var composition: (material: Int64, createdAt: Instant)?
                if let material, let time { composition = (material, time) }
                content.inputs.append(
                    Input(
                        run: run, lot: lot, source: try row[2], isMadeByRun: try row[3], mass: mass,
                        composition: composition))
            } else if let material {
                content.additions.append(
                    Addition(run: run, material: material, facility: try row[5], mass: mass, at: time))
            }
        }
        return content
    }
}
