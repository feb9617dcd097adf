/// The last step: ids for what is new, in the order in which it is written.
extension BundleCheck {
    mutating func planDocuments(_ lots: LotTimelines, _ books: KnownLots) {
        for (code, lot) in books.lots { result.lotIDs[code] = .init(id: lot.id, document: lot.document) }
        for (code, shipment) in books.shipments {
            result.shipmentIDs[code] = (shipment.id, shipment.customer)
        }
        for (row, item) in bundle.opening.enumerated() where !isSkipped(.opening, item.lot) {
            let (event, document) = take(.opening, item.lot)
            makeLot(item.lot, document)
            result.opening.append(.init(row: row, event: event, document: document, digest: item.digest))
        }
        for (row, item) in bundle.intakes.enumerated() where !isSkipped(.intake, item.ticket) {
            let (event, document) = take(.intake, item.ticket)
            makeLot(item.lot, document)
            result.intakes.append(.init(row: row, event: event, document: document, digest: item.digest))
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
        result.transfers = planLines(bundle.transfers, transfers)
        result.shipments = planLines(bundle.shipments, shipments)
        for item in result.shipments {
            let first = bundle.shipments[item.rows[0]]
            if let customer = result.partyIDs[first.customer] {
                result.shipmentIDs[first.shipment] = (item.document, customer)
            }
        }
        result.returns = planLines(bundle.returns, returns)
        result.adjustments = planLines(bundle.adjustments, adjustments)
        result.counts = planLines(bundle.counts, counts)
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

    private mutating func planLines<Line: DocumentLine>(
        _ lines: [Line], _ groups: LineGroups
    ) -> [RecordingPlan.LinesItem] {
        var items: [RecordingPlan.LinesItem] = []
        for (code, rows) in zip(groups.codes, groups.rows) where !isSkipped(Line.kind, code) {
            let (event, document) = take(Line.kind, code)
            items.append(
                .init(
                    rows: rows, event: event, document: document, digest: Line.digest(of: rows.map { lines[$0] })))
        }
        return items
    }
}
