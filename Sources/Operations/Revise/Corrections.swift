internal import Interchange
internal import MaterialLedger
internal import Postgres
internal import Store
internal import Wording

/// Corrects what was typed wrong: the document is written again with the corrected fields, and the difference of mass
/// is posted.
///
/// Nothing is overwritten.
struct Corrections {
    /// One correction of one document: all its fields together.
    struct Request {
        var document: String
        var fields: [(field: String, value: String, source: SourceLine)]
        var reason: String
        var at: Instant?
        var recordedBy: String?
        var source: SourceLine
    }

    private let bundle: Bundle
    private let zone: ZoneRules
    private let rules: RecordingRules
    private let provenance: Provenance
    private let requests: [Request]
    /// What is wrong with the rest of the bundle; where there is anything, nothing is written.
    private let others: [Fault]
    private let context: Revision.Context
    /// Lots whose masses and times are not clear, because a correction that changes them was not written.
    private var lotsOfUnclearSums: Set<String> = []
    private var lotsOfUnclearTimes: Set<String> = []
    private var faults: [Fault] = []

    private init(
        _ bundle: Bundle, others: [Fault], zone: ZoneRules, rules: RecordingRules, provenance: Provenance
    ) {
        self.bundle = bundle
        self.zone = zone
        self.rules = rules
        self.provenance = provenance
        self.others = others
        context = Revision.Context(
            parties: Set(bundle.parties.map(\.party)), facilities: Set(bundle.facilities.map(\.facility)),
            materials: Set(bundle.materials.map(\.material)), incomplete: BundleDecoder.incompleteFiles(others),
            mayWrite: others.isEmpty)
        if !others.isEmpty { lotsOfUnclearSums = bundle.namedLots() }
        requests = Self.requests(bundle.corrections, unread: bundle.unreadFields, others)
    }

    /// Applies the rows of `corrections.csv`: those of one document and reason are one correction.
    ///
    /// - Throws: `Faults` with all that is wrong with them.
    static func apply(
        _ bundle: Bundle, zone: ZoneRules, rules: RecordingRules, provenance: Provenance,
        receipt: inout ImportBundle.Receipt, on connection: isolated Connection
    ) throws {
        var corrections = Corrections(bundle, others: [], zone: zone, rules: rules, provenance: provenance)
        try corrections.hold(on: connection)
        for request in corrections.requests {
            guard let counts = try corrections.write(request, on: connection) else { continue }
            switch counts {
            case .written(let counts):
                receipt.recorded[.corrections, default: 0] += request.fields.count
                receipt.entries += counts.entries
                receipt.postings += counts.postings
            case .nothingNew: receipt.skipped[.corrections, default: 0] += request.fields.count
            }
        }
        guard corrections.faults.isEmpty else { throw Faults(corrections.faults.inLineOrder) }
    }

    /// What is wrong with a bundle that is refused already, with that of its corrections.
    static func told(
        beside others: Faults, _ bundle: Bundle, zone: ZoneRules, rules: RecordingRules, provenance: Provenance,
        on connection: isolated Connection
    ) throws -> Faults {
        guard !bundle.corrections.isEmpty, !others.hasMore else { return others }
        var corrections = Corrections(bundle, others: others.list, zone: zone, rules: rules, provenance: provenance)
        for request in corrections.requests { _ = try corrections.write(request, on: connection) }
        // The last file of a bundle; of its rows something may be told already.
        let isHere = { (fault: Fault) in fault.file == BundleFile.corrections.fileName }
        let here = others.list.filter(isHere) + corrections.faults
        return Faults(others.list.filter { !isHere($0) } + here.inLineOrder)
    }

    /// The rows by document and reason, but those of which nothing can be judged.
    private static func requests(
        _ rows: [Correction], unread: [SourceLine: Set<String>], _ told: [Fault]
    ) -> [Request] {
        var faulty = unread
        for fault in told where fault.file == BundleFile.corrections.fileName || fault.file == nil {
            // What was typed stands in line 0 of no file.
            guard let field = fault.field else { continue }
            faulty[SourceLine(.corrections, line: fault.line ?? 0), default: []].insert(field)
        }
        var requests: [Request] = []
        for row in rows where faulty[row.source]?.isDisjoint(with: ["document", "field", "value"]) != false {
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
        return requests
    }

    /// Keeps others from revising the documents meanwhile, in one order for everyone, so that two files never wait
    /// for each other.
    private func hold(on connection: isolated Connection) throws {
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

    private enum Outcome {
        case written(BatchCounts)
        /// The document says that already.
        case nothingNew
    }

    /// Writes a correction, or tells what is wrong with it.
    ///
    /// - Returns: nil where it was told, or may not be written.
    private mutating func write(_ request: Request, on connection: isolated Connection) throws -> Outcome? {
        let document: RecordedDocument
        do {
            let found = try DocumentLookup.find(request.document, request.source, on: connection)
            document = context.mayWrite ? try DocumentQuery.hold(found, on: connection) : found
        } catch let missing as Faults {
            // A document of this bundle, which is not recorded, or of a file that could not be read.
            if !context.mayWrite, bundle.mayHold(request.document, context.incomplete) { return nil }
            faults += request.fields.flatMap { field in missing.list.map { $0.standing(at: field.source) } }.unique
            return nil
        }
        if document.isReversed {
            faults.append(
                request.fault(
                    .badValue, "document", request.document,
                    "\(document.kind.word) \(document.code) was reversed and can't be corrected"))
            return nil
        }
        let before = try DocumentQuery.rows(of: document, on: connection)
        let edit = DocumentEdit(before, zone: zone).applying(request, kind: document.kind)
        if edit.faults.isEmpty, edit.read.isEmpty {
            if edit.bundle.isSame(as: before, kind: document.kind) { return .nothingNew }
            // What someone types is meant; only a file may be one that was sent before.
            // A file may be sent again.
            if request.source.line != 0,
                try RevisionQuery.isCorrected(
                    document.document, request.fields.map { ($0.field, $0.value) }, reason: request.reason,
                    at: request.at, on: connection)
            {
                return .nothingNew
            }
        }
        return try write(request, edit, of: document, before: before, on: connection)
    }

    private mutating func write(
        _ request: Request, _ edit: DocumentEdit.Result, of document: RecordedDocument, before: Bundle,
        on connection: isolated Connection
    ) throws -> Outcome? {
        let lots = before.namedLots().union(edit.bundle.namedLots())
        var context = context
        context.judgesSums = lots.isDisjoint(with: lotsOfUnclearSums)
        context.judgesTimes = lots.isDisjoint(with: lotsOfUnclearTimes)
        var found = edit.faults
        if let accepted = try acceptance(of: document, before, edit.bundle, on: connection) {
            found += edit.faultsOfAcceptedCount(document.code, accepted, request)
        }
        do {
            let counts = try Revision.write(
                edit.bundle, of: document,
                header: RevisionHeader(
                    kind: .correction, reason: request.reason, at: request.at ?? rules.now,
                    recordedBy: request.recordedBy, source: request.source.line == 0 ? nil : request.source,
                    fields: edit.fields), before: before, faults: edit.read, isRefused: !found.isEmpty,
                context: context, rules: rules, provenance: provenance, on: connection)
            if let counts { return .written(counts) }
        } catch let revision as Faults {
            found += revision.list.map { edit.placed($0, request) }
        }
        faults += found.unique
        if edit.changesSums { lotsOfUnclearSums.formUnion(lots) }
        if edit.changesTimes { lotsOfUnclearTimes.formUnion(lots) }
        return nil
    }

    /// The acceptance of a count whose masses, place or time the correction would change; nil where there is none.
    private func acceptance(
        of document: RecordedDocument, _ before: Bundle, _ after: Bundle, on connection: isolated Connection
    ) throws -> Int64? {
        guard document.kind == .count,
            zip(before.counts, after.counts).contains(where: { old, new in
                (old.mass, old.facility, old.countedAt) != (new.mass, new.facility, new.countedAt)
            })
        else { return nil }
        return try AcceptanceWriter.acceptance(of: document, on: connection)
    }
}

extension Corrections.Request {
    func fault(_ code: FaultCode, _ field: String, _ value: String?, _ message: Sentence, at place: SourceLine? = nil)
        -> Fault
    {
        Fault(code, field: field, value: value, message).standing(at: place ?? source)
    }

    /// A fault of a value: in a file the column `value` is at fault, and the message says for which field.
    func fault(_ code: FaultCode, of place: Int, _ message: Sentence) -> Fault {
        let (field, value, source) = fields[place]
        guard source.line != 0 else { return Fault(code, field: field, value: value, message) }
        return fault(code, "value", value, "\(field): \(message)", at: source)
    }
}

extension Fault {
    /// The fault told in this line of a file, or in none where it was typed.
    fileprivate func standing(at source: SourceLine) -> Fault {
        var fault = self
        fault.file = source.line == 0 ? nil : source.file.fileName
        fault.line = source.line == 0 ? nil : Int(source.line)
        return fault
    }
}

extension [Fault] {
    /// Each fault once: what is wrong with a value of several lines is told for each of them.
    fileprivate var unique: [Fault] {
        var seen: Set<Fault> = []
        return filter { seen.insert($0).inserted }
    }

    fileprivate var inLineOrder: [Fault] {
        enumerated().sorted { ($0.element.line ?? 0, $0.offset) < ($1.element.line ?? 0, $1.offset) }.map(\.element)
    }
}

extension Bundle {
    /// Whether the bundle holds a document of this name, or may hold it where not all files could be read.
    fileprivate func mayHold(_ name: String, _ incomplete: Set<BundleFile>) -> Bool {
        let code = name.firstIndex(of: ":").map { String(name[name.index(after: $0)...]) } ?? name
        let files = EventKind.documents.compactMap(\.file)
        func holds<Row: DocumentRow>(_ type: Row.Type) -> Bool {
            self[keyPath: Row.list].contains { $0.documentCode == code }
        }
        return !incomplete.isDisjoint(with: files) || files.compactMap(\.documentRow).contains { holds($0) }
    }
}

/// Finds a document by what people call it.
enum DocumentLookup {
    /// `ID`, or `KIND:ID` where the id is used by documents of several kinds.
    static func find(
        _ name: String, _ source: SourceLine? = nil, on connection: isolated Connection
    ) throws -> RecordedDocument {
        let place = source.flatMap { $0.line == 0 ? nil : $0 }
        func fault(_ code: FaultCode, _ message: Sentence) -> Faults {
            Faults(
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
            throw fault(
                place == nil ? .notFound : .unknownReference, try DocumentQuery.missing(code, kind, on: connection))
        }
        if found.count > 1 {
            let names = found.map { "\($0.kind.name):\($0.code)" }.joined(separator: ", ")
            throw fault(.badValue, "'\(name)' is the id of several documents; write one of \(names)")
        }
        return first
    }
}
