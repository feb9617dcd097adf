import MaterialLedger
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

    /// What documents say, which programs insert and guards check; all else is written by functions only.
    private static let inserted: Set<String> = [
        "source_file", "journal", "revision", "correction_field", "party", "party_revision", "facility",
        "facility_revision", "material", "material_revision", "composition", "assay", "history", "lot", "intake",
        "opening", "run", "run_input", "run_addition", "run_loss", "transfer", "transfer_line", "shipment",
        "shipment_line", "goods_return", "goods_return_line", "adjustment", "adjustment_line", "inventory_count",
        "inventory_count_line", "acceptance", "acceptance_line",
    ]

    @Test func theProgramsRoleInsertsWhatDocumentsSayAndNothingElse() async throws {
        let books = try await SchemaBooks.open()
        for table in try await tables(books) {
            for change in ["DELETE FROM \(table)", "TRUNCATE \(table)"] {
                let error = try await books.attack(change, as: "urbanmine_app")
                #expect(error?.code == .insufficientPrivilege, "\(change)")
            }
            // Rows that are there already belong to other batches; with new keys or old ones they are refused.
            let error = try await books.attack("INSERT INTO \(table) SELECT * FROM \(table)", as: "urbanmine_app")
            let isInserted = Self.inserted.contains(table.split(separator: ".").last.map(String.init) ?? table)
            #expect((error?.code == .insufficientPrivilege) == !isInserted, "\(table)")
            #expect(error != nil, "\(table)")
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

    /// A row of a batch that is not running, that is posted, or that another session began.
    @Test(arguments: [
        "", "SELECT begin_batch('t', 'h', 'p', 5, '{}', '{}'); SELECT post();",
        "SELECT set_config('urbanmine.batch', (SELECT max(batch)::text FROM batch), true);",
    ])
    func aRowOutsideTheRunningBatchIsRefused(_ before: String) async throws {
        let books = try await SchemaBooks.open()
        let rows = [
            SchemaBooks.journal(210, .party, "X", nil),
            SchemaBooks.journal(102, .party, "X", nil),
            "INSERT INTO party (event, code) VALUES (210, 'X');",
            "INSERT INTO source_file (source, batch, name, sha256) VALUES (210, \(SchemaBooks.runningBatch), 'x', '\\x00');",
        ]
        for row in rows {
            let error = try await books.attack(before + row, as: "urbanmine_app")
            // Without a batch there is none to name, and no column takes that.
            #expect(
                error?.constraint == "within_batch" || before.isEmpty && error?.code == .notNullViolation,
                "\(row)")
        }
    }

    @Test func idsOutsideTheBatchAreRefused() async throws {
        let books = try await SchemaBooks.open()
        let begin = "SELECT begin_batch('t', 'h', 'p', 5, '{}', '{}');"
        for row in [
            SchemaBooks.journal(99_999, .party, "X", nil),
            "INSERT INTO source_file (source, batch, name, sha256) VALUES (1, \(SchemaBooks.runningBatch), 'x', '\\x00');",
            "INSERT INTO journal (event, document, batch, kind, digest) "
                + "VALUES (\(SchemaBooks.runningBatch) + 1, \(SchemaBooks.runningBatch) + 1, 1, 'composition', '\\x00');",
        ] {
            let error = try await books.attack(begin + row, as: "urbanmine_app")
            #expect(error?.constraint == "within_batch", "\(row)")
        }
    }

    @Test func aFunctionOfSomeoneElseInTheSearchPathIsNotCalled() async throws {
        let books = try await SchemaBooks.open()
        // pg_temp is searched last by the functions that write, whatever the caller's path says.
        let error = try await books.attack(
            """
            CREATE TEMP TABLE period (month integer); CREATE TEMP TABLE batch_posted (batch bigint);
            SET LOCAL search_path = pg_temp, urbanmine;
            SELECT urbanmine.begin_batch('a', 'b', 'c', 1, '{}', '{}');
            INSERT INTO urbanmine.party (event, code) VALUES (999, 'X');
            INSERT INTO urbanmine.party_revision (event, party, name) VALUES (999, 999, 'X')
            """, as: "urbanmine_app")
        #expect(error?.constraint == "within_batch")
    }

    /// Where the program's role may create operators (in public of a cluster that began before PostgreSQL 15), ids of
    /// another batch could pass for its own.
    @Test func anOperatorOfSomeoneElseInTheSearchPathIsNotAsked() async throws {
        let books = try await SchemaBooks.open()
        let operators = ["<", ">"].map {
            "CREATE OPERATOR public.\($0) (LEFTARG = bigint, RIGHTARG = bigint, FUNCTION = public.never);"
        }.joined()
        let error = try await books.attack(
            """
            RESET ROLE; GRANT CREATE ON SCHEMA public TO urbanmine_app; SET LOCAL ROLE urbanmine_app;
            CREATE FUNCTION public.never(bigint, bigint) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT false';
            \(operators)
            SET LOCAL search_path = public, pg_catalog;
            SELECT urbanmine.begin_batch('a', 'b', 'c', 1, '{}', '{}');
            INSERT INTO urbanmine.adjustment_line (event, lot, mass, reason) VALUES (29, 23, -3, 'x')
            """, as: "urbanmine_app")
        #expect(error?.constraint == "within_batch", "\(error?.message ?? "accepted")")
    }

    @Test func everyTriggerSaysWhereItLooks() async throws {
        let books = try await SchemaBooks.open()
        let open = try await books.connection.run { connection in
            try connection.query(
                """
                SELECT DISTINCT p.proname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
                JOIN pg_proc p ON p.oid = t.tgfoid
                WHERE c.relnamespace = 'urbanmine'::regnamespace AND NOT t.tgisinternal
                  AND NOT coalesce('search_path=urbanmine, pg_temp' = ANY (p.proconfig), false)
                ORDER BY 1
                """
            ).decode(String.self)
        }
        // The first refuses without a look, and only the owner changes the site.
        #expect(open == ["refuse_change", "site_is_fixed"])
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
