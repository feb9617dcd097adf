import MaterialLedger
import Wording

/// Reads one file of a bundle: finds the columns by name, then makes a typed row of each record.
///
/// Faults are collected, not thrown, so that a user learns of all of them at once. A record with faults still becomes a
/// row, with placeholders where nothing could be read, and those fields are noted in `unreadFields`. A column that is
/// missing or not clear is told once, in the header's line, and counts as unread in every row.
struct TableReader {
    /// Beyond so many faults of one file only the rows are read on: the user is told of a hundred.
    static let maximumFaults = 1000

    let file: BundleFile
    let zone: ZoneRules
    private(set) var faults: [Fault] = []
    private(set) var unreadFields: [SourceLine: Set<String>] = [:]
    /// Where the record at hand stands.
    private(set) var source: SourceLine

    private var reader: CSVReader
    private var header: [HeaderCell] = []
    private var names: [ColumnName] = []
    /// Fields that no record of the file gives, because its column is missing or not clear.
    private var fieldsWithoutColumn: Set<String> = []
    private var unreadInRecord: Set<String> = []
    /// Whether the record at hand has more or fewer fields than the header: then only ids are taken from it.
    private var hasWrongWidth = false
    private var missing: [Fault] = []

    private struct HeaderCell {
        let name: String
        /// Whether some column of the table claimed it, be it in vain.
        var isKnown = false
    }

    init(_ text: SourceText, file: BundleFile, zone: ZoneRules) {
        self.file = file
        self.zone = zone
        source = SourceLine(file, line: 1)
        reader = CSVReader(text.bytes, from: text.start)
        readHeader()
    }

    // MARK: Header

    private mutating func readHeader() {
        switch reader.next() {
        case .record(let line):
            source = SourceLine(file, line: line)
            header = reader.fields.map { HeaderCell(name: String(decoding: reader.content(of: $0), as: UTF8.self)) }
            // Excel writes commas for columns that were used once and are empty now.
            while let last = header.last, last.name.isEmpty { header.removeLast() }
        case .fault(let line, let message):
            faults.append(Fault(.unreadable, file: file.fileName, line: line, message))
        case .end:
            faults.append(
                Fault(.unreadable, file: file.fileName, line: 1, "the file is empty; its first line names the columns"))
        }
    }

    /// Claims a column of the file.
    mutating func column(_ name: String, _ presence: FieldPresence = .required) -> SourceColumn {
        claim(name, presence, spellings: [(name, .gram)])
    }

    /// Claims a mass column `x_g`, which the file may call `x_kg` or `x_t`.
    mutating func massColumn(_ name: String, _ presence: FieldPresence = .required) -> SourceColumn {
        let stem = String(name.dropLast(MassUnit.gram.rawValue.utf8.count))
        return claim(name, presence, spellings: MassUnit.allCases.map { (stem + $0.rawValue, $0) })
    }

    private mutating func claim(
        _ name: String, _ presence: FieldPresence, spellings: [(name: String, unit: MassUnit)]
    ) -> SourceColumn {
        var found: [(index: Int, unit: MassUnit)] = []
        for index in header.indices {
            guard let spelling = spellings.first(where: { $0.name == header[index].name }) else { continue }
            header[index].isKnown = true
            found.append((index, spelling.unit))
        }
        let slot = names.count
        let inFile = found.first.map { header[$0.index].name } ?? name
        let isIdentifier = file.identifierColumns.contains(name)
        names.append(ColumnName(canonical: name, inFile: inFile, isIdentifier: isIdentifier))
        if found.count > 1 {
            tellTwice(found.map { header[$0.index].name })
        } else if let only = found.first {
            return SourceColumn(slot: slot, index: only.index, unit: only.unit)
        } else if presence == .required, !header.isEmpty {
            let others = spellings.dropFirst().map(\.name)
            missing.append(
                Fault(
                    .missingColumn, file: file.fileName, line: headerLine, field: name,
                    others.isEmpty
                        ? "the column is missing"
                        : "the column is missing; it may also be given as \(others.inSentence { "\($0) or \($1)" })"))
        } else {
            return SourceColumn(slot: slot, index: -1, unit: .gram)
        }
        fieldsWithoutColumn.insert(name)
        return SourceColumn(slot: slot, index: -1, unit: .gram)
    }

    private mutating func tellTwice(_ given: [String]) {
        let last = given.last ?? ""
        let message: Sentence =
            Set(given).count == 1
            ? "the column is there twice; keep one of them"
            : "the same mass is given in \(given.inSentence { "\($0) and in \($1)" }); keep one of them"
        faults.append(Fault(.unknownColumn, file: file.fileName, line: headerLine, field: last, message))
    }

    private var headerLine: Int { Int(source.line) }

    /// Tells of the columns that nobody claimed, then of those that are missing.
    private mutating func finishHeader() {
        let known = names.map(\.canonical)
        let unclaimed = known.filter { name in !names.contains { $0.canonical == name && isInFile($0) } }
        for (index, cell) in header.enumerated() where !cell.isKnown {
            let message: Sentence
            if cell.name.isEmpty {
                message = "column \(index + 1) has no name; name it or remove it"
            } else if header.count == 1, cell.name.contains(where: { $0 == ";" || $0 == "\t" }) {
                message = "the columns must be separated by commas"
            } else if let meant = Spelling.nearest(to: cell.name, in: unclaimed)
                ?? Spelling.nearest(to: cell.name, in: known)
            {
                message = "\(file.fileName) has no such column; did you mean \(meant)?"
                // Otherwise what follows from a default in its place would be told as well.
                if unclaimed.contains(meant) { fieldsWithoutColumn.insert(meant) }
            } else {
                message = "\(file.fileName) has no such column; it may have \(known.joined(separator: ", "))"
            }
            faults.append(
                Fault(
                    .unknownColumn, file: file.fileName, line: headerLine,
                    field: QuotedValue.printable(cell.name.utf8.prefix(256)), message))
        }
        faults += missing
    }

    private func isInFile(_ name: ColumnName) -> Bool {
        header.contains { $0.name == name.inFile }
    }

    // MARK: Records

    /// Makes a row of every record; to be called once, after all columns are claimed.
    mutating func rows<Row>(_ make: (inout TableReader) -> Row) -> [Row] {
        guard !header.isEmpty else { return [] }
        finishHeader()
        // Without one known column this is some other file, whose lines would only be noise.
        guard header.contains(where: \.isKnown) else { return [] }
        var rows: [Row] = []
        rows.reserveCapacity(estimatedRows)
        while true {
            switch reader.next() {
            case .end: return rows
            case .fault(let line, let message):
                source = SourceLine(file, line: line)
                add(Fault(.unreadable, file: file.fileName, line: line, message))
            case .record(let line):
                source = SourceLine(file, line: line)
                checkWidth()
                rows.append(make(&self))
                noteUnread()
            }
        }
    }

    private var estimatedRows: Int {
        let lines = reader.bytes.count { $0 == UInt8(ascii: "\n") }
        // A bound: bytes that only look like lines must not reserve more memory than they are worth.
        return min(lines, reader.bytes.count / (header.count + 1), 1 << 20)
    }

    private mutating func checkWidth() {
        let count = reader.fields.count
        hasWrongWidth = false
        if count == header.count { return }
        if count > header.count, reader.fields[header.count...].allSatisfy(\.isEmpty) { return }
        hasWrongWidth = true
        let hint: Sentence = count > header.count ? "; a value with a comma needs quotes" : ""
        add(
            Fault(
                .unreadable, file: file.fileName, line: Int(source.line),
                count == 1
                    ? "the line has 1 field, the header has \(header.count)"
                    : "the line has \(count) fields, the header has \(header.count)\(hint)"))
    }

    private mutating func noteUnread() {
        if hasWrongWidth {
            for name in names where !name.isIdentifier { unreadInRecord.insert(name.canonical) }
        }
        if unreadInRecord.isEmpty {
            if !fieldsWithoutColumn.isEmpty { unreadFields[source] = fieldsWithoutColumn }
            return
        }
        unreadFields[source] = unreadInRecord.union(fieldsWithoutColumn)
        unreadInRecord.removeAll()
    }

    private mutating func add(_ fault: Fault) {
        if faults.count < TableReader.maximumFaults { faults.append(fault) }
    }

    // MARK: Cells

    /// The bytes of the record's field in a column; nil where there is none to read.
    func content(_ column: SourceColumn) -> ArraySlice<UInt8>? {
        guard column.index >= 0 else { return nil }
        if hasWrongWidth, !names[column.slot].isIdentifier || column.index >= reader.fields.count { return nil }
        let field = reader.fields[column.index]
        return reader.content(of: field)
    }

    /// Tells that the record's value in a column is bad.
    mutating func tellBadValue(_ column: SourceColumn, _ bytes: ArraySlice<UInt8>, _ message: Sentence) {
        let name = names[column.slot]
        unreadInRecord.insert(name.canonical)
        add(
            Fault(
                .badValue, file: file.fileName, line: Int(source.line), field: name.inFile,
                value: String(decoding: bytes.prefix(1024), as: UTF8.self), message))
    }

    /// Notes that the record has no value for an identifier, being too short.
    mutating func noteAbsent(_ column: SourceColumn) {
        if column.index >= 0 { unreadInRecord.insert(names[column.slot].canonical) }
    }
}

extension Collection<String> {
    /// The names within a sentence, joined two by two.
    fileprivate func inSentence(_ join: (Sentence, String) -> Sentence) -> Sentence {
        dropFirst().reduce(first.map(Sentence.init(verbatim:)) ?? "", join)
    }
}
