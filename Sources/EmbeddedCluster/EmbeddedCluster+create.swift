internal import Glibc
internal import Wording

extension EmbeddedCluster {
    /// Makes the data directory of a new cluster; only under the lock.
    ///
    /// Under another name first, renamed when it is complete: a kill in the middle leaves nothing that could be taken
    /// for a cluster.
    func create(_ site: ClusterSite) throws(ClusterError) {
        let programs = try ServerPrograms.find(major: nil, fixed: programsDirectory)
        try site.prepareDirectories()
        site.removeLeftovers()
        let staging = site.newStagingDirectory()
        let guardian = try StagingGuard(staging, keepsDirectory: false)
        try ClusterSite.makeOwn(staging, mode: 0o700, owner: site.identity.owner)
        let (_, name) = FileSystem.split(staging)
        let short = try ShortName(for: site.base, site)
        defer { withExtendedLifetime(short) {} }
        let command =
            try site.identity.prefix() + [
                programs.path("initdb"), "--pgdata=\(short.path)/\(name)", "--username=\(Self.user)",
                "--encoding=UTF8", "--locale=C.UTF-8", "--data-checksums", "--auth-local=trust", "--auth-host=reject",
            ]
        let outcome = try ChildProcess.run(command) { guardian.watch($0) }
        guardian.watch(nil)
        guard outcome.succeeded else {
            let isFull = LogExcerpt.saysDiskIsFull(outcome.output) || FileSystem.isFull(site.base)
            let reason: Sentence = isFull ? ": the disk is full, free some space" : ""
            throw ClusterError(
                .startFailed(logTail: outcome.output),
                "initdb could not create a cluster in \(site.base)\(reason)\(LogExcerpt.quoted(outcome.output))")
        }
        let settings = ServerSettings.configuration(memory: ServerSettings.usableMemory())
        try write(settings, to: "\(staging)/postgresql.conf", O_APPEND)
        try write(ServerSettings.clientAuthentication, to: "\(staging)/pg_hba.conf", O_TRUNC)
        try adopt(staging, site)
        guardian.keep()
    }

    /// Gives a complete data directory its final name, durably.
    func adopt(_ staging: String, _ site: ClusterSite) throws(ClusterError) {
        FileSystem.synchronize(directory: staging)
        guard rename(staging, site.data) == 0 else {
            throw ClusterError(.notWritable, "can't rename \(staging) to \(site.data): \(FileSystem.reason(errno))")
        }
        FileSystem.synchronize(directory: site.base)
    }

    /// The major version that wrote a data directory or backup.
    func majorVersion(of directory: String) throws(ClusterError) -> Int {
        let text = FileSystem.text(of: "\(directory)/PG_VERSION", limit: 64) ?? ""
        guard let major = Int(text.prefix { $0.isNumber }) else {
            throw ClusterError(
                .startFailed(logTail: ""),
                """
                \(directory)/PG_VERSION can't be read, so this is no data directory; \
                restore a backup into a new URBANMINE_HOME
                """)
        }
        return major
    }

    private func write(_ text: String, to path: String, _ flag: Int32) throws(ClusterError) {
        guard let file = FileDescriptor(opening: path, O_WRONLY | O_NOFOLLOW | flag), file.writeAll(text),
            fsync(file.number) == 0
        else {
            throw ClusterError(.notWritable, "can't write \(path): \(FileSystem.reason(errno))")
        }
    }
}
