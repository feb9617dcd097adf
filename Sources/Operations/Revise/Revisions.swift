internal import Interchange
package import MaterialLedger
internal import Postgres
internal import Store
internal import Wording

/// Says anew what a document on record is: corrections, the end of a run, the arrival of a transfer, and the
/// acceptance of a count.
package struct Revisions: Sendable {
    let books: Books

    package init(_ books: Books) { self.books = books }

    /// Corrects fields of a document; `set` holds columns of the bundle's file (`column:LOT` for one line of several).
    ///
    /// - Throws: `Faults`.
    package func correct(
        _ document: String, set: [(field: String, value: String)], reason: String, at: Instant? = nil,
        dryRun: Bool = false
    ) async throws -> ImportBundle.Receipt {
        let source = SourceLine(.corrections, line: 0)
        var bundle = Bundle()
        bundle.corrections = set.map {
            Correction(
                source: source, document: document, field: $0.field, value: $0.value, reason: reason,
                correctedAt: at)
        }
        return try await ImportBundle(books).record(bundle, dryRun: dryRun)
    }

    /// Completes a run under way or a transfer on the road: its rows as recorded, changed by the closure.
    ///
    /// The same completion again changes nothing.
    /// - Parameter at: when it ended or arrived.
    package func complete(
        _ kind: EventKind, code: String, at: Instant?, dryRun: Bool = false,
        _ change: @escaping @Sendable (inout Bundle) throws -> Void
    ) async throws -> ImportBundle.Receipt {
        let rules = books.rules
        let provenance = books.provenance
        return try await FaultAdvice(books).write(dryRun: dryRun) { connection in
            let found = try DocumentQuery.find(code: code, kind: kind, on: connection)
            guard let known = found.first else {
                let message = try DocumentQuery.missing(code, kind, on: connection)
                throw Faults(Fault(.notFound, field: kind.name, value: code, message))
            }
            let document = try DocumentQuery.hold(known, on: connection)
            guard !document.isReversed else {
                throw Faults(Fault(.badValue, field: kind.name, value: code, "\(kind.word) \(code) was reversed"))
            }
            let before = try DocumentQuery.rows(of: document, on: connection)
            let isOpen =
                before.runs.first.map { $0.endedAt == nil } ?? before.transfers.contains { $0.receivedAt == nil }
            var after = isOpen ? before : try firstRows(of: document, on: connection)
            try change(&after)
            if !isOpen {
                guard after.isSame(as: before, kind: kind) else {
                    throw Faults(
                        Fault(
                            .conflict, field: kind.name, value: code,
                            "\(kind.word) \(code) is complete already, with other content; use 'urbanmine correct'"))
                }
                var receipt = ImportBundle.Receipt()
                if let file = kind.file { receipt.skipped[file] = 1 }
                return receipt
            }
            let counts = try Revision.write(
                after, of: document, header: RevisionHeader(kind: .completion, at: at ?? rules.now), before: before,
                rules: rules, provenance: provenance, on: connection)
            var receipt = ImportBundle.Receipt(entries: counts?.entries ?? 0, postings: counts?.postings ?? 0)
            if let file = kind.file { receipt.recorded[file] = 1 }
            return receipt
        }
    }

    /// A lot of an accepted count: booked at the time of the count, counted, and the difference that was posted.
    package struct AcceptedLot: Sendable {
        package var lot: String
        package var booked: Int64
        package var counted: Int64
        package var difference: Int64 { counted - booked }
    }

    package struct Acceptance: Sendable {
        package var count: String
        package var lots: [AcceptedLot]
        /// Whether it had been accepted before; nothing is posted twice.
        package var wasAccepted: Bool
        package var entries: Int64
        package var postings: Int64
    }

    /// Accepts a count: posts the difference to the books at the time of the count, lot by lot, to adjustment.
    package func acceptCount(_ code: String, dryRun: Bool = false) async throws -> Acceptance {
        let rules = books.rules
        let provenance = books.provenance
        let result = Box<Acceptance?>(nil)
        _ = try await books.write(dryRun: dryRun) { connection in
            let found = try DocumentQuery.find(code: code, kind: .count, on: connection)
            guard let document = try found.first.map({ try DocumentQuery.hold($0, on: connection) }),
                !document.isReversed
            else {
                let message = try DocumentQuery.missing(code, .count, on: connection)
                throw Faults(Fault(.notFound, field: "count", value: code, message))
            }
            let accepted = try AcceptanceWriter.accept(
                document, rules: rules, provenance: provenance, on: connection)
            result.value = Acceptance(
                count: code, lots: accepted.lots.map { .init(lot: $0.lot, booked: $0.booked, counted: $0.counted) },
                wasAccepted: accepted.wasAccepted, entries: accepted.counts.entries,
                postings: accepted.counts.postings)
            return ImportBundle.Receipt()
        }
        guard let acceptance = result.value else {
            throw Faults(Fault(.notFound, field: "count", value: code, "no count"))
        }
        return acceptance
    }
}

/// The rows that were first recorded.
private func firstRows(of document: RecordedDocument, on connection: isolated Connection) throws -> Bundle {
    try DocumentQuery.rows(of: document, at: document.document, on: connection)
}
