internal import Glibc
internal import Wording

/// Where a backup goes, and where it is made before it is complete.
struct BackupTarget {
    /// Absolute, with the links of what existed resolved.
    let path: String

    /// The directory that holds the backup's.
    let parent: String

    /// The name in `parent` under which the backup is made.
    let staging: String

    /// The directory exists and can't be replaced: it is a mount point, or its parent is not ours to write.
    var isInPlace: Bool { "\(parent == "/" ? "" : parent)/\(staging)" == path }

    /// Checks a directory that must not exist or be empty; missing parents are created.
    init(_ directory: String, outside site: ClusterSite) throws(ClusterError) {
        let given = FileSystem.absolute(directory)
        let temporary = ".urbanmine-backup-\(String(UInt64.random(in: 0 ... .max), radix: 16))"
        if let existing = FileSystem.realPath(given) {
            guard FileSystem.isDirectory(existing), let handle = opendir(existing) else {
                throw ClusterError(.backupFailed, "\(directory) is not a directory that can be read; name another")
            }
            closedir(handle)
            guard FileSystem.names(in: existing).isEmpty else {
                throw ClusterError(
                    .backupFailed, "\(directory) is not empty; name a directory that is empty or does not exist")
            }
            path = existing
            let name: String
            (parent, name) = FileSystem.split(existing)
            let sameDevice = FileSystem.status(existing)?.st_dev == FileSystem.status(parent)?.st_dev
            staging = sameDevice && access(parent, W_OK) == 0 ? temporary : name
        } else {
            guard FileSystem.status(given) == nil else {
                throw ClusterError(.backupFailed, "\(directory) is a link to nothing; name another directory")
            }
            let (above, name) = FileSystem.split(given)
            let failure = FileSystem.makeDirectories(above, mode: 0o755)
            guard failure == 0, let real = FileSystem.realPath(above) else {
                throw ClusterError(
                    .backupFailed, "can't create \(above): \(FileSystem.reason(failure == 0 ? errno : failure))")
            }
            guard access(real, W_OK) == 0 else {
                throw ClusterError(.backupFailed, "can't write to \(real): \(FileSystem.reason(errno))")
            }
            parent = real
            path = real == "/" ? "/\(name)" : "\(real)/\(name)"
            staging = temporary
        }
        guard path != site.data, !path.hasPrefix("\(site.data)/") else {
            throw ClusterError(
                .backupFailed, "\(directory) lies in the cluster's own data directory; name a place outside of it")
        }
    }

    /// Gives the complete backup its name.
    func finish() throws(ClusterError) {
        if !isInPlace {
            guard rename("\(parent)/\(staging)", path) == 0 else {
                throw ClusterError(
                    .backupFailed, "can't rename the finished backup to \(path): \(FileSystem.reason(errno))")
            }
        }
        FileSystem.synchronize(directory: parent)
    }
}
