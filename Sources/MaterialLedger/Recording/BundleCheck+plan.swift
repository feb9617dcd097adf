/// The last step: ids for what is new, in the order in which it is written.
extension BundleCheck {
    mutating func planDocuments(_ lots: LotTimelines, _ books: KnownLots) {
        for (code, lot) in books.lots { result.lotIDs[code] = .init(id: lot.id, document: lot.document) }
        for (code, shipment) in books.shipments {
            result.shipmentIDs[code] = (shipment.id, shipment.customer)
        }
        for file in BundleFile.allCases {
            if let arrival = file.row as? any ArrivalRow.Type { planArrivals(arrival) }
        }
        for row in RunOrder(bundle, runs).rows where !isSkipped(.run, bundle.runs[row].run) {
            let (event, document) = take(.run, bundle.runs[row].run)
            for line in runs.outputs[row] { makeLot(bundle.runOutputs[line].lot, document) }
            result.runs.append(
                .init(
                    row: row, inputs: Array(runs.inputs[row]), additions: Array(runs.additions[row]),
                    outputs: Array(runs.outputs[row]), losses: Array(runs.losses[row]), event: event,
                    document: document, digest: digest(ofRun: row)))
        }
        for file in BundleFile.allCases {
            if let line = file.row as? any DocumentLine.Type { planLines(line) }
        }
        for item in result.lines(.shipments) {
            let first = bundle.shipments[item.rows[0]]
            if let customer = result.partyIDs[first.customer] {
                result.shipmentIDs[first.shipment] = (item.document, customer)
            }
        }
    }

    private mutating func planArrivals<Row: ArrivalRow>(_ type: Row.Type) {
        var items: [RecordingPlan.Item] = []
        for (place, row) in bundle[keyPath: Row.list].enumerated() where !isSkipped(Row.kind, row.documentCode) {
            let (event, document) = take(Row.kind, row.documentCode)
            makeLot(row.lot, document)
            items.append(.init(row: place, event: event, document: document, digest: row.digest))
        }
        result.items[Row.file] = items
    }

    private mutating func take(_ kind: EventKind, _ code: String) -> (event: Int64, document: Int64) {
        let event = result.takeID()
        if case .revise(let documents) = mode, let document = documents[kind]?[code] { return (event, document) }
        if let file = kind.file { result.recorded[file, default: 0] += 1 }
        return (event, event)
    }

    /// A lot of a revised document keeps its id.
    private mutating func makeLot(_ code: String, _ document: Int64) {
        if result.lotIDs[code] == nil { result.lotIDs[code] = .init(id: result.takeID(), document: document) }
    }

    private mutating func planLines<Line: DocumentLine>(_ type: Line.Type) {
        let lines = bundle[keyPath: Line.list]
        var items: [RecordingPlan.LinesItem] = []
        for (code, rows) in groups(Line.file) where !isSkipped(Line.kind, code) {
            let (event, document) = take(Line.kind, code)
            let digest = Line.content(of: rows.map { lines[$0] }).digest
            items.append(.init(rows: rows, event: event, document: document, digest: digest))
        }
        result.lines[Line.file] = items
    }
}
