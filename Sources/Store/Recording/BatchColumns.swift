internal import MaterialLedger
internal import Postgres

/// The rows of a plan as columns, the form in which the put_… functions take them.
struct BatchColumns {
    let plan: RecordingPlan
    let bundle: Bundle
    let base: Int64
    let revision: RevisionHeader?
    let missing = MissingIDs()
    private var sources: [BundleFile: Int64] = [:]
    private var sourceRows: [(id: Int64, name: String, digest: ContentDigest)] = []

    init(plan: RecordingPlan, bundle: Bundle, base: Int64, revision: RevisionHeader?) {
        self.plan = plan
        self.bundle = bundle
        self.base = base
        self.revision = revision
    }

    func id(_ id: Int64) -> Int64 { RecordingPlan.id(id, base: base) }

    mutating func addSources(_ provenance: Provenance) {
        for (n, (file, source)) in provenance.sources.sorted(by: { $0.key < $1.key }).enumerated() {
            // Behind the ids of the plan; BatchWriter.begin takes as many more as there are files.
            let sourceID = id(-(plan.idCount + 1 + Int64(n)))
            sources[file] = sourceID
            sourceRows.append((sourceID, source.name, source.sha256))
        }
    }

    func source(_ line: SourceLine) -> Int64? { line.line == 0 ? nil : sources[line.file] }
    func party(_ code: String) -> Int64 { plan.partyIDs[code].map(id) ?? missing.note("party", code) }
    func facility(_ code: String) -> Int64 { plan.facilityIDs[code].map(id) ?? missing.note("facility", code) }
    func material(_ code: String) -> Int64 { plan.materialIDs[code].map(id) ?? missing.note("material", code) }
    func lot(_ code: String) -> Int64 { (plan.lotIDs[code]?.id).map(id) ?? missing.note("lot", code) }
    /// The document that made a lot.
    func origin(_ lot: String) -> Int64 { (plan.lotIDs[lot]?.document).map(id) ?? missing.note("lot", lot) }

    /// All calls in the order in which they must run: the journal first, then what hangs on it, then the last one.
    ///
    /// Each is made when its turn comes.
    func statements(then last: SQL) -> some Sequence<SQL> {
        let groups: [() -> [SQL]] = [
            sourceFiles, { [journal()] }, revisions, masterData, lots, arrivals, runs, movements, { [last] },
        ]
        return groups.lazy.flatMap { [missing] group in
            let made = missing.first == nil ? group() : []
            return missing.first == nil ? made : []
        }
    }

    private func sourceFiles() -> [SQL] {
        guard !sourceRows.isEmpty else { return [] }
        return ["SELECT put_sources(\(sourceRows.map(\.id)), \(sourceRows.map(\.name)), \(sourceRows.map(\.digest)))"]
    }

    // MARK: - Journal

    private func journal() -> SQL {
        var rows = JournalColumns()
        let count = Int(plan.idCount)
        rows.reserve(count)
        func add(
            _ kind: EventKind, _ event: Int64, _ document: Int64, _ digest: ContentDigest, _ code: String?,
            _ at: Instant?, _ source: SourceLine, _ recordedBy: String?
        ) {
            let isRevision = revision != nil && event != document && kind.rawValue < 20
            rows.add(
                event: id(event), document: id(document),
                kind: isRevision ? revision?.kind ?? kind : kind, code: code,
                at: isRevision ? revision?.at : at, source: self.source(revision?.source ?? source),
                line: (revision?.source ?? source).line == 0 ? nil : (revision?.source ?? source).line,
                recordedBy: isRevision ? revision?.recordedBy : recordedBy,
                reason: isRevision ? revision?.reason : nil, digest: digest)
        }
        for item in plan.items(.parties) {
            let row = bundle.parties[item.row]
            add(.party, item.event, item.document, item.digest, row.party, nil, row.source, nil)
        }
        for item in plan.items(.facilities) {
            let row = bundle.facilities[item.row]
            add(.facility, item.event, item.document, item.digest, row.facility, nil, row.source, nil)
        }
        for item in plan.items(.materials) {
            let row = bundle.materials[item.row]
            add(.material, item.event, item.document, item.digest, row.material, nil, row.source, nil)
        }
        for item in plan.items(.compositions) {
            add(
                .composition, item.event, item.document, item.digest, nil, nil, bundle.compositions[item.row].source,
                nil)
        }
        for item in plan.items(.opening) {
            let row = bundle.opening[item.row]
            add(.opening, item.event, item.document, item.digest, row.lot, row.at, row.source, row.recordedBy)
        }
        for item in plan.items(.intakes) {
            let row = bundle.intakes[item.row]
            add(.intake, item.event, item.document, item.digest, row.ticket, row.receivedAt, row.source, row.recordedBy)
        }
        for item in plan.runs {
            let row = bundle.runs[item.row]
            add(.run, item.event, item.document, item.digest, row.run, row.startedAt, row.source, row.recordedBy)
        }
        func addLines<Line: DocumentLine>(_ items: [RecordingPlan.LinesItem], _ lines: [Line]) {
            for item in items {
                let first = lines[item.rows[0]]
                add(
                    Line.kind, item.event, item.document, item.digest, first.documentCode, first.occurredAt,
                    first.source, first.recordedBy)
            }
        }
        addLines(plan.lines(.transfers), bundle.transfers)
        addLines(plan.lines(.shipments), bundle.shipments)
        addLines(plan.lines(.returns), bundle.returns)
        addLines(plan.lines(.adjustments), bundle.adjustments)
        addLines(plan.lines(.counts), bundle.counts)
        for item in plan.items(.assays) {
            add(.assay, item.event, item.document, item.digest, nil, nil, bundle.assays[item.row].source, nil)
        }
        for item in plan.items(.history) {
            add(.history, item.event, item.document, item.digest, nil, nil, bundle.history[item.row].source, nil)
        }
        return rows.statement
    }

    /// The rows of `revision` and the fields that were corrected.
    private func revisions() -> [SQL] {
        guard let revision else { return [] }
        let events: [(event: Int64, document: Int64)] =
            plan.items(.opening).map { ($0.event, $0.document) } + plan.items(.intakes).map { ($0.event, $0.document) }
            + plan.runs.map { ($0.event, $0.document) }
            + (plan.lines(.transfers) + plan.lines(.shipments) + plan.lines(.returns) + plan.lines(.adjustments)
            + plan.lines(.counts)).map {
                ($0.event, $0.document)
            }
        guard let first = events.first else { return [] }
        let fields = revision.fields
        return [
            """
            SELECT put_revisions(\(events.map { id($0.event) }), \(events.map(\.document)),
                \(events.map { _ in revision.kind }), \(events.map { revision.late.contains($0.document) }),
                \(events.map { _ in revision.lateAt }))
            """,
            """
            SELECT put_correction_fields(\(fields.map { _ in id(first.event) }),
                \(fields.indices.map { Int32($0 + 1) }), \(fields.map(\.field)), \(fields.map(\.old)),
                \(fields.map(\.new)), \(fields.map(\.typed)))
            """,
        ]
    }

    // MARK: - Master data

    private func masterData() -> [SQL] {
        var list: [SQL] = []
        if !plan.items(.parties).isEmpty {
            let rows = plan.items(.parties).map { bundle.parties[$0.row] }
            list.append(
                """
                SELECT put_parties(\(plan.items(.parties).map { id($0.event) }), \(plan.items(.parties).map { id($0.document) }),
                    \(rows.map(\.party)), \(rows.map(\.name)), \(rows.map(\.province)), \(rows.map(\.uscc)))
                """)
        }
        if !plan.items(.facilities).isEmpty {
            let items = plan.items(.facilities)
            let rows = items.map { bundle.facilities[$0.row] }
            list.append(
                """
                SELECT put_facilities(\(items.map { id($0.event) }), \(items.map { id($0.document) }),
                    \(rows.map(\.facility)), \(rows.map(\.name)), \(rows.map(\.operator)), \(rows.map(\.park)),
                    \(rows.map(\.capacityPerYear)), \(rows.map(\.permit)), \(rows.map(\.permitPerYear)))
                """)
        }
        if !plan.items(.materials).isEmpty {
            let items = plan.items(.materials)
            let rows = items.map { bundle.materials[$0.row] }
            list.append(
                """
                SELECT put_materials(\(items.map { id($0.event) }), \(items.map { id($0.document) }),
                    \(rows.map(\.material)), \(rows.map(\.nameChinese)), \(rows.map(\.nameEnglish)),
                    \(rows.map(\.stream.rawValue)), \(rows.map(\.role.rawValue)), \(rows.map(\.unitMass)),
                    \(rows.map(\.wasteCode)), \(rows.map(\.reported)))
                """)
        }
        if !plan.items(.compositions).isEmpty {
            let items = plan.items(.compositions)
            let rows = items.map { bundle.compositions[$0.row] }
            list.append(
                """
                SELECT put_compositions(\(items.map { id($0.event) }), \(rows.map { material($0.material) }),
                    \(rows.map(\.substance)), \(rows.map(\.fraction.text)), \(rows.map(\.sigma)),
                    \(rows.map(\.validFrom)))
                """)
        }
        if !plan.items(.assays).isEmpty {
            let items = plan.items(.assays)
            let rows = items.map { bundle.assays[$0.row] }
            list.append(
                """
                SELECT put_assays(\(items.map { id($0.event) }), \(rows.map { lot($0.lot) }),
                    \(rows.map(\.substance)), \(rows.map(\.fraction.text)), \(rows.map(\.sigma)))
                """)
        }
        if !plan.items(.history).isEmpty {
            let items = plan.items(.history)
            let rows = items.map { bundle.history[$0.row] }
            list.append(
                """
                SELECT put_history(\(items.map { id($0.event) }), \(rows.map(\.period.number)),
                    \(rows.map(\.table.rawValue)), \(rows.map { material($0.material) }),
                    \(rows.map { $0.facility.map(facility) }), \(rows.map(\.mass)), \(rows.map(\.units)),
                    \(rows.map(\.tickets)))
                """)
        }
        return list
    }
}

/// The journal's columns.
private struct JournalColumns {
    var events: [Int64] = []
    var documents: [Int64] = []
    var kinds: [EventKind] = []
    var codes: [String?] = []
    var times: [Instant?] = []
    var sources: [Int64?] = []
    var lines: [Int32?] = []
    var recorders: [String?] = []
    var reasons: [String?] = []
    var digests: [ContentDigest] = []

    mutating func reserve(_ count: Int) {
        events.reserveCapacity(count)
        documents.reserveCapacity(count)
        digests.reserveCapacity(count)
    }

    mutating func add(
        event: Int64, document: Int64, kind: EventKind, code: String?, at: Instant?, source: Int64?, line: Int32?,
        recordedBy: String?, reason: String?, digest: ContentDigest
    ) {
        events.append(event)
        documents.append(document)
        kinds.append(kind)
        codes.append(code)
        times.append(at)
        sources.append(source)
        lines.append(line)
        recorders.append(recordedBy)
        reasons.append(reason)
        digests.append(digest)
    }

    var statement: SQL {
        """
        SELECT put_journal(\(events), \(documents), \(kinds), \(codes), \(times), \(sources), \(lines), \(recorders),
            \(reasons), \(digests))
        """
    }
}
