import CLibPQ

extension Connection {
    /// Runs one statement and returns its rows, which may be none.
    ///
    /// - Parameters:
    ///   - sql: the statement with its values.
    ///   - prepared: whether it is prepared at its second use of the same text; false for texts that are made up anew
    ///     each time, or for plans that should see the values.
    @discardableResult
    package func query(_ sql: SQL, prepared: Bool = true) throws(PostgresError) -> Rows {
        Rows(ResultStorage(try result(of: sql, prepared: prepared)))
    }

    /// Runs one statement and returns how many rows it affected or, for a query, gave.
    @discardableResult
    package func execute(_ sql: SQL, prepared: Bool = true) throws(PostgresError) -> Int {
        let result = try result(of: sql, prepared: prepared)
        return affectedRows(result.pointer)
    }

    /// Runs a text of several statements without values, as psql would.
    ///
    /// Without BEGIN and COMMIT in it the text is one transaction; the first error ends it. Rows are dropped.
    package func script(_ text: String) throws(PostgresError) {
        try exchange { pointer throws(PostgresError) in
            guard PQsendQuery(pointer, text) == 1 else {
                throw PostgresError(connection: pointer, code: .protocolViolation, sql: text)
            }
            while let next = PQgetResult(pointer) {
                do throws(PostgresError) {
                    let result = try checked(next, pointer, sql: text)
                    noteSideEffects(of: result.pointer)
                } catch {
                    drain(pointer)
                    throw error
                }
            }
        }
    }

    /// Runs several statements in one round trip and returns the rows of each.
    ///
    /// Outside a transaction they are one of their own. The error is that of the first statement that failed; those
    /// after it were not run. Each is prepared at its second use of the same text.
    package func pipeline(_ statements: [SQL]) throws(PostgresError) -> [Rows] {
        guard !statements.isEmpty else { return [] }
        let keys = statements.map { StatementCache.Key(text: $0.text, types: $0.binds.types) }
        let names = try keys.map { key throws(PostgresError) in try preparedName(key) }
        do throws(PostgresError) {
            return try pipeline(zip(statements, names))
        } catch {
            guard error.isStalePlan else { throw error }
            for (key, name) in zip(keys, names) where name != nil {
                statementCache.forget(key, isGoneFromServer: error.code == .invalidStatementName)
            }
            guard !isInTransaction else {
                // The error has spoiled the transaction: only as a whole can it be run again.
                hasMetStalePlan = true
                throw error
            }
            return try pipeline(statements.lazy.map { ($0, nil) })
        }
    }

    /// Runs big statements, each of which is made and sent while the server works on the one before; returns the rows
    /// of each.
    ///
    /// No more than one is kept at a time, so make the sequence a lazy one. Otherwise as ``pipeline(_:)``, but none is
    /// prepared, and all are made, whatever becomes of the first.
    package func pipelineInTurn(_ statements: some Sequence<SQL>) throws(PostgresError) -> [Rows] {
        try pipeline(statements.lazy.map { ($0, nil) }, isSentAtOnce: true)
    }

    /// Sends statements, by name where they have one, and reads all their results.
    ///
    /// - Parameter isSentAtOnce: whether each is to reach the server before the next is asked for.
    private func pipeline(
        _ statements: some Sequence<(SQL, String?)>, isSentAtOnce: Bool = false
    ) throws(PostgresError) -> [Rows] {
        try exchange { pointer throws(PostgresError) in
            guard PQenterPipelineMode(pointer) == 1 else {
                throw PostgresError(connection: pointer, code: .protocolViolation, sql: nil)
            }
            defer { PQexitPipelineMode(pointer) }
            var failure: PostgresError?
            var sent: [String] = []
            do throws(PostgresError) {
                for (statement, name) in statements {
                    let text = statement.text
                    try send(statement, text: text, name: name, pointer)
                    sent.append(text)
                    guard isSentAtOnce else { continue }
                    guard PQflush(pointer) == 0 else {
                        throw PostgresError(connection: pointer, code: .protocolViolation, sql: text)
                    }
                    if canceller.isUseCancelled {
                        throw PostgresError(code: .cancelled, message: "the task was cancelled", sql: text)
                    }
                }
            } catch {
                failure = error
            }
            // Also after a failure, so that those already sent are answered.
            guard PQpipelineSync(pointer) == 1 else {
                throw failure ?? PostgresError(connection: pointer, code: .protocolViolation, sql: nil)
            }
            var results: [Rows] = []
            for text in sent {
                do throws(PostgresError) {
                    let result = try pipelineResult(pointer, sql: text)
                    if failure == nil { results.append(result) }
                } catch {
                    if error.isFatal { throw error }
                    if failure == nil { failure = error }
                }
            }
            // The answer to the sync.
            PQclear(PQgetResult(pointer))
            if let failure { throw failure }
            return results
        }
    }
}

// MARK: -

extension Connection {
    /// The affected rows as the command tag tells them.
    func affectedRows(_ result: OpaquePointer) -> Int {
        Int(String(cString: PQcmdTuples(result))) ?? 0
    }

    /// Watches for commands that make prepared statements useless.
    func noteSideEffects(of result: OpaquePointer) {
        guard let tag = PQcmdStatus(result) else { return }
        // A glance at the first letter: most statements are none of these.
        switch UInt8(bitPattern: tag.pointee) {
        case UInt8(ascii: "A"), UInt8(ascii: "C"), UInt8(ascii: "D"): break
        default: return
        }
        let text = String(cString: tag)
        if text == "DISCARD ALL" || text == "DEALLOCATE ALL" {
            statementCache.forgetAll(areGoneFromServer: true)
        } else if text.hasPrefix("ALTER ") || text.hasPrefix("DROP ") || text.hasPrefix("CREATE ") {
            statementCache.forgetAll(areGoneFromServer: false)
        }
    }

    private func result(of sql: SQL, prepared: Bool) throws(PostgresError) -> ResultHandle {
        let text = sql.text
        guard prepared else { return try unprepared(sql, text) }
        let key = StatementCache.Key(text: text, types: sql.binds.types)
        guard let name = try preparedName(key) else { return try unprepared(sql, text) }
        do throws(PostgresError) {
            return try exchange { pointer throws(PostgresError) in
                try send(sql, text: text, name: name, pointer)
                return try noted(checked(collect(1, pointer), pointer, sql: text))
            }
        } catch {
            guard error.isStalePlan else { throw error }
            statementCache.forget(key, isGoneFromServer: error.code == .invalidStatementName)
            guard !isInTransaction else {
                // The error has spoiled the transaction: only as a whole can it be run again.
                hasMetStalePlan = true
                throw error
            }
            return try unprepared(sql, text)
        }
    }

    private func unprepared(_ sql: SQL, _ text: String) throws(PostgresError) -> ResultHandle {
        try exchange { pointer throws(PostgresError) in
            try send(sql, text: text, pointer)
            return try noted(checked(collect(1, pointer), pointer, sql: text))
        }
    }

    private func noted(_ result: consuming ResultHandle) -> ResultHandle {
        noteSideEffects(of: result.pointer)
        return result
    }

    /// Counts a use of a statement and returns the name under which the server knows it; nil at its first use.
    private func preparedName(_ key: StatementCache.Key) throws(PostgresError) -> String? {
        switch statementCache.use(key) {
        case .executeUnprepared: return nil
        case .executePrepared(let name): return name
        case .prepare(let name):
            try prepare(key, name: name)
            return name
        }
    }

    private func prepare(_ key: StatementCache.Key, name: String) throws(PostgresError) {
        for abandoned in statementCache.takeAbandoned() {
            _ = try exchange { pointer throws(PostgresError) in
                let sent = PQsendQuery(pointer, "DEALLOCATE \(abandoned)")
                return try checked(collect(sent, pointer), pointer, sql: "DEALLOCATE")
            }
        }
        _ = try exchange { pointer throws(PostgresError) in
            let sent = PQsendPrepare(pointer, name, key.text, Int32(key.types.count), key.types)
            return try checked(collect(sent, pointer), pointer, sql: key.text)
        }
        statementCache.confirm(key, name: name)
    }

    /// Sends a statement without waiting for its result; one that was prepared by its name.
    private func send(
        _ sql: SQL, text: String, name: String? = nil, _ pointer: OpaquePointer
    ) throws(PostgresError) {
        let sent = try sql.binds.withArguments { arguments in
            if let name {
                PQsendQueryPrepared(
                    pointer, name, arguments.count, arguments.values, arguments.lengths, arguments.formats, 1
                )
            } else {
                PQsendQueryParams(
                    pointer, text, arguments.count, arguments.types, arguments.values, arguments.lengths,
                    arguments.formats, 1
                )
            }
        }
        guard sent == 1 else { throw PostgresError(connection: pointer, code: .protocolViolation, sql: text) }
    }

    /// Reads one statement's results in a pipeline, up to the nil that ends them.
    private func pipelineResult(_ pointer: OpaquePointer, sql: String) throws(PostgresError) -> Rows {
        guard let first = PQgetResult(pointer) else {
            throw PostgresError(connection: pointer, code: .connectionLost, sql: sql)
        }
        let status = PQresultStatus(first)
        if status == PGRES_PIPELINE_ABORTED {
            PQclear(first)
            drain(pointer)
            throw PostgresError(code: .inFailedTransaction, message: "an earlier statement failed", sql: sql)
        }
        if status == PGRES_COPY_IN || status == PGRES_COPY_OUT || status == PGRES_COPY_BOTH {
            // The protocol has no way back from a COPY within a pipeline.
            PQclear(first)
            var error = PostgresError(code: .protocolViolation, message: "COPY cannot be in a pipeline", sql: sql)
            error.isFatal = true
            throw error
        }
        let result: ResultHandle
        do throws(PostgresError) {
            result = try checked(first, pointer, sql: sql)
        } catch {
            drain(pointer)
            throw error
        }
        drain(pointer)
        noteSideEffects(of: result.pointer)
        return Rows(ResultStorage(result))
    }
}
