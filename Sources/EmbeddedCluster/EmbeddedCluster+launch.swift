internal import Glibc
internal import Wording

/// What came of one attempt to start the server.
private enum Launch {
    /// It says that it is ready, or is not for us to wait for here.
    case ready
    /// It ended; the text is what it had to say.
    case ended(String)
}

extension EmbeddedCluster {
    /// Starts the server of a site, or waits for one that is starting; only under the lock.
    /// - Throws: `startFailed` with the end of the log, `versionMismatch`, `programsMissing`.
    func bringUp(_ site: ClusterSite) throws(ClusterError) -> ClusterAddress {
        site.removeLeftovers()
        let patience = Deadline(in: Self.patience)
        let refusals = Deadline(in: Self.refusalPatience)
        let silence = Deadline(in: .seconds(5))
        let fullness = Deadline(in: Self.fullDiskPatience)
        var restarts = 0
        while true {
            switch observe(site) {
            case .running(let server):
                if try isOutdated(server) {
                    try terminate(server.processID, of: site, mode: .fast)
                    continue
                }
                if !server.hasDatabase {
                    try createDatabase(on: server)
                }
                return server.address
            case .unreachable(let processID):
                // Its socket is gone for good, as when the user's runtime directory was removed at logout.
                restarts += 1
                guard restarts <= 3 else {
                    throw failure("the server (process \(processID)) can't be reached through its socket", site)
                }
                try terminate(processID, of: site, mode: .fast)
            case .silent(let processID, let reason):
                // One that was killed just now looks like this for a moment.
                guard !silence.hasPassed else {
                    throw failure("the server (process \(processID)) runs but refuses connections: \(reason)", site)
                }
                Deadline.pause(milliseconds: 200)
            case .starting(let processID):
                // It begins anew again and again then, for ever.
                guard !fullness.hasPassed || !FileSystem.isFull(site.base) else {
                    throw failure(
                        """
                        the server (process \(processID)) can't recover, as the disk of \(site.base) is full: free \
                        some space, and it goes on by itself
                        """, site)
                }
                guard !patience.hasPassed else {
                    throw failure("the server (process \(processID)) is still recovering; try again later", site)
                }
                Deadline.pause(milliseconds: 10)
            case .stopping(let processID):
                guard !refusals.hasPassed else {
                    throw failure(
                        """
                        the server (process \(processID)) is shutting down and waits for its clients; try again when \
                        they have gone, or stop it with mode fast
                        """, site)
                }
                Deadline.pause(milliseconds: 10)
            case .stopped(let staleProcess):
                guard case .ended(let tail) = try launch(site, staleProcess: staleProcess) else { continue }
                guard Self.isTemporary(tail), !refusals.hasPassed else { throw startFailure(tail, site) }
                Deadline.pause(milliseconds: 200)
            }
        }
    }

    /// Whether a start was refused only as processes of a killed server have not ended yet; PostgreSQL's own check
    /// of its shared memory says so, and overriding it by removing `postmaster.pid` would ruin the data.
    private static func isTemporary(_ tail: String) -> Bool {
        ["is still in use", "another postmaster", "another server might be running"].contains { tail.contains($0) }
    }

    private func failure(_ what: Sentence, _ site: ClusterSite) -> ClusterError {
        ClusterError(.startFailed(logTail: serverLogTail(site)), "\(what); the log is in \(site.log)")
    }

    private func startFailure(_ tail: String, _ site: ClusterSite) -> ClusterError {
        var advice: Sentence = "the log is in \(site.log)"
        if LogExcerpt.saysDiskIsFull(tail) || FileSystem.isFull(site.base) {
            advice = "the disk of \(site.base) is full: free some space and try again; \(advice)"
        } else if tail.contains("lock file \"postmaster.pid\" is empty") {
            let file = "\(site.data)/postmaster.pid"
            advice =
                ProcessTable.server(of: site.data, owner: site.identity.owner.uid).map {
                    "\(file) is empty, and process \($0) may be a server of this directory: end it and try again"
                } ?? "\(file) is empty: if no other server uses this directory, remove it and try again"
        } else if case .userNamespace = site.identity, !site.identity.reaches(site.base, writing: true) {
            advice =
                """
                user namespaces, with which this cluster was made, are not allowed here any more; allow them, \
                or restore a backup into a new URBANMINE_HOME
                """
        } else if Self.isTemporary(tail) {
            advice = "processes of a killed server still use \(site.data); end them (SIGTERM) and try again"
        }
        return ClusterError(
            .startFailed(logTail: tail), "PostgreSQL did not start; \(advice)\(LogExcerpt.quoted(tail))")
    }

    /// Starts the server process once and waits until it is ready or has ended.
    private func launch(_ site: ClusterSite, staleProcess: Int32?) throws(ClusterError) -> Launch {
        let programs = try ServerPrograms.find(major: try majorVersion(of: site.data), fixed: programsDirectory)
        try site.prepareDirectories()
        removeOldLogs(site)
        removeBlankLockFile(site)
        let directory = try RuntimeDirectory.forSocket(site)
        let command =
            try site.identity.prefix() + [
                programs.path("postgres"), "-D", "\(try ShortName.lasting(site))/data",
                "-c", "listen_addresses=", "-c", "unix_socket_directories=\(directory)",
                "-c", "unix_socket_permissions=0700", "-c", "port=5432",
            ]
        let sizes = logSizes(site)
        let flags = O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_NOFOLLOW
        guard let log = FileDescriptor(opening: site.startupLog, flags, mode: 0o600) else {
            throw ClusterError(.notWritable, "can't write \(site.startupLog): \(FileSystem.reason(errno))")
        }
        fchown(log.number, site.identity.owner.uid, site.identity.owner.gid)
        let processID = try detach(command, log: log, staleProcess: staleProcess)
        let patience = Deadline(in: Self.patience)
        let fullness = Deadline(in: Self.fullDiskPatience)
        while ProcessTable.isRunning(processID), !patience.hasPassed {
            switch observe(site) {
            case .running, .silent, .unreachable: return .ready
            case .stopped, .starting, .stopping: Deadline.pause(milliseconds: 4)
            }
            if fullness.hasPassed, FileSystem.isFull(site.base) { return .ready }
        }
        guard !ProcessTable.isRunning(processID) else { return .ready }
        let texts = logSizes(site).keys.sorted().map { name in
            FileSystem.tail(of: "\(site.log)/\(name)", from: sizes[name] ?? 0)
        }
        return .ended(FileSystem.tail(of: site.startupLog) + texts.joined())
    }

    /// Starts a command as nobody's child, in a session of its own, with its output on the log.
    ///
    /// A shell in between starts it in the background, tells its process id and ends. Were the server our own child,
    /// it would stay behind as a zombie when it is killed while we live.
    ///
    /// A `postmaster.pid` that was left behind may name a number that another process has by now, or a zombie.
    /// PostgreSQL takes that for a running server unless it is its own parent or grandparent; so a number of which
    /// `/proc` has proved that it is no server is given as the grandparent's. All other checks of PostgreSQL stand.
    private func detach(
        _ command: [String], log: borrowing FileDescriptor, staleProcess: Int32?
    ) throws(ClusterError) -> Int32 {
        guard let pipe = FileDescriptor.socketPair() else {
            throw ClusterError(.notWritable, "can't open a socket: \(FileSystem.reason(errno))")
        }
        let shell = ["/bin/sh", "-c", #""$@" 3>&- & echo $! >&3"#, "urbanmine-start"] + command
        let streams = ChildProcess.Streams(output: log.number, error: log.number, extra: pipe.writing.number)
        let variables = staleProcess.map { ["PG_GRANDPARENT_PID=\($0)"] } ?? []
        let started = ChildProcess.wait(for: try ChildProcess.spawn(shell, streams: streams, variables: variables))
        // The shell has ended and the server does not hold the pipe, so what can be read is there.
        _ = fcntl(pipe.reading.number, F_SETFL, O_NONBLOCK)
        let answer = String(decoding: pipe.reading.readAll(limit: 32), as: UTF8.self)
        guard started, let processID = Int32(answer.prefix { $0.isNumber }) else {
            throw ClusterError(.startFailed(logTail: ""), "can't start \(command[0]) from /bin/sh")
        }
        return processID
    }

    private func createDatabase(on server: RunningServer) throws(ClusterError) {
        let connection = WireConnection(server.address, database: "postgres", expecting: server.processID)
        guard let failure = connection.execute("CREATE DATABASE \(Self.database)"), failure.state != "42P04" else {
            return
        }
        throw ClusterError(
            .startFailed(logTail: failure.message), "can't create the database \(Self.database): \(failure.message)")
    }

    /// Removes a `postmaster.pid` in which nothing stands, as a power cut can leave it, when no server has the data.
    ///
    /// PostgreSQL refuses such a file: a server that has just made it, and is about to write its number there, looks
    /// the same. But that one is a process and its working directory is the data directory, and other files of
    /// the server are PostgreSQL's own to judge.
    private func removeBlankLockFile(_ site: ClusterSite) {
        guard PostmasterFile.isBlank(dataDirectory: site.data),
            ProcessTable.server(of: site.data, owner: site.identity.owner.uid) == nil,
            PostmasterFile.isBlank(dataDirectory: site.data)
        else { return }
        unlink("\(site.data)/postmaster.pid")
    }

    // MARK: - Logs

    /// Keeps the newest log files; their names sort by time.
    private func removeOldLogs(_ site: ClusterSite) {
        let files = FileSystem.names(in: site.log).filter { $0.hasPrefix("postgresql-") }.sorted()
        for name in files.dropLast(9) {
            unlink("\(site.log)/\(name)")
        }
    }

    /// The log files with their sizes in bytes.
    ///
    /// A second start within one second writes on in the same file.
    private func logSizes(_ site: ClusterSite) -> [String: Int64] {
        FileSystem.names(in: site.log).filter { $0.hasPrefix("postgresql-") }.reduce(into: [:]) { sizes, name in
            sizes[name] = FileSystem.status("\(site.log)/\(name)").map { Int64($0.st_size) }
        }
    }

    private func serverLogTail(_ site: ClusterSite) -> String {
        let newest = FileSystem.names(in: site.log).filter { $0.hasPrefix("postgresql-") }.max()
        return newest.map { FileSystem.tail(of: "\(site.log)/\($0)") } ?? FileSystem.tail(of: site.startupLog)
    }
}
