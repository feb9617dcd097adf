import Dispatch
import Glibc
import Interchange
import MaterialLedger
import Postgres
import Store
import TestSupport
import Testing

@testable import Operations

/// Reports made in process, with a clock that is set.
@Suite struct MonthlyReportRoundTests {
    private let folder: TemporaryFolder
    private let archive: ReportArchive
    private let timing: ReportTiming
    private let december = "2024-12-01T02:00:00+08:00"

    init() throws {
        folder = try TemporaryFolder()
        archive = ReportArchive(directory: folder.path)
        timing = try #require(ReportTiming(day: 1, hour: 2))
    }

    /// Books with a truck in each of September, October and November 2024.
    private func threeMonths() async throws -> TestBooks {
        let test = try await TestBooks.make()
        try await test.record([
            "intakes.csv": TestBooks.intakes([
                ("T9", "2024-09-10 10:00"), ("T10", "2024-10-10 10:00"), ("T11", "2024-11-10 10:00"),
            ])
        ])
        return test
    }

    @discardableResult
    private func round(_ test: TestBooks, now: String? = nil) async throws -> MonthlyReportRound.Summary {
        let books = try await test.open(now: now ?? december)
        do {
            let summary = try await MonthlyReportRound(books, archive: archive, timing: timing).run()
            await books.close()
            return summary
        } catch {
            await books.close()
            throw error
        }
    }

    /// What became of the months, as `2024-11 made 1`.
    private func told(_ summary: MonthlyReportRound.Summary) -> [String] {
        summary.outcomes.sorted { $0.key < $1.key }.map { month, outcome in
            switch outcome {
            case .made(let report): "\(month.text) made \(report.version)"
            case .rewritten(let report): "\(month.text) rewritten \(report.version)"
            case .unchanged(let report): "\(month.text) unchanged \(report.version)"
            case .busy: "\(month.text) busy"
            }
        }
    }

    // MARK: - Day totals

    @Test func `a round adds up the totals of crowded days, and nothing else changes`() async throws {
        let test = try await TestBooks.make()
        for n in 1...6 { try await test.recordIntake("T\(n)", at: "2024-11-10 10:00") }
        try await test.recordIntake("T9", at: "2024-11-11 10:00")
        let totals: SQL = """
            SELECT day || ' ' || count(*) || ' ' || sum(mass) FILTER (WHERE account = 'stock') FROM day_delta
            GROUP BY day ORDER BY day
            """
        #expect(try await test.query(totals) == ["2024-11-10 12 180000000", "2024-11-11 2 30000000"])
        let first = try await round(test)
        #expect(told(first) == ["2024-11 made 1"])
        #expect(try await test.query(totals) == ["2024-11-10 2 180000000", "2024-11-11 2 30000000"])
        // The month's figures are what they were.
        try await test.execute("UPDATE report_schedule SET stale = true")
        #expect(told(try await round(test)) == ["2024-11 unchanged 1"])
    }

    // MARK: - Making

    @Test func `after downtime every ended month is made, and the last only from its hour on`() async throws {
        let test = try await threeMonths()
        let before = try await round(test, now: "2024-12-01T01:59:59+08:00")
        #expect(told(before) == ["2024-09 made 1", "2024-10 made 1"])
        #expect(before.next?.month.text == "2024-11")
        #expect(told(try await round(test)) == ["2024-11 made 1"])
        #expect(try await test.versions() == ["2024-09/1 open", "2024-10/1 open", "2024-11/1 open"])
        #expect(told(try await round(test)).isEmpty)
    }

    @Test func `books without documents have no reports`() async throws {
        let test = try await TestBooks.make()
        #expect(told(try await round(test)).isEmpty)
        #expect(folder.tree().isEmpty)
    }

    @Test func `a version has the report's figures in every form and language, with right checksums`() async throws {
        let test = try await threeMonths()
        try await round(test)
        #expect(
            folder.tree().filter { $0.hasPrefix("2024-11/") } == [
                "2024-11/latest", "2024-11/v1", "2024-11/v1/SHA256SUMS", "2024-11/v1/monthly-2024-11.en.csv",
                "2024-11/v1/monthly-2024-11.en.xlsx", "2024-11/v1/monthly-2024-11.json",
                "2024-11/v1/monthly-2024-11.zh.csv", "2024-11/v1/monthly-2024-11.zh.xlsx",
            ])
        let books = try await test.open()
        let report = try await MonthlyReporting(books).load(
            try #require(Month("2024-11")), scope: .city, allMaterials: false)
        let json = String(decoding: ReportJSON.write(report, time: books.rfc3339), as: UTF8.self)
        await books.close()
        #expect(json.contains("\"net_g\":30000000"))
        #expect(folder.text("2024-11/v1/monthly-2024-11.json") == json + "\n")
        let chinese = try #require(folder.text("2024-11/v1/monthly-2024-11.zh.csv"))
        #expect(chinese.contains("废旧电池") && !chinese.contains("Scrap battery"))
        let check = "cd \(folder.path)/2024-11/latest && sha256sum -c --strict --status SHA256SUMS"
        #expect(try DaemonProcess.run(["sh", "-c", check]) == 0)
        #expect(
            try await test.query("SELECT encode(figures, 'hex') FROM report_version WHERE month = 2024 * 12 + 10")
                == [
                    String(
                        try #require(
                            folder.text("2024-11/v1/SHA256SUMS")?.split(separator: "\n")
                                .first { $0.hasSuffix(".json") }
                        ).prefix(64))
                ])
    }

    // MARK: - New versions

    @Test func `a document added to a reported month makes a new version of it and of those after`() async throws {
        let test = try await threeMonths()
        try await round(test)
        try await test.recordIntake("T10b", at: "2024-10-20 10:00")
        #expect(told(try await round(test)) == ["2024-10 made 2", "2024-11 made 2"])
        #expect(folder.link("2024-10/latest") == "v2")
        #expect(folder.link("2024-09/latest") == "v1")
        let old = try #require(folder.text("2024-10/v1/monthly-2024-10.json"))
        let new = try #require(folder.text("2024-10/v2/monthly-2024-10.json"))
        #expect(old.contains("\"net_g\":30000000") && new.contains("\"net_g\":60000000"))
        #expect(told(try await round(test)).isEmpty)
    }

    @Test func `documents of the running month make nobody look at the reported ones`() async throws {
        let test = try await threeMonths()
        try await round(test)
        let looks: SQL = "SELECT month || ' ' || looked_at FROM report_schedule ORDER BY month"
        let before = try await test.query(looks)
        try await test.recordIntake("T12", at: "2024-12-01 00:30")
        #expect(told(try await round(test)).isEmpty)
        #expect(try await test.query(looks) == before)
    }

    @Test func `what could change figures and does not is looked at once and makes no version`() async throws {
        let test = try await threeMonths()
        try await round(test)
        // A count posts nothing.
        try await test.record([
            "counts.csv": "count,counted_at,facility,lot,mass_t\nC1,2024-10-31 18:00,F1,L-T9,29.9\n"
        ])
        #expect(told(try await round(test)) == ["2024-10 unchanged 1", "2024-11 unchanged 1"])
        #expect(told(try await round(test)).isEmpty)
        #expect(try await test.versions() == ["2024-09/1 open", "2024-10/1 open", "2024-11/1 open"])
    }

    @Test func `a correction makes new versions from the month of its document on`() async throws {
        let test = try await threeMonths()
        try await round(test)
        try await test.record([
            "corrections.csv": "document,field,value,reason\nT10,gross_t,46,typed wrong\n"
        ])
        #expect(told(try await round(test)) == ["2024-10 made 2", "2024-11 made 2"])
    }

    @Test func `an assay has the months looked at from its lot on, and changes those that used it`() async throws {
        let test = try await threeMonths()
        try await test.record([
            "runs.csv": "run,facility,process,started_at,ended_at\nR1,F1,smelt,2024-11-20 08:00,2024-11-20 12:00\n",
            "run_inputs.csv": "run,lot,mass_t\nR1,L-T9,30\n",
            "run_outputs.csv": "run,lot,material,mass_t\nR1,P1,lead,17\n",
            "run_losses.csv": "run,material,mass_t\nR1,scrap-battery,13\n",
        ])
        try await round(test)
        try await test.record(["assays.csv": "lot,substance,fraction\nL-T9,Pb,0.55\n"])
        let summary = told(try await round(test))
        #expect(summary == ["2024-09 unchanged 1", "2024-10 unchanged 1", "2024-11 made 2"])
    }

    @Test func `closing a month makes its last version`() async throws {
        let test = try await threeMonths()
        try await round(test)
        let books = try await test.open()
        let september = try #require(Month("2024-09"))
        _ = try await LedgerBook(books).close(september)
        await books.close()
        #expect(told(try await round(test)) == ["2024-09 made 2"])
        #expect(try await test.versions().prefix(2) == ["2024-09/1 open", "2024-09/2 closed"])
        // The name of a material is in every open report, and not any more in a closed one.
        try await test.record([
            "materials.csv":
                "material,name_zh,name_en,stream,role\nscrap-battery,废旧铅蓄电池,Scrap battery,battery,scrap\n"
        ])
        #expect(told(try await round(test)) == ["2024-10 made 2", "2024-11 made 2"])
    }

    @Test func `a batch with a lower number that is committed later is not missed`() async throws {
        let test = try await threeMonths()
        try await round(test)
        let slow = try await test.open()
        let begun = AsyncStream<Void>.makeStream()
        let release = DispatchSemaphore(value: 0)
        let bytes = Array(TestBooks.intakes([("SLOW", "2024-09-20 10:00")]).utf8)
        let bundle = BundleDecoder(zone: slow.zone).decode([BundleInput(name: "intakes.csv", bytes: bytes)]).bundle
        let (rules, provenance) = (slow.rules, slow.provenance)
        async let receipt = slow.write { connection in
            let receipt = try Recording.record(
                bundle, faults: [], rules: rules, provenance: provenance, progress: { _ in }, on: connection)
            begun.continuation.finish()
            release.wait()
            return receipt
        }
        for await _ in begun.stream {}
        try await test.recordIntake("QUICK", at: "2024-11-20 10:00")
        #expect(told(try await round(test)) == ["2024-11 made 2"])
        release.signal()
        #expect(try await receipt.recorded[.intakes] == 1)
        await slow.close()
        #expect(told(try await round(test)) == ["2024-09 made 2", "2024-10 made 2", "2024-11 made 3"])
    }

    @Test func `a bookmark of another cluster's transactions is not trusted`() async throws {
        let test = try await threeMonths()
        try await round(test)
        try await test.execute("UPDATE report_bookmark SET cluster = 1, seen = '9000000000:9000000000:'")
        #expect(told(try await round(test)) == ["2024-09 unchanged 1", "2024-10 unchanged 1", "2024-11 unchanged 1"])
        try await test.recordIntake("T11b", at: "2024-11-20 10:00")
        #expect(told(try await round(test)) == ["2024-11 made 2"])
    }

    @Test func `a dump restored on another server keeps its versions, and changes are still found`() async throws {
        let test = try await threeMonths()
        try await round(test)
        let dump = "\(folder.path)/books.dump"
        let elsewhere = try await TestServer.start()
        // The roles belong to the server and are in no dump.
        try await TestBooks(conninfo: try await elsewhere.database()).prepare()
        let restored = TestBooks(conninfo: try await elsewhere.database())
        let dumping = ["pg_dump", "--format=custom", "--file=\(dump)", "--dbname=\(test.conninfo)"]
        #expect(try DaemonProcess.run(dumping) == 0)
        #expect(try DaemonProcess.run(["pg_restore", "--exit-on-error", "--dbname=\(restored.conninfo)", dump]) == 0)
        let compared = told(try await round(restored))
        #expect(compared == ["2024-09 unchanged 1", "2024-10 unchanged 1", "2024-11 unchanged 1"])
        #expect(told(try await round(restored)).isEmpty)
        try await restored.recordIntake("T11b", at: "2024-11-20 10:00")
        #expect(told(try await round(restored)) == ["2024-11 made 2"])
        #expect(told(try await round(restored)).isEmpty)
    }

    // MARK: - Two daemons

    @Test(arguments: 1...3) func `two daemons at once make each version once`(attempt: Int) async throws {
        let test = try await threeMonths()
        async let first = round(test)
        async let second = round(test)
        let summaries = try await [first, second]
        #expect(try await test.versions() == ["2024-09/1 open", "2024-10/1 open", "2024-11/1 open"])
        let made = (told(summaries[0]) + told(summaries[1])).filter { $0.contains("made") }
        #expect(made.sorted() == ["2024-09 made 1", "2024-10 made 1", "2024-11 made 1"])
        #expect(folder.tree().filter { $0.hasSuffix(".json") }.count == 3)
    }

    @Test func `a month that another daemon holds is passed over`() async throws {
        let test = try await threeMonths()
        try await round(test)
        try await test.recordIntake("T9b", at: "2024-09-20 10:00")
        let other = try await Connection.connect(ConnectionSettings(test.conninfo))
        try await other.run { connection in
            try connection.script(
                "BEGIN; SELECT FROM urbanmine.report_schedule WHERE month = 2024 * 12 + 9 FOR UPDATE")
        }
        let books = try await test.open(now: december)
        // The marking waits for who holds a month; here only the work is looked at.
        try await test.execute("UPDATE report_schedule SET stale = true WHERE month <> 2024 * 12 + 9")
        try await test.execute("UPDATE report_bookmark SET seen = pg_current_snapshot()")
        unlink("\(folder.path)/2024-10/latest")
        let summary = try await MonthlyReportRound(books, archive: archive, timing: timing).run()
        #expect(told(summary) == ["2024-09 made 2", "2024-10 busy", "2024-11 made 2"])
        await other.close()
        await books.close()
    }

    @Test func `a daemon with a directory of its own fills it without new versions`() async throws {
        let test = try await threeMonths()
        try await round(test)
        let elsewhere = try TemporaryFolder()
        let books = try await test.open(now: december)
        let summary = try await MonthlyReportRound(
            books, archive: ReportArchive(directory: elsewhere.path), timing: timing
        ).run()
        await books.close()
        #expect(told(summary) == ["2024-09 rewritten 1", "2024-10 rewritten 1", "2024-11 rewritten 1"])
        #expect(elsewhere.tree() == folder.tree())
        #expect(elsewhere.text("2024-11/v1/SHA256SUMS") == folder.text("2024-11/v1/SHA256SUMS"))
    }

    // MARK: - The directory

    @Test func `a version row without its directory is written again`() async throws {
        let test = try await threeMonths()
        try await round(test)
        let sums = folder.text("2024-10/v1/SHA256SUMS")
        TemporaryFolder.remove("\(folder.path)/2024-10")
        #expect(told(try await round(test)) == ["2024-10 rewritten 1"])
        #expect(folder.text("2024-10/v1/SHA256SUMS") == sums)
        #expect(folder.link("2024-10/latest") == "v1")
    }

    @Test func `a file that was damaged is written again`() async throws {
        let test = try await threeMonths()
        try await round(test)
        let json = try #require(folder.text("2024-10/v1/monthly-2024-10.json"))
        let csv = try #require(folder.text("2024-11/v1/monthly-2024-11.en.csv"))
        folder.write(json + "junk", to: "2024-10/v1/monthly-2024-10.json")
        folder.write("", to: "2024-11/v1/monthly-2024-11.en.csv")
        #expect(told(try await round(test)) == ["2024-10 rewritten 1", "2024-11 rewritten 1"])
        #expect(folder.text("2024-10/v1/monthly-2024-10.json") == json)
        #expect(folder.text("2024-11/v1/monthly-2024-11.en.csv") == csv)
        #expect(told(try await round(test)).isEmpty)
    }

    @Test func `a damaged version whose figures can't be had any more is told`() async throws {
        let test = try await threeMonths()
        try await round(test)
        folder.write("", to: "2024-11/v1/monthly-2024-11.zh.csv")
        try await test.recordIntake("T11b", at: "2024-11-20 10:00")
        let summary = try await round(test)
        #expect(told(summary) == ["2024-11 made 2"])
        guard case .made(let report) = try #require(summary.outcomes.values.first) else { return }
        #expect(report.lost == 1)
        let later = try await round(test)
        #expect(told(later).isEmpty)
        #expect(later.damaged.map(\.path) == ["\(folder.path)/2024-11/v1"])
        TemporaryFolder.remove("\(folder.path)/2024-11/v1")
        #expect(try await round(test).damaged.isEmpty)
    }

    // MARK: - What the application's role may write

    @Test func `the database takes the next version of a month that has ended, and no other`() async throws {
        let test = try await threeMonths()
        try await round(test)
        let september = 2024 * 12 + 8
        func refusal(_ statement: String) async throws -> String? {
            let error = await #expect(throws: PostgresError.self) {
                try await test.execute("SET ROLE urbanmine_app; SELECT \(statement)")
            }
            return error?.constraint
        }
        func add(_ month: String, _ version: String) -> String {
            "add_report_version(\(month), \(version), 'open', sha256(''), 'a', 'h', 'p')"
        }
        for version in ["2147483647", "-2147483648", "0", "1", "3", "NULL"] {
            #expect(try await refusal(add("\(september)", version)) == "report_version_order")
        }
        for month in ["99", "\(september - 1)", "9998 * 12 + 11", "2147483647", "NULL"] {
            #expect(try await refusal(add(month, "1")) == "report_month")
            #expect(try await refusal("schedule_reports(ARRAY[\(month)]::integer[], ARRAY[now()])") == "report_month")
        }
        // A month that has ended and is not scheduled.
        #expect(try await refusal(add("\(september + 3)", "1")) == "report_month")
        // A version with other figures than the books' is followed by one with theirs.
        try await test.execute("SET ROLE urbanmine_app; SELECT \(add("\(september)", "2"))")
        #expect(told(try await round(test)) == ["2024-09 made 3"])
    }

    @Test func `numbers at their end are refused, not overflown`() {
        guard let month = Month("2024-11") else { return }
        func version(_ number: Int32) -> ReportVersion {
            ReportVersion(month: month, number: number, state: .open, figures: .sha256([]))
        }
        #expect(ReportVersion.number(after: nil) == 1)
        #expect(ReportVersion.number(after: version(7)) == 8)
        #expect(ReportVersion.number(after: version(.max)) == nil)
        #expect(ReportVersion.number(after: version(.min)) == nil)
    }

    @Test func `a directory without a row is replaced`() async throws {
        let test = try await threeMonths()
        mkdir("\(folder.path)/2024-09", 0o750)
        mkdir("\(folder.path)/2024-09/v1", 0o750)
        folder.write("not ours", to: "2024-09/v1/strange.txt")
        #expect(told(try await round(test)).contains("2024-09 made 1"))
        #expect(folder.text("2024-09/v1/strange.txt") == nil)
    }

    @Test func `latest is put right`() async throws {
        let test = try await threeMonths()
        try await round(test)
        unlink("\(folder.path)/2024-11/latest")
        #expect(told(try await round(test)) == ["2024-11 unchanged 1"])
        #expect(folder.link("2024-11/latest") == "v1")
    }

    @Test func `a directory that can't be written is told, and nothing is recorded until it can`() async throws {
        let test = try await threeMonths()
        folder.write("a file", to: "blocked")
        let blocked = ReportArchive(directory: "\(folder.path)/blocked")
        let books = try await test.open(now: december)
        let trouble = await #expect(throws: ReportingTrouble.self) {
            try await MonthlyReportRound(books, archive: blocked, timing: timing).run()
        }
        #expect(trouble?.course == .retry)
        #expect(trouble?.message == "can't use \(folder.path)/blocked: Not a directory")
        #expect(try await test.versions().isEmpty)
        unlink("\(folder.path)/blocked")
        let summary = try await MonthlyReportRound(books, archive: blocked, timing: timing).run()
        #expect(told(summary) == ["2024-09 made 1", "2024-10 made 1", "2024-11 made 1"])
        await books.close()
    }

    @Test func `versions can't be altered by the application, nor by their owner`() async throws {
        let test = try await threeMonths()
        try await round(test)
        for statement in [
            "UPDATE report_version SET version = 7", "DELETE FROM report_version", "TRUNCATE report_version",
        ] {
            let refused = await #expect(throws: PostgresError.self) { try await test.execute(statement) }
            #expect(refused?.constraint == "append_only")
            let denied = await #expect(throws: PostgresError.self) {
                try await test.execute("SET ROLE urbanmine_app; \(statement)")
            }
            #expect(denied?.code == .insufficientPrivilege)
        }
    }
}
