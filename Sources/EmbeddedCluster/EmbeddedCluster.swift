internal import Glibc

/// A private PostgreSQL that urbanmine creates and runs by itself below its home directory.
///
/// It listens on a unix socket only. Any number of processes may use one home: whoever comes first creates and starts
/// the server, under a lock in the home, the others find it. The server belongs to no process of ours; it goes on
/// when they end, however they end. All calls block.
package struct EmbeddedCluster: Sendable {
    /// The home directory, absolute; it need not exist yet.
    package let home: String

    /// The superuser and the database of every embedded cluster.
    package static let user = "urbanmine"
    package static let database = "urbanmine"

    /// False makes root's server run as another user even where user namespaces work.
    let namespaces: Bool

    /// Where to look for PostgreSQL's programs instead of searching.
    let programsDirectory: String?

    /// How long a server that lives may take to answer; recovery after a crash can be long.
    static let patience = Duration.seconds(900)

    /// How long a server may take to start on a full disk.
    static let fullDiskPatience = Duration.seconds(10)

    /// How long a refused start is tried again, while processes of a killed server still end.
    static let refusalPatience = Duration.seconds(45)

    /// A cluster in a home directory; a relative path counts from the working directory of now.
    package init(home: String) {
        self.init(home: home, namespaces: true)
    }

    init(home: String, namespaces: Bool, programsDirectory: String? = nil) {
        self.home = FileSystem.absolute(home)
        self.namespaces = namespaces
        self.programsDirectory = programsDirectory
    }

    /// The home that an environment names: `URBANMINE_HOME`, else `$XDG_DATA_HOME/urbanmine`, else
    /// `~/.local/share/urbanmine`.
    ///
    /// A relative `XDG_DATA_HOME` is ignored, as its specification asks.
    package static func defaultHome(environment: [String: String]) -> String {
        if let home = environment["URBANMINE_HOME"], !home.isEmpty {
            return home
        }
        if let data = environment["XDG_DATA_HOME"], data.hasPrefix("/") {
            return "\(data)/urbanmine"
        }
        if let user = environment["HOME"], !user.isEmpty {
            return "\(user)/.local/share/urbanmine"
        }
        let account = getpwuid(geteuid()).flatMap { $0.pointee.pw_dir }.map { String(cString: $0) }
        return "\(account ?? "")/.local/share/urbanmine"
    }

    /// Makes sure that the server runs and tells where; creates the cluster first if there is none.
    ///
    /// A few milliseconds when it runs already, then without any lock.
    package func start() throws(ClusterError) -> ClusterAddress {
        if let site = try ClusterSite.existing(home: home),
            case .running(let server) = observe(site), server.hasDatabase, try !isOutdated(server)
        {
            return server.address
        }
        let real = try ClusterSite.prepare(home: home)
        let lock = try ClusterLock(home: real)
        defer { withExtendedLifetime(lock) {} }
        if let site = try ClusterSite.existing(home: real) {
            return try bringUp(site)
        }
        let site = try ClusterSite.choose(home: real, namespaces: namespaces)
        try create(site)
        return try bringUp(site)
    }

    /// Stops the server.
    /// - Returns: whether it ran.
    /// - Throws: `stopFailed` when it has not ended in time: with `smart` as clients are still connected.
    package func stop(mode: StopMode) throws(ClusterError) -> Bool {
        guard let site = try ClusterSite.existing(home: home) else { return false }
        let lock = try ClusterLock(home: site.home)
        defer { withExtendedLifetime(lock) {} }
        guard let processID = observe(site).processID else { return false }
        let directory = PostmasterFile(dataDirectory: site.data)?.socketDirectory
        try terminate(processID, of: site, mode: mode)
        if let directory {
            RuntimeDirectory.remove(directory, of: site)
        }
        return true
    }

    /// Tells what there is, without creating, starting or waiting.
    package func status() throws(ClusterError) -> ClusterStatus {
        guard let site = try ClusterSite.existing(home: home) else {
            return ClusterStatus(
                state: .absent, home: home, dataDirectory: nil, logDirectory: nil, processID: nil, address: nil,
                serverVersion: nil)
        }
        let observation = observe(site)
        var address: ClusterAddress?
        var version: String?
        if case .running(let server) = observation {
            address = server.address
            version = server.version
        }
        return ClusterStatus(
            state: observation.state, home: home, dataDirectory: site.data, logDirectory: site.log,
            processID: observation.processID, address: address, serverVersion: version)
    }
}
