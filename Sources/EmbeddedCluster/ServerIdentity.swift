internal import Glibc
internal import Wording

/// As whom the server's programs run; PostgreSQL refuses to run as root.
enum ServerIdentity: Equatable {
    /// As the caller, who is a normal user.
    case caller
    /// As the caller, root, in a user namespace where root's files are an unprivileged user's. Nothing changes hands:
    /// it works below directories that only root can enter.
    case userNamespace
    /// As another user, by `setpriv`.
    case user(uid_t, gid_t)

    /// What a command line is prefixed with.
    func prefix() throws(ClusterError) -> [String] {
        switch self {
        case .caller:
            []
        case .userNamespace:
            [try Self.tool("unshare"), "--user", "--map-user=65534", "--map-group=65534", "--"]
        case .user(let uid, let gid):
            [try Self.tool("setpriv"), "--reuid=\(uid)", "--regid=\(gid)", "--clear-groups", "--no-new-privs", "--"]
        }
    }

    /// The owner of the files that the server writes, as seen from outside.
    var owner: (uid: uid_t, gid: gid_t) {
        switch self {
        case .caller, .userNamespace: (geteuid(), getegid())
        case .user(let uid, let gid): (uid, gid)
        }
    }

    /// The identity that fits a data directory which exists: whoever owns it.
    /// - Throws: `notOurs` when it is another user's and the caller is not root.
    static func owning(_ dataDirectory: String, status: stat) throws(ClusterError) -> ServerIdentity {
        let caller = geteuid()
        if status.st_uid == caller {
            return caller == 0 ? .userNamespace : .caller
        }
        guard caller == 0 else {
            throw ClusterError(
                .notOurs,
                """
                \(dataDirectory) belongs to user \(status.st_uid), you are user \(caller); run urbanmine as its \
                owner, or give URBANMINE_HOME a directory of your own
                """)
        }
        return .user(status.st_uid, status.st_gid)
    }

    /// Whether this identity can enter a directory (and, when asked, write to it), found by trying.
    func reaches(_ directory: String, writing: Bool) -> Bool {
        let script = writing ? #"cd "$1" && test -w ."# : #"cd "$1""#
        guard let command = try? prefix() + ["/bin/sh", "-c", script, "sh", directory] else { return false }
        return (try? ChildProcess.run(command).succeeded) ?? false
    }

    /// The unprivileged account for root's cluster where namespaces are forbidden: the package's own, else nobody.
    static func unprivilegedUser() throws(ClusterError) -> ServerIdentity {
        for name in ["postgres", "nobody"] {
            var entry = passwd()
            var found: UnsafeMutablePointer<passwd>?
            var buffer = [CChar](repeating: 0, count: 4_096)
            if getpwnam_r(name, &entry, &buffer, buffer.count, &found) == 0, found != nil {
                return .user(entry.pw_uid, entry.pw_gid)
            }
        }
        throw ClusterError(
            .programsMissing,
            """
            PostgreSQL can't run as root, user namespaces are forbidden here, and there is no user postgres or \
            nobody; run urbanmine as a normal user, or add one: useradd --system postgres
            """)
    }

    private static func tool(_ name: String) throws(ClusterError) -> String {
        for directory in ["/usr/bin", "/bin", "/usr/local/bin"] where access("\(directory)/\(name)", X_OK) == 0 {
            return "\(directory)/\(name)"
        }
        throw ClusterError(.programsMissing, "\(name) is missing; install it: apt-get install util-linux")
    }
}
