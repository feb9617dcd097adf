import EmbeddedCluster
import Glibc
import Interchange
import MaterialLedger
import Operations
import Postgres
import Store
import TestSupport
import Testing

/// The built program, run as an operator or a service manager would.
@Suite(.timeLimit(.minutes(15))) struct ProgramTests {
    private let folder: TemporaryFolder
    private let reports: String
    /// The two months before this one: what the real clock makes due.
    private let months: [Month]

    init() throws {
        folder = try TemporaryFolder()
        reports = "\(folder.path)/reports"
        let zone = ZoneRules(identifier: "Asia/Shanghai", fixedOffset: 8 * 3600)
        // Whatever day it is: with day 1 and hour 0 the month before this one is due.
        let present = try #require(Month.containing(Clock.now(), in: zone))
        months = [present.advanced(by: -2), present.previous]
    }

    private func arguments(_ conninfo: String, _ more: String...) -> [String] {
        ["--database", conninfo, "--reports", reports, "--hour", "0"] + more
    }

    private func daemon(
        _ conninfo: String, _ more: String..., environment: [String: String] = [:]
    ) throws -> DaemonProcess {
        try DaemonProcess(
            ["--database", conninfo, "--reports", reports, "--hour", "0", "--poll", "1"] + more,
            environment: environment, log: folder)
    }

    private func run(_ arguments: [String], environment: [String: String] = [:]) async throws -> (Int32, String) {
        let process = try DaemonProcess(arguments, environment: environment, log: folder)
        return (try await process.wait(seconds: 60), process.log)
    }

    /// Fills books with a truck in each of the months.
    private func fill(_ test: TestBooks) async throws {
        try await test.record([
            "intakes.csv": TestBooks.intakes(months.map { ("T\($0.text)", "\($0.text)-10 10:00") })
        ])
    }

    private func filled() async throws -> TestBooks {
        let test = try await TestBooks.make()
        try await fill(test)
        return test
    }

    private var firstVersions: [String] { months.map { "\($0.text)/1 open" } }

    /// What is wrong with the published versions; a version that is there must be whole.
    private func damages() throws -> [String] {
        try folder.tree().filter { $0.split(separator: "/").last?.hasPrefix("v") == true && !$0.contains("/.") }
            .filter { name in
                try DaemonProcess.run(
                    ["sh", "-c", "cd '\(folder.path)/\(name)' && sha256sum -c --strict --status SHA256SUMS"]) != 0
                    || folder.tree().filter { $0.hasPrefix("\(name)/") }.count != 6
            }
    }

    // MARK: - Once

    @Test func `once makes what is due and tells it, and has nothing to do the second time`() async throws {
        let test = try await filled()
        let (status, log) = try await run(arguments(test.conninfo, "--once"))
        #expect(status == 0)
        for month in months {
            #expect(log.contains(" info: made version 1 of \(month.text) (open): \(reports)/\(month.text)/v1\n"))
        }
        #expect(try await test.versions() == firstVersions)
        let (again, quiet) = try await run(arguments(test.conninfo, "--once"))
        #expect(again == 0 && !quiet.contains("made version"))
        #expect(try await test.query("SELECT DISTINCT program FROM report_version") == ["urbanmined"])
        #expect(try damages().isEmpty)
    }

    @Test func `two at once make every version once`() async throws {
        let test = try await filled()
        let processes = try (0..<3).map { _ in try DaemonProcess(arguments(test.conninfo, "--once"), log: folder) }
        for process in processes { #expect(try await process.wait() == 0) }
        #expect(try await test.versions() == firstVersions)
        #expect(try damages().isEmpty)
    }

    @Test func `the environment names database and directory`() async throws {
        let test = try await filled()
        let (status, _) = try await run(
            ["--once", "--hour", "0"],
            environment: ["URBANMINE_DATABASE_URL": test.conninfo, "URBANMINE_REPORTS": reports])
        #expect(status == 0)
        #expect(try await test.versions() == firstVersions)
    }

    @Test(arguments: [
        (["--once"], "--reports or URBANMINE_REPORTS"), (["--reports", "/tmp", "--day", "29"], "--day is 1 to 28"),
        (["--reports", "/tmp", "--poll", "0"], "--poll is 1 to 3600"),
        (["--reports", "/tmp", "--log-level", "loud"], "--log-level is one of"),
    ])
    func `a wrong command line is usage`(arguments: [String], message: String) async throws {
        let (status, log) = try await run(arguments)
        #expect(status == 64)
        #expect(log.contains("error: ") && log.contains(message))
    }

    // MARK: - Refusals

    @Test(arguments: [[], ["--once"], ["--check"]])
    func `a database without books is refused`(mode: [String]) async throws {
        let empty = try await TestServer.shared.database()
        let (status, log) = try await run(arguments(empty) + mode)
        #expect(status == 69)
        #expect(log.contains("this database has no urbanmine books yet; run 'urbanmine init'"))
    }

    @Test(arguments: [[], ["--once"], ["--check"]])
    func `a database that is newer than the program is refused`(mode: [String]) async throws {
        let test = try await TestBooks.make()
        try await test.execute("INSERT INTO schema_migration (number, name, sha256) VALUES (9999, 'later', '')")
        let (status, log) = try await run(arguments(test.conninfo) + mode)
        #expect(status == 69)
        #expect(log.contains("the database has schema version 9999, newer than this program's"))
    }

    @Test func `once without a server ends with 69, and with a blocked directory with 73`() async throws {
        let (status, log) = try await run(arguments("host=\(folder.path) dbname=none", "--once"))
        #expect(status == 69)
        #expect(log.contains("cannot connect to the database"))
        let test = try await filled()
        folder.write("", to: "reports")
        let (blocked, message) = try await run(arguments(test.conninfo, "--once"))
        #expect(blocked == 73)
        #expect(message.contains("can't use \(reports): Not a directory"))
    }

    @Test func `check tells what is due and makes nothing`() async throws {
        let test = try await filled()
        let (status, output) = try await run(arguments(test.conninfo, "--check"))
        #expect(status == 0)
        #expect(output.contains("due now: \(months.map(\.text).joined(separator: ", "))\n"))
        #expect(try await test.versions().isEmpty)
        #expect(folder.tree().filter { $0.hasPrefix("reports/") }.isEmpty)
    }

    // MARK: - Running

    @Test func `the daemon notices what is recorded, and ends with 0 within seconds of SIGTERM`() async throws {
        let test = try await filled()
        let process = try daemon(test.conninfo)
        try await process.wait(forLog: "all reports are made")
        #expect(try await test.versions() == firstVersions)
        try await test.recordIntake("LATE", at: "\(months[1].text)-20 10:00")
        try await process.wait(forLog: "made version 2 of \(months[1].text)")
        let start = ContinuousClock.now
        process.signal(SIGTERM)
        #expect(try await process.wait(seconds: 60) == 0)
        #expect(start.duration(to: .now) < .seconds(20))
        #expect(process.log.contains("info: stopped\n"))
    }

    @Test func `without a server it keeps trying, says so once, and still ends at once on SIGINT`() async throws {
        let process = try daemon("host=\(folder.path) dbname=none", "--log-level", "debug")
        try await process.wait(forLog: "still: ")
        #expect(!process.log.contains("dbname=none"), "a conninfo may hold a password")
        #expect(process.log.split(separator: "\n").filter { $0.contains(" error: ") }.count == 1)
        let start = ContinuousClock.now
        process.signal(SIGINT)
        #expect(try await process.wait(seconds: 60) == 0)
        #expect(start.duration(to: .now) < .seconds(20))
    }

    @Test func `it ends at once also while a statement waits for a lock`() async throws {
        let test = try await filled()
        let other = try await Connection.connect(ConnectionSettings(test.conninfo))
        try await other.run { try $0.script("BEGIN; LOCK TABLE urbanmine.report_schedule IN ACCESS EXCLUSIVE MODE") }
        let process = try daemon(test.conninfo)
        try await process.wait(for: "the waiting statement") {
            try await test.query(
                """
                SELECT query FROM pg_stat_activity
                WHERE application_name = 'urbanmined' AND wait_event_type = 'Lock' AND datname = current_database()
                """
            ).count == 1
        }
        let start = ContinuousClock.now
        process.signal(SIGTERM)
        #expect(try await process.wait(seconds: 60) == 0)
        #expect(start.duration(to: .now) < .seconds(20))
        await other.close()
    }

    @Test func `it survives PostgreSQL restarting and crashing underneath`() async throws {
        let server = try await TestServer.start()
        let test = TestBooks(conninfo: try await server.database())
        try await test.prepare()
        try await fill(test)
        let process = try daemon(test.conninfo)
        try await process.wait(forLog: "all reports are made")
        try await server.restart()
        try await test.recordIntake("A", at: "\(months[1].text)-20 10:00")
        try await process.wait(forLog: "made version 2 of \(months[1].text)")
        try await server.stop()
        try await process.wait(forLog: "cannot connect to the database")
        try await server.restart()
        try await test.recordIntake("B", at: "\(months[1].text)-21 10:00")
        try await process.wait(forLog: "made version 3 of \(months[1].text)")
        #expect(process.log.contains("working again after"))
        try await server.killPostmaster()
        try await server.restart()
        try await test.recordIntake("C", at: "\(months[1].text)-22 10:00")
        try await process.wait(forLog: "made version 4 of \(months[1].text)")
        #expect(process.endedStatus == nil)
        #expect(try damages().isEmpty)
    }

    @Test func `a directory that can't be written is told once and tried again until it can`() async throws {
        let test = try await filled()
        folder.write("", to: "reports")
        let process = try daemon(test.conninfo, "--log-level", "debug")
        try await process.wait(forLog: "still: can't use")
        let errors = process.log.split(separator: "\n").filter { $0.contains(" error: ") }
        #expect(errors.count == 1)
        #expect(errors.first?.contains("can't use \(reports): Not a directory; trying again") == true)
        unlink(reports)
        try await process.wait(forLog: "all reports are made")
        #expect(try await test.versions() == firstVersions)
    }

    @Test func `killed at any moment it leaves whole versions only, and the next start completes them`() async throws {
        let test = try await filled()
        var killedWhileWriting = 0
        for step in 0..<20 {
            try await test.recordIntake("K\(step)", at: "\(months[step % 2].text)-15 10:00")
            let process = try DaemonProcess(arguments(test.conninfo, "--once"), log: folder)
            if step % 2 == 0 {
                // From the start of the program to beyond its end.
                try await Task.sleep(for: .milliseconds(15 + step * 10))
            } else {
                // As soon as a draft can be seen.
                try await process.wait(seconds: 20, for: "a draft", pause: .zero) {
                    folder.tree().contains { $0.contains("/.v") } || process.endedStatus != nil
                }
            }
            process.signal(SIGKILL)
            _ = try await process.wait()
            if folder.tree().contains(where: { $0.contains("/.v") }) { killedWhileWriting += 1 }
            #expect(try damages().isEmpty, "after kill \(step)")
        }
        #expect(killedWhileWriting > 0)
        let (status, _) = try await run(arguments(test.conninfo, "--once"))
        #expect(status == 0)
        #expect(try damages().isEmpty)
        #expect(folder.tree().filter { $0.contains("/.") }.isEmpty)
        // Every version on record is there, its figures are those of its row, and there is no other.
        let rows = try await test.query(
            """
            SELECT month_text(month) || '/v' || version || ' ' || encode(figures, 'hex') FROM report_version
            """)
        let files = folder.tree().filter { $0.hasSuffix(".json") }.compactMap { name -> String? in
            let parts = name.split(separator: "/")
            guard parts.count == 4, let sums = folder.text("reports/\(parts[1])/\(parts[2])/SHA256SUMS") else {
                return nil
            }
            return sums.split(separator: "\n").first { $0.hasSuffix(".json") }.map {
                "\(parts[1])/\(parts[2]) \($0.prefix(64))"
            }
        }
        #expect(files.sorted() == rows.sorted())
        for month in months { #expect(folder.link("reports/\(month.text)/latest")?.hasPrefix("v") == true) }
    }

    // MARK: - The service manager

    @Test func `the service manager hears that it is ready, alive and stopping`() async throws {
        let test = try await filled()
        let socket = try NotifySocket(in: folder)
        let process = try daemon(
            test.conninfo, environment: ["NOTIFY_SOCKET": socket.path, "WATCHDOG_USEC": "400000"])
        var heard: [String] = []
        try await process.wait(for: "READY and WATCHDOG") {
            heard += socket.messages()
            return heard.contains { $0.hasPrefix("READY=1\nSTATUS=all reports are made; ") }
                && heard.filter { $0 == "WATCHDOG=1" }.count >= 3
        }
        process.signal(SIGTERM)
        #expect(try await process.wait(seconds: 60) == 0)
        #expect(socket.messages().contains { $0.hasPrefix("STOPPING=1") })
    }

    @Test func `under the journal a line begins with its priority and has no time`() async throws {
        let test = try await filled()
        let (_, log) = try await run(arguments(test.conninfo, "--once"), environment: ["JOURNAL_STREAM": "8:1"])
        #expect(log.contains("<6>made version 1 of \(months[0].text) (open): "))
        #expect(log.split(separator: "\n").allSatisfy { $0.hasPrefix("<") })
    }

    // MARK: - The embedded cluster

    @Test func `it makes the embedded cluster, leaves it running, and stops it when asked`() async throws {
        let home = "\(folder.path)/home"
        let environment = ["URBANMINE_HOME": home]
        let cluster = EmbeddedCluster(home: home)
        func isRunning() throws -> Bool {
            if case .running = try cluster.status().state { return true }
            return false
        }
        let (checked, output) = try await run(["--reports", reports, "--check"], environment: environment)
        #expect(checked == 0 && output.contains("is not there yet"))
        #expect(try !isRunning())

        let first = try DaemonProcess(["--reports", reports], environment: environment, log: folder)
        try await first.wait(seconds: 90, forLog: "all reports are made")
        first.signal(SIGTERM)
        #expect(try await first.wait(seconds: 60) == 0)
        #expect(try isRunning())

        let second = try DaemonProcess(["--reports", reports, "--stop-cluster"], environment: environment, log: folder)
        try await second.wait(forLog: "all reports are made")
        second.signal(SIGTERM)
        #expect(try await second.wait(seconds: 60) == 0)
        #expect(second.log.contains("stopped the embedded cluster"))
        #expect(try !isRunning())
    }
}
