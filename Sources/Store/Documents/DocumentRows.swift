package import MaterialLedger
package import Postgres

extension DocumentQuery {
    /// What the document says at one of its events, as rows of a bundle.
    package static func rows(
        of document: RecordedDocument, at event: Int64? = nil, on connection: isolated Connection
    ) throws -> Bundle {
        var reading = DocumentReading(document: document, event: event ?? document.currentEvent)
        for file in BundleFile.allCases {
            guard let row = file.documentRow, row.kind == document.kind else { continue }
            try reading.read(row, on: connection)
        }
        return reading.bundle
    }
}

/// Reads the rows of one document as their tables of fields say.
private struct DocumentReading {
    let document: RecordedDocument
    let event: Int64
    var bundle = Bundle()

    mutating func read<Row: DocumentRow>(_ type: Row.Type, on connection: isolated Connection) throws {
        let fields = Row.schema.fields
        var query: SQL = "SELECT "
        for (place, field) in fields.enumerated() {
            if place > 0 { query.append(", ") }
            query.append(column(field, of: Row.file))
        }
        query.append(" FROM ")
        query.append(SQL(Row.file.source))
        query.append(" WHERE d.event = \(event) ORDER BY ")
        query.append(SQL(Row.file.order))
        bundle[keyPath: Row.list] = try connection.query(query).map { cells in
            // What comes from the database stands in no file.
            var row = Row(placeholderAt: SourceLine(Row.file, line: 0))
            for (place, field) in fields.enumerated() { try field.set(&row, from: cells, at: place) }
            return row
        }
    }

    /// A field's value as an expression over the row `d`, its lines `x` and the lot `l` that it makes.
    private func column<Row>(_ field: Field<Row>, of file: BundleFile) -> SQL {
        if field.naming.isOfDocument { return "\(document.code)::text" }
        if field.name == "recorded_by" { return recorder }
        if file.documentRow is any RunLine.Type, field.part == .identity { return "\(document.code)::text" }
        let storage = file.storage ?? Storage(table: "lot")
        let alias = storage.inLot.contains(field.name) ? "l" : storage.lines == nil || field.part.isShared ? "d" : "x"
        let name = "\(alias).\"\(storage.column(field.name))\""
        return SQL(field.text(of: name))
    }

    /// Who recorded the document: as it was recorded, or as that was corrected since.
    private var recorder: SQL {
        """
        (SELECT nullif(said.name, '') FROM (
            SELECT c.event, c.new_value FROM correction_field c JOIN revision r ON r.event = c.event
            WHERE r.document = \(document.document) AND r.event <= \(event) AND c.field = 'recorded_by'
            UNION ALL SELECT j.event, j.recorded_by FROM journal j WHERE j.event = \(document.document)
        ) said (event, name) ORDER BY said.event DESC LIMIT 1)
        """
    }
}

extension BundleFile {
    /// The tables that a file's rows are read from.
    fileprivate var source: String {
        guard let storage else { return "lot d" }
        if let lines = storage.lines { return "\(storage.table) d JOIN \(lines) x ON x.event = d.event" }
        return storage.inLot.isEmpty
            ? "\(storage.table) d" : "\(storage.table) d JOIN lot l ON l.lot = d.lot AND l.event = d.event"
    }

    /// Lines by their lots, or in the order in which they were recorded.
    fileprivate var order: String {
        switch self {
        case .runOutputs: "d.lot"
        case .runAdditions, .runLosses: "d.n"
        case .runInputs: "(SELECT l.code FROM lot l WHERE l.lot = d.lot AND l.is_first)"
        default: storage?.lines == nil ? "d.event" : "(SELECT l.code FROM lot l WHERE l.lot = x.lot AND l.is_first)"
        }
    }
}

extension Field {
    /// The column's value as it is read: codes in place of ids, domains and numerics as what they are made of.
    fileprivate func text(of name: String) -> String {
        switch naming {
        case .refers(.party), .refers(.facility), .refers(.material):
            if case .refers(let thing) = naming {
                return "(SELECT t.code FROM \(thing.rawValue) t WHERE t.event = \(name))"
            }
            return name
        case .refers(.lot), .defines(.lot):
            return "(SELECT l.code FROM lot l WHERE l.lot = \(name) AND l.is_first)"
        case .refers(.shipment): return "(SELECT s.code FROM journal s WHERE s.event = \(name))"
        case .defines, .document, .nothing: break
        }
        return switch place {
        case .mass, .optionalMass, .tonnes, .count: name + "::bigint"
        case .energy, .fraction, .word: name + "::text"
        case .deviation, .massDeviation: name + "::double precision"
        case .text, .optionalText, .time, .optionalTime, .flag, .month: name
        }
    }

    fileprivate func set(_ row: inout Row, from cells: Postgres.Row, at column: Int) throws {
        switch place {
        case .text(let path): path.set(&row, try cells.decode(String.self, at: column))
        case .optionalText(let path): path.set(&row, try cells.decode(String?.self, at: column))
        case .mass(let path): path.set(&row, try cells.decode(Mass.self, at: column))
        case .optionalMass(let path), .tonnes(let path): path.set(&row, try cells.decode(Mass?.self, at: column))
        case .time(let path): path.set(&row, try cells.decode(Instant.self, at: column))
        case .optionalTime(let path): path.set(&row, try cells.decode(Instant?.self, at: column))
        case .count(let path): path.set(&row, try cells.decode(Int64?.self, at: column))
        case .energy(let path):
            path.set(&row, try cells.decode(String?.self, at: column).flatMap(Energy.init(text:)))
        case .fraction(let path):
            if let fraction = Fraction(text: try cells.decode(String.self, at: column)) {
                path.set(&row, fraction)
            }
        case .deviation(let path), .massDeviation(let path):
            path.set(&row, try cells.decode(Double?.self, at: column))
        case .flag(let path): path.set(&row, try cells.decode(Bool.self, at: column))
        case .month(let path):
            if let month = Month(number: try cells.decode(Int32.self, at: column)) { path.set(&row, month) }
        case .word(_, let path): path.set(&row, try cells.decode(String?.self, at: column))
        }
    }
}
