import Postgres
import Store
import TestSupport
import Testing

/// Large batches post beside each other: what one takes must not make the other wait for its commit.
struct ParallelImportTests {
    /// A batch of so many tickets at yard F1, posted and not committed.
    private static func post(_ count: Int, prefix: String) -> String {
        """
        BEGIN;
        SELECT begin_batch('tester', 'host', 'tests', \(2 * count + 1), '{24298}', '{}');
        CREATE TEMP TABLE ticket ON COMMIT DROP AS
            SELECT b + 2 * i - 1 AS event, b + 2 * i AS lot, format('\(prefix)%s', i) AS code,
                timestamptz '2024-11-20 08:00+08' AS at
            FROM generate_series(1, \(count)) i, (SELECT current_setting('urbanmine.batch')::bigint AS b) x;
        INSERT INTO journal (event, document, batch, kind, code, occurred_at, digest)
        SELECT event, event, current_setting('urbanmine.batch')::bigint, 'intake', code, at, '\\x00' FROM ticket;
        INSERT INTO lot (lot, event, document, code, material, facility, created_at, mass, is_first)
        SELECT lot, event, event, code, 4, 2, at, 1000, true FROM ticket;
        INSERT INTO intake (event, document, lot, facility, material, supplier, received_at, gross, tare, deduction,
            net, book, deduction_kind)
        SELECT event, event, lot, 2, 4, 1, at, 1100, 100, 0, 1000, 1000, 'commercial' FROM ticket;
        SELECT post();
        """
    }

    @Test func aLargeImportPostsAndCommitsWhileAnotherIsStillOpen() async throws {
        let books = try await SchemaBooks.open()
        let second = try await SchemaBooks.connect(books.conninfo)
        try await books.connection.run { try $0.script(Self.post(700, prefix: "A")) }
        try await second.run { connection in
            // Whoever waits for the first one waits for ever.
            try connection.script("SET statement_timeout = '20s'")
            try connection.script(Self.post(700, prefix: "B") + "COMMIT")
            let postings = try connection.query(
                "SELECT count(*) FROM posting p WHERE p.at = '2024-11-20 08:00+08'")
            #expect(try postings.only().decode(Int64.self) == 1_400)
        }
        try await books.connection.run { connection in
            try connection.script("COMMIT")
            let problems = try BooksAudit.run(on: connection).flatMap(\.problems)
            #expect(problems == [])
            let stock = try connection.query(
                "SELECT sum(mass)::bigint FROM posting WHERE account = 'stock' AND at = '2024-11-20 08:00+08'")
            #expect(try stock.only().decode(Int64.self) == 1_400_000)
        }
        await second.close()
    }

    @Test func postingLeavesThePlannerAsItWas() async throws {
        let books = try await SchemaBooks.open()
        try await books.connection.run { connection in
            for setting in ["on", "off"] {
                try connection.script("SET enable_nestloop = \(setting)")
                try connection.script(Self.post(700, prefix: "N\(setting)"))
                #expect(try connection.query("SHOW enable_nestloop").only().decode(String.self) == setting)
                try connection.script("ROLLBACK")
            }
        }
    }
}
