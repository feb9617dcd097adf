internal import Interchange
internal import MaterialLedger
internal import Store

/// A document's rows as the cells of the bundle's files, of which some are set anew.
///
/// The corrected rows are read by the decoder of imports, so a correction takes every value in every notation that a
/// file takes, and refuses what a file would refuse.
struct DocumentEdit {
    private var sheets: [BundleWriter.Sheet]
    private let zone: ZoneRules

    struct Result {
        var bundle: Bundle
        var fields: [RevisionHeader.Field]
    }

    init(_ bundle: Bundle, zone: ZoneRules) {
        sheets = BundleWriter(zone: zone).sheets(of: bundle)
        self.zone = zone
    }

    /// Columns that say which document or lot it is, and so can't be corrected.
    private static let identities: [BundleFile: Set<String>] = [
        .opening: ["lot"], .intakes: ["ticket", "lot"], .runs: ["run"], .runInputs: ["run", "lot"],
        .runAdditions: ["run"], .runOutputs: ["run", "lot"], .runLosses: ["run"], .transfers: ["transfer", "lot"],
        .shipments: ["shipment", "lot"], .returns: ["return", "lot", "shipment"], .adjustments: ["adjustment", "lot"],
        .counts: ["count", "lot"],
    ]

    /// Columns that all lines of one document share.
    static let headers: Set<String> = [
        "sent_at", "received_at", "from_facility", "to_facility", "shipped_at", "facility", "customer", "kind",
        "manifest", "order", "returned_at", "at", "counted_at", "recorded_by",
    ]

    func applying(_ request: Corrections.Request, kind: EventKind) throws -> Result {
        var edit = self
        var fields: [RevisionHeader.Field] = []
        var faults: [Fault] = []
        for (field, value, source) in request.fields {
            do {
                fields.append(try edit.set(field, to: value, request, source))
            } catch let fault as Fault {
                faults.append(fault)
            }
        }
        guard faults.isEmpty else { throw Faults(faults) }
        if kind == .intake { edit.followWeights(request.fields.map(\.field)) }
        let (bundle, found, _) = BundleDecoder(zone: zone).decode(edit.sheets.map(\.input))
        guard found.isEmpty else {
            throw Faults(found.map { fault in request.replacing(fault) })
        }
        return Result(bundle: bundle.standing(at: request.source), fields: fields)
    }

    /// Sets `column`, `column:LOT`, `loss.column:MATERIAL` or `addition.column:MATERIAL`.
    private mutating func set(
        _ field: String, to value: String, _ request: Corrections.Request, _ source: SourceLine
    ) throws -> RevisionHeader.Field {
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
        let candidates = sheets.indices.filter {
            wantedFiles.contains(sheets[$0].file) && sheets[$0].header.contains(column)
        }
        guard !candidates.isEmpty else {
            let known = Set(sheets.flatMap(\.header)).sorted()
            let near = Spelling.hint(for: name, in: known)
            throw request.fault(
                .badValue, "field", field, "this document has no field '\(name)'\(near)", at: source)
        }
        if candidates.allSatisfy({ Self.identities[sheets[$0].file]?.contains(column) == true }) {
            throw request.fault(
                .badValue, "field", field,
                "'\(column)' is an identity and can't be corrected; reverse the document and record it anew",
                at: source)
        }
        let text = try normalised(value, column: column, typed: name, request, source)
        var old: String?
        var hits = 0
        for sheet in candidates {
            guard let place = sheets[sheet].header.firstIndex(of: column) else { continue }
            let isHeader = Self.headers.contains(column)
            let keyPlace = sheets[sheet].header.firstIndex(of: keyColumn(sheets[sheet].file))
            for record in sheets[sheet].records.indices {
                if let key, keyPlace.map({ sheets[sheet].records[record][$0] != key }) ?? true { continue }
                old = sheets[sheet].records[record][place]
                sheets[sheet].records[record][place] = text
                hits += isHeader && key == nil ? (hits == 0 ? 1 : 0) : 1
            }
        }
        if hits == 0 {
            throw request.fault(
                .badValue, "field", field, "this document has no line '\(key ?? "")'", at: source)
        }
        if hits > 1 {
            throw request.fault(
                .badValue, "field", field,
                "this document has several lines; write \(column):LOT (or loss.\(column):MATERIAL)", at: source)
        }
        return RevisionHeader.Field(field: field, old: old, new: text, typed: value)
    }

    private func keyColumn(_ file: BundleFile) -> String {
        file == .runLosses || file == .runAdditions ? "material" : "lot"
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
    private func normalised(
        _ value: String, column: String, typed: String, _ request: Corrections.Request, _ source: SourceLine
    ) throws -> String {
        guard column.hasSuffix("_g"), column != "sigma_g", !value.isEmpty else { return value }
        do {
            if value.last?.isLetter == true {
                return String(try Mass(typed: value).grams)
            }
            if typed.hasSuffix("_kg") { return String(try Mass(decimal: value, unit: .kilogram).grams) }
            if typed.hasSuffix("_t") { return String(try Mass(decimal: value, unit: .tonne).grams) }
            if typed == column { return value }
            return String(try Mass(typed: value).grams)
        } catch {
            throw request.fault(.badValue, "value", value, error.message, at: source)
        }
    }

    /// The settled mass follows gross, tare and deduction unless it is corrected too.
    private mutating func followWeights(_ fields: [String]) {
        let columns = Set(fields.map { columnName($0.split(separator: ":").first.map(String.init) ?? $0) })
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

extension Corrections.Request {
    /// A fault that reading the corrected rows found, told where the correction stands.
    func replacing(_ fault: Fault) -> Fault {
        let place =
            fields.first { field in
                fault.field.map { field.field == $0 || field.field.hasPrefix($0 + ":") || $0.hasPrefix(field.field) }
                    ?? false
            }?.source ?? source
        var told = self.fault(fault.code, "value", fault.value, fault.message, at: place)
        if place.line == 0 { told.field = fault.field }
        told.subject = fault.subject
        return told
    }
}

extension Bundle {
    /// The rows as if they stood at this place, for faults that tell the correction and not a file that isn't there.
    func standing(at source: SourceLine) -> Bundle {
        var bundle = self
        func place(_ file: BundleFile) -> SourceLine {
            source.line == 0 ? SourceLine(file, line: 0) : source
        }
        for index in bundle.opening.indices { bundle.opening[index].source = place(.opening) }
        for index in bundle.intakes.indices { bundle.intakes[index].source = place(.intakes) }
        for index in bundle.runs.indices { bundle.runs[index].source = place(.runs) }
        for index in bundle.runInputs.indices { bundle.runInputs[index].source = place(.runInputs) }
        for index in bundle.runAdditions.indices { bundle.runAdditions[index].source = place(.runAdditions) }
        for index in bundle.runOutputs.indices { bundle.runOutputs[index].source = place(.runOutputs) }
        for index in bundle.runLosses.indices { bundle.runLosses[index].source = place(.runLosses) }
        for index in bundle.transfers.indices { bundle.transfers[index].source = place(.transfers) }
        for index in bundle.shipments.indices { bundle.shipments[index].source = place(.shipments) }
        for index in bundle.returns.indices { bundle.returns[index].source = place(.returns) }
        for index in bundle.adjustments.indices { bundle.adjustments[index].source = place(.adjustments) }
        for index in bundle.counts.indices { bundle.counts[index].source = place(.counts) }
        return bundle
    }
}
