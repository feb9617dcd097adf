import MaterialLedger
import Postgres
import Store
import TestSupport
import Testing
import Wording

/// Functions, views and triggers of another program: they are applied again as a whole, and the books stay.
struct CodeTests {
    /// The program's code with one file changed.
    private static func code(_ name: String, _ change: (String) -> String) throws -> [CodeFile] {
        let index = try #require(CodeFile.all.firstIndex { $0.name == name })
        var code = CodeFile.all
        code[index] = CodeFile(name: name, sql: change(code[index].sql))
        return code
    }

    /// Code as an earlier program may have had it: a function with another answer, a view with a column more and one
    /// of another type, and a function, a view, a grant and a trigger that are gone since.
    private static func earlier() throws -> [CodeFile] {
        try code("19_audit.sql") { sql in
            sql + """

                CREATE OR REPLACE FUNCTION month_text(month integer) RETURNS text
                    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 'long ago';
                CREATE FUNCTION given_up() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
                CREATE TRIGGER given_up AFTER INSERT ON batch FOR EACH STATEMENT EXECUTE FUNCTION given_up();
                CREATE VIEW urbanmine_read.given_up AS SELECT document FROM urbanmine_read.document_change;
                DROP VIEW urbanmine_read.document_change CASCADE;
                CREATE VIEW urbanmine_read.document_change AS SELECT 'x'::text AS event, 1 AS more FROM site;
                GRANT EXECUTE ON FUNCTION current_batch() TO urbanmine_app;
                """
        }
    }

    private func open(_ code: [CodeFile]) async throws -> Connection {
        let connection = try await SchemaBooks.connect(try await TestServer.shared.database())
        try await connection.run { connection in
            _ = try Migrator.migrate(code: code, on: connection)
            try SchemaBooks.record(SchemaBooks.masterData + SchemaBooks.documents, on: connection)
            try SchemaBooks.record(SchemaBooks.corrections, on: connection)
        }
        return connection
    }

    @Test func codeOfAnotherProgramIsReplacedAsAWholeAndTheBooksStay() async throws {
        let wanted = try await SchemaBooks.open().connection.run { try SchemaShape.load(on: $0) }
        let connection = try await open(try Self.earlier())
        try await connection.run { connection in
            func books(_ connection: isolated Connection) throws -> [String] {
                try connection.query("SELECT t::text FROM posting t UNION ALL SELECT t::text FROM journal t ORDER BY 1")
                    .decode(String.self)
            }
            let before = try books(connection)
            #expect(before.count > 20)
            #expect(try connection.query("SELECT month_text(1)").only().decode(String.self) == "long ago")
            do {
                try Migrator.check(on: connection)
                Issue.record("another program's code was accepted")
            } catch let mismatch as SchemaMismatch {
                #expect(
                    mismatch.message.english
                        == """
                        the database's functions and views are not those of this program (19_audit.sql differs); run \
                        'urbanmine init' to replace them
                        """)
            }
            // The books are there, so nobody but `init` changes anything.
            #expect(try !Migrator.isUnmade(on: connection))

            let outcome = try Migrator.migrate(on: connection)
            #expect(outcome.appliedCode)
            #expect((outcome.from, outcome.to) == (Int32(Migration.all.count), Int32(Migration.all.count)))
            try Migrator.check(on: connection)
            #expect(try SchemaShape.load(on: connection) == wanted)
            #expect(try connection.query("SELECT month_text(24298)").only().decode(String.self) == "2024-11")
            #expect(try books(connection) == before)
            let problems = try BooksAudit.run(on: connection).flatMap(\.problems)
            #expect(problems == [])
            // Recording goes on with the new functions.
            try SchemaBooks.record(
                SchemaBooks.journal(210, .party, "P9", nil)
                    + "INSERT INTO party (event, code) VALUES (210, 'P9'); INSERT INTO party_revision (event, party, name) VALUES (210, 210, 'P9')",
                on: connection)
        }
        await connection.close()
    }

    @Test func aFileThatIsGoneOrNewIsNoticedToo() async throws {
        let connection = try await open(CodeFile.all + [CodeFile(name: "99_given_up.sql", sql: "SELECT 1;")])
        try await connection.run { connection in
            do {
                try Migrator.check(on: connection)
                Issue.record("a file too many was accepted")
            } catch SchemaMismatch.code(let name) {
                #expect(name == "99_given_up.sql")
            }
            #expect(try Migrator.migrate(on: connection).appliedCode)
            try Migrator.check(on: connection)
        }
        await connection.close()
    }

    @Test func codeThatFailsLeavesTheCodeBefore() async throws {
        let books = try await SchemaBooks.open()
        let broken = try Self.code("20_trace.sql") { $0 + "SELECT nonsense;" }
        try await books.connection.run { connection in
            let before = try SchemaShape.load(on: connection)
            do {
                _ = try Migrator.migrate(code: broken, on: connection)
                Issue.record("the code did not fail")
            } catch let error as PostgresError {
                #expect(error.message.contains("nonsense"))
            }
            #expect(try SchemaShape.load(on: connection) == before)
            try Migrator.check(on: connection)
        }
    }

    @Test func viewsThatPeopleMadeOnOursAreNotDropped() async throws {
        let books = try await SchemaBooks.open()
        let changed = try Self.code("20_trace.sql") { $0 + "-- changed" }
        try await books.connection.run { connection in
            try connection.script("CREATE VIEW public.mine AS SELECT document FROM urbanmine_read.document_change")
            do {
                _ = try Migrator.migrate(code: changed, on: connection)
                Issue.record("a view of someone else was dropped")
            } catch let error as PostgresError {
                #expect(error.constraint == "views_of_others")
                #expect(error.message.contains("mine"))
            }
            #expect(try connection.query("SELECT count(*) FROM public.mine").only().decode(Int64.self) == 1)
            try connection.script("DROP VIEW public.mine")
            #expect(try Migrator.migrate(code: changed, on: connection).appliedCode)
        }
    }

    @Test func guardsOfEveryKindAreWatched() async throws {
        let books = try await SchemaBooks.open()
        try await books.connection.run { connection in
            func different(_ connection: isolated Connection) throws -> [String] {
                try connection.query("SELECT what FROM guard_difference()").decode(String.self)
            }
            #expect(try different(connection) == [])
            for (change, told) in [
                (
                    "ALTER TABLE posting DISABLE TRIGGER check_postings",
                    "trigger posting.check_postings is switched off"
                ),
                ("DROP VIEW urbanmine_read.document_change", "view urbanmine_read.document_change is gone"),
                (
                    "ALTER VIEW superseded RESET (security_invoker)", "view superseded is not what it was"
                ),
                (
                    "CREATE FUNCTION urbanmine_read.mine() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
                    "function urbanmine_read.mine() is not of this program"
                ),
                ("GRANT INSERT ON posting TO urbanmine_app", "right posting to urbanmine_app is not of this program"),
            ] {
                try connection.script("BEGIN; \(change)")
                #expect(try different(connection) == [told], "\(change)")
                connection.rollBackIfNeeded()
            }
        }
    }
}
