internal import Glibc
internal import Wording

/// PostgreSQL's server programs of one installation.
struct ServerPrograms {
    let directory: String

    /// The version as `postgres --version` tells it without its first words, equal to a server's `server_version`.
    let version: String

    var major: Int { Self.major(of: version) }

    func path(_ program: String) -> String { "\(directory)/\(program)" }

    /// The leading number of a version.
    static func major(of version: String) -> Int {
        Int(version.prefix { $0.isNumber }) ?? 0
    }

    /// Finds the programs, for a data directory those of its major version.
    ///
    /// Looks in what `pg_config` names, in Debian's directories (newest first) and in `PATH`.
    /// - Parameters:
    ///   - major: the data directory's version; nil takes the first installation found.
    ///   - fixed: looks in this directory only.
    /// - Throws: `programsMissing`, or `versionMismatch` when only other major versions are installed.
    static func find(major: Int?, fixed: String? = nil) throws(ClusterError) -> ServerPrograms {
        var others: [Int] = []
        for directory in fixed.map({ [$0] }) ?? candidates(preferring: major) {
            guard let programs = ServerPrograms(directory: directory) else { continue }
            guard let major, programs.major != major else { return programs }
            others.append(programs.major)
        }
        guard let major, let other = others.first else {
            throw ClusterError(
                .programsMissing,
                """
                PostgreSQL's server programs (postgres, initdb) are not installed; install them: \
                apt-get install postgresql, or name a database of your own with --database
                """)
        }
        throw ClusterError(
            .versionMismatch,
            """
            the data were written by PostgreSQL \(major), installed is PostgreSQL \(other); install the matching \
            programs: apt-get install postgresql-\(major)
            """)
    }

    private init?(directory: String) {
        guard ["postgres", "initdb"].allSatisfy({ access("\(directory)/\($0)", X_OK) == 0 }),
            let outcome = try? ChildProcess.run(["\(directory)/postgres", "--version"]), outcome.succeeded
        else { return nil }
        // Among the lines may be a shell's complaint about the working directory.
        let lines = outcome.output.split(separator: "\n")
        guard let line = lines.first(where: { $0.hasPrefix("postgres (") }) else { return nil }
        self.directory = directory
        version = line.split(separator: " ").dropFirst(2).joined(separator: " ")
    }

    private static func candidates(preferring major: Int?) -> [String] {
        let debian = "/usr/lib/postgresql"
        let installed = FileSystem.names(in: debian).compactMap { Int($0) }.sorted(by: >)
        let path = getenv("PATH").map { String(cString: $0) } ?? ""
        let searched = path.split(separator: ":").map(String.init).filter { $0.hasPrefix("/") }

        var directories = major.map { ["\(debian)/\($0)/bin"] } ?? []
        for directory in searched + ["/usr/bin"] where access("\(directory)/pg_config", X_OK) == 0 {
            guard let outcome = try? ChildProcess.run(["\(directory)/pg_config", "--bindir"]), outcome.succeeded,
                let line = outcome.output.split(separator: "\n").last(where: { $0.hasPrefix("/") })
            else { continue }
            directories.append(String(line))
            break
        }
        return directories + installed.map { "\(debian)/\($0)/bin" } + searched
    }
}
