internal import Glibc

/// A directory that this process alone writes to, until the value is gone; the kernel lets go when the process ends.
final class ReportArchiveLock: Sendable {
    private let file: Int32

    /// Nil while another process has the directory.
    init?(directory: String) throws(ReportArchiveFault) {
        let file = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard file >= 0 else { throw ReportArchiveFault("open", directory) }
        // A child that is just being started holds copies of our descriptors, and with them a lock that we have let
        // go, until it runs its program: so not the first refusal counts.
        var attempts = 10
        while flock(file, LOCK_EX | LOCK_NB) != 0 {
            guard errno == EWOULDBLOCK else {
                let fault = ReportArchiveFault("lock", directory)
                close(file)
                throw fault
            }
            attempts -= 1
            guard attempts > 0 else {
                close(file)
                return nil
            }
            usleep(10_000)
        }
        self.file = file
    }

    deinit { close(file) }
}
