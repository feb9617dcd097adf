import CLibPQ

extension Connection {
    /// Runs a `COPY … FROM STDIN` with the data that the body writes.
    ///
    /// When the body throws, the COPY is aborted, nothing of it stays and the body's error is thrown. The body must
    /// not use the connection.
    ///
    /// - Returns: how many rows were copied.
    @discardableResult
    package func copyIn(_ sql: String, _ body: (inout CopyWriter) throws -> Void) throws -> Int {
        hasStreamed = true
        var failure: (any Error)?
        let count = try exchange { pointer throws(PostgresError) in
            let isBinary = try startCopy(sql, PGRES_COPY_IN, pointer)
            do {
                var writer = CopyWriter(pointer, canceller, isBinary: isBinary)
                try body(&writer)
                try writer.finish()
            } catch {
                failure = error
            }
            // The server's own error comes with the result. A connection that is lost says so there as well.
            PQputCopyEnd(pointer, failure == nil ? nil : "the client has given up")
            let next = PQgetResult(pointer)
            defer { drain(pointer) }
            do throws(PostgresError) {
                let result = try checked(next, pointer, sql: sql)
                return affectedRows(result.pointer)
            } catch {
                // What the server says to giving up is only the echo of the body's error.
                guard failure == nil || PQstatus(pointer) == CONNECTION_BAD || error.isFatal else { return 0 }
                failure = nil
                throw error
            }
        }
        if let failure { throw failure }
        return count
    }

    /// Runs a `COPY … TO STDOUT` and hands over its data, in the text format row by row with the line feed.
    ///
    /// The bytes are valid during the call only. When the body throws, the COPY is cancelled and the body's error is
    /// thrown. The body must not use the connection.
    ///
    /// - Returns: how many rows were copied.
    @discardableResult
    package func copyOut(_ sql: String, _ each: (UnsafeRawBufferPointer) throws -> Void) throws -> Int {
        hasStreamed = true
        var failure: (any Error)?
        let count = try exchange { pointer throws(PostgresError) in
            _ = try startCopy(sql, PGRES_COPY_OUT, pointer)
            var bytes: UnsafeMutablePointer<CChar>?
            while true {
                let size = PQgetCopyData(pointer, &bytes, 0)
                guard size > 0 else { break }
                defer { PQfreemem(bytes) }
                guard failure == nil else { continue }
                do {
                    try each(UnsafeRawBufferPointer(start: bytes, count: Int(size)))
                } catch {
                    failure = error
                    canceller.stopStatement()
                }
            }
            let next = PQgetResult(pointer)
            defer { drain(pointer) }
            do throws(PostgresError) {
                let result = try checked(next, pointer, sql: sql)
                return affectedRows(result.pointer)
            } catch {
                guard failure == nil || PQstatus(pointer) == CONNECTION_BAD || error.isFatal else { return 0 }
                failure = nil
                throw error
            }
        }
        if let failure { throw failure }
        return count
    }

    /// Begins a COPY and tells whether its format is binary.
    private func startCopy(
        _ sql: String, _ expected: ExecStatusType, _ pointer: OpaquePointer
    ) throws(PostgresError) -> Bool {
        guard let result = collect(PQsendQuery(pointer, sql), pointer) else {
            throw PostgresError(connection: pointer, code: .protocolViolation, sql: sql)
        }
        guard PQresultStatus(result) == expected else {
            _ = try checked(result, pointer, sql: sql)
            throw PostgresError(
                code: .protocolViolation, message: "the statement is not the COPY it should be", sql: sql
            )
        }
        let owner = ResultHandle(result)
        return PQbinaryTuples(owner.pointer) == 1
    }
}
