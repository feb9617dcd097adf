import TestSupport
import Testing

@testable import Postgres

/// A commit that the server made while its standby has not confirmed it is not told as done.
struct StandbyTests {
    /// A server whose commits wait for a standby that isn't there.
    private func server() async throws -> (server: TestServer, connection: Connection, admin: Connection) {
        let server = try await TestServer.start()
        let conninfo = try await server.conninfo()
        let connection = try await Connection.connect(ConnectionSettings(conninfo, applicationName: "work"))
        let admin = try await Connection.connect(ConnectionSettings(conninfo))
        try await admin.run { admin in
            try admin.script("CREATE TABLE part (id int)")
            try admin.script("ALTER SYSTEM SET synchronous_standby_names = 'nobody'")
            try admin.script("SELECT pg_reload_conf()")
        }
        try await eventually(admin, "SELECT current_setting('synchronous_standby_names') = 'nobody'")
        // Each server process hears of it by a signal of its own: the session that will wait, and the checkpointer, which
        // tells all others that there is somebody to wait for.
        try await eventually(connection, "SELECT current_setting('synchronous_standby_names') = 'nobody'")
        try await admin.run { try $0.script("CHECKPOINT") }
        return (server, connection, admin)
    }

    private static let waiting = "FROM pg_stat_activity WHERE application_name = 'work' AND wait_event = 'SyncRep'"

    @Test(arguments: ["transaction", "statement", "script"])
    func aCancelledWaitForTheStandbyLeavesTheOutcomeUnknown(how: String) async throws {
        let (server, connection, admin) = try await server()
        let task = Task {
            switch how {
            case "transaction": try await connection.transaction { _ = try $0.execute("INSERT INTO part VALUES (1)") }
            case "statement": try await connection.run { _ = try $0.execute("INSERT INTO part VALUES (1)") }
            default: try await connection.run { try $0.script("BEGIN; INSERT INTO part VALUES (1); COMMIT") }
            }
        }
        try await eventually(admin, SQL("SELECT count(*) = 1 " + Self.waiting))
        try await admin.run { _ = try $0.query(SQL("SELECT pg_cancel_backend(pid) " + Self.waiting)) }
        let error = try await postgresError { try await task.value }
        #expect(error.code == .outcomeUnknown)
        #expect(error.leavesOutcomeUnknown)
        // It is there, and the connection works on without a trace of the warning.
        let count = try await connection.run { try $0.query("SELECT count(*) FROM part").only().decode(Int64.self) }
        #expect(count == 1)
        try await connection.transaction(readOnly: true) { _ = try $0.query("SELECT 1") }
        await connection.close()
        await admin.close()
        try await server.stop()
    }

    @Test func aTerminatedWaitForTheStandbyLeavesTheOutcomeUnknown() async throws {
        let (server, connection, admin) = try await server()
        let task = Task { try await connection.transaction { _ = try $0.execute("INSERT INTO part VALUES (1)") } }
        try await eventually(admin, SQL("SELECT count(*) = 1 " + Self.waiting))
        try await admin.run { _ = try $0.query(SQL("SELECT pg_terminate_backend(pid) " + Self.waiting)) }
        let error = try await postgresError { try await task.value }
        #expect(error.code == .connectionLost)
        #expect(error.leavesOutcomeUnknown)
        await connection.close()
        await admin.close()
        try await server.stop()
    }

    @Test func anotherWarningChangesNothing() async throws {
        let connection = try await Connection.connect(ConnectionSettings(try await TestServer.shared.conninfo()))
        try await connection.transaction { connection in
            try connection.script("DO $$ BEGIN RAISE WARNING 'SyncRepWaitForLSN'; END $$")
        }
        await connection.close()
    }
}
