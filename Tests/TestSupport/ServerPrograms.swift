import Glibc

/// PostgreSQL's server programs and how to run them as whoever the tests run as.
struct ServerPrograms: Sendable {
    let directory: String
    /// What comes before a program's name; empty for a normal user.
    let prefix: [String]
    /// Whether the server's files must belong to `nobody`.
    let runsAsNobody: Bool

    /// Finds the programs in `pg_config --bindir`, else in Debian's directory of the newest version.
    init(scratch: String) throws {
        directory = try Self.findDirectory(scratch: scratch)
        guard getuid() == 0 else {
            (prefix, runsAsNobody) = ([], false)
            return
        }
        // PostgreSQL refuses uid 0. setpriv works in every container that lets root change its uid, and the server is
        // a plain process of another user then. A user namespace needs no change of owner, but many container
        // runtimes forbid it, so it is second.
        let setpriv = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", "--"]
        let unshare = ["unshare", "--user", "--map-user=65534", "--map-group=65534", "--"]
        if try ChildProcess.run(setpriv + ["true"]) == 0 {
            (prefix, runsAsNobody) = (setpriv, true)
        } else if try ChildProcess.run(unshare + ["true"]) == 0 {
            (prefix, runsAsNobody) = (unshare, false)
        } else {
            throw ChildProcess.Failure(description: "root can neither setpriv nor unshare, and PostgreSQL refuses root")
        }
    }

    /// A command line that runs a server program from a directory that its user can be in.
    func command(_ program: String, in workingDirectory: String, _ arguments: [String]) -> [String] {
        ["env", "-C", workingDirectory] + prefix + ["\(directory)/\(program)"] + arguments
    }

    private static func findDirectory(scratch: String) throws -> String {
        let answer = "\(scratch)/bindir"
        if (try? ChildProcess.run(["pg_config", "--bindir"], outputPath: answer)) == 0,
            let line = contents(ofFile: answer)?.split(separator: "\n").first, isComplete(String(line))
        {
            return String(line)
        }
        var found = glob_t()
        defer { globfree(&found) }
        if glob("/usr/lib/postgresql/*/bin", 0, nil, &found) == 0 {
            let paths = (0..<Int(found.gl_pathc)).compactMap { found.gl_pathv[$0].map { String(cString: $0) } }
            let newest = paths.filter(isComplete).max { version(of: $0) < version(of: $1) }
            if let newest { return newest }
        }
        throw ChildProcess.Failure(description: "PostgreSQL's server programs are not installed")
    }

    private static func isComplete(_ directory: String) -> Bool {
        ["initdb", "postgres"].allSatisfy { access("\(directory)/\($0)", X_OK) == 0 }
    }

    private static func version(of path: String) -> Int {
        path.split(separator: "/").dropLast().last.flatMap { Int($0) } ?? 0
    }
}
