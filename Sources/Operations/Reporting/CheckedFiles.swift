internal import Glibc
internal import MaterialLedger
internal import Synchronization

/// Checks files against their checksums, and remembers those that have not been touched since.
///
/// A daemon looks at every published file each minute; reading them all each time would keep a core busy.
final class CheckedFiles: Sendable {
    /// What changes with any write to a file, or when another takes its place.
    private struct Mark: Equatable {
        let device: dev_t
        let inode: ino_t
        let size: off_t
        let changedSeconds: Int
        let changedNanoseconds: Int
        let sha256: String
    }

    private let marks = Mutex<[String: Mark]>([:])

    /// Whether a file is there and has this SHA-256, in hexadecimal digits.
    func holds(_ path: String, sha256: String) -> Bool {
        var status = stat()
        guard stat(path, &status) == 0 else { return false }
        let mark = Mark(
            device: status.st_dev, inode: status.st_ino, size: status.st_size, changedSeconds: status.st_ctim.tv_sec,
            changedNanoseconds: status.st_ctim.tv_nsec, sha256: sha256)
        if marks.withLock({ $0[path] }) == mark { return true }
        guard let bytes = ReportArchive.bytes(of: path), ContentDigest.sha256(bytes).hexadecimal == sha256 else {
            return false
        }
        marks.withLock { $0[path] = mark }
        return true
    }
}
