import MaterialLedger
import Wording

/// Rows by their table of fields.
extension TableReader {
    /// Makes a row of every record of the file.
    mutating func rows<Row: BundleRow>(of type: Row.Type) -> [Row] {
        let fields = Row.schema.fields
        let columns = fields.map { field in
            field.place.takesUnits ? massColumn(field.name, field.presence) : column(field.name, field.presence)
        }
        for name in Row.schema.ignoredColumns { _ = column(name, .optional) }
        return rows { reader in
            var row = Row(placeholderAt: reader.source)
            for index in fields.indices { reader.read(fields[index], columns[index], into: &row) }
            row.fillDefaults { name in
                fields.indices.contains { index in
                    fields[index].name == name && reader.content(columns[index])?.isEmpty == false
                }
            }
            return row
        }
    }

    /// Reads the record's value in a column; where there is none, the row keeps its placeholder.
    private mutating func read<Row>(_ field: Field<Row>, _ column: SourceColumn, into row: inout Row) {
        guard let bytes = content(column) else {
            if field.presence == .required { noteAbsent(column) }
            return
        }
        guard !bytes.isEmpty else {
            if field.presence == .required { tellBadValue(column, bytes, "must not be empty") }
            return
        }
        do throws(QuantityFault) {
            switch field.place {
            case .text(let path): row[keyPath: path] = String(decoding: bytes, as: UTF8.self)
            case .optionalText(let path): row[keyPath: path] = String(decoding: bytes, as: UTF8.self)
            case .mass(let path): row[keyPath: path] = try FieldText.mass(bytes, unit: column.unit)
            case .optionalMass(let path): row[keyPath: path] = try FieldText.mass(bytes, unit: column.unit)
            case .tonnes(let path): row[keyPath: path] = try FieldText.tonnes(bytes)
            case .time(let path): row[keyPath: path] = try FieldText.time(bytes, zone: zone)
            case .optionalTime(let path): row[keyPath: path] = try FieldText.time(bytes, zone: zone)
            case .count(let path): row[keyPath: path] = try FieldText.count(bytes)
            case .energy(let path): row[keyPath: path] = try FieldText.energy(bytes)
            case .fraction(let path): row[keyPath: path] = try FieldText.fraction(bytes)
            case .deviation(let path): row[keyPath: path] = try FieldText.sigma(bytes)
            case .massDeviation(let path): row[keyPath: path] = try FieldText.sigma(bytes, unit: column.unit)
            case .flag(let path): row[keyPath: path] = try FieldText.flag(bytes)
            case .month(let path): row[keyPath: path] = try FieldText.month(bytes)
            case .word(let place): place.set(&row, try FieldText.word(bytes, of: place.words))
            }
        } catch {
            tellBadValue(column, bytes, error.message)
        }
    }
}

extension FieldPlace {
    /// Whether the column may be given in g, kg or t.
    var takesUnits: Bool {
        switch self {
        case .mass, .optionalMass, .massDeviation: true
        case .text, .optionalText, .tonnes, .time, .optionalTime, .count, .energy, .fraction, .deviation, .flag,
            .month, .word:
            false
        }
    }
}
