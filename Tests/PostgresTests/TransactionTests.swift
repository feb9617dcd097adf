import Postgres
import TestSupport
import Testing

@Suite struct TransactionTests {
    private struct Refusal: Error {}

    private func withTable(_ body: (Connection) async throws -> Void) async throws {
        try await withConnection { connection in
            try await connection.run { try $0.script("CREATE TABLE part (id int)") }
            try await body(connection)
        }
    }

    private func count(_ connection: Connection) async throws -> Int {
        try await connection.run { try $0.query("SELECT count(*) FROM part").only().decode(Int.self) }
    }

    @Test func aBodyThatReturnsIsCommitted() async throws {
        try await withTable { connection in
            let result = try await connection.transaction { connection in
                let isInTransaction = connection.isInTransaction
                #expect(isInTransaction)
                return try connection.execute("INSERT INTO part VALUES (1), (2)")
            }
            #expect(result == 2)
            #expect(try await count(connection) == 2)
            #expect(connection.isAlive)
        }
    }

    @Test func aBodyThatThrowsIsRolledBackWithItsOwnError() async throws {
        try await withTable { connection in
            await #expect(throws: Refusal.self) {
                try await connection.transaction { connection in
                    try connection.execute("INSERT INTO part VALUES (1)")
                    throw Refusal()
                }
            }
            let error = try await postgresError {
                try await connection.transaction { connection in
                    try connection.execute("INSERT INTO part VALUES (1)")
                    return try connection.query("SELECT 1 / 0")
                }
            }
            #expect(error.code == .divisionByZero)
            #expect(try await count(connection) == 0)
        }
    }

    @Test func aFailedRollbackDoesNotHideTheFirstError() async throws {
        try await withTable { connection in
            await #expect(throws: Refusal.self) {
                try await connection.transaction { connection in
                    try connection.execute("INSERT INTO part VALUES (1)")
                    connection.close()
                    throw Refusal()
                }
            }
            #expect(!connection.isAlive)
        }
    }

    @Test func aSwallowedErrorCannotBeCommitted() async throws {
        try await withTable { connection in
            let error = try await postgresError {
                try await connection.transaction { connection in
                    try connection.execute("INSERT INTO part VALUES (1)")
                    _ = try? connection.query("SELECT 1 / 0")
                }
            }
            #expect(error.code == .inFailedTransaction)
            #expect(try await count(connection) == 0)
        }
    }

    @Test func aDeferredConstraintFailsTheCommit() async throws {
        try await withTable { connection in
            try await connection.run {
                try $0.script("ALTER TABLE part ADD CONSTRAINT part_key UNIQUE (id) DEFERRABLE INITIALLY DEFERRED")
            }
            let error = try await postgresError {
                try await connection.transaction { try $0.execute("INSERT INTO part VALUES (1), (1)") }
            }
            #expect(error.code == .uniqueViolation)
            #expect(error.constraint == "part_key")
            #expect(try await count(connection) == 0)
        }
    }

    @Test func isolationAndReadOnlyReachTheServer() async throws {
        try await withTable { connection in
            for level in [TransactionIsolation.readCommitted, .repeatableRead, .serializable] {
                let shown = try await connection.transaction(isolation: level, readOnly: true) {
                    try $0.query("SHOW transaction_isolation").only().decode(String.self)
                }
                #expect(shown.uppercased() == level.rawValue)
            }
            let error = try await postgresError {
                try await connection.transaction(readOnly: true) { try $0.execute("INSERT INTO part VALUES (1)") }
            }
            #expect(error.code == .readOnlyTransaction)
        }
    }

    @Test func beginningAndEndingByHandIsNoticed() async throws {
        try await withTable { connection in
            let ended = try await postgresError {
                try await connection.transaction { try $0.script("COMMIT") }
            }
            #expect(ended.code == .noActiveTransaction)
            try await connection.run { try $0.script("BEGIN") }
            let nested = try await postgresError {
                try await connection.transaction { try $0.query("SELECT 1") }
            }
            #expect(nested.code == .activeTransaction)
        }
    }

    @Test func deadlocksAndSerializationFailuresHaveTheirStates() async throws {
        let conninfo = try await TestServer.shared.database()
        let pool = Pool(ConnectionSettings(conninfo), limit: 2)
        try await pool.run { try $0.script("CREATE TABLE part (id int PRIMARY KEY, mass int)") }
        try await pool.run { try $0.script("INSERT INTO part VALUES (1, 0), (2, 0)") }
        // Each holds its first row before either asks for the other's, however busy the machine is.
        let codes: [SQLState?] = try await pool.withConnection { left in
            try await pool.withConnection { right in
                for (connection, row) in [(left, 1), (right, 2)] {
                    try await connection.run {
                        try $0.script("BEGIN")
                        try $0.execute("UPDATE part SET mass = mass + 1 WHERE id = \(row)")
                    }
                }
                return await withTaskGroup { group in
                    for (connection, row) in [(left, 2), (right, 1)] {
                        group.addTask { () -> SQLState? in
                            do {
                                try await connection.run {
                                    try $0.execute("UPDATE part SET mass = mass + 1 WHERE id = \(row)")
                                    try $0.script("COMMIT")
                                }
                                return nil
                            } catch {
                                let code = (error as? PostgresError)?.code
                                try? await connection.run { try $0.script("ROLLBACK") }
                                return code
                            }
                        }
                    }
                    return await group.reduce(into: []) { $0.append($1) }
                }
            }
        }
        #expect(codes.count { $0 == nil } == 1)
        #expect(codes.contains(.deadlockDetected))

        let error = try await postgresError {
            try await pool.withConnection { outer in
                try await pool.withConnection { inner in
                    try await outer.run { connection in
                        try connection.script("BEGIN ISOLATION LEVEL REPEATABLE READ")
                        try connection.query("SELECT * FROM part")
                    }
                    try await inner.run { try $0.execute("UPDATE part SET mass = 9 WHERE id = 1") }
                    return try await outer.run { try $0.execute("UPDATE part SET mass = 8 WHERE id = 1") }
                }
            }
        }
        #expect(error.code == .serializationFailure)
        await pool.close()
    }
}
