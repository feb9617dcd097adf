internal import MaterialLedger
internal import Postgres

/// The rows of a plan as columns of the tables that keep them.
struct BatchColumns {
    let plan: RecordingPlan
    let bundle: Bundle
    let base: Int64
    let revision: RevisionHeader?
    let missing = MissingIDs()
    private var sources: [BundleFile: Int64] = [:]
    private var sourceFiles = TableRows("source_file")

    init(plan: RecordingPlan, bundle: Bundle, base: Int64, revision: RevisionHeader?) {
        self.plan = plan
        self.bundle = bundle
        self.base = base
        self.revision = revision
    }

    func id(_ id: Int64) -> Int64 { RecordingPlan.id(id, base: base) }

    mutating func addSources(_ provenance: Provenance) {
        let files = provenance.sources.sorted { $0.key < $1.key }
        // Behind the ids of the plan; BatchWriter.begin takes as many more as there are files.
        let ids = files.indices.map { id(-(plan.idCount + 1 + Int64($0))) }
        for (file, sourceID) in zip(files, ids) { sources[file.key] = sourceID }
        sourceFiles.add("source", ids)
        sourceFiles.add("batch", ids.map { _ in base })
        sourceFiles.add("name", files.map(\.value.name))
        sourceFiles.add("sha256", files.map(\.value.sha256))
    }

    /// The id of a name; one that the plan lacks is noted, and nothing is sent then.
    func id(of thing: NamedThing, _ code: String) -> Int64 {
        let found: Int64? =
            switch thing {
            case .party: plan.partyIDs[code]
            case .facility: plan.facilityIDs[code]
            case .material: plan.materialIDs[code]
            case .lot: plan.lotIDs[code]?.id
            case .shipment: plan.shipmentIDs[code]?.document
            }
        return found.map(id) ?? missing.note(thing.rawValue, code)
    }

    /// The document that made a lot.
    func maker(of lot: String) -> Int64 { (plan.lotIDs[lot]?.document).map(id) ?? missing.note("lot", lot) }

    /// All statements in the order in which they must run: the journal first, then what hangs on it, then the last one.
    ///
    /// Each is made when its turn comes.
    func statements(then last: SQL) -> some Sequence<SQL> {
        let things = BundleFile.allCases.compactMap { $0.row as? any ThingRow.Type }
        let arrivals = BundleFile.allCases.compactMap { $0.row as? any ArrivalRow.Type }
        let lines = BundleFile.allCases.compactMap { $0.row as? any DocumentLine.Type }
        var groups: [() -> [SQL]] = [
            { sources.isEmpty ? [] : [sourceFiles.statement] }, { [journal().statement] }, revisions,
        ]
        groups += things.map { thing in { self.things(thing) } }
        groups.append(lots)
        groups += arrivals.map { arrival in { self.arrivals(arrival) } }
        groups.append(runs)
        groups += lines.map { line in { self.lines(line) } }
        groups.append { [last] }
        return groups.lazy.flatMap { [missing] group in
            let made = missing.first == nil ? group() : []
            return missing.first == nil ? made : []
        }
    }

    // MARK: - Journal

    private func journal() -> TableRows {
        var rows = JournalRows(capacity: Int(plan.idCount))
        func add(
            _ kind: EventKind, _ item: (event: Int64, document: Int64, digest: ContentDigest), _ code: String?,
            _ at: Instant?, _ row: SourceLine, _ recordedBy: String?
        ) {
            let header = item.event != item.document && EventKind.documents.contains(kind) ? revision : nil
            let source = revision?.source ?? row
            rows.add(
                event: id(item.event), document: id(item.document), kind: header?.kind ?? kind, code: code,
                at: header == nil ? at : header?.at, source: source.line == 0 ? nil : sources[source.file],
                line: source.line == 0 ? nil : source.line,
                recordedBy: header == nil ? recordedBy : header?.recordedBy, reason: header?.reason,
                digest: item.digest)
        }
        func addThings<Row: ThingRow>(_ type: Row.Type) {
            let rows = bundle[keyPath: Row.list]
            for item in plan.items(Row.file) {
                let row = rows[item.row]
                add(Row.kind, (item.event, item.document, item.digest), row.code, nil, row.source, nil)
            }
        }
        func addArrivals<Row: ArrivalRow>(_ type: Row.Type) {
            let rows = bundle[keyPath: Row.list]
            for item in plan.items(Row.file) {
                let row = rows[item.row]
                add(
                    Row.kind, (item.event, item.document, item.digest), row.documentCode, row.occurredAt, row.source,
                    row.recordedBy)
            }
        }
        func addLines<Line: DocumentLine>(_ type: Line.Type) {
            let rows = bundle[keyPath: Line.list]
            for item in plan.lines(Line.file) {
                let row = rows[item.rows[0]]
                add(
                    Line.kind, (item.event, item.document, item.digest), row.documentCode, row.occurredAt, row.source,
                    row.recordedBy)
            }
        }
        for file in BundleFile.allCases {
            switch file.row {
            case let thing as any ThingRow.Type: addThings(thing)
            case let arrival as any ArrivalRow.Type: addArrivals(arrival)
            case let line as any DocumentLine.Type: addLines(line)
            default: break
            }
        }
        for item in plan.runs {
            let row = bundle.runs[item.row]
            add(.run, (item.event, item.document, item.digest), row.run, row.startedAt, row.source, row.recordedBy)
        }
        return rows.table(batch: base)
    }

    /// The rows of `revision` and the fields that were corrected.
    private func revisions() -> [SQL] {
        guard let revision else { return [] }
        var events: [(event: Int64, document: Int64)] = plan.runs.map { (id($0.event), $0.document) }
        for file in BundleFile.allCases where file.documentRow != nil {
            events += plan.items(file).map { (id($0.event), $0.document) }
            events += plan.lines(file).map { (id($0.event), $0.document) }
        }
        guard let first = events.first else { return [] }
        var rows = TableRows("revision")
        rows.add("event", events.map(\.event))
        rows.add("document", events.map(\.document))
        rows.add("kind", events.map { _ in revision.kind.name }, as: "urbanmine.event_kind")
        rows.add("late", events.map { revision.late.contains($0.document) })
        rows.add("late_at", events.map { _ in revision.lateAt })
        let fields = revision.fields
        guard !fields.isEmpty else { return [rows.statement] }
        var corrected = TableRows("correction_field")
        corrected.add("event", fields.map { _ in first.event })
        corrected.add("n", fields.indices.map { Int32($0 + 1) })
        corrected.add("field", fields.map(\.field))
        corrected.add("old_value", fields.map(\.old))
        corrected.add("new_value", fields.map(\.new))
        corrected.add("typed", fields.map(\.typed))
        return [rows.statement, corrected.statement]
    }

    // MARK: - Things

    /// What rows say of things: a row for each time that something new is said, behind the one that makes it known.
    private func things<Row: ThingRow>(_ type: Row.Type) -> [SQL] {
        let items = plan.items(Row.file)
        guard !items.isEmpty, let storage = Row.file.storage else { return [] }
        let all = bundle[keyPath: Row.list]
        let rows = items.map { all[$0.row] }
        var said = TableRows(storage.table)
        said.add("event", items.map { id($0.event) })
        said.add(Row.schema.fields, of: rows, storage, ids: id(of:_:))
        guard let identity = Row.schema.fields.first(where: \.naming.makesKnown)?.name else {
            return [said.statement]
        }
        let new = zip(items, rows).filter { $0.0.event == $0.0.document }
        guard !new.isEmpty else { return [said.statement] }
        var made = TableRows(identity)
        made.add("event", new.map { id($0.0.event) })
        made.add("code", new.map(\.1.key))
        return [made.statement, said.statement]
    }
}

/// The journal's columns.
private struct JournalRows {
    private var events: [Int64] = []
    private var documents: [Int64] = []
    private var kinds: [String] = []
    private var codes: [String?] = []
    private var times: [Instant?] = []
    private var sources: [Int64?] = []
    private var lines: [Int32?] = []
    private var recorders: [String?] = []
    private var reasons: [String?] = []
    private var digests: [ContentDigest] = []

    init(capacity: Int) {
        events.reserveCapacity(capacity)
        documents.reserveCapacity(capacity)
        digests.reserveCapacity(capacity)
    }

    mutating func add(
        event: Int64, document: Int64, kind: EventKind, code: String?, at: Instant?, source: Int64?, line: Int32?,
        recordedBy: String?, reason: String?, digest: ContentDigest
    ) {
        events.append(event)
        documents.append(document)
        kinds.append(kind.name)
        codes.append(code)
        times.append(at)
        sources.append(source)
        lines.append(line)
        recorders.append(recordedBy)
        reasons.append(reason)
        digests.append(digest)
    }

    func table(batch: Int64) -> TableRows {
        var rows = TableRows("journal")
        rows.add("event", events)
        rows.add("document", documents)
        rows.add("batch", events.map { _ in batch })
        rows.add("kind", kinds, as: "urbanmine.event_kind")
        rows.add("code", codes)
        rows.add("occurred_at", times)
        rows.add("source", sources)
        rows.add("line", lines)
        rows.add("recorded_by", recorders)
        rows.add("reason", reasons)
        rows.add("digest", digests)
        return rows
    }
}
