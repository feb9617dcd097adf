internal import MaterialLedger
internal import Postgres

/// Documents as columns.
extension BatchColumns {
    /// The lots that documents make, by what their rows say.
    func lots() -> [SQL] {
        var rows = LotRows()
        func isNew(_ lot: String) -> Bool { (plan.lotIDs[lot]?.id ?? 0) < 0 }
        for item in plan.items(.opening) {
            let row = bundle.opening[item.row]
            rows.add(
                id(of: .lot, row.lot), id(item.event), id(item.document), row.lot, id(of: .material, row.material),
                id(of: .facility, row.facility), row.at, row.mass, row.units, row.measurement, isNew(row.lot))
        }
        for item in plan.items(.intakes) {
            let row = bundle.intakes[item.row]
            rows.add(
                id(of: .lot, row.lot), id(item.event), id(item.document), row.lot, id(of: .material, row.material),
                id(of: .facility, row.facility), row.receivedAt, row.bookMass, nil, row.measurement, isNew(row.lot))
        }
        for item in plan.runs {
            let run = bundle.runs[item.row]
            guard let endedAt = run.endedAt else { continue }
            for line in item.outputs {
                let row = bundle.runOutputs[line]
                rows.add(
                    id(of: .lot, row.lot), id(item.event), id(item.document), row.lot,
                    id(of: .material, row.material), id(of: .facility, run.facility), endedAt, row.mass, row.units,
                    row.measurement, isNew(row.lot))
            }
        }
        return rows.isEmpty ? [] : [rows.table.statement]
    }

    func arrivals<Row: ArrivalRow>(_ type: Row.Type) -> [SQL] {
        let items = plan.items(Row.file)
        guard !items.isEmpty, let storage = Row.file.storage else { return [] }
        let all = bundle[keyPath: Row.list]
        let rows = items.map { all[$0.row] }
        var table = TableRows(storage.table)
        table.add("event", items.map { id($0.event) })
        table.add("document", items.map { id($0.document) })
        table.add(storedFields(Row.self, storage), of: rows, storage, ids: id(of:_:))
        if let intakes = rows as? [Intake] { table.add("book", intakes.map(\.bookMass)) }
        return [table.statement]
    }

    /// The one statement that records tickets and nothing else.
    func tickets(_ provenance: Provenance, _ months: Set<Month>) -> SQL {
        let storage = BundleFile.intakes.storage ?? Storage(table: "intake")
        let fields = storedFields(Intake.self, storage).filter { $0.name != "lot" }
        var tickets = JSONText()
        for item in plan.items(.intakes) {
            let row = bundle.intakes[item.row]
            tickets.element { ticket in
                ticket.object("journal") { journal in
                    journal.add("code", .text(row.ticket))
                    journal.add("recorded_by", row.recordedBy.map(FieldValue.text) ?? .absent)
                    journal.add("digest", item.digest)
                }
                ticket.object("lot") { lot in
                    lot.add("code", .text(row.lot))
                    for field in Intake.schema.fields where storage.inLot.contains(field.name) {
                        lot.add(storage.column(field.name), field.value(in: row))
                    }
                }
                ticket.object("intake") { intake in
                    for field in fields {
                        if case .refers(let thing) = field.naming, case .text(let code) = field.value(in: row) {
                            intake.add(storage.column(field.name), .whole(id(of: thing, code)))
                        } else {
                            intake.add(storage.column(field.name), field.value(in: row))
                        }
                    }
                    intake.add("book", .whole(row.bookMass.grams))
                }
            }
        }
        return """
            SELECT entries, postings FROM record_tickets(\(provenance.actor), \(provenance.host),
                \(provenance.program), \(months.map(\.number)), \(PostgresJSON(tickets.array)))
            """
    }

    /// The fields that a document's own table keeps: its code and who recorded it stand in the journal, and of the lot
    /// that it makes, what the lot's row keeps.
    func storedFields<Row: BundleRow>(_ type: Row.Type, _ storage: Storage) -> [Field<Row>] {
        Row.schema.fields.filter { field in
            !field.naming.isOfDocument && field.name != "recorded_by" && !storage.inLot.contains(field.name)
        }
    }

    func runs() -> [SQL] {
        guard !plan.runs.isEmpty, let storage = BundleFile.runs.storage else { return [] }
        var table = TableRows(storage.table)
        table.add("event", plan.runs.map { id($0.event) })
        table.add("document", plan.runs.map { id($0.document) })
        table.add(
            storedFields(Run.self, storage), of: plan.runs.map { bundle.runs[$0.row] }, storage, ids: id(of:_:))
        return [table.statement] + runLines(RunInput.self, \.inputs) + runLines(RunAddition.self, \.additions)
            + runLines(RunLoss.self, \.losses)
    }

    private func runLines<Line: RunLine>(
        _ type: Line.Type, _ places: KeyPath<RecordingPlan.RunItem, [Int]>
    ) -> [SQL] {
        guard let storage = Line.file.storage else { return [] }
        var events: [Int64] = []
        var numbers: [Int32] = []
        var rows: [Line] = []
        let all = bundle[keyPath: Line.list]
        for item in plan.runs {
            for (n, place) in item[keyPath: places].enumerated() {
                events.append(id(item.event))
                numbers.append(Int32(n + 1))
                rows.append(all[place])
            }
        }
        guard !rows.isEmpty else { return [] }
        var table = TableRows(storage.table)
        table.add("event", events)
        table.add(Line.schema.fields.filter { !$0.part.isShared }, of: rows, storage, ids: id(of:_:))
        if let inputs = rows as? [RunInput] {
            table.add("source", inputs.map { maker(of: $0.lot) })
        } else {
            table.add("n", numbers)
        }
        return [table.statement]
    }

    /// The heads and lines of documents of several lines.
    func lines<Line: DocumentLine>(_ type: Line.Type) -> [SQL] {
        let items = plan.lines(Line.file)
        guard !items.isEmpty, let storage = Line.file.storage, let lineTable = storage.lines else { return [] }
        let all = bundle[keyPath: Line.list]
        let heads = items.map { all[$0.rows[0]] }
        var head = TableRows(storage.table)
        head.add("event", items.map { id($0.event) })
        head.add("document", items.map { id($0.document) })
        head.add(
            storedFields(Line.self, storage).filter(\.part.isShared), of: heads, storage, ids: id(of:_:))
        if let returns = heads as? [ReturnLine] {
            head.add("customer", returns.map { (plan.shipmentIDs[$0.shipment]?.customer).map(id) })
        }
        var lines = TableRows(lineTable)
        lines.add("event", items.flatMap { item in item.rows.map { _ in id(item.event) } })
        lines.add(
            Line.schema.fields.filter { !$0.part.isShared },
            of: items.flatMap { item in item.rows.map { all[$0].normalised } }, storage, ids: id(of:_:))
        return [head.statement, lines.statement]
    }
}

/// The columns of `lot`.
private struct LotRows {
    private var lots: [Int64] = []
    private var events: [Int64] = []
    private var documents: [Int64] = []
    private var codes: [String] = []
    private var materials: [Int64] = []
    private var facilities: [Int64] = []
    private var created: [Instant] = []
    private var masses: [Mass] = []
    private var units: [Int64?] = []
    private var measurements: [Measurement] = []
    private var isFirst: [Bool] = []

    var isEmpty: Bool { lots.isEmpty }

    mutating func add(
        _ lot: Int64, _ event: Int64, _ document: Int64, _ code: String, _ material: Int64, _ facility: Int64,
        _ createdAt: Instant, _ mass: Mass, _ pieces: Int64?, _ measurement: Measurement, _ isNew: Bool
    ) {
        lots.append(lot)
        events.append(event)
        documents.append(document)
        codes.append(code)
        materials.append(material)
        facilities.append(facility)
        created.append(createdAt)
        masses.append(mass)
        units.append(pieces)
        measurements.append(measurement)
        isFirst.append(isNew)
    }

    var table: TableRows {
        var rows = TableRows("lot")
        rows.add("lot", lots)
        rows.add("event", events)
        rows.add("document", documents)
        rows.add("code", codes)
        rows.add("material", materials)
        rows.add("facility", facilities)
        rows.add("created_at", created)
        rows.add("mass", masses)
        rows.add("units", units)
        rows.add("basis", measurements.map { $0.basis?.rawValue })
        rows.add("method", measurements.map(\.method))
        rows.add("sigma", measurements.map(\.sigmaGrams))
        rows.add("is_first", isFirst)
        return rows
    }
}
