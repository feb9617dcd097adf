internal import Interchange
internal import MaterialLedger
internal import Postgres
internal import Store

/// Corrects what was typed wrong: the document is written again with the corrected fields, and the difference of mass
/// is posted.
///
/// Nothing is overwritten.
enum Corrections {
    /// One correction of one document: all its fields together.
    struct Request {
        var document: String
        var fields: [(field: String, value: String, source: SourceLine)]
        var reason: String
        var at: Instant?
        var recordedBy: String?
        var source: SourceLine
    }

    /// Applies the rows of `corrections.csv`: those of one document and reason are one correction.
    static func apply(
        _ rows: [Correction], zone: ZoneRules, rules: RecordingRules, provenance: Provenance,
        receipt: inout ImportBundle.Receipt, on connection: isolated Connection
    ) throws {
        var requests: [Request] = []
        for row in rows {
            let field = (row.field, row.value, row.source)
            if let place = requests.firstIndex(where: {
                $0.document == row.document && $0.reason == row.reason && $0.at == row.correctedAt
            }) {
                requests[place].fields.append(field)
            } else {
                requests.append(
                    Request(
                        document: row.document, fields: [field], reason: row.reason, at: row.correctedAt,
                        recordedBy: row.recordedBy, source: row.source))
            }
        }
        try hold(requests, on: connection)
        var faults: [Fault] = []
        for request in requests {
            do {
                if let counts = try apply(
                    request, zone: zone, rules: rules, provenance: provenance, on: connection)
                {
                    receipt.recorded[.corrections, default: 0] += request.fields.count
                    receipt.entries += counts.entries
                    receipt.postings += counts.postings
                } else {
                    receipt.skipped[.corrections, default: 0] += request.fields.count
                }
            } catch let found as Faults {
                faults += found.list
            }
        }
        guard faults.isEmpty else { throw Faults(Array(faults.prefix(Faults.limit))) }
    }

    /// Keeps others from revising the documents meanwhile, in one order for everyone, so that two files never wait
    /// for each other.
    private static func hold(_ requests: [Request], on connection: isolated Connection) throws {
        var documents: [RecordedDocument] = []
        for request in requests {
            do {
                documents.append(try DocumentLookup.find(request.document, request.source, on: connection))
            } catch is Faults {
                // Told when its turn comes.
            }
        }
        for document in documents.sorted(by: { $0.document < $1.document }) {
            _ = try DocumentQuery.hold(document, on: connection)
        }
    }

    /// - Returns: nil where the document says that already.
    static func apply(
        _ request: Request, zone: ZoneRules, rules: RecordingRules, provenance: Provenance,
        on connection: isolated Connection
    ) throws -> BatchCounts? {
        let document = try DocumentQuery.hold(
            try DocumentLookup.find(request.document, request.source, on: connection), on: connection)
        if document.isReversed {
            throw Faults(
                request.fault(
                    .badValue, "document", request.document,
                    "\(document.kind.name) \(document.code) was reversed and can't be corrected"))
        }
        let before = try DocumentQuery.rows(of: document, on: connection)
        let edited = try DocumentEdit(before, zone: zone).applying(request, kind: document.kind)
        if edited.bundle.isSame(as: before, kind: document.kind) { return nil }
        // What someone types is meant; only a file may be one that was sent before.
        if request.source.line != 0, try isRepeated(request, document, on: connection) { return nil }
        return try Revision.write(
            edited.bundle, of: document,
            header: RevisionHeader(
                kind: .correction, reason: request.reason, at: request.at ?? rules.now,
                recordedBy: request.recordedBy, source: request.source.line == 0 ? nil : request.source,
                fields: edited.fields), before: before, told: request, rules: rules, provenance: provenance,
            on: connection)
    }

    /// Whether exactly this correction is on record, for a file that is sent again: fields, values, reason and time.
    private static func isRepeated(
        _ request: Request, _ document: RecordedDocument, on connection: isolated Connection
    ) throws -> Bool {
        let fields = request.fields.map(\.field)
        let values = request.fields.map(\.value)
        return try connection.query(
            """
            SELECT EXISTS (
                SELECT FROM revision r JOIN journal j ON j.event = r.event
                WHERE r.document = \(document.document) AND r.kind = 30 AND j.reason = \(request.reason)
                  AND (\(request.at)::timestamptz IS NULL OR j.occurred_at = \(request.at))
                  AND (SELECT array_agg(c.field ORDER BY c.n) FROM correction_field c WHERE c.event = r.event
                       AND c.typed IS NOT NULL) = \(fields)
                  AND (SELECT array_agg(c.typed ORDER BY c.n) FROM correction_field c WHERE c.event = r.event
                       AND c.typed IS NOT NULL) = \(values))
            """
        ).only().decode(Bool.self)
    }
}

extension Corrections.Request {
    func fault(_ code: FaultCode, _ field: String, _ value: String?, _ message: String, at place: SourceLine? = nil)
        -> Fault
    {
        let place = place ?? source
        return Fault(
            code, file: place.line == 0 ? nil : place.file.fileName, line: place.line == 0 ? nil : Int(place.line),
            field: field, value: value, message)
    }
}

/// Finds a document by what people call it.
enum DocumentLookup {
    /// `ID`, or `KIND:ID` where the id is used by documents of several kinds.
    static func find(
        _ name: String, _ source: SourceLine? = nil, on connection: isolated Connection
    ) throws -> RecordedDocument {
        func fault(_ code: FaultCode, _ message: String) -> Faults {
            let place = source.flatMap { $0.line == 0 ? nil : $0 }
            return Faults(
                Fault(
                    code, file: place?.file.fileName, line: place.map { Int($0.line) }, field: "document",
                    value: name, message))
        }
        var kind: EventKind?
        var code = name
        if let colon = name.firstIndex(of: ":") {
            let word = String(name[..<colon])
            code = String(name[name.index(after: colon)...])
            kind = EventKind.documents.first { $0.name == word || $0.file?.name == word }
            if kind == nil {
                let words = EventKind.documents.map(\.name).joined(separator: ", ")
                throw fault(.badValue, "'\(word)' is not a kind of document; kinds are \(words)")
            }
        }
        let found = try DocumentQuery.find(code: code, kind: kind, on: connection)
        guard let first = found.first else {
            throw fault(source == nil ? .notFound : .unknownReference, "there is no document '\(name)'")
        }
        if found.count > 1 {
            let names = found.map { "\($0.kind.name):\($0.code)" }.joined(separator: ", ")
            throw fault(.badValue, "'\(name)' is the id of several documents; write one of \(names)")
        }
        return first
    }
}
