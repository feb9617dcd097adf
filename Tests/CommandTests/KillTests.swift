import Glibc
import Postgres
import Testing

/// The program dies in the middle of its work, and what it was recording is there whole or not at all.
@Suite("Killed with kill -9 in the middle")
struct KillTests {
    /// Starts a command, kills it once it waits for what the holder holds, and lets its session come to its end.
    private func kill(_ arguments: [String], _ books: TestBooks, _ holder: Holder) async throws {
        let started = try Program.Started(arguments + ["--database", books.database])
        try await holder.someoneWaits()
        #expect(Glibc.kill(started.process, SIGKILL) == 0)
        let result = try await started.end()
        #expect(result.status == 128 + SIGKILL)
        #expect(result.output == "")
        try await holder.letGo()
        try await holder.isAlone()
    }

    private static let month = [
        "intakes.csv": """
        ticket,received_at,facility,material,supplier,gross_g,tare_g,deduction_g,net_g,lot
        T1,2024-11-05 08:30,F1,LAB,S1,48200000,15100000,0,33100000,L1
        T2,2024-11-05 09:30,F1,LAB,S1,48200000,15100000,0,33100000,L2

        """,
        "runs.csv": "run,facility,process,started_at,ended_at\nR1,F1,melt,2024-11-06 08:00,2024-11-06 16:00\n",
        "run_inputs.csv": "run,lot,mass_g\nR1,L1,33100000\nR1,L2,3100000\n",
        "run_outputs.csv": "run,lot,material,mass_g\nR1,P1,LEAD,30000000\n",
        "run_losses.csv": "run,material,mass_g\nR1,WATER,6200000\n",
        "shipments.csv": "shipment,shipped_at,facility,customer,lot,mass_g\nH1,2024-11-07 08:00,F1,C1,P1,20000000\n",
    ]

    @Test(
        "An import leaves nothing, and goes through again",
        arguments: ["journal", "lot", "run_input", "shipment_line", "posting", "day_delta", "batch_posted"])
    func importing(table: String) async throws {
        let books = try await TestBooks.make()
        let holder = try await Holder(books)
        let bundle = try Bundle.write(Self.month)
        defer { TemporaryDirectory.remove(bundle) }
        let before = try await holder.fingerprint()
        try await holder.hold("LOCK TABLE \(table) IN SHARE MODE")
        try await kill(["import", bundle], books, holder)
        #expect(try await holder.fingerprint() == before)
        let again = try await books.run(["import", bundle, "--format", "json"])
        #expect(again.output.hasPrefix("{\"recorded\":{\"intakes\":2,\"runs\":1,\"shipments\":1},"))
        #expect(try await books.wrong() == [])
        await holder.close()
    }

    /// What a ticket waits for when it is killed, and what its session makes of it nevertheless.
    static let tickets: [(lock: String, isRecorded: Bool)] = [
        ("party IN ACCESS EXCLUSIVE MODE", false),
        // The server learns that nobody listens only behind the statement, which is a transaction of its own.
        ("lot IN SHARE MODE", true), ("posting IN SHARE MODE", true), ("batch_posted IN SHARE MODE", true),
    ]

    @Test("A ticket is recorded whole or not at all, and typed again it is in the books once", arguments: tickets)
    func ticket(lock: String, isRecorded: Bool) async throws {
        let books = try await TestBooks.make()
        let holder = try await Holder(books)
        let before = try await holder.fingerprint()
        try await holder.hold("LOCK TABLE \(lock)")
        try await kill(TestBooks.intake.split(separator: " ").map(String.init), books, holder)
        #expect((try await holder.fingerprint() != before) == isRecorded)
        let again = try await books.run(TestBooks.intake)
        #expect(
            again.output.hasPrefix(
                isRecorded ? "intake T1 was already recorded; nothing changed\n" : "intake T1 recorded\n"))
        #expect(
            try await books.run("ledger balance --by account --format csv").output
                == "account,facility,material,lot,mass_g\r\nstock,,,,33100000\r\nsupplier:S1,,,,-33100000\r\n")
        #expect(try await books.wrong() == [])
        await holder.close()
    }

    /// Where `init` comes to wait: at its first table, in the middle of the code, and in the commit of the code.
    static let creations: [(tag: String, isLast: Bool)] = [
        ("CREATE TABLE", false), ("CREATE VIEW", false), ("GRANT", true),
    ]

    @Test("What 'init' was creating is finished by the next one, and in order", arguments: creations)
    func creating(tag: String, isLast: Bool) async throws {
        let books = try await TestBooks.empty()
        let holder = try await Holder(books)
        // The commit goes with the last command to the server, which carries out both once they are sent.
        try await holder.waitBehind(
            tag,
            where: isLast ? "current_query() LIKE '%remember_guards()%COMMIT%'" : "true")
        try await kill(["init"], books, holder)
        try await holder.run("DROP EVENT TRIGGER wait")
        let again = try await books.run("init")
        #expect(again.status == 0)
        #expect(again.errors == "")
        let wrong = try await books.wrong()
        #expect(wrong == [])
        let bundle = try Bundle.write(TestBooks.masterData.merging(Self.month) { $1 })
        defer { TemporaryDirectory.remove(bundle) }
        #expect(try await books.run(["import", bundle]).status == 0)
        await holder.close()
    }
}
