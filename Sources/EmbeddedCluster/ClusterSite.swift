internal import Glibc
internal import Wording

/// Where a cluster's files are and as whom its server runs.
struct ClusterSite {
    /// The home, absolute and without symbolic links.
    let home: String

    /// The directory that holds `data`, `log` and `run`: the home, or elsewhere when root's server, as another user,
    /// can't enter the home.
    let base: String

    let identity: ServerIdentity

    var data: String { "\(base)/data" }
    var log: String { "\(base)/log" }

    /// Takes what the server prints before its log collector runs.
    var startupLog: String { "\(log)/startup.log" }

    /// How names of directories under construction begin.
    static let stagingPrefix = "data.new-"

    /// The file in the home that names the base when it is elsewhere.
    private static let locationFile = "location"

    /// The site of a home that has a cluster; nil when it has none.
    /// - Throws: `notOurs` when the cluster is another user's.
    static func existing(home: String) throws(ClusterError) -> ClusterSite? {
        guard let home = FileSystem.realPath(home) else {
            guard errno == EACCES else { return nil }
            throw ClusterError.refused("can't look into \(home)", EACCES, home: home)
        }
        let base = try location(recordedIn: home) ?? home
        guard let status = FileSystem.status("\(base)/data") else {
            guard errno == EACCES else { return nil }
            throw ClusterError.refused("can't look into \(base)", EACCES, home: home)
        }
        guard status.st_mode & S_IFMT == S_IFDIR else { return nil }
        return ClusterSite(
            home: home, base: base, identity: try ServerIdentity.owning("\(base)/data", status: status))
    }

    /// Creates the home if needed and resolves its links.
    /// - Throws: `notOurs` where that is not permitted, `notWritable` where it is not possible.
    static func prepare(home: String) throws(ClusterError) -> String {
        let failure = FileSystem.makeDirectories(home, mode: 0o700)
        guard failure == 0, let real = FileSystem.realPath(home) else {
            throw ClusterError.refused("can't create \(home)", failure == 0 ? errno : failure, home: home)
        }
        return real
    }

    /// Decides where a new cluster of this home goes and as whom its server runs.
    /// - Parameter namespaces: false leaves out the user namespace, as where the kernel forbids it.
    static func choose(home: String, namespaces: Bool) throws(ClusterError) -> ClusterSite {
        guard geteuid() == 0 else {
            return ClusterSite(home: home, base: home, identity: .caller)
        }
        if let base = try location(recordedIn: home) {
            return ClusterSite(home: home, base: base, identity: try .unprivilegedUser())
        }
        if namespaces, ServerIdentity.userNamespace.reaches(home, writing: true) {
            return ClusterSite(home: home, base: home, identity: .userNamespace)
        }
        let identity = try ServerIdentity.unprivilegedUser()
        if identity.reaches(home, writing: false) || open(home, for: identity) {
            return ClusterSite(home: home, base: home, identity: identity)
        }
        let base = "\(outside)\(hash(home))"
        guard FileSystem.status("\(base)/data") == nil else {
            throw ClusterError(
                .notOurs,
                """
                \(base) holds the cluster that \(home) had before it was removed; to have it again write that path \
                into \(home)/\(locationFile), else move it away
                """)
        }
        try record(location: base, in: home)
        return ClusterSite(home: home, base: base, identity: identity)
    }

    /// Lets others pass through a home that is root's and still empty, if that is all that is in the way.
    ///
    /// What will be in it is closed to them. Elsewhere, say outside of a container's volume, the data might get lost.
    private static func open(_ home: String, for identity: ServerIdentity) -> Bool {
        guard let status = FileSystem.status(home), status.st_uid == 0,
            FileSystem.names(in: home).allSatisfy({ $0 == "lock" }),
            chmod(home, status.st_mode & 0o7777 | 0o011) == 0
        else { return false }
        if identity.reaches(home, writing: false) {
            return true
        }
        chmod(home, status.st_mode & 0o7777)
        return false
    }

    /// Creates the directories that the server needs beside its data.
    func prepareDirectories() throws(ClusterError) {
        if base != home {
            try Self.makeOwn(base, mode: 0o711, owner: (0, 0))
        }
        try Self.makeOwn(log, mode: 0o700, owner: identity.owner)
    }

    /// A name beside the data directory that nobody has used.
    func newStagingDirectory() -> String {
        "\(base)/\(Self.stagingPrefix)\(String(UInt64.random(in: 0 ... .max), radix: 16))"
    }

    /// Removes what creations and restores that were killed have left; only under the lock.
    func removeLeftovers() {
        for name in FileSystem.names(in: base) where name.hasPrefix(Self.stagingPrefix) {
            _ = try? ChildProcess.run(["/bin/rm", "-rf", "--", "\(base)/\(name)"])
        }
    }

    /// A short name for a home, not a secret: who owns what bears it is always checked.
    static func hash(_ home: String) -> String {
        var value: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in Array(home.utf8) {
            value = (value ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
        }
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    /// Makes sure that a directory exists, is no link and is its owner's alone to write.
    static func makeOwn(
        _ path: String, mode: mode_t, owner: (uid: uid_t, gid: gid_t)
    ) throws(ClusterError) {
        if mkdir(path, 0o700) == 0 {
            guard (geteuid() == owner.uid || chown(path, owner.uid, owner.gid) == 0) && chmod(path, mode) == 0 else {
                throw ClusterError(.notWritable, "can't set the owner of \(path): \(FileSystem.reason(errno))")
            }
            return
        }
        guard errno == EEXIST else {
            throw ClusterError(.notWritable, "can't create \(path): \(FileSystem.reason(errno))")
        }
        guard let status = FileSystem.status(path), status.st_mode & S_IFMT == S_IFDIR, status.st_uid == owner.uid,
            status.st_mode & 0o022 == 0
        else {
            throw ClusterError(
                .notOurs,
                """
                \(path) is not a directory that user \(owner.uid) alone can write to; remove it, or choose another \
                URBANMINE_HOME
                """)
        }
    }

    // MARK: - Elsewhere

    private static let outside = "/var/lib/urbanmine-"

    private static func location(recordedIn home: String) throws(ClusterError) -> String? {
        guard let line = FileSystem.text(of: "\(home)/\(locationFile)", limit: 4_096)?.split(separator: "\n").first
        else { return nil }
        // Root follows this file, so it may only name what root itself has made for this very home.
        guard line == "\(outside)\(hash(home))" else {
            throw ClusterError(
                .notOurs,
                """
                \(home)/\(locationFile) names \(String(line)), which is not this home's place (was the home moved?); \
                restore a backup into a new home, or rename the directory to \(outside)\(hash(home)) and \
                correct the file
                """)
        }
        return String(line)
    }

    private static func record(location: String, in home: String) throws(ClusterError) {
        let path = "\(home)/\(locationFile)"
        let draft = "\(path).new"
        unlink(draft)
        guard let file = FileDescriptor(opening: draft, O_WRONLY | O_CREAT | O_EXCL, mode: 0o644),
            file.writeAll("\(location)\n"), fsync(file.number) == 0, rename(draft, path) == 0
        else {
            throw ClusterError(.notWritable, "can't write \(path): \(FileSystem.reason(errno))")
        }
        FileSystem.synchronize(directory: home)
    }
}
