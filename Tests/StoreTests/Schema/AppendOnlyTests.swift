import Postgres
import Store
import Testing

/// Nobody changes or removes what is recorded, and nobody adds to it but through the recording functions.
struct AppendOnlyTests {
    /// Tables that change, and why; every other is append-only.
    private static let changing: [String: String] = [
        "site": "set up before the first document, fixed from then on by a trigger of its own",
        "day_delta": "sums that are folded; the audit compares them with the postings",
        "report_schedule": "state of the daemon's work",
        "report_bookmark": "state of the daemon's work",
        "schema_migration": "written by the migrator, before the guards exist",
        "schema_code": "written by the migrator with the code",
        "schema_guard": "written by the migrator with the code",
        "account_meaning": "says what the accounts are",
    ]

    private func tables(_ books: SchemaBooks) async throws -> [String] {
        try await books.connection.run { connection in
            try connection.query(
                """
                SELECT c.relname FROM pg_class c
                WHERE c.relnamespace = 'urbanmine'::regnamespace AND c.relkind IN ('r', 'p') ORDER BY 1
                """
            ).decode(String.self)
        }
    }

    @Test func nothingRecordedIsChangedOrRemovedByAnyone() async throws {
        let books = try await SchemaBooks.open()
        let tables = try await tables(books)
        #expect(tables.count > 35)
        for table in tables where Self.changing[table] == nil {
            let column = try await books.connection.run { connection in
                try connection.query(
                    """
                    SELECT a.attname FROM pg_attribute a
                    WHERE a.attrelid = \(table)::regclass AND a.attnum = 1
                    """
                ).only().decode(String.self)
            }
            for change in [
                "UPDATE \(table) SET \(column) = \(column)", "DELETE FROM \(table)", "TRUNCATE \(table) CASCADE",
                "UPDATE \(table) SET \(column) = \(column) WHERE false",
            ] {
                let app = try await books.attack(change, as: "urbanmine_app")
                #expect(app?.code == .insufficientPrivilege, "urbanmine_app: \(change)")
                for role in ["urbanmine_owner", nil] {
                    let error = try await books.attack(change, as: role)
                    #expect(error?.constraint == "append_only", "\(role ?? "superuser"): \(change)")
                }
            }
        }
    }

    @Test func theProgramsRoleWritesNowhereDirectly() async throws {
        let books = try await SchemaBooks.open()
        for table in try await tables(books) {
            for change in ["INSERT INTO \(table) SELECT * FROM \(table)", "DELETE FROM \(table)", "TRUNCATE \(table)"] {
                let error = try await books.attack(change, as: "urbanmine_app")
                #expect(error?.code == .insufficientPrivilege, "\(change)")
            }
        }
        for attack in [
            "SELECT nextval('id')", "SELECT setval('id', 1)", "CREATE TABLE urbanmine.mine (x int)",
            "ALTER TABLE posting DISABLE TRIGGER ALL", "SET session_replication_role = replica",
            "SELECT refuse_change()",
            "CREATE OR REPLACE FUNCTION urbanmine.last_closed_month() RETURNS integer "
                + "LANGUAGE sql AS 'SELECT NULL::integer'", "CALL protect('site', false)",
        ] {
            let error = try await books.attack(attack, as: "urbanmine_app")
            #expect(error != nil, "\(attack)")
        }
    }

    @Test func aFunctionOfSomeoneElseInTheSearchPathIsNotCalled() async throws {
        let books = try await SchemaBooks.open()
        // pg_temp is searched last by the functions that write, whatever the caller's path says.
        let error = try await books.attack(
            """
            CREATE TEMP TABLE period (month integer); CREATE TEMP TABLE batch_posted (batch bigint);
            SET LOCAL search_path = pg_temp, urbanmine;
            SELECT urbanmine.begin_batch('a', 'b', 'c', 1, '{}', '{}'); SELECT urbanmine.put_parties('{999}', '{999}',
                '{X}', '{X}', '{NULL}', '{NULL}')
            """, as: "urbanmine_app")
        #expect(error?.constraint == "within_batch")
    }

    @Test func everyTableOfDocumentsIsTiedToTheRunningBatch() async throws {
        let books = try await SchemaBooks.open()
        let untied = try await books.connection.run { connection in
            try connection.query(
                """
                SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'event'
                WHERE c.relnamespace = 'urbanmine'::regnamespace AND c.relkind = 'r'
                  AND NOT EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgname = 'within_batch')
                """
            ).decode(String.self)
        }
        #expect(untied == [])
    }

    @Test func theSiteIsFixedWithTheFirstEvent() async throws {
        let books = try await SchemaBooks.open()
        for change in [
            "UPDATE site SET time_zone = 'Europe/Berlin'", "UPDATE site SET number = 7", "DELETE FROM site",
            "TRUNCATE site",
        ] {
            #expect(try await books.attack(change)?.constraint == "site_is_fixed", "\(change)")
        }
        let empty = try await SchemaBooks.connect(try await TestSupportDatabase.empty())
        try await empty.run { connection in
            _ = try Migrator.migrate(on: connection)
            try Site.configure(number: 7, timeZone: "Europe/Berlin", on: connection)
            let site = try Site.load(on: connection)
            #expect(site.number == 7)
            #expect(site.timeZone == "Europe/Berlin")
            try SchemaBooks.record("SELECT 1", on: connection)
            // Ids of sites never meet: the number stands in their high bits.
            let batch = try connection.query("SELECT max(batch) FROM batch").only().decode(Int64.self)
            #expect(batch >> 48 == 7)
        }
        await empty.close()
    }
}
