import Glibc
import MaterialLedger
import Postgres
import Store
import TestSupport
import Testing
import Wording

/// From nothing and from every step to the newest schema, and the refusals.
struct MigrationTests {
    private func empty() async throws -> (connection: Connection, conninfo: String) {
        let conninfo = try await TestServer.shared.database()
        return (try await SchemaBooks.connect(conninfo), conninfo)
    }

    @Test(arguments: [("tables", Migration.all.map(\.name)), ("code", CodeFile.all.map(\.name))])
    func theListInsideTheProgramsIsTheFolder(folder: String, names: [String]) throws {
        let root = #filePath.split(separator: "/").dropLast(4).map(String.init).joined(separator: "/")
        var found = glob_t()
        defer { globfree(&found) }
        try #require(glob("/\(root)/sql/\(folder)/*.sql", 0, nil, &found) == 0)
        let files = (0..<Int(found.gl_pathc)).compactMap { place in
            found.gl_pathv[place].map { String(cString: $0) }?.split(separator: "/").last.map(String.init)
        }
        #expect(names == files.sorted())
        #expect(names.map { $0.prefix { $0.isNumber }.drop { $0 == "0" } } == (1...names.count).map { "\($0)"[...] })
    }

    @Test func everyEarlierVersionGrowsIntoTheSameSchema() async throws {
        let (fresh, _) = try await empty()
        let newest = Int32(Migration.all.count)
        let wanted = try await fresh.run { connection in
            let outcome = try Migrator.migrate(on: connection)
            #expect((outcome.from, outcome.to) == (0, newest))
            #expect(outcome.appliedCode)
            try Migrator.check(on: connection)
            return try SchemaShape.load(on: connection)
        }
        // Every sort of definition is among them, or nothing would be compared.
        for sort in ["column", "function", "trigger", "view", "constraint", "index", "relation", "type"] {
            #expect(wanted.filter { $0.hasPrefix(sort + " ") }.count > 2, "\(sort)")
        }
        for version in 1...newest {
            let (connection, _) = try await empty()
            try await connection.run { connection in
                _ = try Migrator.migrate(to: version, on: connection)
                #expect(try Migrator.version(on: connection) == version)
                #expect(try Migrator.isUnmade(on: connection))
                do {
                    try Migrator.check(on: connection)
                    Issue.record("version \(version) was taken for the newest")
                } catch SchemaMismatch.older(let database, let program) {
                    #expect((database, program) == (version, newest))
                } catch SchemaMismatch.code(let name) {
                    // All tables are there, and no function.
                    #expect(version == newest)
                    #expect(name == CodeFile.all[0].name)
                }
                let outcome = try Migrator.migrate(on: connection)
                #expect((outcome.from, outcome.to) == (version, newest))
                #expect(outcome.appliedCode)
                #expect(try SchemaShape.load(on: connection) == wanted, "from version \(version)")
                let again = try Migrator.migrate(on: connection)
                #expect((again.from, again.to) == (newest, newest))
                #expect(!again.appliedCode)
                #expect(try !Migrator.isUnmade(on: connection))
            }
            await connection.close()
        }
    }

    /// Each thing has one definition: a second one would take the place of the first without a word.
    @Test func nothingIsDefinedTwice() throws {
        let pattern = /CREATE (?:OR REPLACE )?(?:UNIQUE )?(TABLE|VIEW|FUNCTION|PROCEDURE|TYPE|DOMAIN|INDEX) ([a-z_.]+)/
        let names = (Migration.all.map(\.sql) + CodeFile.all.map(\.sql)).flatMap { sql in
            sql.split(separator: "\n").compactMap { line in
                try? pattern.prefixMatch(in: line).map { "\($0.1) \($0.2)" }
            }
        }
        #expect(names.count > 150)
        #expect(Dictionary(grouping: names) { $0 }.filter { $0.value.count > 1 }.keys.sorted() == [])
    }

    @Test func viewsHaveTheRightsOfWhoReadsThem() async throws {
        let books = try await SchemaBooks.open()
        let views = try await books.connection.run { connection in
            try connection.query(
                """
                SELECT c.oid::regclass::text, coalesce(c.reloptions @> '{security_invoker=true}', false),
                    has_table_privilege('urbanmine_app', c.oid, 'SELECT')
                FROM pg_class c WHERE c.relnamespace IN ('urbanmine'::regnamespace, 'urbanmine_read'::regnamespace)
                    AND c.relkind = 'v'
                """
            ).decode(String.self, Bool.self, Bool.self)
        }
        #expect(views.count >= 21)
        for (name, hasInvokersRights, isReadable) in views {
            #expect(hasInvokersRights && isReadable, "\(name)")
        }
    }

    @Test func aDatabaseWithoutBooksIsTold() async throws {
        let (connection, _) = try await empty()
        try await connection.run { connection in
            #expect(try Migrator.version(on: connection) == nil)
            do {
                try Migrator.check(on: connection)
                Issue.record("an empty database was accepted")
            } catch let mismatch as SchemaMismatch {
                #expect(mismatch.message.english.contains("urbanmine init"))
            }
        }
    }

    @Test func anEditedStepIsRefused() async throws {
        let (connection, _) = try await empty()
        try await connection.run { connection in
            _ = try Migrator.migrate(on: connection)
            try connection.script("UPDATE schema_migration SET sha256 = '\\x00' WHERE number = 3")
            for work in Self.uses {
                do {
                    try work(connection)
                    Issue.record("an edited step was accepted")
                } catch SchemaMismatch.edited(let number, let applied, _) {
                    #expect(number == 3)
                    #expect(applied == "0003_master_data.sql")
                }
            }
        }
    }

    /// What a program does with a database: opens it, or creates and upgrades it.
    private static let uses: [@Sendable (isolated Connection) throws -> Void] = [
        { try Migrator.check(on: $0) }, { _ = try Migrator.migrate(on: $0) },
    ]

    @Test(arguments: [1, 5, 12])
    func booksOfADevelopmentVersionAreRefusedAndLeftAlone(version: Int) async throws {
        let (connection, _) = try await empty()
        let names = [
            "0001_journal.sql", "0002_master_data.sql", "0003_documents.sql", "0004_ledger.sql", "0005_recording.sql",
            "0006_reports.sql", "0007_trace.sql", "0008_report_schedule.sql", "0009_guards.sql",
            "0010_fewer_statements.sql", "0011_whole_events.sql", "0012_late_lots.sql",
        ]
        try await connection.run { connection in
            try connection.script(
                """
                CREATE SCHEMA urbanmine;
                CREATE TABLE urbanmine.schema_migration (
                    number integer PRIMARY KEY, name text NOT NULL, sha256 bytea NOT NULL,
                    applied_at timestamptz NOT NULL DEFAULT clock_timestamp());
                CREATE TABLE urbanmine.batch (batch bigint)
                """)
            for (index, name) in names.prefix(version).enumerated() {
                let number = Int32(index + 1)
                _ = try connection.execute(
                    "INSERT INTO schema_migration (number, name, sha256) VALUES (\(number), \(name), '\\x01')")
            }
            for work in Self.uses {
                do {
                    try work(connection)
                    Issue.record("books of a development version were accepted")
                } catch let mismatch as SchemaMismatch {
                    guard case .development = mismatch else { throw mismatch }
                    #expect(mismatch.message.english.contains("a development version of urbanmine made these books"))
                    #expect(mismatch.message.english.contains("urbanmine export bundle -o DIR"))
                }
            }
            #expect(try Migrator.version(on: connection) == Int32(version))
            let tables = try connection.query("SELECT count(*) FROM pg_tables WHERE schemaname = 'urbanmine'")
            #expect(try tables.only().decode(Int64.self) == 2)
        }
        await connection.close()
    }

    @Test func aNewerDatabaseIsLeftAlone() async throws {
        let (connection, _) = try await empty()
        let newest = Int32(Migration.all.count)
        try await connection.run { connection in
            _ = try Migrator.migrate(on: connection)
            _ = try connection.execute(
                "INSERT INTO schema_migration (number, name, sha256) VALUES (\(newest + 1), 'later.sql', '\\x00')")
            for work in Self.uses {
                do {
                    try work(connection)
                    Issue.record("a newer database was accepted")
                } catch let mismatch as SchemaMismatch {
                    #expect(mismatch.message.english.contains("use a newer urbanmine"))
                }
            }
        }
    }

    @Test func manyProgramsMigrateAtOnceAndOneDoesIt() async throws {
        let (_, conninfo) = try await empty()
        let newest = Int32(Migration.all.count)
        let outcomes = try await withThrowingTaskGroup(of: Migrator.Outcome.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    let connection = try await SchemaBooks.connect(conninfo)
                    let outcome = try await connection.run { try Migrator.migrate(on: $0) }
                    await connection.close()
                    return outcome
                }
            }
            return try await group.reduce(into: [Migrator.Outcome]()) { $0.append($1) }
        }
        #expect(outcomes.map(\.from).sorted() == [0, newest, newest, newest])
        #expect(outcomes.allSatisfy { $0.to == newest })
        #expect(outcomes.filter(\.appliedCode).count == 1)
    }

    @Test func databasesOfOneServerAreMadeAtTheSameMoment() async throws {
        // A server of its own: the roles that they share are not there yet.
        let server = try await TestServer.start()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<3 {
                let conninfo = try await server.database()
                group.addTask {
                    let connection = try await SchemaBooks.connect(conninfo)
                    try await connection.run { connection in
                        _ = try Migrator.migrate(on: connection)
                        try Migrator.check(on: connection)
                    }
                    await connection.close()
                }
            }
            try await group.waitForAll()
        }
        try await server.stop()
    }

    @Test func aStepThatFailsLeavesTheVersionBefore() async throws {
        let (connection, _) = try await empty()
        try await connection.run { connection in
            _ = try Migrator.migrate(to: 4, on: connection)
            // In the way of the fifth step, after it has made other things.
            try connection.script("CREATE TABLE urbanmine.period (x int)")
            do {
                _ = try Migrator.migrate(on: connection)
                Issue.record("the step did not fail")
            } catch let error as PostgresError {
                #expect(error.message.contains("period"))
            }
            #expect(try Migrator.version(on: connection) == 4)
            #expect(try connection.query("SELECT to_regclass('urbanmine.posting') IS NULL").only().decode(Bool.self))
            try connection.script("DROP TABLE urbanmine.period")
            _ = try Migrator.migrate(on: connection)
            try Migrator.check(on: connection)
        }
    }
}

/// What the schema is, by its definitions: columns, functions, triggers, views, constraints, indexes, types, rights.
enum SchemaShape {
    static func load(on connection: isolated Connection) throws -> [String] {
        try connection.query(
            """
            WITH ours AS (SELECT oid FROM pg_namespace WHERE nspname IN ('urbanmine', 'urbanmine_read'))
            SELECT 'column ' || c.table_schema || '.' || c.table_name || '.' || c.column_name || ' ' || c.data_type
                || ' ' || c.is_nullable || ' ' || coalesce(c.domain_name, '') || ' ' || coalesce(c.column_default, '')
            FROM information_schema.columns c WHERE c.table_schema IN ('urbanmine', 'urbanmine_read')
            UNION ALL SELECT 'function ' || p.oid::regprocedure::text || ' ' || pg_get_functiondef(p.oid)
                || ' ' || coalesce(array_to_string(p.proacl, ','), '')
            FROM pg_proc p WHERE p.pronamespace IN (SELECT oid FROM ours)
            UNION ALL SELECT 'trigger ' || pg_get_triggerdef(t.oid) || ' ' || t.tgenabled::text
            FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
            WHERE c.relnamespace IN (SELECT oid FROM ours) AND NOT t.tgisinternal
            UNION ALL SELECT 'view ' || c.relname || ' ' || pg_get_viewdef(c.oid) || ' ' || coalesce(c.reloptions::text, '')
            FROM pg_class c WHERE c.relnamespace IN (SELECT oid FROM ours) AND c.relkind = 'v'
            UNION ALL SELECT 'constraint ' || coalesce(nullif(c.conrelid, 0)::regclass::text, c.contypid::regtype::text)
                || ' ' || c.conname || ' ' || c.convalidated::text || ' ' || pg_get_constraintdef(c.oid)
            FROM pg_constraint c WHERE c.connamespace IN (SELECT oid FROM ours)
            UNION ALL SELECT 'index ' || pg_get_indexdef(i.indexrelid) || ' ' || i.indisvalid::text
            FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid WHERE c.relnamespace IN (SELECT oid FROM ours)
            UNION ALL SELECT 'relation ' || c.relname || ' ' || c.relkind::text || ' ' || pg_get_userbyid(c.relowner)
                || ' ' || coalesce(array_to_string(c.relacl, ','), '')
            FROM pg_class c WHERE c.relnamespace IN (SELECT oid FROM ours)
            UNION ALL SELECT 'type ' || t.typname || ' ' || string_agg(e.enumlabel, ',' ORDER BY e.enumsortorder)
            FROM pg_enum e JOIN pg_type t ON t.oid = e.enumtypid
            WHERE t.typnamespace IN (SELECT oid FROM ours) GROUP BY t.typname
            ORDER BY 1
            """
        ).decode(String.self)
    }
}
