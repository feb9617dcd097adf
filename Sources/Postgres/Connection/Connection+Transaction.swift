import CLibPQ

extension Connection {
    /// Runs a piece of work as one transaction: committed when the body returns, rolled back when it throws or the
    /// task is cancelled before the commit has begun.
    ///
    /// The error thrown is the body's own, whatever becomes of the rollback. A `connectionLost` out of the commit
    /// itself says that the outcome is unknown.
    ///
    /// The body runs a second time, in a new transaction, when a table was changed underneath a prepared statement so
    /// that the server refuses the statement's old plan; but not after it has streamed rows or COPY data.
    ///
    /// - Parameters:
    ///   - isolation: what the transaction sees of others.
    ///   - readOnly: whether the server is to refuse changes.
    ///   - body: the work; it must not begin or end transactions itself.
    @discardableResult
    package nonisolated func transaction<Result: Sendable>(
        isolation: TransactionIsolation = .readCommitted,
        readOnly: Bool = false,
        _ body: @Sendable (isolated Connection) throws -> Result
    ) async throws -> Result {
        try await run { connection in
            try connection.performTransaction(isolation, readOnly: readOnly, body)
        }
    }

    /// Ends a transaction that someone left open; a connection that cannot even do that is closed.
    package func rollBackIfNeeded() {
        guard isInTransaction else { return }
        do {
            try control("ROLLBACK", ignoringCancellation: true)
        } catch {
            close()
        }
        updateVitals()
    }

    private func performTransaction<Result>(
        _ isolation: TransactionIsolation, readOnly: Bool, _ body: (isolated Connection) throws -> Result
    ) throws -> Result {
        guard !isInTransaction else {
            throw PostgresError(code: .activeTransaction, message: "the connection is in a transaction already")
        }
        let begin = "BEGIN ISOLATION LEVEL \(isolation.rawValue) READ \(readOnly ? "ONLY" : "WRITE")"
        var mayRunAgain = true
        while true {
            do {
                try control(begin)
                let result = try body(self)
                try commit()
                return result
            } catch {
                rollBackIfNeeded()
                guard mayRunAgain, hasMetStalePlan, !hasStreamed else { throw error }
                mayRunAgain = false
                hasMetStalePlan = false
            }
        }
    }

    private func commit() throws(PostgresError) {
        guard isInTransaction else {
            throw handle.pointer == nil
                ? PostgresError(code: .connectionLost, message: "the connection was lost within a transaction")
                : PostgresError(code: .noActiveTransaction, message: "the body has ended the transaction itself")
        }
        let tag: String
        do {
            tag = try control("COMMIT")
        } catch {
            var error = error
            if error.code == .connectionLost {
                error.leavesOutcomeUnknown = true
                error.hint = "whether the transaction was committed is unknown"
            }
            throw error
        }
        // The server's answer to COMMIT after an error that the body has swallowed.
        guard tag == "COMMIT" else {
            throw PostgresError(
                code: .inFailedTransaction, message: "a statement had failed, the transaction was rolled back"
            )
        }
    }

    /// Runs a command without values or rows and returns its tag.
    @discardableResult
    private func control(_ text: String, ignoringCancellation: Bool = false) throws(PostgresError) -> String {
        try exchange(ignoringCancellation: ignoringCancellation) { pointer throws(PostgresError) in
            let result = try checked(collect(PQsendQuery(pointer, text), pointer), pointer, sql: text)
            return String(cString: PQcmdStatus(result.pointer))
        }
    }
}
