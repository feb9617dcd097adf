import Glibc

/// Starts programs for tests.
///
/// Blocks where it waits: to be used off Swift's cooperative threads.
enum ChildProcess {
    /// A program could not be started or ended badly.
    struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    /// Starts a program, found by `PATH`, with an empty signal mask.
    ///
    /// - Parameters:
    ///   - arguments: the program and its arguments.
    ///   - input: the descriptor that becomes its standard input; nil is `/dev/null`.
    ///   - outputPath: the file that its output and errors are appended to.
    /// - Returns: its process id, which ``wait(for:)`` must be called with.
    static func start(
        _ arguments: [String], input: Int32? = nil, outputPath: String = "/dev/null"
    ) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        if let input {
            posix_spawn_file_actions_adddup2(&actions, input, 0)
        } else {
            posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        }
        posix_spawn_file_actions_addopen(&actions, 1, outputPath, O_WRONLY | O_CREAT | O_APPEND, 0o644)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)

        // Dispatch blocks signals on its threads, and a child would inherit that: it could not be terminated.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var noSignal = sigset_t()
        sigemptyset(&noSignal)
        posix_spawnattr_setsigmask(&attributes, &noSignal)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))

        let texts = arguments.map { strdup($0) }
        defer { for text in texts { free(text) } }
        var pid: pid_t = 0
        let failure = posix_spawnp(&pid, arguments[0], &actions, &attributes, texts + [nil], environ)
        guard failure == 0 else {
            throw Failure(description: "cannot start \(arguments[0]): \(String(cString: strerror(failure)))")
        }
        return pid
    }

    /// Waits for a started program and returns its exit status, 128 + n when signal n ended it.
    static func wait(for pid: pid_t) -> Int32 {
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0 && errno == EINTR {}
        return decoded(status)
    }

    /// The exit status if the program has ended, else nil.
    static func statusIfEnded(_ pid: pid_t) -> Int32? {
        var status: Int32 = 0
        return waitpid(pid, &status, WNOHANG) == pid ? decoded(status) : nil
    }

    /// Runs a program to its end.
    static func run(_ arguments: [String], outputPath: String = "/dev/null") throws -> Int32 {
        wait(for: try start(arguments, outputPath: outputPath))
    }

    private static func decoded(_ status: Int32) -> Int32 {
        let signal = status & 0x7F
        return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
    }
}

/// Reads a whole small file as text; nil when there is none.
func contents(ofFile path: String) -> String? {
    guard let file = fopen(path, "re") else { return nil }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while case let count = fread(&buffer, 1, buffer.count, file), count > 0 { bytes += buffer[0..<count] }
    return String(decoding: bytes, as: UTF8.self)
}
