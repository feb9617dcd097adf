import CLibPQ

/// A session that does nothing but listen, on a thread of its own that sleeps until its socket has something.
enum NotificationListener {
    /// Listens until the stream is let go.
    static func stream(
        _ settings: ConnectionSettings, channels: [String], onListening: (@Sendable () -> Void)?
    ) -> AsyncThrowingStream<Notification, any Error> {
        AsyncThrowingStream { continuation in
            let wakeUp: WakeUp
            do {
                wakeUp = try WakeUp()
            } catch {
                continuation.finish(throwing: error)
                return
            }
            continuation.onTermination = { _ in wakeUp.signal() }
            let started = DetachedThread.start {
                do throws(PostgresError) {
                    try listen(settings, channels, wakeUp, onListening) { continuation.yield($0) }
                    continuation.finish()
                } catch {
                    // The wake-up during connecting is the stream's end, not an error.
                    continuation.finish(throwing: error.code == .cancelled ? nil : error)
                }
            }
            if !started {
                continuation.finish(
                    throwing: PostgresError(code: .connectionFailed, message: "no thread is left for a connection")
                )
            }
        }
    }

    private static func listen(
        _ settings: ConnectionSettings,
        _ channels: [String],
        _ wakeUp: WakeUp,
        _ onListening: (@Sendable () -> Void)?,
        _ yield: (Notification) -> Void
    ) throws(PostgresError) {
        let handle = try ConnectionHandle.open(settings, wakeUp: wakeUp)
        guard let connection = handle.pointer else { return }
        for channel in channels { try subscribe(connection, to: channel) }
        onListening?()
        while true {
            // What arrived with the answers to LISTEN is here already: so look first, then wait.
            while let next = PQnotifies(connection) {
                defer { PQfreemem(next) }
                yield(
                    Notification(
                        channel: String(cString: next.pointee.relname),
                        payload: String(cString: next.pointee.extra),
                        senderPID: next.pointee.be_pid
                    )
                )
            }
            if wakeUp.wait(for: PQsocket(connection)) == .signalled { return }
            guard PQconsumeInput(connection) == 1 else {
                throw PostgresError(connection: connection, code: .connectionLost, sql: nil)
            }
        }
    }

    private static func subscribe(_ connection: OpaquePointer, to channel: String) throws(PostgresError) {
        guard let name = PQescapeIdentifier(connection, channel, channel.utf8.count) else {
            throw PostgresError(connection: connection, code: .invalidParameterValue, sql: "LISTEN")
        }
        defer { PQfreemem(name) }
        let sql = "LISTEN \(String(cString: name))"
        guard let result = PQexec(connection, sql) else {
            throw PostgresError(connection: connection, code: .connectionLost, sql: sql)
        }
        let owner = ResultHandle(result)
        guard PQresultStatus(owner.pointer) == PGRES_COMMAND_OK else {
            var error = PostgresError(result: owner.pointer, sql: sql)
            if PQstatus(connection) == CONNECTION_BAD { error.code = .connectionLost }
            throw error
        }
    }
}

extension ConnectionSettings {
    /// Listens on channels, over a connection of its own that is opened now and closed with the stream.
    ///
    /// The stream ends when its task is cancelled or it is no longer iterated. It throws a ``PostgresError``:
    /// `connectionFailed`, or `connectionLost` after which notifications may have been missed. Notifications that
    /// nobody has taken yet are kept without limit.
    ///
    /// - Parameters:
    ///   - channels: names as they are, quoted here.
    ///   - onListening: called once what is sent from then on will arrive.
    package func notifications(
        on channels: [String], onListening: (@Sendable () -> Void)? = nil
    ) -> AsyncThrowingStream<Notification, any Error> {
        NotificationListener.stream(self, channels: channels, onListening: onListening)
    }
}

extension Connection {
    /// Listens on channels over a second connection with this one's settings, as
    /// ``ConnectionSettings/notifications(on:onListening:)``.
    package nonisolated func notifications(
        on channels: [String], onListening: (@Sendable () -> Void)? = nil
    ) -> AsyncThrowingStream<Notification, any Error> {
        settings.notifications(on: channels, onListening: onListening)
    }
}

extension Pool {
    /// Listens on channels over a connection outside the pool, as
    /// ``ConnectionSettings/notifications(on:onListening:)``.
    package func notifications(
        on channels: [String], onListening: (@Sendable () -> Void)? = nil
    ) -> AsyncThrowingStream<Notification, any Error> {
        settings.notifications(on: channels, onListening: onListening)
    }
}
