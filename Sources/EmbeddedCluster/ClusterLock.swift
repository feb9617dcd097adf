internal import Glibc
internal import Wording

/// The lock that lets one caller at a time change a home's cluster.
///
/// It is `flock` on a file that stays: the kernel releases it when the holder ends, however it ends, and no child
/// inherits it. Two calls in one process exclude each other as well, as each opens the file for itself.
struct ClusterLock: ~Copyable {
    private let file: FileDescriptor

    /// Waits until the lock is free and takes it.
    /// - Throws: `notOurs` or `notWritable` when the lock file can't be opened or the file system knows no locks.
    init(home: String) throws(ClusterError) {
        let path = "\(home)/lock"
        guard let file = FileDescriptor(opening: path, O_RDWR | O_CREAT | O_NOFOLLOW, mode: 0o600) else {
            throw ClusterError.refused("can't open \(path)", errno, home: home)
        }
        if geteuid() == 0, let owner = FileSystem.status(home), owner.st_uid != 0 {
            // Root at work in a user's home must not lock that user out.
            fchown(file.number, owner.st_uid, owner.st_gid)
        }
        while flock(file.number, LOCK_EX) != 0 {
            guard errno == EINTR else {
                throw ClusterError(.notWritable, "can't lock \(path): \(FileSystem.reason(errno))")
            }
        }
        self.file = file
    }
}
