import CLibPQ

/// A connection to a PostgreSQL server, on a thread of its own.
///
/// libpq blocks, and so do the methods that send statements. They are synchronous and isolated: code reaches them by
/// one hop for a whole piece of work, ``run(_:)`` or ``transaction(isolation:readOnly:_:)``, within which nothing else
/// can use the connection:
///
///     let names = try await connection.transaction { connection in
///         try connection.execute("UPDATE part SET name = \(name) WHERE id = \(id)")
///         return try connection.query("SELECT name FROM part").decode(String.self)
///     }
///
/// Cancelling the task cancels the running statement in the server; the connection stays usable.
package actor Connection {
    /// How the connection was set up.
    package nonisolated let settings: ConnectionSettings
    nonisolated let canceller = Canceller()
    nonisolated let vitals = ConnectionVitals()
    private nonisolated let thread: ConnectionThread

    var handle = ConnectionHandle()
    var statementCache = StatementCache(capacity: 128)
    /// Whether a prepared statement turned out stale within a transaction, which it spoiled.
    var hasMetStalePlan = false
    /// Whether the body has taken or given data piece by piece, so that it cannot be run again.
    var hasStreamed = false

    package nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    private init(_ settings: ConnectionSettings, thread: ConnectionThread) {
        self.settings = settings
        self.thread = thread
    }

    /// Opens a connection, on its own thread like everything after.
    ///
    /// Throws a ``PostgresError``: `connectionFailed`, `cancelled`, or what a statement of the settings threw.
    package static func connect(_ settings: ConnectionSettings) async throws -> Connection {
        let connection = Connection(settings, thread: try ConnectionThread())
        let wakeUp = try WakeUp()
        try await withTaskCancellationHandler {
            try await connection.open(wakeUp)
        } onCancel: {
            wakeUp.signal()
        }
        return connection
    }

    private func open(_ wakeUp: WakeUp) throws(PostgresError) {
        handle = try ConnectionHandle.open(settings, wakeUp: wakeUp)
        if let pointer = handle.pointer { canceller.attach(pointer) }
        updateVitals()
    }

    /// Closes the connection; what comes later throws `connectionLost`.
    ///
    /// Closing twice is fine.
    package func close() {
        handle = ConnectionHandle()
        updateVitals()
    }

    /// Runs a piece of work on the connection's thread, without a transaction around it.
    ///
    /// Each statement counts by itself. When the task is cancelled, the running statement is and every later one
    /// throws `cancelled`; a body that was done by then has done its work and its result is returned.
    @discardableResult
    package nonisolated func run<Result: Sendable>(
        _ body: @Sendable (isolated Connection) throws -> Result
    ) async throws -> Result {
        let use = ConnectionUse()
        return try await withTaskCancellationHandler {
            try await perform(use, body)
        } onCancel: {
            canceller.cancel(use)
        }
    }

    /// Whether the connection is open, outside a transaction and not visibly dead.
    ///
    /// Never blocks; means something only while nobody uses the connection.
    package nonisolated var isAlive: Bool { vitals.isAlive }

    /// Synchronous from end to end, so that no other use can come in between.
    private func perform<Result>(
        _ use: ConnectionUse, _ body: (isolated Connection) throws -> Result
    ) throws -> Result {
        guard !use.isCancelled else {
            throw PostgresError(code: .cancelled, message: "the task was cancelled")
        }
        canceller.begin(use)
        hasStreamed = false
        hasMetStalePlan = false
        defer {
            canceller.end()
            updateVitals()
        }
        return try body(self)
    }

    func updateVitals() {
        guard let pointer = handle.pointer, PQstatus(pointer) == CONNECTION_OK else {
            vitals.update(.broken, socket: -1)
            return
        }
        vitals.update(isInTransaction ? .inTransaction : .idle, socket: PQsocket(pointer))
    }
}
