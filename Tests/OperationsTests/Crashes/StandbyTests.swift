import MaterialLedger
import Operations
import Postgres
import Store
import TestSupport
import Testing
import Wording

/// What is on record here and perhaps not on the standby is never told as recorded.
struct StandbyTests {
    @Test(arguments: ["ticket", "shipment", "reversal"])
    func aCommitThatNoStandbyConfirmsIsOfUnknownOutcome(_ work: String) async throws {
        let server = try await TestServer.start()
        let conninfo = try await server.database()
        let connection = try await TestBooks.connect(conninfo)
        try await connection.run { connection in _ = try Migrator.migrate(on: connection) }
        let opened = try await Books.open(connection, program: "tests", now: { time("2025-02-20 12:00") })
        let books = TestBooks(books: opened, conninfo: conninfo)
        _ = try await ImportBundle(opened).record(TestBooks.masterData)
        try await books.record { $0.intake("L0", 10_000, at: "2024-11-04 08:00") }
        let admin = try await books.superuser()
        try await admin.run { admin in
            try admin.script("ALTER SYSTEM SET synchronous_standby_names = 'nobody'")
            try admin.script("SELECT pg_reload_conf()")
        }
        try await eventually(admin, "SELECT current_setting('synchronous_standby_names') = 'nobody'")
        // Each server process hears of it by a signal of its own: the session that will wait, and the checkpointer, which
        // tells all others that there is somebody to wait for.
        try await eventually(connection, "SELECT current_setting('synchronous_standby_names') = 'nobody'")
        try await admin.run { try $0.script("CHECKPOINT") }
        let task = Task {
            switch work {
            case "ticket": try await books.record { $0.intake("L1", 10_000, at: "2024-11-05 08:00") }
            case "shipment": try await books.record { $0.ship("S1", "L0", 9_000, at: "2024-11-08 08:00") }
            default: _ = try await books.reverse("T-L0")
            }
        }
        let waiting = "FROM pg_stat_activity WHERE wait_event = 'SyncRep'"
        try await eventually(admin, SQL("SELECT count(*) = 1 " + waiting))
        try await admin.run { _ = try $0.query(SQL("SELECT pg_cancel_backend(pid) " + waiting)) }
        do {
            try await task.value
            Issue.record("\(work) was told as recorded")
        } catch {
            let failure = Failure(error)
            #expect(failure.kind == .unavailable)
            let message = try #require(failure.faults.first?.message.english)
            #expect(message.hasPrefix("the standby server has not confirmed the commit (08007)"))
            #expect(message.contains("; whether it was recorded is unknown; look for it before you record it again"))
        }
        await admin.close()
        await opened.close()
        try await server.stop()
    }
}
