import Postgres
import TestSupport
import Testing

@Suite struct ErrorTests {
    private let table = """
        CREATE TABLE part (
            id bigint CONSTRAINT part_key PRIMARY KEY,
            mass bigint CONSTRAINT part_mass_positive CHECK (mass > 0),
            name text NOT NULL
        )
        """

    private func failure(_ sql: SQL) async throws -> PostgresError {
        try await withConnection { connection in
            try await connection.run { try $0.script(table) }
            return try await postgresError { try await connection.run { try $0.execute(sql) } }
        }
    }

    @Test func aUniqueViolationNamesItsConstraintAndNoValues() async throws {
        let secret = 918_273_645
        let error = try await failure("INSERT INTO part SELECT \(secret), 1, 'x' FROM generate_series(1, 2)")
        #expect(error.code == .uniqueViolation)
        #expect(error.serverCode == .uniqueViolation)
        #expect(error.constraint == "part_key")
        #expect(error.table == "part")
        #expect(error.schema == "public")
        #expect(error.sql == "INSERT INTO part SELECT $1, 1, 'x' FROM generate_series(1, 2)")
        #expect(error.detail?.contains("918273645") == true)
        #expect(error.description == "the value exists already (23505, constraint part_key)")
        #expect(!error.debugDescription.contains("918273645"))
        #expect(error.debugDescription.contains("sql: INSERT INTO part"))
    }

    @Test func aCheckViolationNamesItsConstraintAndNoValues() async throws {
        let error = try await failure("INSERT INTO part VALUES (1, \(-918_273_645), 'x')")
        #expect(error.code == .checkViolation)
        #expect(error.constraint == "part_mass_positive")
        #expect(error.description == "a check of the database refused the value (23514, constraint part_mass_positive)")
        #expect(!error.debugDescription.contains("918273645"))
    }

    @Test func aMissingValueNamesItsColumn() async throws {
        let error = try await failure("INSERT INTO part VALUES (1, 1, \(nil as String?))")
        #expect(error.code == .notNullViolation)
        #expect(error.column == "name")
    }

    @Test func aRefusedTextIsInNeitherVoice() async throws {
        let error = try await failure("SELECT \("s3cret \"quoted\" text")::int")
        #expect(error.code == .invalidTextRepresentation)
        #expect(error.message.contains("s3cret"))
        #expect(!error.description.contains("s3cret"))
        #expect(!error.debugDescription.contains("s3cret"))
        #expect(!error.debugDescription.contains("quoted"))
    }

    @Test func raisedErrorsKeepTheirFields() async throws {
        let error = try await failure(
            """
            DO $$ BEGIN RAISE 'not so' USING DETAIL = 'because', HINT = 'try this', CONSTRAINT = 'rule_7'; END $$
            """)
        #expect(error.code == .raiseException)
        #expect(error.message == "not so")
        #expect(error.detail == "because")
        #expect(error.hint == "try this")
        #expect(error.constraint == "rule_7")
        #expect(error.context?.contains("PL/pgSQL") == true)
        #expect(error.description == "a rule of the database refused this (P0001, constraint rule_7)")
    }

    @Test(arguments: [
        ("SELECT * FROM nowhere", SQLState.undefinedTable), ("SELEC", .syntaxError),
        ("SELECT nothing", .undefinedColumn),
        ("SELECT no_function(1)", .undefinedFunction), ("SELECT 1 / 0", .divisionByZero),
    ])
    func statesHaveNames(_ sql: String, _ state: SQLState) async throws {
        let error = try await withConnection(ownDatabase: false) { connection in
            try await postgresError { try await connection.run { try $0.query(SQL(sql)) } }
        }
        #expect(error.code == state)
        #expect(!error.description.contains(sql))
    }

    @Test func aLockThatIsHeldIsNotAvailable() async throws {
        let conninfo = try await TestServer.shared.database()
        let holder = try await Connection.connect(ConnectionSettings(conninfo))
        let other = try await Connection.connect(ConnectionSettings(conninfo))
        try await holder.run { try $0.script("CREATE TABLE part (id int)") }
        try await holder.run { try $0.script("BEGIN; LOCK TABLE part") }
        let error = try await postgresError {
            try await other.transaction { try $0.execute("LOCK TABLE part NOWAIT") }
        }
        #expect(error.code == .lockNotAvailable)
        let privilege = try await postgresError {
            try await other.run { connection in
                try connection.script("CREATE ROLE lowly; SET ROLE lowly")
                return try connection.query("SELECT * FROM pg_authid")
            }
        }
        #expect(privilege.code == .insufficientPrivilege)
        await holder.close()
        await other.close()
    }

    @Test func tooManyValuesAreRefusedBeforeTheyAreSent() async throws {
        var sql: SQL = "SELECT \(1)"
        for _ in 0..<65_535 { sql.append(", \(1)") }
        let statement = sql
        let error = try await withConnection(ownDatabase: false) { connection in
            try await postgresError { try await connection.run { try $0.query(statement) } }
        }
        #expect(error.code == .programLimitExceeded)
    }

    @Test func aZeroByteInTextIsTheServersError() async throws {
        let error = try await failure("SELECT \("a\0b")")
        #expect(error.code == .characterNotInRepertoire)
    }
}
