internal import MaterialLedger
package import Postgres

/// Brings a database to the schema of this program, or says why it can't.
///
/// Two kinds of SQL make the schema. The steps of `sql/tables` run once, in order, and never change after a release.
/// The files of `sql/code` may change; all of them are applied again, in one transaction, when one differs from what
/// the database has.
package enum Migrator {
    package struct Outcome: Sendable {
        package let from: Int32
        package let to: Int32
        /// Whether the functions, views and triggers were applied anew.
        package let appliedCode: Bool
    }

    /// The version of the schema; nil where there is none.
    package static func version(on connection: isolated Connection) throws -> Int32? {
        guard try exists("urbanmine.schema_migration", on: connection) else { return nil }
        return try connection.query("SELECT max(number) FROM urbanmine.schema_migration").only().decode(Int32?.self)
    }

    /// Whether the books are yet to be made: there is no schema, or only a part of one whose making was cut short,
    /// and nothing recorded.
    package static func isUnmade(on connection: isolated Connection) throws -> Bool {
        guard let version = try version(on: connection) else { return true }
        guard try version < Migration.all.count || !isCodeThere(on: connection) else { return false }
        guard try exists("urbanmine.batch", on: connection) else { return true }
        return try connection.query("SELECT NOT EXISTS (SELECT FROM urbanmine.batch)").only().decode(Bool.self)
    }

    /// Refuses a database that this program doesn't match: without a schema, older, newer, or tampered with.
    ///
    /// - Throws: `SchemaMismatch`.
    package static func check(on connection: isolated Connection) throws {
        guard let version = try version(on: connection) else { throw SchemaMismatch.missing }
        try refuseDevelopmentVersions(on: connection)
        let newest = Int32(Migration.all.count)
        if version > newest { throw SchemaMismatch.newer(database: version, program: newest) }
        if version < newest { throw SchemaMismatch.older(database: version, program: newest) }
        try compareChecksums(on: connection)
        if let name = try differentCode(CodeFile.all, on: connection) { throw SchemaMismatch.code(name: name) }
    }

    /// Applies the steps that are missing, each in a transaction of its own, and then the code if it differs; one
    /// program at a time.
    ///
    /// - Parameters:
    ///   - target: the version to stop at, before any code; nil for the newest.
    ///   - code: the functions, views and triggers; tests pass others.
    /// - Throws: `SchemaMismatch` for a newer or edited schema, for one of a development version, and for a database
    ///   that is not UTF8; `PostgresError` otherwise.
    package static func migrate(
        to target: Int32? = nil, code: [CodeFile] = CodeFile.all, on connection: isolated Connection
    ) throws -> Outcome {
        let encoding = try connection.query("SELECT current_setting('server_encoding')").only().decode(String.self)
        guard encoding == "UTF8" else { throw SchemaMismatch.encoding(encoding) }
        // Two programs that start at once: the second waits, then finds nothing to do.
        _ = try connection.query("SELECT pg_advisory_lock(30061, -3)")
        defer { _ = try? connection.query("SELECT pg_advisory_unlock(30061, -3)") }
        let before = try version(on: connection) ?? 0
        let newest = Int32(Migration.all.count)
        if before == 0 {
            try connection.script(
                """
                CREATE SCHEMA IF NOT EXISTS urbanmine;
                CREATE TABLE IF NOT EXISTS urbanmine.schema_migration (
                    number     integer PRIMARY KEY,
                    name       text NOT NULL,
                    sha256     bytea NOT NULL,
                    applied_at timestamptz NOT NULL DEFAULT clock_timestamp()
                );
                """)
        } else {
            try refuseDevelopmentVersions(on: connection)
            if before > newest { throw SchemaMismatch.newer(database: before, program: newest) }
            try compareChecksums(on: connection)
        }
        let end = target ?? newest
        for migration in Migration.all where migration.number > before && migration.number <= end {
            try apply(migration, on: connection)
        }
        var appliedCode = false
        if target == nil, try differentCode(code, on: connection) != nil {
            try apply(code, on: connection)
            appliedCode = true
        }
        return Outcome(from: before, to: max(before, end), appliedCode: appliedCode)
    }

    private static func apply(_ migration: Migration, on connection: isolated Connection) throws {
        try transaction(searchPath: "urbanmine, pg_temp", on: connection) { connection in
            if try isCodeThere(on: connection), let clear = CodeFile.all.first {
                // A step may change what views and functions read. They come back when all steps are done.
                try connection.script(
                    """
                    SET LOCAL ROLE urbanmine_owner;
                    \(clear.sql)
                    DELETE FROM urbanmine.schema_code;
                    RESET ROLE;
                    """)
            }
            try connection.script(migration.sql)
            _ = try connection.execute(
                """
                INSERT INTO urbanmine.schema_migration (number, name, sha256)
                VALUES (\(migration.number), \(migration.name), \(migration.checksum))
                """)
            try connection.script("GRANT SELECT ON urbanmine.schema_migration TO urbanmine_app; COMMIT")
        }
    }

    /// The guards are remembered within the same transaction, since a program may be killed between two.
    private static func apply(_ code: [CodeFile], on connection: isolated Connection) throws {
        try transaction(searchPath: "urbanmine, urbanmine_read, pg_temp", on: connection) { connection in
            try connection.script("SET LOCAL ROLE urbanmine_owner; DELETE FROM urbanmine.schema_code;")
            for file in code {
                try connection.script(file.sql)
                _ = try connection.execute(
                    "INSERT INTO urbanmine.schema_code (name, sha256) VALUES (\(file.name), \(file.checksum))")
            }
            try connection.script(
                """
                GRANT SELECT ON urbanmine.schema_code TO urbanmine_app;
                SELECT urbanmine.remember_guards();
                COMMIT
                """)
        }
    }

    /// Runs `body`, whose last statement is the commit.
    private static func transaction(
        searchPath: String, on connection: isolated Connection, _ body: (isolated Connection) throws -> Void
    ) throws {
        do {
            try connection.script("BEGIN; SET LOCAL search_path = \(searchPath);")
            try body(connection)
        } catch {
            connection.rollBackIfNeeded()
            throw error
        }
    }

    private static func exists(_ table: String, on connection: isolated Connection) throws -> Bool {
        try connection.query("SELECT to_regclass(\(table)) IS NOT NULL").only().decode(Bool.self)
    }

    // MARK: - Checksums

    private static func isCodeThere(on connection: isolated Connection) throws -> Bool {
        guard try exists("urbanmine.schema_code", on: connection) else { return false }
        return try connection.query("SELECT EXISTS (SELECT FROM urbanmine.schema_code)").only().decode(Bool.self)
    }

    /// The name of a file that the database has otherwise, or doesn't have, or has too many.
    private static func differentCode(_ code: [CodeFile], on connection: isolated Connection) throws -> String? {
        guard try exists("urbanmine.schema_code", on: connection) else { return code.first?.name }
        let rows = try connection.query("SELECT name, sha256 FROM urbanmine.schema_code ORDER BY name")
            .decode(String.self, ContentDigest.self)
        let applied = Dictionary(uniqueKeysWithValues: rows)
        let names = Set(code.map(\.name))
        return code.first { applied[$0.name] != $0.checksum }?.name ?? rows.first { !names.contains($0.0) }?.0
    }

    /// Before the first release the schema had twelve steps, which began with this one.
    private static let firstDevelopmentStep = "0001_journal.sql"

    private static func refuseDevelopmentVersions(on connection: isolated Connection) throws {
        let first = try connection.query("SELECT name FROM urbanmine.schema_migration WHERE number = 1")
            .decode(String.self).first
        if first == firstDevelopmentStep { throw SchemaMismatch.development }
    }

    private static func compareChecksums(on connection: isolated Connection) throws {
        let rows = try connection.query("SELECT number, name, sha256 FROM urbanmine.schema_migration ORDER BY number")
        for row in rows {
            let (number, name, checksum) = try row.decode(Int32.self, String.self, ContentDigest.self)
            guard let migration = Migration.all.first(where: { $0.number == number }) else { continue }
            if migration.checksum != checksum || migration.name != name {
                throw SchemaMismatch.edited(number: number, applied: name, expected: migration.name)
            }
        }
    }
}
