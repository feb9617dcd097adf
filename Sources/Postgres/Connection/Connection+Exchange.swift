import CLibPQ

extension Connection {
    /// The one way to the server: checks that the connection is there and free, watches for cancellation and gives
    /// errors their meaning.
    ///
    /// A commit that the server made, but whose standby did not confirm it, throws `outcomeUnknown`: the server tells
    /// it with a warning, and answers the statement as if all were well.
    func exchange<Result: ~Copyable>(
        ignoringCancellation: Bool = false,
        _ body: (OpaquePointer) throws(PostgresError) -> Result
    ) throws(PostgresError) -> Result {
        guard let pointer = handle.pointer else {
            throw PostgresError(code: .connectionLost, message: "the connection is closed")
        }
        try canceller.beginStatement(ignoringCancellation: ignoringCancellation)
        do throws(PostgresError) {
            let result = try body(pointer)
            canceller.endStatement()
            if handle.takeUnconfirmedCommit() { throw PostgresError.unconfirmedCommit }
            return result
        } catch {
            canceller.endStatement()
            let isUnconfirmed = handle.takeUnconfirmedCommit()
            var error = settle(error, pointer)
            if isUnconfirmed { error.leavesOutcomeUnknown = true }
            throw error
        }
    }

    /// Takes ownership of a result and throws what it says.
    ///
    /// - Parameters:
    ///   - result: nil when libpq could not even send the statement.
    ///   - pointer: the connection it came from.
    ///   - sql: the statement, for the error.
    func checked(
        _ result: OpaquePointer?, _ pointer: OpaquePointer, sql: @autoclosure () -> String
    ) throws(PostgresError) -> ResultHandle {
        guard let result else {
            throw PostgresError(connection: pointer, code: .protocolViolation, sql: sql())
        }
        let handle = ResultHandle(result)
        switch PQresultStatus(result) {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY:
            return handle
        case PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH:
            abandonCopy(pointer, PQresultStatus(result))
            throw PostgresError(
                code: .protocolViolation, message: "COPY goes through copyIn and copyOut", sql: sql()
            )
        default:
            throw PostgresError(result: result, sql: sql())
        }
    }

    /// Reads all results of one statement and returns the first that is an error, or the last.
    ///
    /// The first, since after a FATAL error libpq adds another of its own, without a state, for the closed connection;
    /// its own `PQexec` family keeps only that.
    ///
    /// - Parameters:
    ///   - sent: what the sending function returned; 0 is a failure.
    ///   - pointer: the connection.
    func collect(_ sent: Int32, _ pointer: OpaquePointer) -> OpaquePointer? {
        guard sent == 1 else { return nil }
        var last: OpaquePointer?
        while let next = PQgetResult(pointer) {
            PQclear(last)
            last = next
            switch PQresultStatus(next) {
            case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY:
                continue
            case PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH:
                return next
            default:
                drain(pointer)
                return next
            }
        }
        return last
    }

    /// Reads and drops what the server still sends for the present statement.
    func drain(_ pointer: OpaquePointer) {
        while let rest = PQgetResult(pointer) {
            let status = PQresultStatus(rest)
            PQclear(rest)
            // libpq would give the same result for ever.
            if status == PGRES_COPY_IN || status == PGRES_COPY_OUT || status == PGRES_COPY_BOTH {
                abandonCopy(pointer, status)
                return
            }
            if PQstatus(pointer) == CONNECTION_BAD { return }
        }
    }

    /// Ends a COPY that came from a text that should have held none.
    private func abandonCopy(_ pointer: OpaquePointer, _ status: ExecStatusType) {
        if status == PGRES_COPY_OUT {
            canceller.stopStatement()
            var buffer: UnsafeMutablePointer<CChar>?
            while PQgetCopyData(pointer, &buffer, 0) > 0 { PQfreemem(buffer) }
        } else {
            PQputCopyEnd(pointer, "COPY was not expected")
        }
        drain(pointer)
    }

    /// Decides what an error means for the connection, and lets a lost one go.
    private func settle(_ error: PostgresError, _ pointer: OpaquePointer) -> PostgresError {
        var error = error
        if error.isFatal || PQstatus(pointer) == CONNECTION_BAD {
            error.code = .connectionLost
            close()
        } else if error.code == .queryCanceled && canceller.isUseCancelled {
            error.code = .cancelled
        }
        return error
    }
}
