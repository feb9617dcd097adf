import Glibc
import Postgres
import Testing

/// Ctrl-C and lost connections: what standard error says is what is in the books.
@Suite("Interrupted: what is told is what is in the books")
struct InterruptionTests {
    enum Command: Sendable, CaseIterable {
        case bundle, ticket

        func arguments(_ directory: String) -> [String] {
            switch self {
            case .bundle: ["import", directory]
            case .ticket: TestBooks.intake.split(separator: " ").map(String.init)
            }
        }
    }

    /// A bundle of one ticket.
    private static let bundle = [
        "intakes.csv": """
        ticket,received_at,facility,material,supplier,gross_g,tare_g,deduction_g,net_g,lot
        T1,2024-11-05 08:30,F1,LAB,S1,48200000,15100000,0,33100000,L1

        """
    ]

    /// Where the program is while something happens to it.
    enum Place: Sendable {
        /// It waits for the close of its month.
        case beforeTheCommit
        /// The database is at the commit, and gives it up when it is asked to.
        case inTheCommit
        /// The database is at the commit, and too far on to give it up.
        case behindTheCommit

        var script: String {
            switch self {
            case .beforeTheCommit: "BEGIN; SELECT pg_advisory_xact_lock(30061, 2024 * 12 + 10)"
            case .inTheCommit: Self.commit("PERFORM pg_sleep(60);")
            case .behindTheCommit:
                Self.commit("BEGIN PERFORM pg_sleep(60); EXCEPTION WHEN query_canceled THEN NULL; END;")
            }
        }

        private static func commit(_ statement: String) -> String {
            """
            CREATE FUNCTION dawdle() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN \(statement) RETURN NULL; END';
            CREATE CONSTRAINT TRIGGER dawdle AFTER INSERT ON batch_posted DEFERRABLE INITIALLY DEFERRED
                FOR EACH ROW EXECUTE FUNCTION dawdle()
            """
        }

        /// The session that is there.
        var session: SQL {
            switch self {
            case .beforeTheCommit:
                """
                SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
                    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
                """
            case .inTheCommit, .behindTheCommit:
                "SELECT pid FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()"
            }
        }
    }

    struct Accident: Sendable, CustomTestStringConvertible {
        enum Cause: Sendable { case interrupt, loss }

        let cause: Cause
        let command: Command
        let place: Place
        let status: Int32
        let code: String?
        let message: String
        var isRecorded = false

        var testDescription: String { "\(cause) of a \(command) \(place)" }
    }

    private static let lost = "the connection to the database was lost (08006); "

    static let accidents: [Accident] =
        Command.allCases.flatMap { command in
            [
                Accident(
                    cause: .interrupt, command: command, place: .beforeTheCommit, status: 130, code: "interrupted",
                    message: "interrupted; nothing was recorded"),
                Accident(
                    cause: .interrupt, command: command, place: .inTheCommit, status: 130, code: "interrupted",
                    message: "interrupted; nothing was recorded"),
                Accident(
                    cause: .interrupt, command: command, place: .behindTheCommit, status: 0, code: nil, message: "",
                    isRecorded: true),
            ]
        } + [
            Accident(
                cause: .loss, command: .bundle, place: .beforeTheCommit, status: 69, code: "unavailable",
                message: lost + "nothing was recorded"),
            Accident(
                cause: .loss, command: .bundle, place: .inTheCommit, status: 69, code: "unavailable",
                message: lost
                    + "whether it was recorded is unknown; repeat the import: what is on record is skipped"),
            Accident(
                cause: .loss, command: .ticket, place: .inTheCommit, status: 69, code: "unavailable",
                message: lost + "whether it was recorded is unknown; look for it before you record it again"),
        ]

    @Test("Ctrl-C and lost connections before, in and behind the commit", arguments: accidents, ["table", "json"])
    func accident(_ accident: Accident, format: String) async throws {
        let books = try await TestBooks.make()
        let holder = try await Holder(books)
        try await holder.run(accident.place.script)
        let bundle = try Bundle.write(Self.bundle)
        defer { TemporaryDirectory.remove(bundle) }
        let started = try Program.Started(
            accident.command.arguments(bundle) + ["--format", format, "--database", books.database])
        switch accident.cause {
        case .interrupt:
            try await holder.eventually("SELECT EXISTS (\(accident.place.session))")
            #expect(kill(started.process, SIGINT) == 0)
        case .loss:
            try await holder.eventually("SELECT pg_terminate_backend(pid) FROM (\(accident.place.session)) s")
        }
        let result = try await started.end()
        #expect(result.status == accident.status)
        #expect(result.errors == expected(accident, format))
        #expect(result.output.isEmpty != accident.isRecorded)
        try await holder.letGo()
        try await holder.isAlone()
        let tickets = try await books.run("batch list --format json").output
        #expect(tickets.hasPrefix(accident.isRecorded ? "{\"intakes\":[{\"ticket\":\"T1\"," : "{\"intakes\":[]}\n"))
        await holder.close()
    }

    private func expected(_ accident: Accident, _ format: String) -> String {
        guard let code = accident.code else { return "" }
        return format == "json"
            ? """
            {"error":{"code":"\(code)","message":"\(accident.message)","file":null,"line":null,"field":null,"value":null}}

            """ : "error: \(accident.message)\n"
    }

    /// Books in which every command that records has something to do.
    private static let filled = Task { () async throws -> TestBooks in
        let books = try await TestBooks.make()
        try await books.prepare(
            TestBooks.intake,
            "run start --run R1 --facility F1 --process melt --in T1=10t --started 2024-11-06T08:00:00+08:00",
            "transfer record --transfer X1 --from F1 --to F2 --lot T1=1t --sent 2024-11-06T08:00:00+08:00",
            "ship record --shipment H1 --facility F1 --customer C1 --lot T1=1t --at 2024-11-06T08:00:00+08:00",
            "count record --count N1 --facility F1 --lot T1=21t --at 2024-11-07T08:00:00+08:00")
        return books
    }

    static let commands = [
        "batch record --facility F1 --material LAB --supplier S1 --gross 2t --tare 1t --truck A1",
        "run record --facility F1 --process melt --in T1=1t --out LEAD=1t",
        "run start --facility F1 --process melt --in T1=1t", "run finish R1 --out LEAD=10t",
        "transfer record --from F1 --to F2 --lot T1=1t", "transfer receive X1",
        "ship record --facility F1 --customer C1 --lot T1=1t",
        "return record --facility F1 --shipment H1 --lot T1=1t",
        "adjust record --facility F1 --lot T1=-1t --reason drying", "count record --facility F1 --lot T1=1t",
        "count accept N1", "correct T1 --set truck=A1 --reason typo", "party add --party S2 --name 阜阳",
        "facility revise F1 --name 老厂", "material revise LAB --name-en scrap", "ledger reverse H1 --reason twice",
        "ledger close 2024-11",
    ]

    @Test(
        "Ctrl-C during the commit of any command is told as what became of it", arguments: commands,
        [Place.inTheCommit, .behindTheCommit])
    func command(_ line: String, place: Place) async throws {
        let books = try await Self.filled.value.copy()
        let holder = try await Holder(books)
        let before = try await holder.fingerprint()
        try await holder.run(place.script)
        let started = try Program.Started(
            line.split(separator: " ").map(String.init) + ["--database", books.database])
        try await holder.eventually("SELECT EXISTS (\(place.session))")
        #expect(kill(started.process, SIGINT) == 0)
        let result = try await started.end()
        let isRecorded = place == .behindTheCommit
        #expect(result.status == (isRecorded ? 0 : 130))
        #expect(result.errors == (isRecorded ? "" : "error: interrupted; nothing was recorded\n"))
        #expect(result.output.isEmpty != isRecorded)
        let after = try await holder.fingerprint()
        #expect((after != before) == isRecorded)
        await holder.close()
    }
}
