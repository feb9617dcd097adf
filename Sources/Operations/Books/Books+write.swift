internal import MaterialLedger
package import Postgres
internal import Synchronization

extension Books {
    /// How often a piece of work is run when someone else was quicker.
    private static let attempts = 4

    /// Runs a piece of work that records, as one transaction; a dry run is undone at its end.
    ///
    /// It is run again, from its first look at the books, where someone else took an id of it after that look: what
    /// they recorded may be the same, and is skipped then. Likewise where the server chose it to end a deadlock.
    ///
    /// - Parameter isOneStatement: whether the body records by one statement, which is a transaction of its own.
    func write(
        dryRun: Bool = false, isOneStatement: Bool = false,
        _ body: @escaping @Sendable (isolated Connection) throws -> ImportBundle.Receipt
    ) async throws -> ImportBundle.Receipt {
        var attempt = 1
        while true {
            do {
                return try await writeOnce(dryRun: dryRun, isOneStatement: isOneStatement, body)
            } catch let overtaken as Overtaken {
                guard attempt == 1 else { throw overtaken.faults }
                attempt += 1
            } catch let error as PostgresError {
                if error.code == .connectionLost || error.leavesOutcomeUnknown { throw LostConnection(error: error) }
                guard attempt < Self.attempts, DatabaseFault.isWorthAnotherTry(error) else {
                    throw DatabaseFault.translate(error)
                }
                attempt += 1
            }
        }
    }

    private func writeOnce(
        dryRun: Bool, isOneStatement: Bool,
        _ body: @escaping @Sendable (isolated Connection) throws -> ImportBundle.Receipt
    ) async throws -> ImportBundle.Receipt {
        guard !isOneStatement else { return try await pool.run(body) }
        do {
            return try await pool.withTransaction { connection in
                var receipt = try body(connection)
                if dryRun {
                    receipt.isDryRun = true
                    throw DryRun(receipt: receipt)
                }
                return receipt
            }
        } catch let dryRun as DryRun {
            return dryRun.receipt
        }
    }

    /// Runs a piece of work that only reads, on one consistent view of the books.
    package func read<Result: Sendable>(
        _ body: @escaping @Sendable (isolated Connection) throws -> Result
    ) async throws -> Result {
        try await pool.withTransaction(isolation: .repeatableRead, readOnly: true, body)
    }

    /// Leaves the transaction without keeping anything.
    private struct DryRun: Error {
        let receipt: ImportBundle.Receipt
    }
}

/// A value that a transaction's body hands out beside its result.
final class Box<Value: Sendable>: Sendable {
    private let storage: Mutex<Value>

    init(_ value: Value) { storage = Mutex(value) }

    var value: Value {
        get { storage.withLock { $0 } }
        set { storage.withLock { $0 = newValue } }
    }
}
