import Dispatch
import Glibc

/// Ctrl-C: the first cancels the work, so that it is rolled back in order; the second ends the program.
///
/// A handler rather than an ignored signal, since programs that are started from here would inherit the latter.
final class Interruption: Sendable {
    /// The handler may only write a byte here; all else happens off the signal.
    private static let pipe: (read: Int32, write: Int32) = {
        var ends: [Int32] = [-1, -1]
        guard pipe2(&ends, O_CLOEXEC | O_NONBLOCK) == 0 else { return (-1, -1) }
        return (ends[0], ends[1])
    }()

    private let source: (any DispatchSourceRead)?

    /// Calls `cancel` at the first SIGINT.
    init(_ cancel: @escaping @Sendable () -> Void) {
        guard Self.pipe.read >= 0 else {
            source = nil
            return
        }
        let source = DispatchSource.makeReadSource(fileDescriptor: Self.pipe.read)
        source.setEventHandler {
            var byte: UInt8 = 0
            if read(Self.pipe.read, &byte, 1) == 1 { cancel() }
        }
        source.resume()
        self.source = source
        var action = sigaction()
        action.__sigaction_handler.sa_handler = { _ in
            var byte: UInt8 = 1
            _ = write(Interruption.pipe.write, &byte, 1)
        }
        action.sa_flags = Int32(bitPattern: UInt32(SA_RESETHAND)) | SA_RESTART
        sigaction(SIGINT, &action, nil)
    }

    func end() { source?.cancel() }
}
