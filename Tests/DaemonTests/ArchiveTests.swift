import Glibc
import MaterialLedger
import Store
import Testing

@testable import Operations

@Suite struct ReportArchiveTests {
    private let folder: TemporaryFolder
    private let archive: ReportArchive
    private let month: Month

    init() throws {
        folder = try TemporaryFolder()
        archive = ReportArchive(directory: "\(folder.path)/reports")
        month = try #require(Month("2024-11"))
    }

    private func version(_ number: Int32, _ figures: String) -> (ReportVersion, [ReportArchive.File]) {
        let bytes = Array(figures.utf8)
        return (
            ReportVersion(month: month, number: number, state: .open, figures: .sha256(bytes)),
            [
                ReportArchive.File(name: "monthly-2024-11.json", bytes: bytes),
                ReportArchive.File(name: "monthly-2024-11.en.csv", bytes: Array("a,b\n".utf8)),
            ]
        )
    }

    private func publish(_ number: Int32, _ figures: String) throws -> ReportVersion {
        let (version, files) = version(number, figures)
        let lock = try #require(try archive.take(month))
        defer { withExtendedLifetime(lock) {} }
        try archive.publish(try archive.draft(version, files), as: version)
        try archive.pointLatest(to: version)
        return version
    }

    @Test func `a version stands with its checksums, readable by the group, named by latest`() throws {
        let version = try publish(1, "{}\n")
        #expect(
            folder.tree() == [
                "reports", "reports/2024-11", "reports/2024-11/latest", "reports/2024-11/v1",
                "reports/2024-11/v1/SHA256SUMS", "reports/2024-11/v1/monthly-2024-11.en.csv",
                "reports/2024-11/v1/monthly-2024-11.json",
            ])
        #expect(folder.link("reports/2024-11/latest") == "v1")
        #expect(folder.mode("reports/2024-11") == "750")
        #expect(folder.mode("reports/2024-11/v1") == "750")
        #expect(folder.mode("reports/2024-11/v1/monthly-2024-11.json") == "640")
        #expect(
            folder.text("reports/2024-11/v1/SHA256SUMS") == """
                5be08c9684a1d25efcee09318204824278b08bbfb4aef973ffefd0b9d7478313  monthly-2024-11.en.csv
                ca3d163bab055381827226140568f3bef7eaac187cebd76878e0b63e9e442356  monthly-2024-11.json

                """)
        #expect(archive.holds(version))
    }

    @Test func `a second version leaves the first as it is`() throws {
        let first = try publish(1, "one")
        let second = try publish(2, "two")
        #expect(folder.text("reports/2024-11/v1/monthly-2024-11.json") == "one")
        #expect(folder.text("reports/2024-11/latest/monthly-2024-11.json") == "two")
        #expect(archive.holds(second))
        #expect(archive.hasFiles(of: first) && !archive.holds(first))
    }

    @Test func `a version with a missing file, other figures or without latest is not held`() throws {
        let version = try publish(1, "one")
        #expect(!archive.holds(self.version(1, "other").0))
        unlink("\(folder.path)/reports/2024-11/latest")
        #expect(!archive.holds(version))
        try archive.pointLatest(to: version)
        #expect(archive.holds(version))
        unlink("\(folder.path)/reports/2024-11/v1/monthly-2024-11.en.csv")
        #expect(!archive.holds(version))
    }

    @Test func `a version with a file that was altered is damaged, one that is not there is not`() throws {
        let version = try publish(1, "one")
        #expect(archive.hasFiles(of: version) && !archive.isDamaged(version))
        folder.write("two", to: "reports/2024-11/v1/monthly-2024-11.json")
        #expect(!archive.hasFiles(of: version) && archive.isDamaged(version))
        folder.write("one", to: "reports/2024-11/v1/monthly-2024-11.json")
        #expect(archive.hasFiles(of: version))
        folder.write("", to: "reports/2024-11/v1/monthly-2024-11.en.csv")
        #expect(archive.isDamaged(version))
        TemporaryFolder.remove("\(folder.path)/reports/2024-11/v1")
        #expect(!archive.hasFiles(of: version) && !archive.isDamaged(version))
    }

    @Test func `publishing replaces what stands in the place`() throws {
        _ = try publish(1, "one")
        let again = try publish(1, "two")
        #expect(archive.holds(again))
        #expect(folder.tree().filter { $0.contains("/.") }.isEmpty)
    }

    @Test func `a month is taken by one at a time, and taking it clears what was left behind`() throws {
        _ = try publish(1, "one")
        mkdir("\(folder.path)/reports/2024-11/.v2-77-abc", 0o750)
        folder.write("half", to: "reports/2024-11/.v2-77-abc/monthly-2024-11.json")
        symlink("v2", "\(folder.path)/reports/2024-11/.latest-77-abc")
        let lock = try #require(try archive.take(month))
        #expect(folder.tree().filter { $0.contains("/.") }.isEmpty)
        let isTakenTwice = try archive.take(month) != nil
        #expect(!isTakenTwice)
        withExtendedLifetime(lock) {}
    }

    @Test func `the readers' group of the directory is handed down`() throws {
        mkdir("\(folder.path)/reports", 0o750)
        #expect(chmod("\(folder.path)/reports", 0o2750) == 0)
        _ = try publish(1, "one")
        #expect(folder.mode("reports/2024-11/v1") == "2750")
    }

    @Test func `a place that is no directory is told with its path and the reason`() throws {
        folder.write("", to: "reports")
        let fault = #expect(throws: ReportArchiveFault.self) { try archive.prepare() }
        #expect(fault?.description == "can't use \(folder.path)/reports: Not a directory")
    }
}
