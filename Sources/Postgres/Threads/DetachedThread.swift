import Glibc

/// Starts threads of our own for libpq's blocking calls.
enum DetachedThread {
    private final class Start {
        let body: @Sendable () -> Void

        init(_ body: @escaping @Sendable () -> Void) {
            self.body = body
        }
    }

    /// Runs the body on a new thread, with all signals blocked there.
    ///
    /// Blocked, because a write to a closed socket raises SIGPIPE in the writing thread, whose default is to end the
    /// process (libpq guards most of its writes, but not the one of `PQcancel`), and because the program's own
    /// handlers belong on its own threads.
    ///
    /// - Parameter body: the thread's work; the thread ends with it.
    /// - Returns: false when the system has no thread left.
    static func start(_ body: @escaping @Sendable () -> Void) -> Bool {
        var everySignal = sigset_t()
        var previous = sigset_t()
        sigfillset(&everySignal)
        pthread_sigmask(SIG_BLOCK, &everySignal, &previous)
        defer { pthread_sigmask(SIG_SETMASK, &previous, nil) }

        let argument = Unmanaged.passRetained(Start(body))
        var thread = pthread_t()
        let failure = pthread_create(
            &thread,
            nil,
            { argument in
                guard let argument else { return nil }
                Unmanaged<Start>.fromOpaque(argument).takeRetainedValue().body()
                return nil
            },
            argument.toOpaque()
        )
        guard failure == 0 else {
            argument.release()
            return false
        }
        pthread_detach(thread)
        return true
    }
}
