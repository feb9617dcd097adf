import Glibc
import Testing

/// What the program does at a terminal and nowhere else.
@Suite("At a terminal")
struct TerminalTests {
    /// A terminal without a person: what is written to its path can be read here.
    private struct Terminal: ~Copyable {
        let path: String
        private let person: Int32

        init() throws {
            // As posix_openpt, unlockpt and ptsname do, which Swift does not see.
            let (unlock, number): (UInt, UInt) = (0x4004_5431, 0x8004_5430)
            person = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK)
            var (isLocked, name): (Int32, UInt32) = (0, 0)
            guard person >= 0, ioctl(person, unlock, &isLocked) == 0, ioctl(person, number, &name) == 0 else {
                throw Program.Failure(description: "no terminal")
            }
            path = "/dev/pts/\(name)"
        }

        deinit { close(person) }

        /// What was shown, once the program has ended.
        func shown() -> String {
            var bytes: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: 4_096)
            while case let count = read(person, &buffer, buffer.count), count > 0 { bytes += buffer[0..<count] }
            return String(decoding: bytes, as: UTF8.self)
        }
    }

    @Test(
        "A table has emphasis, but not with NO_COLOR or where the terminal knows none",
        arguments: [([:], true), (["NO_COLOR": "1"], false), (["NO_COLOR": ""], true), (["TERM": "dumb"], false)])
    func colours(environment: [String: String], isColoured: Bool) async throws {
        let books = try await TestBooks.make()
        try await books.prepare(TestBooks.intake)
        let terminal = try Terminal()
        let result = try await Program.run(
            ["ledger", "balance", "--database", books.database], environment: environment, outputPath: terminal.path)
        #expect(result.status == 0)
        let shown = terminal.shown()
        #expect(shown.contains("supplier:S1"))
        #expect(shown.contains("\u{1B}[") == isColoured)
    }

    @Test("An import shows what it is at and takes it away again, but not with --quiet", arguments: [false, true])
    func progress(isQuiet: Bool) async throws {
        let books = try await TestBooks.make()
        let bundle = try Bundle.write(["parties.csv": "party,name\nS2,阜阳\n"])
        defer { TemporaryDirectory.remove(bundle) }
        let terminal = try Terminal()
        let result = try await Program.run(
            ["import", bundle, "--database", books.database] + (isQuiet ? ["--quiet"] : []), errorsPath: terminal.path)
        #expect(result.status == 0)
        let shown = terminal.shown()
        let erased = "\r\u{1B}[K"
        #expect(
            shown.split(separator: erased)
                == (isQuiet ? [] : ["reading …", "checking …", "writing …", "committing …"]))
        #expect(isQuiet || shown.hasSuffix(erased))
    }
}
