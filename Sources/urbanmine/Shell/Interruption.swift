import Dispatch
import Glibc

/// Ctrl-C: the first cancels the work, so that it is rolled back in order; the second ends the program.
///
/// A handler rather than an ignored signal, since programs that are started from here would inherit the latter.
enum Interruption {
    /// The handler may only write a byte here; all else happens off the signal.
    private static let pipe: (read: Int32, write: Int32) = {
        var ends: [Int32] = [-1, -1]
        guard Glibc.pipe(&ends) == 0 else { return (-1, -1) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return (ends[0], ends[1])
    }()

    /// Calls `cancel` at the first SIGINT.
    static func watch(_ cancel: @escaping @Sendable () -> Void) {
        guard pipe.read >= 0 else { return }
        // The thread waits for as long as the program lives, and ends with it.
        DispatchQueue.global().async {
            var byte: UInt8 = 0
            if read(pipe.read, &byte, 1) == 1 { cancel() }
        }
        var action = sigaction()
        action.__sigaction_handler.sa_handler = { _ in
            var byte: UInt8 = 1
            _ = write(Interruption.pipe.write, &byte, 1)
        }
        action.sa_flags = Int32(truncatingIfNeeded: SA_RESETHAND) | Int32(SA_RESTART)
        sigaction(SIGINT, &action, nil)
    }
}
