internal import MaterialLedger
package import Postgres
package import Wording

/// Brings a database to the schema of this program, or says why it can't.
package enum Migrator {
    package struct Outcome: Sendable {
        package let from: Int32
        package let to: Int32
    }

    /// The version of the schema; nil where there is none.
    package static func version(on connection: isolated Connection) throws -> Int32? {
        let exists = try connection.query("SELECT to_regclass('urbanmine.schema_migration') IS NOT NULL")
            .only().decode(Bool.self)
        guard exists else { return nil }
        return try connection.query("SELECT max(number) FROM urbanmine.schema_migration").only().decode(Int32?.self)
    }

    /// Whether the books are yet to be made: there is no schema, or only the first steps of one whose making was cut
    /// short, and nothing recorded.
    package static func isUnmade(on connection: isolated Connection) throws -> Bool {
        guard let version = try version(on: connection) else { return true }
        guard version < Migration.all.count else { return false }
        return try connection.query("SELECT NOT EXISTS (SELECT FROM urbanmine.batch)").only().decode(Bool.self)
    }

    /// Refuses a database that this program doesn't match: without a schema, older, newer, or tampered with.
    ///
    /// - Throws: `SchemaMismatch`.
    package static func check(on connection: isolated Connection) throws {
        guard let version = try version(on: connection) else { throw SchemaMismatch.missing }
        let newest = Int32(Migration.all.count)
        if version > newest { throw SchemaMismatch.newer(database: version, program: newest) }
        if version < newest { throw SchemaMismatch.older(database: version, program: newest) }
        try compareChecksums(on: connection)
    }

    /// Applies the steps that are missing, each in a transaction of its own, one program at a time.
    ///
    /// - Parameter target: the version to stop at; nil for the newest.
    /// - Throws: `SchemaMismatch` for a newer or edited schema and for a database that is not UTF8, `PostgresError` otherwise.
    package static func migrate(to target: Int32? = nil, on connection: isolated Connection) throws -> Outcome {
        let encoding = try connection.query("SELECT current_setting('server_encoding')").only().decode(String.self)
        guard encoding == "UTF8" else { throw SchemaMismatch.encoding(encoding) }
        // Two programs that start at once: the second waits, then finds nothing to do.
        _ = try connection.query("SELECT pg_advisory_lock(30061, -3)")
        defer { _ = try? connection.query("SELECT pg_advisory_unlock(30061, -3)") }
        let before = try version(on: connection) ?? 0
        let newest = Int32(Migration.all.count)
        if before > newest { throw SchemaMismatch.newer(database: before, program: newest) }
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
            try compareChecksums(on: connection)
        }
        let end = target ?? newest
        for migration in Migration.all where migration.number > before && migration.number <= end {
            try apply(migration, isLast: migration.number == newest, on: connection)
        }
        return Outcome(from: before, to: max(before, end))
    }

    /// - Parameter isLast: whether the guards are what the program expects from here on. They are remembered within the
    ///   same transaction, since a program may be killed between two.
    private static func apply(_ migration: Migration, isLast: Bool, on connection: isolated Connection) throws {
        do {
            try connection.script("BEGIN; SET LOCAL search_path = urbanmine, pg_temp;")
            try connection.script(migration.sql)
            _ = try connection.execute(
                """
                INSERT INTO urbanmine.schema_migration (number, name, sha256)
                VALUES (\(migration.number), \(migration.name), \(migration.checksum))
                """)
            try connection.script(
                """
                GRANT SELECT ON urbanmine.schema_migration TO urbanmine_app;
                \(isLast ? "SELECT urbanmine.remember_guards();" : "") COMMIT
                """)
        } catch {
            connection.rollBackIfNeeded()
            throw error
        }
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

/// Why a program and a database don't fit.
package enum SchemaMismatch: Error, Sendable {
    case missing
    case older(database: Int32, program: Int32)
    case newer(database: Int32, program: Int32)
    case edited(number: Int32, applied: String, expected: String)
    /// Names in Chinese could not be kept, or not be compared, in such a database.
    case encoding(String)

    package var message: Sentence {
        switch self {
        case .missing:
            "this database has no urbanmine books yet; run 'urbanmine init'"
        case .older(let database, let program):
            "the database has schema version \(database), this program needs \(program); run 'urbanmine init' to upgrade"
        case .newer(let database, let program):
            "the database has schema version \(database), newer than this program's \(program); use a newer urbanmine"
        case .edited(let number, let applied, let expected):
            """
            schema step \(number) in the database (\(applied)) is not the one of this program (\(expected)): \
            the checksums differ
            """
        case .encoding(let encoding):
            """
            the database's encoding is \(encoding), and urbanmine needs UTF8; make another one: \
            createdb --template=template0 --encoding=UTF8 --locale=C.UTF-8 NAME
            """
        }
    }
}
