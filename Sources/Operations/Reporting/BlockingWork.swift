internal import Glibc
internal import MaterialLedger
internal import Synchronization
internal import Wording

/// Work that blocks, on a thread of its own: on Swift's few cooperative threads it would hold up everything else.
enum BlockingWork {
    /// Runs the body to its end and returns its result.
    ///
    /// Does not wait when the task is cancelled: the body then goes on alone, to be ended with the process.
    ///
    /// - Throws: what the body throws, `CancellationError`, or a `Failure` where the system has no thread left.
    static func run<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
        let outcome = Outcome<Result>()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                outcome.wait(continuation)
                if !start({ outcome.settle(Swift.Result(catching: body)) }) {
                    let fault = Fault(.unavailable, "the system has no thread left")
                    outcome.settle(.failure(Failure(.unavailable, [fault])))
                }
            }
        } onCancel: {
            outcome.settle(.failure(CancellationError()))
        }
    }

    /// Who waits and what for: whichever comes first of result and cancellation counts.
    private final class Outcome<Value: Sendable>: Sendable {
        private struct State {
            var waiter: CheckedContinuation<Value, any Error>?
            var early: Result<Value, any Error>?
        }

        private let state = Mutex(State())

        func wait(_ continuation: CheckedContinuation<Value, any Error>) {
            let early = state.withLock { state in
                if state.early == nil { state.waiter = continuation }
                return state.early
            }
            if let early { continuation.resume(with: early) }
        }

        func settle(_ result: Result<Value, any Error>) {
            let waiter = state.withLock { state in
                defer { state.waiter = nil }
                if state.early == nil { state.early = result }
                return state.waiter
            }
            waiter?.resume(with: result)
        }
    }

    private final class Start {
        let body: () -> Void
        init(_ body: @escaping () -> Void) { self.body = body }
    }

    /// False where there is no thread left.
    ///
    /// All signals are blocked there: they belong to the program's own handlers.
    private static func start(_ body: @escaping @Sendable () -> Void) -> Bool {
        var everySignal = sigset_t()
        var previous = sigset_t()
        sigfillset(&everySignal)
        pthread_sigmask(SIG_BLOCK, &everySignal, &previous)
        defer { pthread_sigmask(SIG_SETMASK, &previous, nil) }
        let argument = Unmanaged.passRetained(Start(body))
        var thread = pthread_t()
        let status = pthread_create(
            &thread, nil,
            { argument in
                guard let argument else { return nil }
                Unmanaged<Start>.fromOpaque(argument).takeRetainedValue().body()
                return nil
            }, argument.toOpaque())
        guard status == 0 else {
            argument.release()
            return false
        }
        pthread_detach(thread)
        return true
    }
}
