import Dispatch
import Glibc
import Synchronization
import Testing

@Suite("The embedded cluster: backups, and what is killed there")
struct ClusterTests {
    /// Writes one document after the other with the program, until it is told to stop.
    private final class Writer: Sendable {
        private let state = Mutex((count: 0, isStopped: false))

        /// How many documents the program has confirmed.
        var count: Int { state.withLock { $0.count } }

        func stop() { state.withLock { $0.isStopped = true } }

        func run(_ write: (_ number: Int) async throws -> ProgramResult) async throws {
            while !state.withLock({ $0.isStopped }) {
                let result = try await write(count + 1)
                guard result.status == 0 else { throw Program.Failure(description: result.errors) }
                state.withLock { $0.count += 1 }
            }
        }
    }

    /// A ticket as the weighbridge types it: G1, G2 and so on.
    private static func ticket(_ n: Int) -> String {
        """
        batch record --facility F1 --material LAB --supplier S1 --gross 2.\(100 + n)t --tare 1t --ticket G\(n) \
        --at 2024-11-05T08:00:00+08:00
        """
    }

    /// Files of intakes T1 …, of runs R1 … that draw them and of shipments H1 …, beside tickets as the weighbridge
    /// types them.
    private static func bundle(_ numbers: ClosedRange<Int>, tickets: Int = 0) -> [String: String] {
        func rows(_ row: (Int) -> String) -> String { numbers.map(row).joined() }
        func minute(_ n: Int) -> String {
            [n / 60, n % 60].map { ($0 < 10 ? "0" : "") + "\($0)" }.joined(separator: ":") + ":00"
        }
        let typed =
            tickets == 0
            ? ""
            : (1...tickets).map { n in
                "G\(n),2024-11-05 08:00,F1,LAB,S1,2\(100 + n)000,1000000,0,1\(100 + n)000,G\(n)\n"
            }.joined()
        return [
            "intakes.csv": "ticket,received_at,facility,material,supplier,gross_g,tare_g,deduction_g,net_g,lot\n"
                + rows { "T\($0),2024-11-05 08:00,F1,LAB,S1,31000000,1000000,0,30000000,L\($0)\n" } + typed,
            "runs.csv": "run,facility,process,started_at,ended_at\n"
                + rows { "R\($0),F1,melt,2024-11-06T\(minute($0))+08:00,2024-11-06T\(minute($0 + 1))+08:00\n" },
            // Each run draws a part of the one before, as a furnace with its heel does.
            "run_inputs.csv": "run,lot,mass_g\n"
                + rows { "R\($0),L\($0),30000000\n" + ($0 > 1 ? "R\($0),P\($0 - 1),1000000\n" : "") },
            "run_outputs.csv": "run,lot,material,mass_g\n" + rows { "R\($0),P\($0),LEAD,20000000\n" },
            "run_losses.csv": "run,material,mass_g\n" + rows { "R\($0),WATER,\($0 > 1 ? 11 : 10)000000\n" },
            "shipments.csv": "shipment,shipped_at,facility,customer,lot,mass_g\n"
                + rows { "H\($0),2024-11-07 08:00,F1,C1,P\($0),15000000\n" },
        ]
    }

    private func write(_ files: [String: String], to home: TestHome, _ options: String...) async throws -> ProgramResult
    {
        let directory = try Bundle.write(files)
        defer { TemporaryDirectory.remove(directory) }
        return try await home.run(["import", directory] + options)
    }

    /// The codes of a list's documents.
    private func codes(_ list: String, _ home: TestHome) async throws -> Set<String> {
        let rows = try await home.run("\(list) list --format csv --limit 100000").output.split(separator: "\r\n")
        return Set(rows.dropFirst().compactMap { $0.split(separator: ",").first.map(String.init) })
    }

    @Test("A backup taken while the program writes is the beginning of the same books, and they go on elsewhere")
    func backupWhileWriting() async throws {
        try await TestHome.with("source", "copy") { homes, directory in
            let (source, copy) = (homes[0], homes[1])
            #expect(try await write(TestBooks.masterData, to: source).status == 0)
            let (weighbridge, office) = (Writer(), Writer())
            async let typing: Void = weighbridge.run { try await source.run(Self.ticket($0)) }
            async let importing: Void = office.run { try await write(Self.bundle($0...$0), to: source) }
            try await eventually { weighbridge.count > 2 && office.count > 2 }
            let before = (weighbridge.count, office.count)
            let backup = try await source.run(["cluster", "backup", "\(directory)/backup"])
            let after = (weighbridge.count, office.count)
            #expect(backup.status == 0)
            #expect(after.0 > before.0 && after.1 > before.1, "nobody wrote beside the backup")
            weighbridge.stop()
            office.stop()
            _ = try await (typing, importing)

            let restore = try await copy.run(["cluster", "restore", "\(directory)/backup"])
            #expect(restore.output.hasPrefix("The backup is restored\n"))
            #expect(try await copy.run("doctor").output.hasPrefix("Everything is in order\n"))
            let tickets = try await codes("batch", copy)
            let runs = try await codes("run", copy).count
            let typed = tickets.count - runs
            // What was confirmed before it began, and at most one more than was confirmed at its end.
            #expect((before.0...after.0 + 1).contains(typed) && (before.1...after.1 + 1).contains(runs))
            #expect(tickets == Set((1...typed).map { "G\($0)" } + (1...runs).map { "T\($0)" }))
            #expect(try await codes("ship", copy) == Set((1...runs).map { "H\($0)" }))

            // All that was written since is imported there, and then nothing tells the one from the other.
            let (all, last) = (weighbridge.count + office.count, office.count)
            let rest = try await write(
                Self.bundle(1...last, tickets: weighbridge.count), to: copy, "--format", "json")
            #expect(
                rest.output.hasPrefix(
                    """
                    {"recorded":{"intakes":\(all - tickets.count),"runs":\(last - runs),"shipments":\(last - runs)},\
                    "skipped":{"intakes":\(tickets.count),"runs":\(runs),"shipments":\(runs)},
                    """))
            for line in [
                "ledger balance", "report monthly 2024-11", "trace P\(last) --up --epsilon 0", "trace P\(runs) --up",
                "trace L1 --down", "trace G1 --down", "batch show P1",
            ] {
                let (there, here) = (
                    try await source.run(line + " --format json"), try await copy.run(line + " --format json")
                )
                #expect(there.status == 0 && there.output == here.output, "\(line)")
            }
        }
    }

    private func eventually(
        _ sourceLocation: SourceLocation = #_sourceLocation, _ isTrue: () async throws -> Bool
    ) async throws {
        let deadline = ContinuousClock.now.advanced(by: .seconds(60))
        while ContinuousClock.now < deadline {
            if try await isTrue() { return }
            try await Task.sleep(for: .milliseconds(5))
        }
        Issue.record("did not come true", sourceLocation: sourceLocation)
    }

    /// Starts a command, kills it while it fills what it makes in a directory, and waits until that is gone.
    private func kill(_ arguments: [String], of home: TestHome, making prefix: String, in directory: String)
        async throws
    {
        @Sendable func names(_ path: String) -> [String] { (try? TemporaryDirectory.names(in: path)) ?? [] }
        @Sendable func made() -> String? { names(directory).first { $0.hasPrefix(prefix) } }
        let started = try Program.Started(arguments, environment: ["URBANMINE_HOME": home.path])
        let process = started.process
        // On a thread of its own: beside other tests a task may get its turn when all is made.
        await withCheckedContinuation { done in
            DispatchQueue.global().async {
                // Not at its first file: the guard that removes it may not know yet which program fills it.
                while made().map({ names("\(directory)/\($0)").count > 5 }) != true, Glibc.kill(process, 0) == 0 {
                    usleep(1000)
                }
                Glibc.kill(process, SIGKILL)
                done.resume()
            }
        }
        #expect(try await started.end().status == 128 + SIGKILL)
        try await eventually { made() == nil }
    }

    @Test("A backup or a restore that is killed with kill -9 leaves nothing, and the next one is whole")
    func killedBackup() async throws {
        try await TestHome.with("home", "copy") { homes, directory in
            let (home, copy) = (homes[0], homes[1])
            #expect(try await write(TestBooks.masterData, to: home).status == 0)
            let backup = ["cluster", "backup", "\(directory)/backup"]
            try await kill(backup, of: home, making: ".urbanmine-backup-", in: directory)
            #expect(try TemporaryDirectory.names(in: directory) == ["home"])
            #expect(try await home.run(backup).status == 0)

            let restore = ["cluster", "restore", "\(directory)/backup"]
            try await kill(restore, of: copy, making: "data.new-", in: copy.path)
            #expect(try await copy.run("cluster status --format csv").output.contains("\r\nabsent,"))
            #expect(try await copy.run(restore).status == 0)
            let parties = try await home.run("party list --format json").output
            #expect(parties.contains("\"party\":\"S1\""))
            #expect(try await copy.run("party list --format json").output == parties)
        }
    }

    @Test("A first command that is killed with kill -9 while it makes the cluster or its books leaves none in the way")
    func killedCreation() async throws {
        try await TestHome.with("home", "other") { homes, _ in
            try await kill(["party", "list"], of: homes[0], making: "data.new-", in: homes[0].path)

            let holder = try await Holder(try await homes[1].books())
            try await holder.waitBehind("CREATE VIEW")
            let books = try Program.Started(["party", "list"], environment: ["URBANMINE_HOME": homes[1].path])
            try await holder.someoneWaits()
            Glibc.kill(books.process, SIGKILL)
            #expect(try await books.end().status == 128 + SIGKILL)
            try await holder.run("DROP EVENT TRIGGER wait")
            await holder.close()

            for home in homes {
                let list = try await home.run("party list --format json")
                #expect(list.errors == "")
                #expect(list.output == "{\"parties\":[]}\n")
                #expect(try await home.run("doctor").output.hasPrefix("Everything is in order\n"))
            }
        }
    }
}
