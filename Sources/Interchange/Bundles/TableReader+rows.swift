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
        // Nothing but these is touched for every cell.
        let cells = zip(fields, columns).map { Cell(place: $0.place, isRequired: $0.presence == .required, column: $1) }
        for name in Row.schema.ignoredColumns { _ = column(name, .optional) }
        return rows { reader in
            var row = Row(placeholderAt: reader.source)
            for cell in cells { reader.read(cell, into: &row) }
            row.fillDefaults { name in
                fields.indices.contains { index in
                    fields[index].name == name && reader.content(columns[index])?.isEmpty == false
                }
            }
            return row
        }
    }

    private struct Cell<Row> {
        let place: FieldPlace<Row>
        let isRequired: Bool
        let column: SourceColumn
    }

    /// Reads the record's value in a column; where there is none, the row keeps its placeholder.
    private mutating func read<Row>(_ cell: Cell<Row>, into row: inout Row) {
        let column = cell.column
        guard let bytes = content(column) else {
            if cell.isRequired { noteAbsent(column) }
            return
        }
        guard !bytes.isEmpty else {
            if cell.isRequired { tellBadValue(column, bytes, "must not be empty") }
            return
        }
        do throws(QuantityFault) {
            switch cell.place {
            case .text(let path): path.set(&row, String(decoding: bytes, as: UTF8.self))
            case .optionalText(let path): path.set(&row, String(decoding: bytes, as: UTF8.self))
            case .mass(let path): path.set(&row, try FieldText.mass(bytes, unit: column.unit))
            case .optionalMass(let path): path.set(&row, try FieldText.mass(bytes, unit: column.unit))
            case .tonnes(let path): path.set(&row, try FieldText.tonnes(bytes))
            case .time(let path): path.set(&row, try FieldText.time(bytes, zone: zone))
            case .optionalTime(let path): path.set(&row, try FieldText.time(bytes, zone: zone))
            case .count(let path): path.set(&row, try FieldText.count(bytes))
            case .energy(let path): path.set(&row, try FieldText.energy(bytes))
            case .fraction(let path): path.set(&row, try FieldText.fraction(bytes))
            case .deviation(let path): path.set(&row, try FieldText.sigma(bytes))
            case .massDeviation(let path): path.set(&row, try FieldText.sigma(bytes, unit: column.unit))
            case .flag(let path): path.set(&row, try FieldText.flag(bytes))
            case .month(let path): path.set(&row, try FieldText.month(bytes))
            case .word(let words, let path): path.set(&row, try FieldText.word(bytes, of: words))
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
