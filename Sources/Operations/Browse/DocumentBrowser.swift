package import MaterialLedger
package import Store
internal import Wording

/// Documents and lots on record, for listing and showing.
package struct DocumentBrowser: Sendable {
    let books: Books

    package init(_ books: Books) { self.books = books }

    /// Documents of a kind, the last recorded first.
    package func list(_ kind: EventKind, _ filter: DocumentFilter) async throws -> [ListedDocument] {
        if let facility = filter.facility { _ = try await MasterData(books).facility(facility) }
        return try await books.read { try DocumentListQuery.load(kind, filter, on: $0) }
    }

    /// A document as it stands, and what it says.
    ///
    /// - Throws: `Faults` with `not_found`.
    package func show(
        _ kind: EventKind, _ code: String
    ) async throws -> (document: RecordedDocument, rows: Bundle) {
        try await books.read { connection in
            guard let document = try DocumentQuery.find(code: code, kind: kind, on: connection).first else {
                let message = try DocumentQuery.missing(code, kind, on: connection)
                throw Faults(Fault(.notFound, field: kind.name, value: code, message))
            }
            return (document, try DocumentQuery.rows(of: document, on: connection))
        }
    }

    /// A lot by its code, or by the ticket of the intake that made it; with that intake.
    ///
    /// - Throws: `Faults` with `not_found`.
    package func lot(_ code: String) async throws -> (page: LotPage, intake: Intake?) {
        try await books.read { connection in
            let page = try LotQuery.page(of: code, on: connection)
            guard page.originKind == .intake,
                let document = try DocumentQuery.find(
                    code: page.originDocument, kind: .intake, on: connection
                ).first
            else { return (page, nil) }
            return (page, try DocumentQuery.rows(of: document, on: connection).intakes.first)
        }
    }
}
