import Postgres
import Synchronization
import TestSupport
import Testing

@Suite struct CancellationTests {
    /// Two connections, one to work with and one to watch it.
    private func withPair(_ body: (Connection, Connection) async throws -> Void) async throws {
        let conninfo = try await TestServer.shared.database()
        let connection = try await Connection.connect(ConnectionSettings(conninfo))
        let watcher = try await Connection.connect(ConnectionSettings(conninfo))
        try await connection.run { try $0.script("CREATE TABLE part (id int)") }
        try await body(connection, watcher)
        await connection.close()
        await watcher.close()
    }

    private func isSleeping(_ pid: Int32) -> SQL {
        "SELECT count(*) = 1 FROM pg_stat_activity WHERE pid = \(pid) AND state = 'active' AND wait_event = 'PgSleep'"
    }

    /// Whether the session is within a statement of a transaction, not at its beginning.
    private func isAtWork(_ pid: Int32) -> SQL {
        """
        SELECT state = 'active' AND query LIKE ANY ('{%pg_sleep%,COPY%}') FROM pg_stat_activity WHERE pid = \(pid)
        """
    }

    @Test func cancellingTheTaskStopsTheQueryInTheServerAndRollsBack() async throws {
        try await withPair { connection, watcher in
            let pid = await connection.backendPID
            let task = Task {
                try await connection.transaction { connection in
                    try connection.execute("INSERT INTO part VALUES (1)")
                    try connection.query("SELECT pg_sleep(30)")
                }
            }
            try await eventually(watcher, isSleeping(pid))
            let elapsed = try await duration {
                task.cancel()
                let error = try await postgresError { try await task.value }
                #expect(error.code == .cancelled)
                #expect(error.serverCode == .queryCanceled)
            }
            #expect(elapsed < .seconds(25))
            let (samePID, count) = try await connection.run { connection in
                (connection.backendPID, try connection.query("SELECT count(*) FROM part").only().decode(Int.self))
            }
            #expect(samePID == pid)
            #expect(count == 0)
            try await eventually(watcher, "SELECT state = 'idle' FROM pg_stat_activity WHERE pid = \(pid)")
        }
    }

    @Test func aCancellationBetweenStatementsShowsAtTheNext() async throws {
        try await withPair { connection, watcher in
            let reached = Mutex(false)
            let mayGoOn = Mutex(false)
            let task = Task {
                try await connection.transaction { connection in
                    try connection.execute("INSERT INTO part VALUES (1)")
                    reached.withLock { $0 = true }
                    // The connection's own thread may spin; no statement is running meanwhile.
                    while !mayGoOn.withLock({ $0 }) {}
                    try connection.execute("INSERT INTO part VALUES (2)")
                }
            }
            while !reached.withLock({ $0 }) { try await Task.sleep(for: .milliseconds(1)) }
            task.cancel()
            mayGoOn.withLock { $0 = true }
            let error = try await postgresError { try await task.value }
            #expect(error.code == .cancelled)
            let count = try await watcher.run { try $0.query("SELECT count(*) FROM part").only().decode(Int.self) }
            #expect(count == 0)
        }
    }

    @Test func aCancellationAfterTheLastStatementPreventsTheCommit() async throws {
        try await withPair { connection, watcher in
            let error = try await postgresError {
                try await Task {
                    try await connection.transaction { connection in
                        try connection.execute("INSERT INTO part VALUES (1)")
                        withUnsafeCurrentTask { $0?.cancel() }
                    }
                }.value
            }
            #expect(error.code == .cancelled)
            let count = try await watcher.run { try $0.query("SELECT count(*) FROM part").only().decode(Int.self) }
            #expect(count == 0)
        }
    }

    @Test func aCancelledTaskDoesNotBegin() async throws {
        try await withPair { connection, _ in
            let task = Task {
                while !Task.isCancelled { await Task.yield() }
                return try await connection.run { try $0.execute("INSERT INTO part VALUES (1)") }
            }
            task.cancel()
            let error = try await postgresError { try await task.value }
            #expect(error.code == .cancelled)
            let count = try await connection.run { try $0.query("SELECT count(*) FROM part").only().decode(Int.self) }
            #expect(count == 0)
        }
    }

    @Test func aCancelledWaiterOfABusyConnectionDoesNotDisturbItsUser() async throws {
        try await withPair { connection, watcher in
            let pid = await connection.backendPID
            let user = Task {
                try await connection.run { try $0.query("SELECT pg_sleep(1), 5").only().decode(Int.self, at: 1) }
            }
            try await eventually(watcher, isSleeping(pid))
            let waiter = Task { try await connection.run { try $0.query("SELECT 6").only().decode(Int.self) } }
            waiter.cancel()
            let error = try await postgresError { try await waiter.value }
            #expect(error.code == .cancelled)
            #expect(try await user.value == 5)
        }
    }

    @Test func aStatementTimeoutIsNoCancellationOfOurs() async throws {
        try await withPair { connection, _ in
            let error = try await postgresError {
                try await connection.transaction { connection in
                    try connection.script("SET LOCAL statement_timeout = '50ms'")
                    return try connection.query("SELECT pg_sleep(30)")
                }
            }
            #expect(error.code == .queryCanceled)
        }
    }

    @Test func lateCancellationsNeverHitSomeoneElsesStatement() async throws {
        let conninfo = try await TestServer.shared.conninfo()
        let pool = Pool(ConnectionSettings(conninfo), limit: 1)
        for turn in 0..<200 {
            let task = Task { try await pool.run { try $0.query("SELECT pg_sleep(0.0005)").count } }
            try await Task.sleep(for: .microseconds(turn * 20))
            task.cancel()
            let innocent = try await pool.run { try $0.query("SELECT pg_sleep(0.0005), 1").count }
            #expect(innocent == 1)
            if case .failure(let error) = await task.result {
                #expect((error as? PostgresError)?.code == .cancelled)
            }
        }
        await pool.close()
    }

    @Test func cancellingStopsCopiesAndPipelines() async throws {
        try await withPair { connection, watcher in
            let bodies: [@Sendable (isolated Connection) throws -> Void] = [
                { try $0.copyOut("COPY (SELECT pg_sleep(0.01) FROM generate_series(1, 100000)) TO STDOUT") { _ in } },
                { connection in
                    try connection.copyIn("COPY part FROM STDIN") { writer in
                        while true { try writer.write("1\n") }
                    }
                },
                { _ = try $0.pipeline(["SELECT 1", "SELECT pg_sleep(30)", "SELECT 2"]) },
            ]
            let pid = await connection.backendPID
            for body in bodies {
                let task = Task { try await connection.transaction(body) }
                try await eventually(watcher, isAtWork(pid))
                let elapsed = try await duration {
                    task.cancel()
                    let error = try await postgresError { try await task.value }
                    #expect(error.code == .cancelled)
                }
                #expect(elapsed < .seconds(25))
                let count = try await connection.run {
                    try $0.query("SELECT count(*) FROM part").only().decode(Int.self)
                }
                #expect(count == 0)
            }
            #expect(connection.isAlive)
            #expect(try await watcher.run { try $0.query("SELECT 1").count } == 1)
        }
    }
}
