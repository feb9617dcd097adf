package import MaterialLedger

/// Corrects fields of a document, or tries it out.
package struct CorrectDocument: Sendable {
    let books: Books

    package init(_ books: Books) { self.books = books }

    /// - Parameter set: columns of the bundle's file and what they should say.
    /// - Throws: `Faults`; nothing is recorded then.
    package func run(
        _ document: String, set: [(field: String, value: String)], reason: String, at: Instant? = nil,
        dryRun: Bool = false
    ) async throws -> ImportBundle.Receipt {
        var bundle = Bundle()
        bundle.corrections = set.map {
            Correction(
                source: SourceLine(.corrections, line: 0), document: document, field: $0.field, value: $0.value,
                reason: reason, correctedAt: at)
        }
        return try await ImportBundle(books).record(bundle, dryRun: dryRun)
    }
}
