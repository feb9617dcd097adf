import MaterialLedger
import Operations
import Postgres
import Store
import TestSupport
import Testing

/// Sessions and servers that end in the middle: what was being recorded is there whole or not at all.
///
/// Programs that end so are the KillTests of CommandTests: their sessions go on to the end of the statement.
struct CrashTests {
    /// A bundle that takes a while: intakes, runs that draw them and shipments.
    private func fill(_ bundle: inout Bundle, documents: Int) {
        for n in 0..<documents {
            bundle.intake("L\(n)", 10_000, at: "2024-11-05 08:00")
            bundle.run(
                "R\(n)", from: "2024-11-06 08:00", to: "2024-11-07 08:00", inputs: ["L\(n)": 10_000],
                outputs: ["A\(n)": 9_000], loss: 1_000)
            bundle.ship("S\(n)", "A\(n)", 9_000, at: "2024-11-08 08:00")
        }
    }

    /// Has the import wait in the middle, for the lock of a table, and gives its session's process.
    private func holdInTheMiddle(_ books: TestBooks, table: String) async throws -> (holder: Connection, session: Int32)
    {
        let holder = try await books.superuser()
        let session = try await books.books.pool.run { $0.backendPID }
        try await holder.run { try $0.script("BEGIN; LOCK TABLE urbanmine.\(table) IN SHARE MODE") }
        return (holder, session)
    }

    private func waits(_ holder: Connection) async throws {
        try await eventually(
            holder,
            "SELECT count(*) > 0 FROM \(waiting)")
    }

    @Test(arguments: ["lot", "shipment_line", "posting", "day_delta", "batch_posted"])
    func aCancelledImportLeavesNothing(_ table: String) async throws {
        let books = try await TestBooks.open()
        let before = try await books.fingerprint()
        let (holder, _) = try await holdInTheMiddle(books, table: table)
        let work = Task { try await books.record { fill(&$0, documents: 5) } }
        try await waits(holder)
        work.cancel()
        let result = await work.result
        #expect(throws: (any Error).self) { try result.get() }
        try await holder.run { try $0.script("COMMIT") }
        #expect(try await books.fingerprint() == before)
        // The same connection works on, and no lock stays behind.
        let receipt = try await books.record { fill(&$0, documents: 5) }
        #expect(receipt.recorded == [.intakes: 5, .runs: 5, .shipments: 5])
        #expect(try await books.audit() == [])
    }

    @Test func aSessionWhoseServerProcessIsKilledRecordsNothing() async throws {
        let server = try await TestServer.start()
        let books = try await ownBooks(server)
        let before = try await books.fingerprint()
        let client = try await books.another()
        let (holder, session) = try await holdInTheMiddle(client, table: "posting")
        let work = Task { try await client.record { fill(&$0, documents: 50) } }
        try await waits(holder)
        // The server ends all other sessions, too, and recovers.
        try server.killBackend(session)
        let result = await work.result
        #expect(throws: (any Error).self) { try result.get() }
        try await expectWholeAfterwards(server, books.conninfo, before)
    }

    @Test func aServerThatIsKilledKeepsWhatWasCommittedAndNothingElse() async throws {
        let server = try await TestServer.start()
        let books = try await ownBooks(server)
        try await books.record { $0.intake("EARLY", 10_000, at: "2024-11-05 08:00") }
        let before = try await books.fingerprint()
        let client = try await books.another()
        let (holder, _) = try await holdInTheMiddle(client, table: "batch_posted")
        let work = Task { try await client.record { fill(&$0, documents: 50) } }
        try await waits(holder)
        try await server.killPostmaster()
        let result = await work.result
        #expect(throws: (any Error).self) { try result.get() }
        try await server.restart()
        try await expectWholeAfterwards(server, books.conninfo, before)
    }

    private func ownBooks(_ server: TestServer) async throws -> TestBooks {
        let conninfo = try await server.database()
        let connection = try await TestBooks.connect(conninfo)
        try await connection.run { connection in _ = try Migrator.migrate(on: connection) }
        await connection.close()
        let books = try await TestBooks.open(conninfo)
        _ = try await ImportBundle(books.books).record(TestBooks.masterData)
        return books
    }

    /// After recovery the books are as before, and the same import goes through.
    private func expectWholeAfterwards(_ server: TestServer, _ conninfo: String, _ before: [String]) async throws {
        var books: TestBooks?
        for _ in 0..<300 where books == nil {
            // A server that has not noticed yet lets one in and throws it out again.
            if let opened = try? await TestBooks.open(conninfo), (try? await opened.fingerprint()) != nil {
                books = opened
            } else {
                try await Task.sleep(for: .milliseconds(50))
            }
        }
        let again = try #require(books, "the server did not recover")
        #expect(try await again.fingerprint() == before)
        let receipt = try await again.record { fill(&$0, documents: 50) }
        #expect(receipt.recorded == [.intakes: 50, .runs: 50, .shipments: 50])
        let repeated = try await again.record { fill(&$0, documents: 50) }
        #expect(repeated.skipped == [.intakes: 50, .runs: 50, .shipments: 50])
        #expect(try await again.audit() == [])
        await again.books.close()
        try await server.stop()
    }
}
