internal import Interchange
internal import MaterialLedger
internal import Store
internal import Wording

/// A document's rows as the cells of the bundle's files, of which some are set anew.
///
/// The corrected rows are read by the decoder of imports, so a correction takes every value in every notation that a
/// file takes, and refuses what a file would refuse.
struct DocumentEdit {
    private var sheets: [BundleWriter.Sheet]
    private let zone: ZoneRules

    /// The document as the request says it, with what is wrong with that.
    struct Result {
        /// Its rows stand in the lines of files made of them alone.
        var bundle: Bundle
        var fields: [RevisionHeader.Field]
        /// What was told of the request's own fields.
        var faults: [Fault]
        /// What reading the rows told, in their lines.
        var read: [Fault]
        /// The cells that each field of the request sets.
        var cells: [[Cell]]
    }

    struct Cell: Hashable {
        var file: BundleFile
        /// Where the row stands; the header is line 1.
        var line: Int
        var column: String
    }

    init(_ bundle: Bundle, zone: ZoneRules) {
        sheets = BundleWriter(zone: zone).sheets(of: bundle)
        self.zone = zone
    }

    /// Everything that is wrong is gathered; a field that can't be set leaves the document as it was.
    func applying(_ request: Corrections.Request, kind: EventKind) -> Result {
        var edit = self
        var result = Result(bundle: Bundle(), fields: [], faults: [], read: [], cells: [])
        var unread: [Cell] = []
        for place in request.fields.indices {
            var cells: [Cell] = []
            do throws(Fault) {
                cells = try edit.find(request, place, after: result.cells)
                if let field = try edit.set(cells, request, place) { result.fields.append(field) }
            } catch {
                result.faults.append(error)
                unread += cells
            }
            result.cells.append(cells)
        }
        if kind == .intake { edit.followWeights(result.cells.joined().map(\.column)) }
        let (bundle, found, _) = BundleDecoder(zone: zone).decode(edit.sheets.map(\.input))
        result.bundle = bundle
        result.read = found
        for cell in unread {
            result.bundle.unreadFields[SourceLine(cell.file, line: cell.line), default: []].insert(cell.column)
        }
        return result
    }

    /// The cells that a field means: `column`, `column:LOT`, `loss.column:MATERIAL` or `addition.column:MATERIAL`.
    private func find(_ request: Corrections.Request, _ place: Int, after earlier: [[Cell]]) throws(Fault) -> [Cell] {
        let (field, _, source) = request.fields[place]
        var name = field
        var key: String?
        if let colon = name.firstIndex(of: ":") {
            key = String(name[name.index(after: colon)...])
            name = String(name[..<colon])
        }
        var wantedFiles = sheets.map(\.file)
        for (prefix, file) in [
            ("loss.", BundleFile.runLosses), ("addition.", .runAdditions), ("input.", .runInputs),
            ("output.", .runOutputs),
        ] where name.hasPrefix(prefix) {
            name = String(name.dropFirst(prefix.count))
            wantedFiles = [file]
        }
        let column = columnName(name)
        let candidates = sheets.filter { wantedFiles.contains($0.file) && $0.header.contains(column) }
        guard !candidates.isEmpty else {
            let known = Set(sheets.flatMap(\.header)).sorted()
            let near = Spelling.hint(for: name, in: known)
            throw request.fault(
                .badValue, "field", field, "this document has no field '\(name)'\(near)", at: source)
        }
        if candidates.allSatisfy({ $0.file.part(of: column).isIdentity }) {
            throw request.fault(
                .badValue, "field", field,
                "'\(column)' is an identity and can't be corrected; reverse the document and record it anew",
                at: source)
        }
        var cells: [Cell] = []
        for sheet in candidates {
            let keyPlace = sheet.file.lineKey.flatMap { sheet.header.firstIndex(of: $0) }
            for (record, values) in sheet.records.enumerated() {
                if let key, keyPlace.map({ values[$0] != key }) ?? true { continue }
                cells.append(Cell(file: sheet.file, line: record + 2, column: column))
            }
        }
        if cells.isEmpty {
            throw request.fault(
                .badValue, "field", field, "this document has no line '\(key ?? "")'", at: source)
        }
        if cells.count > 1, key != nil || cells.contains(where: { !$0.file.part(of: column).isShared }) {
            throw request.fault(
                .badValue, "field", field,
                "this document has several lines; write \(column):LOT (or loss.\(column):MATERIAL)", at: source)
        }
        if let first = earlier.firstIndex(where: { !Set($0).isDisjoint(with: cells) }) {
            let (other, _, line) = request.fields[first]
            throw request.fault(
                source.line == 0 ? .usage : .duplicate, "field", field,
                source.line == 0
                    ? other == field ? "\(field) is set twice" : "\(field) is set twice, also as \(other)"
                    : "\(field) of \(request.document) is set already in line \(line.line)", at: source)
        }
        return cells
    }

    /// - Returns: what was there before and is there now.
    private mutating func set(
        _ cells: [Cell], _ request: Corrections.Request, _ place: Int
    ) throws(Fault) -> RevisionHeader.Field? {
        guard let column = cells.first?.column else { return nil }
        let (field, value, _) = request.fields[place]
        let text: String
        do {
            text = try normalised(value, column: column, typed: field)
        } catch {
            throw request.fault(.badValue, of: place, error.message)
        }
        var old: String?
        for cell in cells {
            guard let sheet = sheets.firstIndex(where: { $0.file == cell.file }),
                let place = sheets[sheet].header.firstIndex(of: column)
            else { continue }
            old = sheets[sheet].records[cell.line - 2][place]
            sheets[sheet].records[cell.line - 2][place] = text
        }
        return RevisionHeader.Field(field: field, old: old, new: text, typed: value)
    }

    /// `gross`, `gross_kg` and `gross_t` all name the column `gross_g`.
    private func columnName(_ name: String) -> String {
        let known = Set(sheets.flatMap(\.header))
        if known.contains(name) { return name }
        if known.contains(name + "_g") { return name + "_g" }
        for suffix in ["_kg", "_t"] where name.hasSuffix(suffix) {
            let column = String(name.dropLast(suffix.count)) + "_g"
            if known.contains(column) { return column }
        }
        return name
    }

    /// The value as the file's column takes it: masses with a unit, or in the unit of the name that was typed.
    private func normalised(_ value: String, column: String, typed: String) throws(QuantityFault) -> String {
        guard column.hasSuffix("_g"), column != "sigma_g", !value.isEmpty else { return value }
        let typed = typed.prefix { $0 != ":" }
        if value.last?.isLetter == true { return String(try Mass(typed: value).grams) }
        if typed.hasSuffix("_kg") { return String(try Mass(decimal: value, unit: .kilogram).grams) }
        if typed.hasSuffix("_t") { return String(try Mass(decimal: value, unit: .tonne).grams) }
        if typed.hasSuffix(column) { return value }
        return String(try Mass(typed: value).grams)
    }

    /// The settled mass follows gross, tare and deduction unless it is corrected too.
    private mutating func followWeights(_ columns: [String]) {
        let columns = Set(columns)
        guard !columns.contains("net_g"), !columns.isDisjoint(with: ["gross_g", "tare_g", "deduction_g"]),
            let sheet = sheets.firstIndex(where: { $0.file == .intakes })
        else { return }
        let header = sheets[sheet].header
        func place(_ column: String) -> Int? { header.firstIndex(of: column) }
        guard let gross = place("gross_g"), let tare = place("tare_g"), let deduction = place("deduction_g"),
            let net = place("net_g")
        else { return }
        for record in sheets[sheet].records.indices {
            let cells = sheets[sheet].records[record]
            if let g = Int64(cells[gross]), let t = Int64(cells[tare]), let d = Int64(cells[deduction]),
                let rest = Mass(grams: g).subtracting(Mass(grams: t))?.subtracting(Mass(grams: d))
            {
                sheets[sheet].records[record][net] = String(rest.grams)
            }
        }
    }
}

extension DocumentEdit.Result {
    /// Whether it sets anything on which running sums depend.
    var changesSums: Bool { sets([.mass, .pieces, .time, .place]) }
    var changesTimes: Bool { sets([.time]) }

    private func sets(_ sorts: [Sort]) -> Bool { cells.joined().contains { sorts.contains(Sort($0.column)) } }

    /// A fault of the corrected document, told of the field that brought it, with the value as it was written.
    func placed(_ fault: Fault, _ request: Corrections.Request) -> Fault {
        guard let (place, isItsOwn) = cause(of: fault) else {
            guard request.source.line != 0 else {
                return request.fault(fault.code, fault.field ?? "document", fault.value, fault.message)
            }
            return request.fault(fault.code, "document", request.document, Self.message(of: fault, naming: fault.field))
        }
        let field = isItsOwn || fault.code != .badValue || fault.isOfWeights ? nil : fault.field
        var told = request.fault(fault.code, of: place, Self.message(of: fault, naming: field))
        // Near names are told of what was typed; in a file the message begins with the field.
        if isItsOwn, request.source.line == 0 { told.subject = fault.subject }
        return told
    }

    private static func message(of fault: Fault, naming field: String?) -> Sentence {
        field.map { "\($0): \(fault.message)" } ?? fault.message
    }

    /// An accepted count stays as it was accepted.
    func faultsOfAcceptedCount(_ count: String, _ acceptance: Int64, _ request: Corrections.Request) -> [Fault] {
        let moving: Set<String> = ["mass_g", "facility", "counted_at"]
        return cells.indices.filter { cells[$0].contains { moving.contains($0.column) } }.map { place in
            request.fault(
                .conflict, of: place,
                """
                count \(count) was accepted by entry \(acceptance), which posted its difference; reverse that first \
                (urbanmine ledger reverse \(acceptance)) and accept the corrected count, or record an \
                adjustment or a new count
                """)
        }
    }

    /// The field of the request that a fault comes from, and whether the fault names the column that it sets.
    private func cause(of fault: Fault) -> (place: Int, isItsOwn: Bool)? {
        let sorts = Sort.causes(of: fault)
        var best: (rank: Int, place: Int)?
        for (place, cells) in cells.enumerated() {
            for cell in cells {
                let isSameRow = fault.file.map { $0 == cell.file.fileName && fault.line == cell.line } ?? true
                let relation = cell.column == fault.field ? 0 : sorts.firstIndex(of: Sort(cell.column)).map { $0 + 1 }
                guard let relation else { continue }
                let rank = 2 * relation + (isSameRow ? 0 : 1)
                if rank < best?.rank ?? .max { best = (rank, place) }
            }
        }
        return best.map { ($0.place, $0.rank < 2) }
    }

    /// What a column is about, for faults that follow from another column than the one in which they show.
    private enum Sort: Equatable {
        case mass, pieces, time, place, energy, other

        init(_ column: String) {
            switch column {
            case "units": self = .pieces
            case "deduction_kind": self = .mass
            case "at": self = .time
            case "facility", "from_facility", "to_facility": self = .place
            default:
                self =
                    column.hasSuffix("_g")
                    ? .mass : column.hasSuffix("_at") ? .time : column.hasSuffix("_kwh") ? .energy : .other
            }
        }

        /// What can bring such a fault, the likeliest first.
        static func causes(of fault: Fault) -> [Sort] {
            switch fault.code {
            case .timeOrder: [.time]
            case .overdraw where fault.field == "units": [.pieces]
            case .overdraw: [.mass, .time, .place]
            case .massImbalance: [.mass, .time]
            case .badValue where fault.field == "run": [.time, .mass]
            case .badValue: [fault.field.map(Sort.init) ?? .other, .time].filter { $0 != .other }
            default: []
            }
        }
    }
}

extension Fault {
    /// Whether it is about the weights of a ticket together, all of which it names.
    fileprivate var isOfWeights: Bool { file == BundleFile.intakes.fileName && field?.hasSuffix("_g") == true }
}

extension Bundle {
    /// The rows as if they all stood at this place, and not in a file that isn't there; nil: where they were typed.
    func standing(at source: SourceLine?) -> Bundle {
        var bundle = self
        func place<Row: BundleRow>(_ type: Row.Type) {
            for index in bundle[keyPath: Row.list].indices {
                bundle[keyPath: Row.list][index].source = source ?? SourceLine(Row.file, line: 0)
            }
        }
        for file in BundleFile.allCases { place(file.row) }
        return bundle
    }
}
