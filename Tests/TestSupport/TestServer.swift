import Dispatch
import Glibc
import Postgres
import Synchronization

/// A private PostgreSQL server for tests: on a unix socket only, without fsync, gone with the test process.
///
/// Most tests share ``shared`` and have a database each; those that kill the server start one of their own. The role
/// `guarded` needs a password (scram-sha-256), every other is trusted.
package final class TestServer: Sendable {
    /// The server of this test process, started at its first use.
    package static let shared = TestServer()

    /// A server of one's own, for tests that stop or kill it.
    package static func start() async throws -> TestServer {
        let server = TestServer()
        _ = try await server.running()
        return server
    }

    private struct Running: Sendable {
        let programs: ServerPrograms
        let directory: String
        /// For CREATE DATABASE.
        ///
        /// Few at a time: each copies files and forces a checkpoint.
        let administration: Pool
    }

    private struct State {
        var start: Task<Running, any Error>?
        var postmaster: pid_t?
        var databases = 0
    }

    private let state = Mutex(State())

    private init() {}

    // MARK: - Databases

    /// Creates a database and returns its conninfo.
    ///
    /// - Parameter template: the database to copy, which nobody may be connected to; nil is an empty one.
    package func database(template: String? = nil) async throws -> String {
        let running = try await running()
        let name = state.withLock { state in
            state.databases += 1
            return "test_\(state.databases)"
        }
        let origin = quoted(template ?? "template0")
        _ = try await running.administration.run { connection in
            try connection.execute("CREATE DATABASE \(unsafe: name) TEMPLATE \(unsafe: origin) STRATEGY file_copy")
        }
        return conninfo(running, database: name, user: "postgres")
    }

    /// The conninfo of a database, existing or not.
    package func conninfo(database: String = "postgres", user: String = "postgres") async throws -> String {
        conninfo(try await running(), database: database, user: user)
    }

    private func conninfo(_ running: Running, database: String, user: String) -> String {
        "host=\(running.directory) port=5432 dbname='\(database)' user='\(user)'"
    }

    // MARK: - Accidents

    /// The main server process; 0 while the server is down.
    package var postmasterPID: Int32 { state.withLock { $0.postmaster ?? 0 } }

    /// Stops the server as an administrator would, ending its sessions.
    package func stop() async throws {
        try await end(with: SIGINT)
    }

    /// Kills the main server process, as the kernel does when memory runs out; sessions end by themselves.
    package func killPostmaster() async throws {
        try await end(with: SIGKILL)
    }

    /// Kills the process of one session; the server then ends all others and recovers.
    package func killBackend(_ pid: Int32) throws {
        guard pid > 1, kill(pid, SIGKILL) == 0 else {
            throw ChildProcess.Failure(description: "there is no session \(pid)")
        }
    }

    /// Starts a stopped or killed server again, or stops it first when it runs.
    package func restart() async throws {
        let running = try await running()
        if postmasterPID != 0 { try await stop() }
        let deadline = ContinuousClock.now.advanced(by: .seconds(20))
        while true {
            do {
                try await launch(running.programs, running.directory)
                return
            } catch {
                // After a kill the new server is refused until the last old session has noticed.
                guard ContinuousClock.now < deadline else { throw error }
                try await Task.sleep(for: .milliseconds(100))
            }
        }
    }

    private func end(with signal: Int32) async throws {
        let pid = state.withLock { state in
            defer { state.postmaster = nil }
            return state.postmaster
        }
        guard let pid else { throw ChildProcess.Failure(description: "the server is not running") }
        _ = try await blocking {
            kill(pid, signal)
            return ChildProcess.wait(for: pid)
        }
    }

    // MARK: - Starting

    private func running() async throws -> Running {
        let start = state.withLock { state in
            if let start = state.start { return start }
            let start = Task { [self] in try await create() }
            state.start = start
            return start
        }
        return try await start.value
    }

    private func create() async throws -> Running {
        let (programs, directory) = try await blocking { () throws -> (ServerPrograms, String) in
            let directory = try Self.makeDirectory()
            try Self.startWatchdog(directory)
            let programs = try ServerPrograms(scratch: directory)
            if programs.runsAsNobody, chown(directory, 65534, 65534) != 0 {
                throw ChildProcess.Failure(description: "cannot give \(directory) to nobody")
            }
            let initdb = programs.command(
                "initdb", in: directory,
                [
                    "-D", "\(directory)/data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8",
                    "--no-sync", "--no-instructions",
                ]
            )
            guard try ChildProcess.run(initdb, outputPath: "\(directory)/log") == 0 else {
                throw ChildProcess.Failure(description: "initdb: \(contents(ofFile: "\(directory)/log") ?? "")")
            }
            try Self.requirePasswordOfGuarded(directory)
            return (programs, directory)
        }
        try await launch(programs, directory)
        let settings = ConnectionSettings("host=\(directory) port=5432 dbname=postgres user=postgres")
        return Running(
            programs: programs,
            directory: directory,
            administration: Pool(settings, limit: 2, acquireTimeout: .seconds(300))
        )
    }

    /// Starts the server in a session of its own and waits until it accepts connections.
    private func launch(_ programs: ServerPrograms, _ directory: String) async throws {
        // Commits stay synchronous: what was committed must survive a kill -9, as it does with the system's cache.
        let settings = [
            "listen_addresses=", "unix_socket_directories=\(directory)", "port=5432", "fsync=off",
            "full_page_writes=off", "max_connections=200", "shared_buffers=64MB", "jit=off",
        ]
        let command = programs.command(
            "postgres", in: directory, ["-D", "\(directory)/data"] + settings.flatMap { ["-c", $0] }
        )
        let pid = try await blocking { try ChildProcess.start(["setsid"] + command, outputPath: "\(directory)/log") }
        let deadline = ContinuousClock.now.advanced(by: .seconds(60))
        while !Self.isReady(directory, pid) {
            let ended = ChildProcess.statusIfEnded(pid) != nil
            guard !ended, ContinuousClock.now < deadline else {
                if !ended { kill(pid, SIGKILL) }
                let log = contents(ofFile: "\(directory)/log") ?? ""
                throw ChildProcess.Failure(description: "the server does not start: \(log.suffix(2000))")
            }
            try await Task.sleep(for: .milliseconds(10))
        }
        state.withLock { $0.postmaster = pid }
    }

    /// The first line is whose file it is, the eighth how far the server has come.
    private static func isReady(_ directory: String, _ pid: pid_t) -> Bool {
        let lines = contents(ofFile: "\(directory)/data/postmaster.pid")?.split(
            separator: "\n", omittingEmptySubsequences: false
        )
        guard let lines, lines.count >= 8 else { return false }
        return lines[0] == String(pid) && lines[7].hasPrefix("ready")
    }

    /// A directory whose name leaves room for a socket: `/tmp` itself, since `TMPDIR` may be long.
    private static func makeDirectory() throws -> String {
        var template = Array("/tmp/pgtest.XXXXXX".utf8CString)
        guard let path = mkdtemp(&template) else {
            throw ChildProcess.Failure(description: "cannot make a directory in /tmp")
        }
        return String(cString: path)
    }

    /// Starts a shell that ends the server and removes its files when this process is gone, however it went: its
    /// input is a socket of ours that the kernel closes.
    private static func startWatchdog(_ directory: String) throws {
        var ends: [Int32] = [-1, -1]
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
            throw ChildProcess.Failure(description: "no socket for the watchdog")
        }
        let script = """
            read nothing
            server=$(head -n 1 "$0/data/postmaster.pid" 2>/dev/null)
            if [ -n "$server" ]; then
                kill -QUIT "$server"
                for i in 1 2 3 4 5 6 7 8 9 10; do
                    kill -0 "$server" 2>/dev/null || break
                    sleep 0.1
                done
                kill -KILL "$server"
            fi
            rm -rf "$0"
            """
        _ = try ChildProcess.start(["setsid", "sh", "-c", script, directory], input: ends[1])
        close(ends[1])
    }

    private static func requirePasswordOfGuarded(_ directory: String) throws {
        let path = "\(directory)/data/pg_hba.conf"
        guard let file = fopen(path, "we") else {
            throw ChildProcess.Failure(description: "cannot write \(path)")
        }
        fputs("local all guarded scram-sha-256\nlocal all all trust\n", file)
        fclose(file)
    }

    private func blocking<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(with: Swift.Result { try body() }) }
        }
    }

    private func quoted(_ identifier: String) -> String {
        "\"" + identifier.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }
}
