internal import Glibc
internal import Wording

extension EmbeddedCluster {
    /// Copies the whole cluster into a directory while it is in use, and verifies the copy.
    ///
    /// The directory must not exist or be empty. It gets its name when the backup is complete; one that fails or is
    /// interrupted leaves nothing behind. A stopped server is started for it.
    /// - Parameter directory: a relative path counts from the working directory.
    /// - Throws: `absent` when there is no cluster, `backupFailed`.
    package func backup(to directory: String) throws(ClusterError) -> BackupReceipt {
        guard let site = try ClusterSite.existing(home: home) else {
            throw ClusterError(.absent, "there is no cluster in \(home) to back up")
        }
        let target = try BackupTarget(directory, outside: site)
        let address = try start()
        let programs = try ServerPrograms.find(major: try majorVersion(of: site.data), fixed: programsDirectory)
        let guardian = try StagingGuard("\(target.parent)/\(target.staging)", keepsDirectory: target.isInPlace)

        let short = try ShortName(for: target.parent, site)
        defer { withExtendedLifetime(short) {} }
        let staging = "\(short.path)/\(target.staging)"
        let copy = [
            programs.path("pg_basebackup"), "--pgdata=\(staging)", "--format=plain", "--wal-method=stream",
            "--checkpoint=fast", "--manifest-checksums=SHA256", "--label=urbanmine", "--no-password",
            "--dbname=\(address.conninfo(database: "postgres"))",
        ]
        let verification = [programs.path("pg_verifybackup"), "--quiet", staging]
        for command in [copy, verification] {
            let outcome = try ChildProcess.run(command) { guardian.watch($0) }
            guardian.watch(nil)
            guard outcome.succeeded else {
                throw ClusterError(
                    .backupFailed,
                    """
                    the backup to \(target.path) failed, nothing was left there\
                    \(LogExcerpt.quoted(outcome.output))
                    """)
            }
        }
        try target.finish()
        guardian.keep()
        let manifest = FileSystem.tail(of: "\(target.path)/backup_manifest", limit: 2_048)
        return BackupReceipt(
            directory: target.path, bytes: FileSystem.size(ofTree: target.path), serverVersion: programs.version,
            endPosition: Self.endPosition(inManifest: manifest))
    }

    /// Makes this home's cluster from a backup, and starts it.
    ///
    /// The copy is verified against the backup's manifest before it becomes the cluster.
    /// - Throws: `restoreTargetExists` when the home has a cluster, `restoreFailed` when the backup is damaged,
    ///   `versionMismatch` when it is of another major version.
    package func restore(from directory: String) throws(ClusterError) {
        guard let source = FileSystem.realPath(directory),
            FileSystem.status("\(source)/backup_manifest") != nil, FileSystem.status("\(source)/PG_VERSION") != nil
        else {
            throw ClusterError(
                .restoreFailed,
                "\(directory) is not a backup (it has no backup_manifest); name a directory that cluster backup made")
        }
        let real = try ClusterSite.prepare(home: home)
        let lock = try ClusterLock(home: real)
        defer { withExtendedLifetime(lock) {} }
        if let site = try ClusterSite.existing(home: real) {
            throw ClusterError(
                .restoreTargetExists,
                """
                \(home) has a cluster already, and a restore overwrites nothing; restore into a new URBANMINE_HOME, \
                or stop the cluster and move \(site.data) away first
                """)
        }
        let programs = try ServerPrograms.find(major: try majorVersion(of: source), fixed: programsDirectory)
        let site = try ClusterSite.choose(home: real, namespaces: namespaces)
        try site.prepareDirectories()
        site.removeLeftovers()
        try copyBackup(source, to: site, programs)
        _ = try bringUp(site)
    }

    private func copyBackup(_ source: String, to site: ClusterSite, _ programs: ServerPrograms) throws(ClusterError) {
        let staging = site.newStagingDirectory()
        let (_, name) = FileSystem.split(staging)
        let guardian = try StagingGuard(staging, keepsDirectory: false)
        let short = try ShortName(for: site.base, site)
        defer { withExtendedLifetime(short) {} }
        let copy = "\(short.path)/\(name)"
        let (uid, gid) = site.identity.owner
        let steps = [
            ["/bin/cp", "-R", "--reflink=auto", "-P", "--", source, copy],
            ["/bin/chmod", "-R", "u=rwX,go=", copy],
            [programs.path("pg_verifybackup"), "--quiet", copy],
            ["/bin/chown", "-R", "-h", "\(uid):\(gid)", copy],
            try site.identity.prefix() + [programs.path("initdb"), "--sync-only", "--pgdata=\(copy)"],
        ]
        for command in steps {
            let outcome = try ChildProcess.run(command) { guardian.watch($0) }
            guardian.watch(nil)
            guard outcome.succeeded else {
                throw ClusterError(
                    .restoreFailed,
                    """
                    the backup in \(source) can't be restored, nothing was changed\
                    \(LogExcerpt.quoted(outcome.output))
                    """)
            }
        }
        try adopt(staging, site)
        guardian.keep()
    }

    /// The `End-LSN` of the last range in the manifest's list of log ranges.
    private static func endPosition(inManifest text: String) -> String {
        let words = text.split(separator: "\"")
        guard let key = words.lastIndex(of: "End-LSN"), key + 2 < words.count else { return "" }
        return String(words[key + 2])
    }
}
