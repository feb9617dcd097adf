internal import Interchange
package import MaterialLedger
internal import Postgres
package import Store
internal import Wording

/// The ledger as people use it: balances, entries, reversals, closes.
package struct LedgerBook: Sendable {
    let books: Books

    package init(_ books: Books) { self.books = books }

    package struct Balances: Sendable {
        package var rows: [BalanceRow]
        package var total: Int64
    }

    /// Balances as of a business time, and as they were known at a recording time.
    package func balance(
        by key: BalanceKey?, account: String?, at: Instant?, knownAt: Instant? = nil
    ) async throws -> Balances {
        let rows = try await books.read { connection in
            try BalanceQuery.load(by: key, account: account, at: at, knownAt: knownAt, on: connection)
        }
        return Balances(rows: rows, total: rows.reduce(0) { $0 &+ $1.mass })
    }

    package func entries(lot: String?, since: Instant?, limit: Int) async throws -> [LedgerEntry] {
        try await books.read { connection in
            try EntryQuery.load(lot: lot, since: since, limit: limit, on: connection)
        }
    }

    package struct Reversal: Sendable {
        package var event: Int64
        package var document: String
        /// Whether it had been reversed before; nothing is posted twice.
        package var wasReversed: Bool
        package var postings: Int64
        /// Where the document's month is closed: when the reversal is posted instead.
        package var lateAt: Instant?
    }

    /// Reverses the document of an entry, given as the entry's number, the document's id, or KIND:ID.
    ///
    /// - Throws: `Faults` naming what would have to be reversed first.
    package func reverse(_ entry: String, reason: String, dryRun: Bool = false) async throws -> Reversal {
        let rules = books.rules
        let provenance = books.provenance
        let result = Box<Reversal?>(nil)
        guard !reason.allSatisfy(\.isWhitespace) else {
            throw Faults(Fault(.badValue, field: "reason", value: reason, "a reversal needs a reason"))
        }
        _ = try await books.write(dryRun: dryRun) { connection in
            let document = try DocumentQuery.hold(try Self.document(entry, on: connection), on: connection)
            let name: Sentence = "\(document.kind.word) \(document.code)"
            if let event = try ReversalWriter.reversal(of: document, on: connection) {
                result.value = Reversal(
                    event: event, document: name.english, wasReversed: true, postings: 0, lateAt: nil)
                return ImportBundle.Receipt()
            }
            // Whoever would use what the document made waits from here on.
            let base = try ReversalWriter.begin(document, provenance: provenance, on: connection)
            let consumers = try ReversalWriter.consumers(of: document, on: connection)
            guard consumers.isEmpty else {
                throw Faults(
                    Fault(
                        .conflict, field: "entry", value: entry,
                        """
                        \(name) can't be reversed while others use what it made; reverse first: \
                        \(Shortfall.list(consumers))
                        """))
            }
            let closed = try PeriodQuery.lastClosed(on: connection)
            let lateness =
                try closed.map { closed in
                    try Lateness.of(
                        document, try DocumentQuery.rows(of: document, on: connection), closed: closed,
                        isCompletion: false, rules: rules, on: connection)
                } ?? .none
            try Self.refuseShortfall(
                without: document, entry, rules: rules,
                booked: { at in closed.map { rules.month(at) <= $0 } == true ? lateness.at ?? at : at }, on: connection)
            let (event, counts) = try ReversalWriter.reverse(
                document, reason: reason, at: rules.now, isLate: lateness.isLate, lateAt: lateness.at, base: base,
                on: connection)
            result.value = Reversal(
                event: event, document: name.english, wasReversed: false, postings: counts.postings,
                lateAt: lateness.isLate ? lateness.at : nil)
            return ImportBundle.Receipt()
        }
        guard let reversal = result.value else {
            throw Faults(Fault(.notFound, field: "entry", value: entry, "there is no entry '\(entry)'"))
        }
        return reversal
    }

    /// What the document brought to a lot may be drawn by others, who have to go first.
    private static func refuseShortfall(
        without document: RecordedDocument, _ entry: String, rules: RecordingRules, booked: (Instant) -> Instant,
        on connection: isolated Connection
    ) throws {
        let name: Sentence = "\(document.kind.word) \(document.code) can't be reversed while others use what it brought"
        if let (lot, short) = try ReversalWriter.shortfall(without: document, booked: booked, on: connection) {
            throw Faults(
                Fault(
                    .overdraw, field: "entry", value: entry,
                    """
                    \(name): lot \(lot) would be \(short.missing) g below zero at \(short.facility) from \
                    \(rules.text(short.at))\(short.draws.isEmpty ? "" : "; reverse first: \(short.names)")
                    """))
        }
        if let (lot, missing) = try ReversalWriter.missingPieces(without: document, on: connection) {
            throw Faults(
                Fault(
                    .overdraw, field: "entry", value: entry,
                    """
                    \(name): \(missing) pieces more would be drawn of lot \(lot) than there are; reverse or correct \
                    a later shipment of it first
                    """))
        }
    }

    private static func document(_ entry: String, on connection: isolated Connection) throws -> RecordedDocument {
        if let event = Int64(entry), let found = try DocumentQuery.find(event: event, on: connection) { return found }
        return try DocumentLookup.find(entry, on: connection)
    }

    /// Closes a month: nothing dated in it or before can be recorded from then on.
    package func close(_ month: Month) async throws {
        let provenance = books.provenance
        do {
            _ = try await books.write { connection in
                try ReversalWriter.close(month, provenance: provenance, on: connection)
                return ImportBundle.Receipt()
            }
        } catch let error as PostgresError where error.code == .lockNotAvailable {
            throw Faults(
                Fault(
                    .unavailable, field: "month", value: month.text,
                    "someone has been recording in \(month.text) for more than 10 seconds; try again"))
        }
    }
}
