import Wording

/// References to names, and what is on record already.
extension BundleCheck {
    /// What `compare(with:)` needs looked up.
    package struct Names: Sendable {
        package var parties: Set<String> = []
        package var facilities: Set<String> = []
        package var materials: Set<String> = []
        package var documents: [EventKind: [String]] = [:]
        /// Materials and lots whose compositions and assays are needed; whether history is.
        package var compositionMaterials: Set<String> = []
        package var assayLots: Set<String> = []
        package var wantsHistory = false

        /// How many there are.
        package var count: Int {
            parties.count + facilities.count + materials.count + compositionMaterials.count + assayLots.count
                + documents.values.reduce(0) { $0 + $1.count }
        }
    }

    package var names: Names {
        var names = Names()
        for row in bundle.compositions { names.compositionMaterials.insert(row.material) }
        for row in bundle.assays { names.assayLots.insert(row.lot) }
        names.wantsHistory = !bundle.history.isEmpty
        var visitor = NameCollection(bundle: bundle, names: names)
        visitor.visitAll()
        names = visitor.names
        for (file, groups) in groups {
            if let kind = file.documentRow?.kind, !groups.codes.isEmpty { names.documents[kind] = groups.codes }
        }
        return names
    }

    /// Names that rows define or refer to, and ids of documents that are one row.
    private struct NameCollection: RowVisitor {
        let bundle: Bundle
        var names: Names

        mutating func visit<Row: BundleRow>(_ type: Row.Type) {
            for field in Row.schema.fields {
                switch field.naming {
                case .defines(.party), .refers(.party): collect(field, \.parties)
                case .defines(.facility), .refers(.facility): collect(field, \.facilities)
                case .defines(.material), .refers(.material): collect(field, \.materials)
                case .defines(.lot), .refers(.lot), .defines(.shipment), .refers(.shipment), .document, .nothing:
                    break
                }
            }
            if let arrival = type as? any ArrivalRow.Type { collectDocuments(arrival) }
            if let run = type as? Run.Type { collectDocuments(run) }
        }

        private mutating func collect<Row: BundleRow>(
            _ field: Field<Row>, _ set: WritableKeyPath<Names, Set<String>>
        ) {
            switch field.place {
            case .text(let path):
                for row in bundle[keyPath: Row.list] { names[keyPath: set].insert(path.get(row)) }
            case .optionalText(let path):
                for row in bundle[keyPath: Row.list] {
                    if let name = path.get(row) { names[keyPath: set].insert(name) }
                }
            default: break
            }
        }

        private mutating func collectDocuments<Row: HeadRow>(_ type: Row.Type) {
            let codes = bundle[keyPath: Row.list].map(\.documentCode)
            if !codes.isEmpty { names.documents[Row.kind] = codes }
        }
    }

    /// Checks the references to master data, tells repeated documents from conflicting ones, and the months.
    package mutating func compare(with names: KnownNames) {
        known = names
        findFaultyIDs()
        planMasterData()
        checkReferences()
        checkHeaders()
        if !isRevising {
            compareDocuments()
            checkMonths()
        }
    }

    // MARK: - Master data

    private mutating func planMasterData() {
        result.partyIDs = known.parties.mapValues(\.id)
        result.facilityIDs = known.facilities.mapValues(\.id)
        result.materialIDs = known.materials.mapValues(\.id)
        for file in BundleFile.allCases {
            if let thing = file.row as? any ThingRow.Type { planThings(thing) }
        }
    }

    /// New things and revisions of known ones; the same content again is passed over.
    private mutating func planThings<Row: ThingRow>(_ type: Row.Type) {
        let file = Row.file
        let known = known.things(file)
        var items: [RecordingPlan.Item] = []
        for (place, row) in bundle[keyPath: Row.list].enumerated() {
            let digest = row.digest
            if let thing = known[row.key] {
                if thing.digest == digest {
                    result.skipped[file, default: 0] += 1
                } else {
                    result.revised[file, default: 0] += 1
                    items.append(.init(row: place, event: result.takeID(), document: thing.id, digest: digest))
                }
            } else {
                let event = result.takeID()
                result.define(row.key, as: event, in: file)
                result.recorded[file, default: 0] += 1
                items.append(.init(row: place, event: event, document: event, digest: digest))
            }
        }
        result.items[file] = items
    }

    // MARK: - References

    private mutating func checkReferences() {
        var visitor = ReferenceCheck(check: self)
        visitor.visitAll()
        self = visitor.check
    }

    private struct ReferenceCheck: RowVisitor {
        var check: BundleCheck

        mutating func visit<Row: BundleRow>(_ type: Row.Type) {
            if let line = type as? any RunLine.Type { check.checkRuns(of: line) }
            for field in Row.schema.fields {
                guard case .refers(let thing) = field.naming, let ids = check.result.ids(of: thing) else { continue }
                for row in check.bundle[keyPath: Row.list] {
                    guard case .text(let code) = field.value(in: row) else {
                        // A required name that is empty could not be read, and that was told.
                        continue
                    }
                    guard ids[code] == nil, check.isRead(field.name, row.source) else { continue }
                    check.tellUnknown(thing, code, field.name, row.source, Array(ids.keys))
                }
            }
        }
    }

    private mutating func checkRuns<Line: RunLine>(of type: Line.Type) {
        let owners = runs[type].owners
        for (place, row) in bundle[keyPath: Line.list].enumerated() {
            checkRun(owners[place], row.run, row.source)
        }
    }

    private mutating func checkRun(_ owner: Int?, _ code: String, _ source: SourceLine) {
        guard owner == nil, isRead("run", source), !hasUnknownIDs(.runs) else { return }
        tell(.unknownReference, source, "run", code, "run '\(code)' is not in runs.csv of this bundle")
    }

    /// The files whose rows make a name known.
    private static let definingFiles: [NamedThing: Set<BundleFile>] = {
        func things<Row: BundleRow>(_ type: Row.Type) -> [NamedThing] {
            Row.schema.fields.compactMap { field in
                if case .defines(let thing) = field.naming { thing } else { nil }
            }
        }
        return BundleFile.allCases.reduce(into: [:]) { files, file in
            for thing in things(file.row) { files[thing, default: []].insert(file) }
        }
    }()

    /// The columns by whose values rows make names known, or are found by their lines.
    private static let definingColumns: [BundleFile: String] = {
        func column<Row: BundleRow>(_ type: Row.Type) -> String? {
            let defining = Row.schema.fields.first { field in
                if case .defines = field.naming { true } else { false }
            }
            return (defining ?? Row.schema.fields.first { $0.naming == .document })?.name
        }
        return BundleFile.allCases.reduce(into: [:]) { columns, file in columns[file] = column(file.row) }
    }()

    private mutating func findFaultyIDs() {
        guard !faults.isEmpty else { return }
        for (file, column) in Self.definingColumns
        where faults.contains(where: { $0.code == .badValue && $0.file == file.fileName && $0.field == column }) {
            filesOfFaultyIDs.insert(file)
        }
    }

    /// Whether not all ids of a file are known: it was not read whole, or a row's id is blank or malformed.
    private func hasUnknownIDs(_ file: BundleFile) -> Bool {
        incomplete.contains(file) || filesOfFaultyIDs.contains(file)
    }

    mutating func tellUnknown(
        _ what: NamedThing, _ code: String, _ field: String, _ source: SourceLine, _ candidates: [String]
    ) {
        // Which name a row that gives none was to make known nobody can tell.
        if (Self.definingFiles[what] ?? []).contains(where: hasUnknownIDs) { return }
        let near = Spelling.nearest(to: code, in: candidates)
        // What the lot that was meant lacks by it is no fault of its own.
        if what == .lot, let near { taintedLots.insert(near) }
        tell(
            .unknownReference, source, field, code, FaultSubject.unknownMessage(what, code, near: near),
            about: .unknown(what, code: code, near: near))
    }

    // MARK: - Documents on record

    private mutating func compareDocuments() {
        for file in BundleFile.allCases {
            if let arrival = file.row as? any ArrivalRow.Type { compareArrivals(arrival) }
            if let line = file.row as? any DocumentLine.Type { compareLines(line) }
        }
        for (index, row) in bundle.runs.enumerated() where known.documents[.run]?[row.run] != nil {
            compare(.run, row.run, { $0.digest(ofRun: index) }, row.source, "run")
        }
    }

    func digest(ofRun row: Int) -> ContentDigest {
        bundle.runs[row].content(
            inputs: runs.inputs[row].map { bundle.runInputs[$0] },
            additions: runs.additions[row].map { bundle.runAdditions[$0] },
            outputs: runs.outputs[row].map { bundle.runOutputs[$0] },
            losses: runs.losses[row].map { bundle.runLosses[$0] }
        ).digest
    }

    private mutating func compareArrivals<Row: ArrivalRow>(_ type: Row.Type) {
        guard known.documents[Row.kind]?.isEmpty == false, let id = Row.schema.documentID else { return }
        for row in bundle[keyPath: Row.list] {
            compare(Row.kind, row.documentCode, { _ in row.digest }, row.source, id)
        }
    }

    private mutating func compareLines<Line: DocumentLine>(_ type: Line.Type) {
        guard known.documents[Line.kind]?.isEmpty == false, let id = Line.schema.documentID else { return }
        let lines = bundle[keyPath: Line.list]
        for (code, rows) in groups(Line.file) {
            compare(
                Line.kind, code, { _ in Line.content(of: rows.map { lines[$0] }).digest }, lines[rows[0]].source, id)
        }
    }

    private mutating func compare(
        _ kind: EventKind, _ code: String, _ digest: (BundleCheck) -> ContentDigest, _ source: SourceLine,
        _ field: String
    ) {
        guard let document = known.documents[kind]?[code] else { return }
        if document.digests.contains(digest(self)) {
            skipped[kind, default: []].insert(code)
            if let file = kind.file { result.skipped[file, default: 0] += 1 }
            if document.isReversed { result.reversed.append(code) }
        } else {
            skipped[kind, default: []].insert(code)
            conflicting[kind, default: []].insert(code)
            tell(
                .conflict, source, field, code, FaultSubject.conflictMessage(kind, code, difference: nil),
                about: .conflict(kind, code: code))
        }
    }

    // MARK: - Closed months

    private mutating func checkMonths() {
        guard let closed = known.closedThrough else { return }
        for file in BundleFile.allCases {
            if let head = file.row as? any HeadRow.Type { checkMonths(of: head, closed) }
        }
    }

    private mutating func checkMonths<Row: HeadRow>(of type: Row.Type, _ closed: Month) {
        guard let dating = Row.schema.fields.first(where: { $0.moment == .dating }) else { return }
        for row in bundle[keyPath: Row.list] where !isSkipped(Row.kind, row.documentCode) {
            checkOpen(row.occurredAt, dating.name, row.source, closed)
        }
    }

    private mutating func checkOpen(_ at: Instant, _ field: String, _ source: SourceLine, _ closed: Month) {
        guard rules.month(at) <= closed, isRead(field, source) else { return }
        // The time is readable all the same, and what else is wrong with it is told, too.
        add(
            fault(
                .periodClosed, source, field, rules.text(at),
                "\(rules.text(at)) lies in \(rules.month(at).text), and the books are closed through \(closed.text)"))
    }
}
