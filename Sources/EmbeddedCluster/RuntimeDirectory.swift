internal import Glibc
internal import Wording

/// The directory of a server's socket: short, and its owner's alone.
///
/// A running server's directory is read from its `postmaster.pid`, so commands with other environments find it too.
enum RuntimeDirectory {
    /// The longest directory with which the socket's name stays within 107 bytes.
    private static let longest = 107 - "/.s.PGSQL.5432".utf8.count

    /// The directory for a server about to start.
    ///
    /// Inside the base where that is short enough: there it depends on no environment, and a service with a private
    /// `/tmp` shares it with everyone else.
    static func forSocket(_ site: ClusterSite) throws(ClusterError) -> String {
        let inside = "\(site.base)/run"
        if inside.utf8.count <= longest, inside.utf8.allSatisfy(isPlain) {
            try ClusterSite.makeOwn(inside, mode: 0o700, owner: site.identity.owner)
            if isPrivate(inside, to: site.identity), SocketPath.works(in: inside), clear(inside) {
                return inside
            }
        }
        return try outside(site, clearing: true)
    }

    /// Removes the socket that a killed server left, so that PostgreSQL need not ask whether its owner lives; false
    /// when another server uses the directory, as one whose home was renamed does.
    ///
    /// This guards a name only. What guards the data, `postmaster.pid`, is PostgreSQL's alone to remove.
    private static func clear(_ directory: String) -> Bool {
        let socket = "\(directory)/.s.PGSQL.5432"
        if let owner = FileSystem.text(of: "\(socket).lock", limit: 64).flatMap({ Int32($0.prefix { $0.isNumber }) }),
            ProcessTable.isRunning(owner), ProcessTable.isServer(owner)
        {
            return false
        }
        unlink(socket)
        unlink("\(socket).lock")
        return true
    }

    /// A short directory outside the base, named for the home and the caller.
    ///
    /// Others can write to `/tmp`: what exists there under our name is used only if it is a directory (no link) that
    /// the server's user owns and nobody else can enter; else the next name is tried, so that nobody can block us.
    /// - Parameter clearing: prepares it for a new socket.
    static func outside(_ site: ClusterSite, clearing: Bool = false) throws(ClusterError) -> String {
        let owner = site.identity.owner
        let name = "urbanmine-\(owner.uid)-\(ClusterSite.hash(site.home))"
        for parent in parents() {
            for attempt in 0..<16 {
                let path = attempt == 0 ? "\(parent)/\(name)" : "\(parent)/\(name)-\(attempt)"
                guard path.utf8.count <= longest, path.utf8.allSatisfy(isPlain) else { break }
                do throws(ClusterError) {
                    try ClusterSite.makeOwn(path, mode: 0o700, owner: owner)
                } catch {
                    guard error.kind == .notOurs else { break }
                    continue
                }
                if isPrivate(path, to: site.identity), SocketPath.works(in: path), !clearing || clear(path) {
                    return path
                }
            }
        }
        throw ClusterError(
            .notWritable, "can't create a directory for the server's socket in \("\(parents())" as String)")
    }

    /// Whether a directory is no link, the server's own, and closed to everybody else.
    static func isPrivate(_ path: String, to identity: ServerIdentity) -> Bool {
        guard let status = FileSystem.status(path) else { return false }
        return status.st_mode & S_IFMT == S_IFDIR && status.st_uid == identity.owner.uid && status.st_mode & 0o077 == 0
    }

    /// Removes an outside directory after its server has stopped; one that is not empty stays.
    static func remove(_ path: String, of site: ClusterSite) {
        guard path != "\(site.base)/run", isPrivate(path, to: site.identity) else { return }
        for name in FileSystem.names(in: path) where name.hasPrefix(ShortName.linkPrefix) {
            unlink("\(path)/\(name)")
        }
        rmdir(path)
    }

    /// Root's own `XDG_RUNTIME_DIR` goes when root logs out, `/run` stays.
    private static func parents() -> [String] {
        guard geteuid() != 0 else { return ["/run", "/tmp"] }
        guard let pointer = getenv("XDG_RUNTIME_DIR") else { return ["/tmp"] }
        let directory = String(cString: pointer)
        return directory.hasPrefix("/") && isPrivate(directory, to: .caller) ? [directory, "/tmp"] : ["/tmp"]
    }

    /// Letters that mean nothing in PostgreSQL's list of directories.
    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "-"), UInt8(ascii: "_"),
            UInt8(ascii: "."):
            true
        default:
            false
        }
    }
}
