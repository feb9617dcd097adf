internal import Glibc
internal import Wording

/// Starting programs with `posix_spawn`.
///
/// Every child gets a session of its own (Ctrl-C in the terminal is for urbanmine alone), default signal handling,
/// an empty signal mask, a small fixed environment (so that no `PGHOST` or `PGOPTIONS` of the caller reaches a
/// server program), no descriptors but those named here, and `/` as its working directory: PostgreSQL's programs
/// give up where they can't tell their working directory, as in one that was removed or whose path is very long.
struct ChildProcess {
    /// The streams of a child; nil is `/dev/null`.
    struct Streams {
        var input: Int32?
        var output: Int32?
        var error: Int32?
        /// Becomes descriptor 3.
        var extra: Int32?
    }

    /// How a program that ran to its end ended, and what it wrote (both streams in one).
    struct Outcome {
        let succeeded: Bool
        let output: String
    }

    /// `C.UTF-8` keeps messages in English, by which a refused start is recognised; `TZ` spares `initdb` its search.
    static let environment = ["PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", "LC_ALL=C.UTF-8", "TZ=UTC"]

    /// glibc's `POSIX_SPAWN_SETSID` (since 2.26), which its headers show to GNU sources only.
    private static let newSession: Int32 = 0x80

    /// Starts a program and returns its process id.
    /// - Throws: `programsMissing` when there is no shell; other failures to start show in how the program ends.
    static func spawn(
        _ arguments: [String], streams: Streams, variables: [String] = []
    ) throws(ClusterError) -> pid_t {
        makeChildrenWaitable()
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (target, source) in [(Int32(0), streams.input), (1, streams.output), (2, streams.error)] {
            if let source {
                posix_spawn_file_actions_adddup2(&actions, source, target)
            } else {
                posix_spawn_file_actions_addopen(&actions, target, "/dev/null", O_RDWR, 0)
            }
        }
        if let extra = streams.extra {
            posix_spawn_file_actions_adddup2(&actions, extra, 3)
        }
        for descriptor in inheritable(above: streams.extra == nil ? 2 : 3) {
            posix_spawn_file_actions_addclose(&actions, descriptor)
        }

        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        let flags = Int32(POSIX_SPAWN_SETSIGMASK) | Int32(POSIX_SPAWN_SETSIGDEF) | newSession
        posix_spawnattr_setflags(&attributes, Int16(flags))

        let command = ["/bin/sh", "-c", #"cd / && exec "$@""#, "urbanmine"] + arguments
        var argv: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) } + [nil]
        var envp: [UnsafeMutablePointer<CChar>?] = (environment + variables).map { strdup($0) } + [nil]
        defer {
            argv.forEach { free($0) }
            envp.forEach { free($0) }
        }
        var pid: pid_t = 0
        let failure = posix_spawn(&pid, command[0], &actions, &attributes, &argv, &envp)
        guard failure == 0 else {
            throw ClusterError(.programsMissing, "can't run \(command[0]): \(FileSystem.reason(failure))")
        }
        return pid
    }

    /// Waits for a child's end; true when it ended with status 0.
    static func wait(for pid: pid_t) -> Bool {
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0 {
            guard errno == EINTR else { return false }
        }
        return status == 0
    }

    /// Runs a program to its end.
    /// - Parameter started: is told the process id.
    static func run(
        _ arguments: [String], started: (pid_t) -> Void = { _ in }
    ) throws(ClusterError) -> Outcome {
        guard let pipe = FileDescriptor.socketPair() else {
            throw ClusterError(.notWritable, "can't open a socket: \(FileSystem.reason(errno))")
        }
        let reading = try spawnWriting(arguments, into: pipe, started: started)
        let output = reading.end.readAll(limit: 1 << 20)
        return Outcome(succeeded: wait(for: reading.pid), output: String(decoding: output, as: UTF8.self))
    }

    private struct Reading: ~Copyable {
        let end: FileDescriptor
        let pid: pid_t
    }

    /// Consumes the pipe, so that its writing end is open in the child only and the reader sees the end.
    private static func spawnWriting(
        _ arguments: [String], into pipe: consuming FileDescriptor.Pair, started: (pid_t) -> Void
    ) throws(ClusterError) -> Reading {
        let streams = Streams(output: pipe.writing.number, error: pipe.writing.number)
        let pid = try spawn(arguments, streams: streams)
        started(pid)
        return Reading(end: pipe.reading, pid: pid)
    }

    /// The caller's open descriptors above a number.
    ///
    /// Ours close themselves on `exec`, but others, such as those that
    /// urbanmine itself was started with, would stay open in a server for ever, and whoever reads them would wait.
    private static func inheritable(above highest: Int32) -> [Int32] {
        FileSystem.names(in: "/proc/self/fd").compactMap { Int32($0) }.filter { $0 > highest }
    }

    /// With SIGCHLD ignored, which a parent may hand down through `exec`, the kernel would forget our children and
    /// nobody could learn how they ended.
    private static func makeChildrenWaitable() {
        var action = sigaction()
        guard sigaction(SIGCHLD, nil, &action) == 0,
            unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == 1
        else { return }
        signal(SIGCHLD, SIG_DFL)
    }
}
