import MaterialLedger
import Postgres

/// Decides how many runs are loaded at a time: those that a search asks for, and, once it turns out to be a long one,
/// those that it will ask for next.
///
/// A trace cut at epsilon needs a few hundred runs in one or two dozen rounds of half a millisecond; what lies beyond
/// its frontier it never asks for, and fetching ahead would cost more than it saves. An exact one ends up with most of
/// the books, and a chain has one run a round: for these, ever more runs are fetched ahead, at last all that there are.
struct RunReach {
    /// Rounds before anything is fetched ahead, for a search that cuts.
    private static let patientRounds = 40
    /// A search that knows so many runs and still wants more has to be a wide one.
    private static let wideSearch = 2_000
    /// All runs are loaded when they are no more than so many times those known: a row of a scan is so much cheaper.
    private static let scanAdvantage = 4

    let direction: TraceDirection
    private let isExact: Bool
    private var round = 0
    private var ahead = 64
    private var loaded: Set<Int64> = []

    init(_ direction: TraceDirection, epsilon: Double) {
        self.direction = direction
        isExact = epsilon <= 0
    }

    /// The documents of the runs to load, the asked ones among them, none twice in a search.
    mutating func next(_ asked: [Int64], on connection: isolated Connection) throws -> [Int64] {
        round += 1
        var found = asked
        if loaded.count >= RunReach.wideSearch, try isScanWorthwhile(on: connection) {
            found += try all(on: connection)
        } else if round > (isExact ? 1 : RunReach.patientRounds) {
            ahead = min(ahead * 4, 1 << 18)
            found += try reach(from: asked, limit: asked.count + ahead, on: connection)
        }
        return found.filter { loaded.insert($0).inserted }
    }

    private func isScanWorthwhile(on connection: isolated Connection) throws -> Bool {
        let total = try connection.query("SELECT reltuples::bigint FROM pg_class WHERE oid = 'run'::regclass")
            .only().decode(Int64.self)
        return total <= Int64(RunReach.scanAdvantage * loaded.count)
    }

    private func all(on connection: isolated Connection) throws -> [Int64] {
        try connection.query("SELECT r.document FROM run r WHERE r.event = r.document").decode(Int64.self)
    }

    /// The asked runs and those nearest to them, breadth first.
    private func reach(from asked: [Int64], limit: Int, on connection: isolated Connection) throws -> [Int64] {
        let next: SQL =
            switch direction {
            case .up:
                """
                JOIN run_input i ON i.event = latest.event
                JOIN run next ON next.event = i.source
                """
            case .down:
                """
                JOIN lot l ON l.event = latest.event
                JOIN run_input i ON i.lot = l.lot
                JOIN run next ON next.event = i.event
                """
            }
        return try connection.query(
            """
            WITH RECURSIVE near (run) AS (
                SELECT unnest(\(asked))
                UNION
                SELECT next.document
                FROM near n
                JOIN LATERAL revision_in_force(n.run, NULL) latest ON NOT latest.is_reversed
                \(next)
            )
            SELECT n.run FROM near n LIMIT \(Int64(limit))
            """
        ).decode(Int64.self)
    }
}
