import Synchronization

/// A limited number of connections that tasks take turns with.
///
/// Connections are opened when they are needed. One that was lost is noticed before it is handed out and replaced; a
/// transaction that was left open is rolled back when its connection returns. Other session state stays: settings
/// made by `SET`, temporary tables and session locks belong to whoever makes them.
package final class Pool: Sendable {
    /// How the connections are set up.
    package let settings: ConnectionSettings
    private let acquireTimeout: Duration
    private let maxLifetime: Duration?
    private let maxIdle: Duration?

    private struct Member: Sendable {
        let connection: Connection
        let openedAt: ContinuousClock.Instant
        var freeSince: ContinuousClock.Instant
    }

    private typealias Waiter = CheckedContinuation<Member, any Error>

    private struct State {
        var members: PoolState<Member, Waiter>
        var closers: [CheckedContinuation<Void, Never>] = []
        var lastID: UInt64 = 0
        /// The tasks that are opening connections.
        var connecting: [UInt64: Task<Void, Never>] = [:]

        mutating func nextID() -> UInt64 {
            lastID += 1
            return lastID
        }
    }

    private let state: Mutex<State>

    /// Makes a pool; nothing is connected yet but what it adopts.
    ///
    /// - Parameters:
    ///   - settings: how connections are set up.
    ///   - connection: one that is open already, and set up like the others.
    ///   - limit: how many connections there are at most, at least 1.
    ///   - acquireTimeout: how long a task waits for a connection before `poolTimeout`.
    ///   - maxLifetime: the age from which a connection is not used again; nil is any.
    ///   - maxIdle: the time unused after which a connection is not used again; nil is any. Both are looked at when a
    ///     connection is taken or returned, and not in between.
    package init(
        _ settings: ConnectionSettings,
        adopting connection: Connection? = nil,
        limit: Int = 4,
        acquireTimeout: Duration = .seconds(30),
        maxLifetime: Duration? = nil,
        maxIdle: Duration? = nil
    ) {
        self.settings = settings
        self.acquireTimeout = acquireTimeout
        self.maxLifetime = maxLifetime
        self.maxIdle = maxIdle
        let now = ContinuousClock.now
        let idle = connection.map { [Member(connection: $0, openedAt: now, freeSince: now)] } ?? []
        state = Mutex(State(members: PoolState(limit: max(limit, 1), idle: idle)))
    }

    /// Lends a connection for as long as the body runs.
    ///
    /// Throws what the body throws, and before it `poolTimeout`, `poolClosed`, `cancelled` or `connectionFailed`.
    @discardableResult
    package func withConnection<Result>(
        _ body: (Connection) async throws -> Result
    ) async throws -> Result {
        let member = try await acquire()
        do {
            let result = try await body(member.connection)
            await release(member)
            return result
        } catch {
            await release(member)
            throw error
        }
    }

    /// Lends a connection for one hop, as ``Connection/run(_:)``.
    @discardableResult
    package func run<Result: Sendable>(
        _ body: @Sendable (isolated Connection) throws -> Result
    ) async throws -> Result {
        try await withConnection { connection in try await connection.run(body) }
    }

    /// Lends a connection for one transaction, as ``Connection/transaction(isolation:readOnly:_:)``.
    @discardableResult
    package func withTransaction<Result: Sendable>(
        isolation: TransactionIsolation = .readCommitted,
        readOnly: Bool = false,
        _ body: @Sendable (isolated Connection) throws -> Result
    ) async throws -> Result {
        try await withConnection { connection in
            try await connection.transaction(isolation: isolation, readOnly: readOnly, body)
        }
    }

    /// Closes every connection, waiting for those that are lent.
    ///
    /// Waiting tasks and later ones get `poolClosed`.
    package func close() async {
        let (members, waiters) = state.withLock { state in
            for task in state.connecting.values { task.cancel() }
            return state.members.close()
        }
        for waiter in waiters { waiter.resume(throwing: Self.closed) }
        for member in members { await discard(member) }
        await withCheckedContinuation { continuation in
            let isDone = state.withLock { state in
                if state.members.openCount > 0 { state.closers.append(continuation) }
                return state.members.openCount == 0
            }
            if isDone { continuation.resume() }
        }
    }

    // MARK: - Taking

    private static let closed = PostgresError(code: .poolClosed, message: "the pool is closed")
    private static let cancelled = PostgresError(code: .cancelled, message: "cancelled while waiting for a connection")
    private static let timedOut = PostgresError(code: .poolTimeout, message: "no connection became free in time")

    private func acquire() async throws -> Member {
        let deadline = ContinuousClock.now.advanced(by: acquireTimeout)
        while true {
            // Mostly one is free; only who has to wait needs a timer.
            let idle = state.withLock { $0.members.takeIdle() }
            let member = if let idle { idle } else { try await nextMember(by: deadline) }
            if isFit(member), member.connection.vitals.isAlive { return member }
            await discard(member)
        }
    }

    private func nextMember(by deadline: ContinuousClock.Instant) async throws -> Member {
        let id = state.withLock { $0.nextID() }
        let timer = Task { [self] in
            try await Task.sleep(until: deadline, clock: .continuous)
            dismiss(id, Self.timedOut)
        }
        defer { timer.cancel() }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                // A cancellation before this point found nobody to dismiss; one after it finds the waiter.
                let request: PoolState<Member, Waiter>.Request? = state.withLock { state in
                    Task.isCancelled ? nil : state.members.request(id, continuation)
                }
                switch request {
                case nil: continuation.resume(throwing: Self.cancelled)
                case .closed: continuation.resume(throwing: Self.closed)
                case .member(let member): continuation.resume(returning: member)
                case .wait: connectIfNeeded()
                }
            }
        } onCancel: {
            dismiss(id, Self.cancelled)
        }
    }

    private func dismiss(_ id: UInt64, _ error: PostgresError) {
        state.withLock { $0.members.removeWaiter(id) }?.resume(throwing: error)
    }

    /// Opens a connection for whoever waits longest by the time it is open.
    ///
    /// A task of its own, since the one that caused it may be served by another connection or give up.
    private func connectIfNeeded() {
        state.withLock { state in
            guard state.members.startConnecting() else { return }
            let id = state.nextID()
            // It cannot end before it is entered here: its end needs the lock.
            state.connecting[id] = Task { [self] in await connect(id) }
        }
    }

    private func connect(_ id: UInt64) async {
        do {
            let connection = try await Connection.connect(settings)
            let now = ContinuousClock.now
            let member = Member(connection: connection, openedAt: now, freeSince: now)
            state.withLock { _ = $0.connecting.removeValue(forKey: id) }
            await settle(member) { $0.didConnect(member) }
        } catch {
            let waiter = state.withLock { state in
                state.connecting[id] = nil
                return state.members.didFailToConnect()
            }
            waiter?.resume(throwing: error)
            connectIfNeeded()
            resumeClosers()
        }
    }

    // MARK: - Giving back

    private func release(_ member: Member) async {
        if member.connection.vitals.health == .inTransaction { await member.connection.rollBackIfNeeded() }
        var member = member
        member.freeSince = ContinuousClock.now
        guard member.connection.vitals.health == .idle, isFit(member) else {
            await discard(member)
            return
        }
        let free = member
        await settle(free) { $0.free(free) }
    }

    private func settle(
        _ member: Member, _ decide: @Sendable (inout PoolState<Member, Waiter>) -> PoolState<Member, Waiter>.Free
    ) async {
        switch state.withLock({ decide(&$0.members) }) {
        case .hand(let waiter): waiter.resume(returning: member)
        case .keep: break
        case .close: await discard(member)
        }
    }

    private func discard(_ member: Member) async {
        await member.connection.close()
        state.withLock { $0.members.didClose() }
        connectIfNeeded()
        resumeClosers()
    }

    private func resumeClosers() {
        let closers = state.withLock { state in
            guard state.members.isClosed, state.members.openCount == 0 else {
                return [CheckedContinuation<Void, Never>]()
            }
            defer { state.closers = [] }
            return state.closers
        }
        for closer in closers { closer.resume() }
    }

    private func isFit(_ member: Member) -> Bool {
        let now = ContinuousClock.now
        if let maxLifetime, member.openedAt.duration(to: now) > maxLifetime { return false }
        if let maxIdle, member.freeSince.duration(to: now) > maxIdle { return false }
        return true
    }
}
