package import MaterialLedger
package import Postgres
package import Wording

/// A document on record: its id as people know it and in the database, and how it stands.
package struct RecordedDocument: Sendable {
    package var kind: EventKind
    package var code: String
    package var document: Int64
    /// The event that says what it says now.
    package var currentEvent: Int64
    package var occurredAt: Instant?
    package var recordedAt: Instant
    package var recordedBy: String?
    package var revisions: Int64
    package var isReversed: Bool
}

/// Reads documents as the rows in which they could have been imported: for showing, correcting and exporting them.
package enum DocumentQuery {
    /// Documents with this id, of one kind or of all.
    package static func find(
        code: String, kind: EventKind?, on connection: isolated Connection
    ) throws -> [RecordedDocument] {
        let kinds = kind.map { [$0] } ?? EventKind.documents
        return try connection.query(
            """
            SELECT \(columns) FROM journal j JOIN batch b ON b.batch = j.batch
            WHERE j.event = j.document AND j.code = \(code) AND j.kind = ANY (\(kinds)::event_kind[]) ORDER BY j.kind
            """
        ).map { try document($0) }
    }

    /// What ``document(_:)`` reads of the journal's row `j` and its batch `b`.
    private static let columns: SQL = """
        j.kind, j.code, j.event,
        (SELECT f.event FROM revision_in_force(j.event, NULL) f),
        j.occurred_at, b.recorded_at, coalesce(j.recorded_by, b.actor),
        (SELECT count(*) FROM revision r WHERE r.document = j.event),
        EXISTS (SELECT FROM revision r WHERE r.document = j.event AND r.kind = \(EventKind.reversal))
        """

    /// The document that an event belongs to; nil where there is no such event of a document.
    package static func find(event: Int64, on connection: isolated Connection) throws -> RecordedDocument? {
        try connection.query(
            """
            SELECT \(columns) FROM journal asked JOIN journal j ON j.event = asked.document JOIN batch b ON b.batch = j.batch
            WHERE asked.event = \(event) AND is_document(j.kind)
            """
        ).map { try document($0) }.first
    }

    /// That a document is not on record, and which one may have been meant.
    ///
    /// - Parameter kind: nil: one of any kind.
    package static func missing(
        _ code: String, _ kind: EventKind?, on connection: isolated Connection
    ) throws -> Sentence {
        let hint = try NearNamesQuery.documentHint(
            for: code, kind.map { [$0] } ?? EventKind.documents, on: connection)
        return kind.map { "there is no \($0.word) '\(code)'\(hint)" } ?? "there is no document '\(code)'\(hint)"
    }

    /// Keeps others from revising or reversing a document until the transaction ends, and looks at it again: what was
    /// read before may have been revised while this waited.
    package static func hold(
        _ document: RecordedDocument, on connection: isolated Connection
    ) throws -> RecordedDocument {
        // Keys of one number are apart from those of two, by which months are held.
        _ = try connection.query("SELECT pg_advisory_xact_lock(\(document.document))")
        return try find(event: document.document, on: connection) ?? document
    }

    private static func document(_ row: Row) throws -> RecordedDocument {
        let (kind, code, document, current, occurredAt, recordedAt, recordedBy, revisions, isReversed) = try row.decode(
            String.self, String?.self, Int64.self, Int64.self, Instant?.self, Instant.self, String?.self, Int64.self,
            Bool.self)
        guard let eventKind = EventKind(name: kind) else {
            throw Fault(
                .notFound, value: "\(document)", "event \(document) is of a kind that this program doesn't know")
        }
        return RecordedDocument(
            kind: eventKind, code: code ?? "\(document)", document: document, currentEvent: current,
            occurredAt: occurredAt, recordedAt: recordedAt, recordedBy: recordedBy, revisions: revisions,
            isReversed: isReversed)
    }
}
