import CLibPQ

/// Sole owner of a `PGconn`.
struct ConnectionHandle: ~Copyable {
    /// nil before the connection is open and after it was lost.
    let pointer: OpaquePointer?
    /// libpq calls it until the connection is finished.
    private let notices: NoticeReceiver?

    /// No connection.
    init() {
        pointer = nil
        notices = nil
    }

    private init(_ pointer: OpaquePointer, notices: NoticeReceiver) {
        self.pointer = pointer
        self.notices = notices
    }

    deinit {
        withExtendedLifetime(notices) { PQfinish(pointer) }
    }

    /// Whether the server told, since the last call, that it committed what a standby has not confirmed.
    func takeUnconfirmedCommit() -> Bool { notices?.takeUnconfirmedCommit() ?? false }

    /// Connects.
    ///
    /// Blocks: to be called on a thread of our own.
    ///
    /// Throws `connectionFailed` for whatever reason, `cancelled` when the wake-up was signalled.
    static func open(
        _ settings: ConnectionSettings, wakeUp: WakeUp
    ) throws(PostgresError) -> ConnectionHandle {
        let parameters = try settings.connectParameters()
        let started = withCStrings(parameters.map(\.keyword)) { keywords in
            withCStrings(parameters.map(\.value)) { values in PQconnectStartParams(keywords, values, 1) }
        }
        guard let started else {
            throw PostgresError(code: .connectionFailed, message: "out of memory")
        }
        let notices = NoticeReceiver(settings.onNotice)
        let handle = ConnectionHandle(started, notices: notices)
        notices.attach(to: started)
        try finishConnecting(started, by: deadline(of: started, settings), wakeUp)
        for statement in settings.statements {
            guard let result = PQexec(started, statement) else {
                throw PostgresError(connection: started, code: .connectionFailed, sql: statement)
            }
            let owner = ResultHandle(result)
            let status = PQresultStatus(owner.pointer)
            guard status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY else {
                throw PostgresError(result: owner.pointer, sql: statement)
            }
        }
        return handle
    }

    /// Drives libpq's own state machine rather than its blocking connect, which nothing could interrupt.
    private static func finishConnecting(
        _ connection: OpaquePointer, by deadline: ContinuousClock.Instant?, _ wakeUp: WakeUp
    ) throws(PostgresError) {
        var isWriting = true
        while true {
            guard PQstatus(connection) != CONNECTION_BAD else {
                throw PostgresError(connection: connection, code: .connectionFailed, sql: nil)
            }
            switch wakeUp.wait(for: PQsocket(connection), toWrite: isWriting, until: deadline) {
            case .socketReady: break
            case .signalled: throw PostgresError(code: .cancelled, message: "cancelled while connecting")
            case .timedOut: throw PostgresError(code: .connectionFailed, message: "the server did not answer in time")
            }
            switch PQconnectPoll(connection) {
            case PGRES_POLLING_OK: return
            case PGRES_POLLING_READING: isWriting = false
            case PGRES_POLLING_WRITING: isWriting = true
            default: throw PostgresError(connection: connection, code: .connectionFailed, sql: nil)
            }
        }
    }

    /// libpq leaves `connect_timeout` to whoever drives its state machine; 0 means to wait for ever.
    private static func deadline(
        of connection: OpaquePointer, _ settings: ConnectionSettings
    ) -> ContinuousClock.Instant? {
        var timeout = settings.connectTimeout
        if let options = PQconninfo(connection) {
            defer { PQconninfoFree(options) }
            var option = options
            while let keyword = option.pointee.keyword {
                if String(cString: keyword) == "connect_timeout", let value = option.pointee.val,
                    let seconds = Int(String(cString: value))
                {
                    if seconds <= 0 { return nil }
                    // As libpq does, for clocks that round up.
                    timeout = .seconds(max(seconds, 2))
                }
                option += 1
            }
        }
        return ContinuousClock.now.advanced(by: timeout)
    }
}

/// Lends texts as C's array of strings with nil at the end.
private func withCStrings<Result>(
    _ texts: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> Result
) -> Result {
    var bytes: [CChar] = []
    let offsets = texts.map { text in
        defer { bytes.append(contentsOf: text.utf8CString) }
        return bytes.count
    }
    return bytes.withUnsafeBufferPointer { buffer in
        let pointers = offsets.map { offset in buffer.baseAddress.map { $0 + offset } } + [nil]
        return pointers.withUnsafeBufferPointer { body($0.baseAddress) }
    }
}
