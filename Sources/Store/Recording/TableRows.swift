internal import MaterialLedger
internal import Postgres

/// Rows of one table, column by column, and the statement that inserts them.
///
/// Each column is named where its values are given, so that two of them can't change places.
struct TableRows {
    let table: String
    private var names: [String] = []
    private var casts: [String] = []
    private var arrays: [SQL] = []

    init(_ table: String) { self.table = table }

    mutating func add<Element: PostgresArrayElement>(_ name: String, _ values: [Element], as type: String? = nil) {
        add(name, "\(values)", type)
    }

    mutating func add<Element: PostgresArrayElement>(_ name: String, _ values: [Element?], as type: String? = nil) {
        add(name, "\(values)", type)
    }

    private mutating func add(_ name: String, _ array: SQL, _ type: String?) {
        names.append("\"\(name)\"")
        casts.append(type.map { "::\($0)" } ?? "")
        arrays.append(array)
    }

    /// The values go as one array for each column; the server gives each row its values.
    var statement: SQL {
        let columns = names.joined(separator: ", ")
        let values = zip(names, casts).map { $0 + $1 }.joined(separator: ", ")
        var sql: SQL =
            "INSERT INTO urbanmine.\(unsafe: table) (\(unsafe: columns)) SELECT \(unsafe: values) FROM unnest("
        for (place, array) in arrays.enumerated() {
            if place > 0 { sql.append(", ") }
            sql.append(array)
        }
        sql.append(") AS added (\(unsafe: columns))")
        return sql
    }
}

extension TableRows {
    /// Adds the columns of fields, with ids in place of names.
    mutating func add<Row: BundleRow>(
        _ fields: [Field<Row>], of rows: [Row], _ storage: Storage, ids: (NamedThing, String) -> Int64
    ) {
        for field in fields {
            let name = storage.column(field.name)
            switch (field.naming, field.place) {
            case (.refers(let thing), .text(let path)), (.defines(let thing), .text(let path)):
                add(name, rows.map { ids(thing, path.get($0)) })
            case (.refers(let thing), .optionalText(let path)):
                add(name, rows.map { row in path.get(row).map { ids(thing, $0) } })
            default: add(name, field.place, of: rows)
            }
        }
    }

    private mutating func add<Row>(_ name: String, _ place: FieldPlace<Row>, of rows: [Row]) {
        switch place {
        case .text(let path): add(name, rows.map { path.get($0) })
        case .optionalText(let path): add(name, rows.map { path.get($0) })
        case .mass(let path): add(name, rows.map { path.get($0) })
        case .optionalMass(let path), .tonnes(let path): add(name, rows.map { path.get($0) })
        case .time(let path): add(name, rows.map { path.get($0) })
        case .optionalTime(let path): add(name, rows.map { path.get($0) })
        case .count(let path): add(name, rows.map { path.get($0) })
        case .energy(let path): add(name, rows.map { path.get($0)?.text }, as: "numeric")
        case .fraction(let path): add(name, rows.map { path.get($0).text }, as: "numeric")
        case .deviation(let path), .massDeviation(let path): add(name, rows.map { path.get($0) })
        case .flag(let path): add(name, rows.map { path.get($0) })
        case .month(let path): add(name, rows.map { path.get($0).number })
        case .word(_, let path): add(name, rows.map { path.get($0) })
        }
    }
}

extension TableRows {
    /// One row of the journal, for an event that comes of no file.
    static func journal(
        _ event: Int64, _ kind: EventKind, document: Int64? = nil, code: String, at: Instant?, reason: String? = nil,
        _ digest: ContentDigest, batch: Int64
    ) -> TableRows {
        var rows = TableRows("journal")
        rows.add("event", [event])
        rows.add("document", [document ?? event])
        rows.add("batch", [batch])
        rows.add("kind", [kind.name], as: "urbanmine.event_kind")
        rows.add("code", [code])
        rows.add("occurred_at", [at])
        rows.add("reason", [reason])
        rows.add("digest", [digest])
        return rows
    }
}
