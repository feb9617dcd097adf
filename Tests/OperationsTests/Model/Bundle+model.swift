import MaterialLedger

/// What the rows of documents mean, for the model: apart from the product's own reading of them.
extension Bundle {
    /// The bundle's documents, each with its rows alone, in the order in which they depend on each other.
    var documents: [ModelBooks.Document] {
        var list: [ModelBooks.Document] = []
        func add(_ kind: EventKind, _ code: String, _ take: (inout Bundle) -> Void) {
            var rows = Bundle()
            take(&rows)
            list.append(.init(kind: kind, code: code, rows: rows))
        }
        for row in opening { add(.opening, row.lot) { $0.opening = [row] } }
        for row in intakes { add(.intake, row.ticket) { $0.intakes = [row] } }
        for run in runs {
            add(.run, run.run) { rows in
                rows.runs = [run]
                rows.runInputs = runInputs.filter { $0.run == run.run }
                rows.runAdditions = runAdditions.filter { $0.run == run.run }
                rows.runOutputs = runOutputs.filter { $0.run == run.run }
                rows.runLosses = runLosses.filter { $0.run == run.run }
            }
        }
        func addLines<Line: DocumentLine>(_ lines: [Line], _ take: (inout Bundle, [Line]) -> Void) {
            var seen: Set<String> = []
            for line in lines where seen.insert(line.documentCode).inserted {
                add(Line.kind, line.documentCode) { rows in
                    take(&rows, lines.filter { $0.documentCode == line.documentCode })
                }
            }
        }
        addLines(transfers) { $0.transfers = $1 }
        addLines(shipments) { $0.shipments = $1 }
        addLines(returns) { $0.returns = $1 }
        addLines(adjustments) { $0.adjustments = $1 }
        addLines(counts) { $0.counts = $1 }
        return list
    }

    /// The business times, the first one first.
    var times: [Instant] {
        opening.map(\.at) + intakes.map(\.receivedAt)
            + runs.flatMap { [$0.startedAt] + ($0.endedAt.map { [$0] } ?? []) }
            + transfers.prefix(1).flatMap { [$0.sentAt] + ($0.receivedAt.map { [$0] } ?? []) }
            + shipments.prefix(1).map(\.shippedAt) + returns.prefix(1).map(\.returnedAt)
            + adjustments.prefix(1).map(\.at) + counts.prefix(1).map(\.countedAt)
    }

    var madeLots: [String] { opening.map(\.lot) + intakes.map(\.lot) + runOutputs.map(\.lot) }
    var madeAt: Instant? { opening.first?.at ?? intakes.first?.receivedAt ?? runs.first?.endedAt }

    /// Lots that are named at a time, and so are there then.
    var uses: [(lot: String, at: Instant)] {
        var list: [(lot: String, at: Instant)] = []
        if let run = runs.first { list += runInputs.map { ($0.lot, run.startedAt) } }
        list += transfers.map { ($0.lot, $0.sentAt) }
        list += shipments.map { ($0.lot, $0.shippedAt) }
        list += returns.map { ($0.lot, $0.returnedAt) }
        list += adjustments.map { ($0.lot, $0.at) }
        list += counts.map { ($0.lot, $0.countedAt) }
        return list
    }

    /// The material of a lot that the rows make.
    func material(of lot: String) -> String? {
        opening.first { $0.lot == lot }?.material ?? intakes.first { $0.lot == lot }?.material
            ?? runOutputs.first { $0.lot == lot }?.material
    }

    /// What the rows of a document say, wherever they stand.
    var content: Set<AnyHashable> {
        let nowhere = SourceLine(.corrections, line: 0)
        func said<Row: Hashable>(_ rows: [Row], _ source: WritableKeyPath<Row, SourceLine>) -> [AnyHashable] {
            rows.map { row in
                var row = row
                row[keyPath: source] = nowhere
                return AnyHashable(row)
            }
        }
        var transfers = transfers
        for index in transfers.indices where transfers[index].receivedAt != nil && transfers[index].received == nil {
            transfers[index].received = transfers[index].mass
        }
        var all = said(opening, \.source) + said(intakes, \.source) + said(runs, \.source)
        all += said(runInputs, \.source) + said(runAdditions, \.source) + said(runOutputs, \.source)
        all += said(runLosses, \.source) + said(transfers, \.source) + said(shipments, \.source)
        all += said(returns, \.source) + said(adjustments, \.source) + said(counts, \.source)
        return Set(all)
    }

    /// Master data, assays and history, with what they say.
    var notes: [(ModelBooks.Note, AnyHashable)] {
        func note(_ file: BundleFile, _ key: String, _ content: [String?]) -> (ModelBooks.Note, AnyHashable) {
            (ModelBooks.Note(file: file, key: key), AnyHashable(content))
        }
        var list = parties.map { note(.parties, $0.party, [$0.name, $0.province, $0.uscc]) }
        list += facilities.map { note(.facilities, $0.facility, [$0.name, $0.park, $0.operator]) }
        list += materials.map {
            note(.materials, $0.material, [$0.nameChinese, $0.nameEnglish, "\($0.unitMass?.grams ?? 0) \($0.role)"])
        }
        list += compositions.map {
            note(
                .compositions, "\($0.material) \($0.substance) \($0.validFrom?.microseconds ?? 0)",
                ["\($0.fraction.units)"])
        }
        list += assays.map { note(.assays, "\($0.lot) \($0.substance)", ["\($0.fraction.units)"]) }
        list += history.map { note(.history, "\($0.period.text) \($0.table) \($0.material)", ["\($0.mass.grams)"]) }
        return list
    }
}
