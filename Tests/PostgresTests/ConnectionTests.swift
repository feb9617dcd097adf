import Postgres
import Synchronization
import TestSupport
import Testing

@Suite struct ConnectionTests {
    @Test func executeCountsAffectedRowsAndQueryNamesColumns() async throws {
        try await withConnection { connection in
            try await connection.run { connection in
                try connection.script("CREATE TABLE part (id bigint PRIMARY KEY, name text); SET work_mem = '8MB'")
                #expect(try connection.execute("INSERT INTO part SELECT i, 'n' FROM generate_series(1, 5) i") == 5)
                #expect(try connection.execute("UPDATE part SET name = \("m") WHERE id > \(3)") == 2)
                #expect(try connection.execute("SELECT FROM part") == 5)
                let rows = try connection.query("SELECT id, name FROM part ORDER BY id")
                #expect(rows.columnNames == ["id", "name"])
                #expect(try rows.map { try $0.decode(Int.self, String.self).1 } == ["n", "n", "n", "m", "m"])
                #expect(try connection.query("SELECT current_setting('work_mem')").decode(String.self) == ["8MB"])
            }
        }
    }

    @Test func rowsOutliveTheirConnection() async throws {
        let rows = try await withConnection(ownDatabase: false) { connection in
            try await connection.run { try $0.query("SELECT i, repeat('x', i) FROM generate_series(1, 1000) i") }
        }
        let values = try rows.decode(Int.self, String.self)
        #expect(values.count == 1000)
        #expect(values.allSatisfy { $0 == $1.utf8.count })
    }

    @Test func aPipelineReturnsTheRowsOfEachStatement() async throws {
        try await withConnection { connection in
            try await connection.run { connection in
                let results = try connection.pipeline([
                    "CREATE TABLE part (id int)", "INSERT INTO part VALUES (\(1)), (\(2))",
                    "SELECT id FROM part ORDER BY id", "SELECT \("x")",
                ])
                #expect(results.map(\.count) == [0, 0, 2, 1])
                #expect(try results[2].decode(Int.self) == [1, 2])
                #expect(try connection.pipeline([]).isEmpty)
            }
        }
    }

    @Test func aPipelineThrowsTheFirstErrorAndUndoesTheRest() async throws {
        try await withConnection { connection in
            try await connection.run { try $0.script("CREATE TABLE part (id int)") }
            let error = try await postgresError {
                try await connection.run { connection in
                    try connection.pipeline([
                        "INSERT INTO part VALUES (\(1))", "SELECT 1 / \(0)", "SELECT wrong",
                        "INSERT INTO part VALUES (3)",
                    ])
                }
            }
            #expect(error.code == .divisionByZero)
            #expect(error.sql == "SELECT 1 / $1")
            let count = try await connection.run { try $0.query("SELECT count(*) FROM part").only().decode(Int.self) }
            #expect(count == 0)
        }
    }

    @Test func aPipelineLargerThanTheSocketsBuffersDoesNotLock() async throws {
        let text = String(repeating: "x", count: 200_000)
        let total = try await withConnection(ownDatabase: false) { connection in
            try await connection.run { connection in
                try connection.pipeline((0..<100).map { _ in "SELECT \(text)" })
                    .reduce(0) { try $0 + $1.only().decode(String.self).utf8.count }
            }
        }
        #expect(total == 20_000_000)
    }

    @Test func copyInAPipelineOrAQueryIsAnErrorAndNotTheEnd() async throws {
        try await withConnection { connection in
            try await connection.run { try $0.script("CREATE TABLE part (id int); INSERT INTO part VALUES (1)") }
            for sql: SQL in ["COPY part FROM STDIN", "COPY part TO STDOUT"] {
                let error = try await postgresError { try await connection.run { try $0.query(sql) } }
                #expect(error.code == .protocolViolation)
                let script = try await postgresError { try await connection.run { try $0.script(sql.text) } }
                #expect(script.code == .protocolViolation)
            }
            #expect(try await connection.run { try $0.query("SELECT id FROM part").decode(Int.self) } == [1])
            let error = try await postgresError {
                try await connection.run { try $0.pipeline(["SELECT 1", "COPY part FROM STDIN", "SELECT 2"]) }
            }
            #expect(error.code == .connectionLost)
        }
    }

    @Test func noticesGoToTheHandler() async throws {
        let notices = Mutex<[String]>([])
        try await withConnection(
            ownDatabase: false,
            statements: ["SET client_min_messages = notice"],
            onNotice: { notice in notices.withLock { $0.append("\(notice.severity) \(notice.message)") } }
        ) { connection in
            try await connection.run { try $0.script("DO $$ BEGIN RAISE NOTICE 'hello'; RAISE WARNING 'oh'; END $$") }
        }
        #expect(notices.withLock { $0 } == ["NOTICE hello", "WARNING oh"])
    }

    @Test func aConnectionKnowsItsSession() async throws {
        try await withConnection(ownDatabase: false) { connection in
            try await connection.run { connection in
                let (pid, database, encoding) = try connection.query(
                    "SELECT pg_backend_pid(), current_database()::text, current_setting('client_encoding')"
                ).only().decode(Int32.self, String.self, String.self)
                #expect(pid == connection.backendPID)
                #expect(database == connection.databaseName)
                #expect(encoding == "UTF8")
                #expect(connection.serverVersion >= 140_000)
                let isInTransaction = connection.isInTransaction
                #expect(!isInTransaction)
            }
            #expect(connection.isAlive)
        }
    }

    @Test func aConnectionThatIsLetGoEndsItsSession() async throws {
        try await withConnection(ownDatabase: false) { watcher in
            var connection: Connection? = try await Connection.connect(watcher.settings)
            let pid = try #require(await connection?.backendPID)
            try await eventually(watcher, "SELECT count(*) = 1 FROM pg_stat_activity WHERE pid = \(pid)")
            connection = nil
            try await eventually(watcher, "SELECT count(*) = 0 FROM pg_stat_activity WHERE pid = \(pid)")
        }
    }

    @Test func aClosedConnectionSaysSo() async throws {
        try await withConnection(ownDatabase: false) { connection in
            await connection.close()
            #expect(!connection.isAlive)
            let error = try await postgresError { try await connection.run { try $0.query("SELECT 1") } }
            #expect(error.code == .connectionLost)
        }
    }
}
