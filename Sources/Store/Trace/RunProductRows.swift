import MaterialLedger
import Postgres

/// What came out of runs, by their latest revision.
struct RunProductRows {
    struct Output {
        var run: Int64
        var lot: Int64
        var mass: Mass
        var material: Int64
        var createdAt: Instant
    }

    struct Loss {
        var run: Int64
        var material: Int64
        var facility: Int64
        var mass: Mass
        var endedAt: Instant
    }

    var outputs: [Output]
    var losses: [Loss]

    /// - Parameter runs: their documents.
    static func load(_ runs: [Int64], on connection: isolated Connection) throws -> RunProductRows {
        let asked: SQL = """
            WITH asked AS (
                SELECT d.run, latest.event
                FROM unnest(\(runs)) d (run)
                JOIN LATERAL revision_in_force(d.run, NULL) latest ON NOT latest.is_reversed
            )
            """
        let outputs = try connection.query(
            about: runs,
            """
            \(asked)
            SELECT a.run, l.lot, l.mass::bigint, l.material, l.created_at
            FROM asked a JOIN lot l ON l.event = a.event
            """
        ).decode(Int64.self, Int64.self, Mass.self, Int64.self, Instant.self)
        let losses = try connection.query(
            about: runs,
            """
            \(asked)
            SELECT a.run, x.material, r.facility, x.mass::bigint, r.ended_at
            FROM asked a JOIN run_loss x ON x.event = a.event JOIN run r ON r.event = a.event
            WHERE r.ended_at IS NOT NULL
            """
        ).decode(Int64.self, Int64.self, Int64.self, Mass.self, Instant.self)
        return RunProductRows(
            outputs: outputs.map { Output(run: $0.0, lot: $0.1, mass: $0.2, material: $0.3, createdAt: $0.4) },
            losses: losses.map { Loss(run: $0.0, material: $0.1, facility: $0.2, mass: $0.3, endedAt: $0.4) })
    }
}
