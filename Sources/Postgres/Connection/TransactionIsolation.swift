/// How much a transaction sees of others that run at the same time.
package enum TransactionIsolation: String, Sendable {
    /// Each statement sees what was committed before it began.
    case readCommitted = "READ COMMITTED"
    /// All statements see what was committed before the first one; may throw `serializationFailure`.
    case repeatableRead = "REPEATABLE READ"
    /// As if transactions ran one after the other; may throw `serializationFailure`.
    case serializable = "SERIALIZABLE"
}
