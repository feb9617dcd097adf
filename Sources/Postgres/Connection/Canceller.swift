import CLibPQ

/// Cancels the running statement of a connection from outside its thread.
///
/// The server cancels whatever its process happens to be doing, and PostgreSQL cannot tell two statements of a
/// session apart. Hence two rules. A request that arrives before its statement does is ignored by the server, so
/// requests are repeated until the statement ends. And a request that arrives late would hit the next statement, so
/// no statement ends here before the last request was dealt with: `PQcancel` returns when the server has passed it on.
final class Canceller: Sendable {
    private struct State {
        /// Made once for a connection; libpq allows its use by any thread.
        var cancel: CancelHandle?
        var use: ConnectionUse?
        var isRunning = false
        var isSending = false
    }

    private let state = Monitor(State())

    /// Names the connection; to be called once, as soon as it is open.
    func attach(_ connection: OpaquePointer) {
        let cancel = PQgetCancel(connection).map(CancelHandle.init)
        state.withLock { $0.cancel = cancel }
    }

    // MARK: - From any thread

    /// Cancels the use's running statement and lets no other begin.
    func cancel(_ use: ConnectionUse) {
        use.cancel()
        state.withLock { state in
            if state.use === use { startSending(&state) }
        }
    }

    // MARK: - From the connection's thread

    func begin(_ use: ConnectionUse) {
        state.withLock { $0.use = use }
    }

    func end() {
        state.withLock { $0.use = nil }
    }

    /// Whether the task that uses the connection was cancelled.
    var isUseCancelled: Bool {
        state.withLock { $0.use?.isCancelled ?? false }
    }

    /// Throws `cancelled` when the use was cancelled before, unless the statement is one that cleans up.
    func beginStatement(ignoringCancellation: Bool) throws(PostgresError) {
        try state.withLock { state throws(PostgresError) in
            guard !state.isRunning else {
                throw PostgresError(code: .protocolViolation, message: "another statement is still running")
            }
            if !ignoringCancellation {
                // Running before asking: a cancellation between the two finds something to cancel.
                state.isRunning = true
                guard state.use?.isCancelled != true else {
                    state.isRunning = false
                    throw PostgresError(code: .cancelled, message: "the task was cancelled")
                }
            }
        }
    }

    /// Waits until no request is on its way.
    func endStatement() {
        state.withLock { $0.isRunning = false }
        state.wait { $0.isSending ? nil : () }
    }

    /// Asks the server once, here and now, to stop a statement whose rest nobody wants.
    func stopStatement() {
        state.withLock { $0.cancel }?.send()
    }

    // MARK: -

    private func startSending(_ state: inout State) {
        guard state.isRunning, !state.isSending, let cancel = state.cancel else { return }
        // Without a thread the cancellation still shows as soon as the statement ends.
        state.isSending = DetachedThread.start { [self] in send(cancel) }
    }

    private func send(_ cancel: CancelHandle) {
        var pause = 10
        while true {
            cancel.send()
            let ended: Void? = state.wait(milliseconds: pause) { $0.isRunning ? nil : () }
            pause = min(pause * 2, 1000)
            if ended != nil { break }
        }
        state.withLock { $0.isSending = false }
    }
}

/// Owner of a `PGcancel`, which is libpq's copy of what a cancel request needs.
// Unchecked: libpq documents PQcancel as safe from any thread, and nothing changes the copy.
final class CancelHandle: @unchecked Sendable {
    private let pointer: OpaquePointer

    init(_ pointer: OpaquePointer) {
        self.pointer = pointer
    }

    deinit {
        PQfreeCancel(pointer)
    }

    /// Asks the server to cancel, over a connection of its own.
    ///
    /// Blocks.
    ///
    /// A failure is not told: either the session is gone too, which the statement will find, or the next try works.
    func send() {
        var reason = [CChar](repeating: 0, count: 256)
        _ = PQcancel(pointer, &reason, Int32(reason.count))
    }
}
