package import MaterialLedger
package import Postgres

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
            SELECT k.name, count(*) FROM journal j JOIN event_kind k ON k.kind = j.kind GROUP BY k.kind, k.name
            ORDER BY k.kind
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
        package var name: String
        /// What is wrong, empty where nothing is; at most ten examples.
        package var problems: [String]
    }

    package static func run(on connection: isolated Connection) throws -> [Check] {
        try checks.map { name, sql in
            Check(name: name, problems: try connection.query(SQL(sql)).decode(String.self))
        }
    }

    private static let checks: [(String, String)] = [
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
                FROM posting p WHERE p.account = 1) t WHERE t.balance < 0 LIMIT 10
            """
        ),
        (
            "the postings are what the documents say",
            """
            SELECT format('document %s, account %s: %s g', b.document, b.account, b.mass) FROM book_difference b LIMIT 10
            """
        ),
        (
            "every event of the journal that posts has postings, and no posting is without its event",
            """
            SELECT format('event %s', x.event) FROM (
                SELECT j.event FROM journal j JOIN event_kind k ON k.kind = j.kind
                WHERE k.posts AND NOT EXISTS (SELECT FROM posting p WHERE p.event = j.event)
                UNION ALL
                SELECT DISTINCT p.event FROM posting p
                WHERE NOT EXISTS (SELECT FROM journal j WHERE j.event = p.event)) x LIMIT 10
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
            "the guards are in place",
            """
            SELECT format('table %s has no guard against changes', c.relname) FROM pg_class c
            WHERE c.relnamespace = 'urbanmine'::regnamespace AND c.relkind = 'r'
              AND c.relname IN ('journal', 'posting', 'lot', 'intake', 'opening', 'run', 'run_input', 'run_addition',
                'run_loss', 'transfer', 'transfer_line', 'shipment', 'shipment_line', 'goods_return',
                'goods_return_line', 'adjustment', 'adjustment_line', 'inventory_count', 'inventory_count_line',
                'acceptance', 'acceptance_line', 'revision', 'correction_field', 'batch', 'period', 'period_opening')
              AND NOT EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgname = 'append_only'
                AND t.tgenabled <> 'D')
            """
        ),
    ]
}
