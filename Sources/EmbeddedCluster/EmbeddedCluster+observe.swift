internal import Glibc
internal import Wording

/// A server that answers.
struct RunningServer {
    let processID: Int32
    let address: ClusterAddress
    /// As it told on connecting; nil when it did not let us in.
    let version: String?
    /// Whether urbanmine's database exists, as far as is known.
    let hasDatabase: Bool
}

/// What a look at a site's server finds.
enum Observation {
    /// No server; `staleProcess` is what a `postmaster.pid` left behind names, if someone else has that number.
    case stopped(staleProcess: Int32?)
    case starting(Int32)
    case stopping(Int32)
    case running(RunningServer)
    /// The server lives and says it is ready, but nobody listens on its socket.
    case unreachable(Int32)
    /// It accepts connections and does not answer.
    case silent(Int32, reason: Sentence)

    var processID: Int32? {
        switch self {
        case .stopped: nil
        case .starting(let pid), .stopping(let pid), .unreachable(let pid), .silent(let pid, _): pid
        case .running(let server): server.processID
        }
    }

    var state: ClusterStatus.State {
        switch self {
        case .stopped: .stopped
        case .starting: .starting
        case .stopping: .stopping
        case .running: .running
        case .unreachable, .silent: .unreachable
        }
    }
}

extension EmbeddedCluster {
    /// Looks at `postmaster.pid`, at the process it names, and asks the server itself.
    func observe(_ site: ClusterSite) -> Observation {
        guard let file = PostmasterFile(dataDirectory: site.data) else { return .stopped(staleProcess: nil) }
        switch ProcessTable.postmaster(file.processID, of: site.data) {
        case .gone: return .stopped(staleProcess: nil)
        case .other: return .stopped(staleProcess: file.processID)
        case .ours: break
        }
        switch file.state {
        case .starting: return .starting(file.processID)
        case .stopping: return .stopping(file.processID)
        case .ready: break
        }
        guard RuntimeDirectory.isPrivate(file.socketDirectory, to: site.identity) else {
            return .unreachable(file.processID)
        }
        let address = ClusterAddress(socketDirectory: file.socketDirectory, port: file.port, user: Self.user)
        let connection = WireConnection(address, database: Self.database, expecting: file.processID)
        func running(version: String?, hasDatabase: Bool) -> Observation {
            .running(
                RunningServer(
                    processID: file.processID, address: address, version: version, hasDatabase: hasDatabase))
        }
        switch connection.answer {
        case .ready(let version): return running(version: version, hasDatabase: true)
        case .noDatabase: return running(version: nil, hasDatabase: false)
        case .full: return running(version: nil, hasDatabase: true)
        case .notYet: return .starting(file.processID)
        case .nobody, .stranger: return .unreachable(file.processID)
        case .refused(let reason): return .silent(file.processID, reason: reason)
        }
    }

    /// Whether the installed programs were upgraded underneath a running server.
    ///
    /// Its program file was replaced, and what is installed now is another version: then it would load libraries of
    /// the new version into the old server. Only another minor version counts; after a change of the major version the
    /// old server goes on, as the new programs could not start it.
    func isOutdated(_ server: RunningServer) throws(ClusterError) -> Bool {
        guard let version = server.version, ProcessTable.programWasReplaced(server.processID) else { return false }
        let major = ServerPrograms.major(of: version)
        do throws(ClusterError) {
            return try ServerPrograms.find(major: major, fixed: programsDirectory).version != version
        } catch {
            return false
        }
    }

    /// Sends a running server the mode's signal and waits until it has ended.
    func terminate(_ processID: Int32, of site: ClusterSite, mode: StopMode) throws(ClusterError) {
        let deadline = Deadline(in: mode == .smart ? .seconds(60) : .seconds(300))
        guard kill(processID, mode.signal) == 0 || errno == ESRCH else {
            throw ClusterError(
                .notOurs, "can't stop the server (process \(processID)): \(FileSystem.reason(errno))")
        }
        while case .ours = ProcessTable.postmaster(processID, of: site.data) {
            guard !deadline.hasPassed else {
                let advice: Sentence =
                    mode == .smart
                    ? "it will when its clients have gone; mode fast does not wait for them"
                    : "see \(site.log); mode immediate does not wait"
                throw ClusterError(.stopFailed, "the server (process \(processID)) has not stopped yet: \(advice)")
            }
            Deadline.pause(milliseconds: 5)
        }
    }
}
