import Glibc
import MaterialLedger
import Postgres
import Store
import TestSupport
import Testing
import Wording

/// From every earlier schema to the newest, and the refusals.
struct MigrationTests {
    private func empty() async throws -> (connection: Connection, conninfo: String) {
        let conninfo = try await TestServer.shared.database()
        return (try await SchemaBooks.connect(conninfo), conninfo)
    }

    /// What the schema is, by its definitions: columns, functions, triggers, views, constraints, indexes, rights.
    private func shape(_ connection: isolated Connection) throws -> [String] {
        try connection.query(
            """
            SELECT 'column ' || c.table_name || '.' || c.column_name || ' ' || c.data_type || ' ' || c.is_nullable
                || ' ' || coalesce(c.domain_name, '') || ' ' || coalesce(c.column_default, '')
            FROM information_schema.columns c WHERE c.table_schema = 'urbanmine'
            UNION ALL SELECT 'function ' || p.oid::regprocedure::text || ' ' || pg_get_functiondef(p.oid)
                || ' ' || coalesce(array_to_string(p.proacl, ','), '')
            FROM pg_proc p WHERE p.pronamespace = 'urbanmine'::regnamespace
            UNION ALL SELECT 'trigger ' || pg_get_triggerdef(t.oid) || ' ' || t.tgenabled::text
            FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
            WHERE c.relnamespace = 'urbanmine'::regnamespace AND NOT t.tgisinternal
            UNION ALL SELECT 'view ' || c.relname || ' ' || pg_get_viewdef(c.oid)
            FROM pg_class c WHERE c.relnamespace = 'urbanmine'::regnamespace AND c.relkind = 'v'
            UNION ALL SELECT 'constraint ' || coalesce(nullif(c.conrelid, 0)::regclass::text, c.contypid::regtype::text)
                || ' ' || c.conname || ' ' || c.convalidated::text || ' ' || pg_get_constraintdef(c.oid)
            FROM pg_constraint c WHERE c.connamespace = 'urbanmine'::regnamespace
            UNION ALL SELECT 'index ' || pg_get_indexdef(i.indexrelid) || ' ' || i.indisvalid::text
            FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid WHERE c.relnamespace = 'urbanmine'::regnamespace
            UNION ALL SELECT 'relation ' || c.relname || ' ' || c.relkind::text || ' ' || pg_get_userbyid(c.relowner)
                || ' ' || coalesce(array_to_string(c.relacl, ','), '')
            FROM pg_class c WHERE c.relnamespace = 'urbanmine'::regnamespace
            ORDER BY 1
            """
        ).decode(String.self)
    }

    @Test func theListInsideTheProgramsIsTheFolder() throws {
        let folder = #filePath.split(separator: "/").dropLast(4).map(String.init).joined(separator: "/")
        var found = glob_t()
        defer { globfree(&found) }
        try #require(glob("/\(folder)/sql/*.sql", 0, nil, &found) == 0)
        let names = (0..<Int(found.gl_pathc)).compactMap { place in
            found.gl_pathv[place].map { String(cString: $0) }?.split(separator: "/").last.map(String.init)
        }
        #expect(Migration.all.map(\.name) == names.sorted())
        for migration in Migration.all {
            #expect(Int32(migration.name.prefix(4)) == migration.number)
        }
    }

    @Test func everyEarlierVersionGrowsIntoTheSameSchema() async throws {
        let (fresh, _) = try await empty()
        let newest = Int32(Migration.all.count)
        let wanted = try await fresh.run { connection in
            let outcome = try Migrator.migrate(on: connection)
            #expect(outcome.from == 0)
            #expect(outcome.to == newest)
            try Migrator.check(on: connection)
            return try shape(connection)
        }
        // Every sort of definition is among them, or nothing would be compared.
        for sort in ["column", "function", "trigger", "view", "constraint", "index", "relation"] {
            #expect(wanted.filter { $0.hasPrefix(sort + " ") }.count > 5, "\(sort)")
        }
        for version in 1..<newest {
            let (connection, _) = try await empty()
            try await connection.run { connection in
                _ = try Migrator.migrate(to: version, on: connection)
                #expect(try Migrator.version(on: connection) == version)
                do {
                    try Migrator.check(on: connection)
                    Issue.record("version \(version) was taken for the newest")
                } catch SchemaMismatch.older(let database, let program) {
                    #expect((database, program) == (version, newest))
                }
                let outcome = try Migrator.migrate(on: connection)
                #expect((outcome.from, outcome.to) == (version, newest))
                #expect(try shape(connection) == wanted, "from version \(version)")
                let again = try Migrator.migrate(on: connection)
                #expect((again.from, again.to) == (newest, newest))
            }
            await connection.close()
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
            for work in [
                { (connection: isolated Connection) in try Migrator.check(on: connection) },
                { (connection: isolated Connection) in _ = try Migrator.migrate(on: connection) },
            ] {
                do {
                    try work(connection)
                    Issue.record("an edited step was accepted")
                } catch SchemaMismatch.edited(let number, let applied, _) {
                    #expect(number == 3)
                    #expect(applied == "0003_documents.sql")
                }
            }
        }
    }

    @Test func aNewerDatabaseIsLeftAlone() async throws {
        let (connection, _) = try await empty()
        let newest = Int32(Migration.all.count)
        try await connection.run { connection in
            _ = try Migrator.migrate(on: connection)
            _ = try connection.execute(
                "INSERT INTO schema_migration (number, name, sha256) VALUES (\(newest + 1), 'later.sql', '\\x00')")
            for work in [
                { (connection: isolated Connection) in try Migrator.check(on: connection) },
                { (connection: isolated Connection) in _ = try Migrator.migrate(on: connection) },
            ] {
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
            _ = try Migrator.migrate(to: 3, on: connection)
            // In the way of the fourth step, after it has made other things.
            try connection.script("CREATE TABLE urbanmine.period (x int)")
            do {
                _ = try Migrator.migrate(on: connection)
                Issue.record("the step did not fail")
            } catch let error as PostgresError {
                #expect(error.message.contains("period"))
            }
            #expect(try Migrator.version(on: connection) == 3)
            #expect(try connection.query("SELECT to_regclass('urbanmine.account') IS NULL").only().decode(Bool.self))
            try connection.script("DROP TABLE urbanmine.period")
            _ = try Migrator.migrate(on: connection)
            try Migrator.check(on: connection)
        }
    }
}
