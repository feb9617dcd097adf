import Postgres
import TestSupport
import Testing

/// On servers of their own, which are killed.
@Suite struct ServerLossTests {
    private let works: [@Sendable (isolated Connection) throws -> Void] = [
        { try $0.query("SELECT pg_sleep(60)") },
        { connection in
            try connection.copyIn("COPY part FROM STDIN") { writer in
                while true { try writer.write("1\n") }
            }
        },
        { try $0.copyOut("COPY (SELECT i, pg_sleep(0.001) FROM generate_series(1, 1000000) i) TO STDOUT") { _ in } },
        { try $0.script("SELECT 1; SELECT pg_sleep(60)") },
        { _ = try $0.pipeline(["SELECT 1", "SELECT pg_sleep(60)", "SELECT 2"]) },
    ]

    /// Starts every kind of work at once, lets an accident happen, and expects each to end as a lost connection.
    private func expectLoss(
        _ server: TestServer, _ pool: Pool, _ accident: ([Int32]) async throws -> Void
    ) async throws {
        let admin = try await Connection.connect(ConnectionSettings(try await server.conninfo()))
        let tasks = works.map { work in Task { try await pool.withTransaction(work) } }
        try await eventually(
            admin,
            """
            SELECT count(*) = \(works.count) FROM pg_stat_activity
            WHERE state = 'active' AND application_name = 'work' AND query !~ '^BEGIN'
            """
        )
        let pids = try await admin.run { connection in
            try connection.query("SELECT pid FROM pg_stat_activity WHERE application_name = 'work'").decode(Int32.self)
        }
        let elapsed = try await duration {
            try await accident(pids)
            for (index, task) in tasks.enumerated() {
                let error = try await postgresError { try await task.value }
                #expect(error.code == .connectionLost, "work \(index): \(error.debugDescription)")
            }
        }
        #expect(elapsed < .seconds(60))
        await admin.close()
    }

    private func expectRecovery(_ pool: Pool) async throws {
        for _ in 0..<500 {
            do {
                let count = try await pool.withTransaction {
                    try $0.query("SELECT count(*) FROM part").only().decode(Int.self)
                }
                #expect(count == 1)
                return
            } catch let error as PostgresError where error.code == .connectionFailed || error.code == .connectionLost {
                // The server recovers from its crash first.
                try await Task.sleep(for: .milliseconds(20))
            }
        }
        Issue.record("the pool did not recover")
    }

    @Test func aKilledOrStoppedServerIsALostConnectionAndThePoolRecovers() async throws {
        let server = try await TestServer.start()
        let settings = ConnectionSettings(try await server.conninfo(), applicationName: "work")
        let pool = Pool(settings, limit: works.count)
        try await pool.run { try $0.script("CREATE TABLE part (id int); INSERT INTO part VALUES (7)") }

        // One session is killed: the server ends all the others and recovers by itself.
        try await expectLoss(server, pool) { pids in try server.killBackend(pids[0]) }
        try await expectRecovery(pool)

        // All sessions' processes are killed before the server can tell them anything.
        try await expectLoss(server, pool) { pids in
            // The server is quick to end the others itself once it misses the first.
            for pid in pids { try? server.killBackend(pid) }
        }
        try await expectRecovery(pool)

        try await expectLoss(server, pool) { _ in try await server.killPostmaster() }
        let down = try await postgresError { try await pool.run { try $0.query("SELECT 1") } }
        #expect(down.code == .connectionFailed)
        try await server.restart()
        try await expectRecovery(pool)

        try await expectLoss(server, pool) { _ in try await server.stop() }
        try await server.restart()
        try await expectRecovery(pool)
        await pool.close()
        try await server.stop()
        #expect(server.postmasterPID == 0)
    }

    @Test func aLossDuringCommitSaysThatTheOutcomeIsUnknown() async throws {
        let server = try await TestServer.start()
        let settings = ConnectionSettings(try await server.conninfo(), applicationName: "work")
        let connection = try await Connection.connect(settings)
        let admin = try await Connection.connect(ConnectionSettings(settings.conninfo))
        try await connection.run { connection in
            try connection.script(
                """
                CREATE TABLE part (id int);
                CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS
                    'BEGIN PERFORM pg_sleep(60); RETURN NULL; END';
                CREATE CONSTRAINT TRIGGER late AFTER INSERT ON part DEFERRABLE INITIALLY DEFERRED
                    FOR EACH ROW EXECUTE FUNCTION wait();
                """)
        }
        let task = Task { try await connection.transaction { try $0.execute("INSERT INTO part VALUES (1)") } }
        try await eventually(
            admin, "SELECT count(*) = 1 FROM pg_stat_activity WHERE query = 'COMMIT' AND wait_event = 'PgSleep'"
        )
        try await server.killPostmaster()
        let error = try await postgresError { try await task.value }
        #expect(error.code == .connectionLost)
        #expect(error.hint == "whether the transaction was committed is unknown")
        #expect(error.leavesOutcomeUnknown)
        await connection.close()
        await admin.close()
    }
}
