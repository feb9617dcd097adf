internal import Glibc

/// A directory that this process alone writes to, until the value is gone; the kernel lets go when the process ends.
struct ReportArchiveLock: ~Copyable {
    private let file: Int32

    /// Nil while another process has the directory.
    init?(directory: String) throws(ReportArchiveFault) {
        let file = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard file >= 0 else { throw ReportArchiveFault("open", directory) }
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
            let fault = ReportArchiveFault("lock", directory)
            let isTaken = errno == EWOULDBLOCK
            close(file)
            if isTaken { return nil }
            throw fault
        }
        self.file = file
    }

    deinit { close(file) }
}
