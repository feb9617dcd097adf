import Glibc
import Testing

/// The built `urbanmined`, started as a child of the tests; killed with the value if it still runs.
final class DaemonProcess {
    struct Failure: Error, CustomStringConvertible { let description: String }

    let pid: pid_t
    private let logPath: String
    private var status: Int32?

    /// The program beside the running test program.
    static func program() throws -> String {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = buffer.withUnsafeMutableBytes { bytes in
            bytes.baseAddress.map {
                readlink("/proc/self/exe", $0.assumingMemoryBound(to: CChar.self), bytes.count)
            } ?? -1
        }
        let parts = String(decoding: buffer.prefix(max(0, count)), as: UTF8.self).split(separator: "/").dropLast()
        let path = "/" + parts.joined(separator: "/") + "/urbanmined"
        guard access(path, X_OK) == 0 else { throw Failure(description: "\(path) is not built") }
        return path
    }

    /// - Parameters:
    ///   - arguments: the command line after the program's name.
    ///   - environment: variables beside those of the tests, of which PG… and URBANMINE… are left out.
    init(_ arguments: [String], environment: [String: String] = [:], log: TemporaryFolder) throws {
        logPath = "\(log.path)/daemon-\(UInt64.random(in: .min ... .max)).log"
        pid = try Self.start([try Self.program()] + arguments, environment: environment, output: logPath)
    }

    deinit {
        if status == nil {
            kill(pid, SIGKILL)
            waitpid(pid, nil, 0)
        }
    }

    /// Standard output and error.
    var log: String { Self.text(logPath) }

    func signal(_ number: Int32) { kill(pid, number) }

    /// The exit status, 128 + n when signal n ended it; fails when it goes on for longer.
    func wait(seconds: Double = 30) async throws -> Int32 {
        try await wait(seconds: seconds, for: "the end") { self.endedStatus != nil }
        return endedStatus ?? -1
    }

    /// The exit status if it has ended.
    var endedStatus: Int32? {
        if status == nil {
            var raw: Int32 = 0
            if waitpid(pid, &raw, WNOHANG) == pid {
                status = raw & 0x7F == 0 ? (raw >> 8) & 0xFF : 128 + (raw & 0x7F)
            }
        }
        return status
    }

    /// Waits until something holds.
    func wait(
        seconds: Double = 30, for what: String, pause: Duration = .milliseconds(20),
        until holds: () async throws -> Bool
    ) async throws {
        let deadline = ContinuousClock.now.advanced(by: .seconds(seconds))
        while try await !holds() {
            guard ContinuousClock.now < deadline else {
                throw Failure(description: "waited \(seconds) s for \(what); the daemon said:\n\(log)")
            }
            try await Task.sleep(for: pause)
        }
    }

    /// Waits until the log has a text.
    func wait(seconds: Double = 30, forLog text: String) async throws {
        try await wait(seconds: seconds, for: "'\(text)'") { self.log.contains(text) }
    }

    /// Runs a program of the system and gives its exit status.
    static func run(_ arguments: [String]) throws -> Int32 {
        let pid = try start(arguments, environment: [:], output: "/dev/null")
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0 && errno == EINTR {}
        return (status >> 8) & 0xFF
    }

    private static func start(_ arguments: [String], environment: [String: String], output: String) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_APPEND, 0o644)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var noSignal = sigset_t()
        sigemptyset(&noSignal)
        posix_spawnattr_setsigmask(&attributes, &noSignal)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))

        let texts = arguments.map { strdup($0) }
        let variables = variables(environment).map { strdup($0) }
        defer { for text in texts + variables { free(text) } }
        var pid: pid_t = 0
        let failure = posix_spawnp(&pid, arguments[0], &actions, &attributes, texts + [nil], variables + [nil])
        guard failure == 0 else {
            throw Failure(description: "can't start \(arguments[0]): \(String(cString: strerror(failure)))")
        }
        return pid
    }

    private static func variables(_ added: [String: String]) -> [String] {
        var variables: [String] = []
        var pointer = environ
        while let entry = pointer.pointee {
            let text = String(cString: entry)
            let hidden = ["PG", "URBANMINE", "NOTIFY_SOCKET", "WATCHDOG", "JOURNAL_STREAM"]
            if !hidden.contains(where: { text.hasPrefix($0) }) { variables.append(text) }
            pointer += 1
        }
        return variables + added.map { "\($0.key)=\($0.value)" }
    }

    static func text(_ path: String) -> String {
        guard let file = fopen(path, "re") else { return "" }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while case let count = fread(&buffer, 1, buffer.count, file), count > 0 { bytes += buffer[0..<count] }
        return String(decoding: bytes, as: UTF8.self)
    }
}
