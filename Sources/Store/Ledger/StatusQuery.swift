package import MaterialLedger
package import Postgres
package import Wording

/// How the books stand, in numbers.
package struct BooksFigures: Sendable {
    package var schemaVersion: Int32
    package var serverVersion: String
    package var timeZone: String
    package var site: Int32
    /// Documents and other events by kind.
    package var events: [(kind: String, count: Int64)]
    package var postings: Int64
    package var lots: Int64
    package var lastClosed: Month?
    /// The newest event: the head of the journal, which the log will seal.
    package var logHead: Int64?
    package var lastRecordedAt: Instant?
    package var firstMonth: Month?

    package static func load(on connection: isolated Connection) throws -> BooksFigures {
        let (schema, server, zone, site) = try connection.query(
            """
            SELECT (SELECT max(number) FROM schema_migration), current_setting('server_version'), s.time_zone, s.number
            FROM site s
            """
        ).only().decode(Int32.self, String.self, String.self, Int32.self)
        let events = try connection.query(
            """
            SELECT j.kind, count(*) FROM journal j GROUP BY j.kind ORDER BY j.kind
            """
        ).decode(String.self, Int64.self).map { (kind: $0.0, count: $0.1) }
        let (postings, lots, closed, head, recorded, first) = try connection.query(
            """
            SELECT (SELECT count(*) FROM posting), (SELECT count(*) FROM lot WHERE is_first),
                last_closed_month(), (SELECT max(event) FROM journal), (SELECT max(recorded_at) FROM batch),
                (SELECT business_month(min(at), (SELECT time_zone FROM site)) FROM posting)
            """
        ).only().decode(Int64.self, Int64.self, Int32?.self, Int64?.self, Instant?.self, Int32?.self)
        return BooksFigures(
            schemaVersion: schema, serverVersion: server, timeZone: zone, site: site, events: events,
            postings: postings, lots: lots, lastClosed: closed.flatMap { Month(number: $0) }, logHead: head,
            lastRecordedAt: recorded, firstMonth: first.flatMap { Month(number: $0) })
    }
}

/// Checks of the books that read everything: what the triggers keep at every write, seen from outside.
package enum BooksAudit {
    package struct Check: Sendable {
        package var name: Sentence
        /// What is wrong, empty where nothing is; at most ten examples.
        package var problems: [String]
    }

    package static func run(on connection: isolated Connection) throws -> [Check] {
        try checks.map { name, sql in
            Check(name: name, problems: try connection.query(SQL(sql)).decode(String.self))
        }
    }

    private static let checks: [(Sentence, String)] = [
        (
            "every entry sums to zero at each of its times",
            """
            SELECT format('entry %s at %s: %s g', p.event, p.at, sum(p.mass)) FROM posting p
            GROUP BY p.event, p.at HAVING sum(p.mass) <> 0 LIMIT 10
            """
        ),
        (
            "no lot is below zero at any time at any facility",
            """
            SELECT format('lot %s at %s: %s g', (SELECT l.code FROM lot l WHERE l.lot = t.lot LIMIT 1), t.at, t.balance)
            FROM (SELECT p.lot, p.at, sum(p.mass) OVER (PARTITION BY p.lot, p.facility ORDER BY p.at) AS balance
                FROM posting p WHERE p.account = 'stock') t WHERE t.balance < 0 LIMIT 10
            """
        ),
        (
            "the postings are what the documents say",
            """
            SELECT format('document %s, account %s: %s g', b.document, b.account, b.mass) FROM book_difference b LIMIT 10
            """
        ),
        (
            // The check of every batch, over all of them.
            "every event is whole: its document, its lots, its lines, its postings and what they refer to",
            """
            SELECT format('event %s', h.event) FROM half_event(0, 9223372036854775807) h LIMIT 10
            """
        ),
        (
            "genealogy leads to earlier documents only",
            """
            SELECT format('run event %s draws a lot of %s', i.event, i.source) FROM run_input i
            WHERE i.source >= i.event OR NOT EXISTS (SELECT FROM lot l WHERE l.lot = i.lot AND l.document = i.source)
            LIMIT 10
            """
        ),
        (
            "the day totals agree with the postings",
            """
            SELECT format('day %s, account %s: %s g', x.day, x.account, sum(x.mass)) FROM (
                SELECT d.day, d.facility, d.material, d.account, d.kind, d.leg, d.mass FROM day_delta d
                UNION ALL
                SELECT business_day(p.at, (SELECT time_zone FROM site)), p.facility, p.material, p.account, p.kind,
                    p.leg, -p.mass FROM posting p) x
            GROUP BY x.day, x.facility, x.material, x.account, x.kind, x.leg HAVING sum(x.mass) <> 0 LIMIT 10
            """
        ),
        (
            "nothing is dated in a closed month after its close",
            """
            SELECT format('event %s at %s', p.event, p.at) FROM posting p
            JOIN period c ON c.month = business_month(p.at, (SELECT time_zone FROM site))
            WHERE p.event > c.event LIMIT 10
            """
        ),
        (
            "each month begins with what the months before left",
            """
            SELECT format('%s, account %s, facility %s, material %s: %s g', month_text(x.month), x.account, x.facility,
                x.material, sum(x.mass))
            FROM (
                SELECT o.month, o.account, o.facility, o.material, o.mass FROM period_opening o
                UNION ALL
                SELECT o.month + 1, o.account, o.facility, o.material, -o.mass FROM period_opening o
                WHERE o.month <= last_closed_month()
                UNION ALL
                SELECT greatest(d.month, closed.first) + 1, d.account, d.facility, d.material, -d.mass
                FROM (SELECT min(p.month) AS first FROM period p) closed, (
                    SELECT extract(year FROM d.day)::integer * 12 + extract(month FROM d.day)::integer - 1 AS month,
                        d.account, d.facility, d.material, d.mass FROM day_delta d) d
                WHERE d.month <= last_closed_month()
            ) x
            GROUP BY x.month, x.account, x.facility, x.material HAVING sum(x.mass) <> 0 LIMIT 10
            """
        ),
        (
            "the guards are in place, as the program's migrations left them",
            "SELECT what FROM guard_difference() LIMIT 10"
        ),
    ]
}

/// What of a server's settings the books depend on.
package struct ServerSettings: Sendable {
    /// As `server_version_num`: 150004 is 15.4.
    package var version: Int32
    package var fsync: String
    package var encoding: String
    /// The isolation of transactions that don't name one.
    package var isolation: String

    package static func load(on connection: isolated Connection) throws -> ServerSettings {
        let (version, fsync, encoding, isolation) = try connection.query(
            """
            SELECT current_setting('server_version_num')::integer, current_setting('fsync'),
                current_setting('server_encoding'), current_setting('default_transaction_isolation')
            """
        ).only().decode(Int32.self, String.self, String.self, String.self)
        return ServerSettings(version: version, fsync: fsync, encoding: encoding, isolation: isolation)
    }
}
