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

    /// Lots that are moved and when; a count moves nothing.
    var uses: [(lot: String, at: Instant)] {
        var list: [(lot: String, at: Instant)] = []
        if let run = runs.first { list += runInputs.map { ($0.lot, run.startedAt) } }
        list += transfers.map { ($0.lot, $0.sentAt) }
        list += shipments.map { ($0.lot, $0.shippedAt) }
        list += returns.map { ($0.lot, $0.returnedAt) }
        list += adjustments.map { ($0.lot, $0.at) }
        return list
    }

    /// What moves, and when: every amount leaves one place and enters another at the same instant.
    var movements: [ModelBooks.Moment: Int64] {
        var sums: [ModelBooks.Moment: Int64] = [:]
        func move(_ mass: Mass, _ from: String, _ to: String, _ at: Instant) {
            sums[.init(place: from, at: at), default: 0] -= mass.grams
            sums[.init(place: to, at: at), default: 0] += mass.grams
        }
        for row in opening {
            move(row.mass, "opening \(row.facility) \(row.lot)", "stock \(row.facility) \(row.lot)", row.at)
        }
        for row in intakes {
            var mass = row.gross.grams - row.tare.grams
            if row.deductionKind == .removed { mass -= row.deduction.grams }
            move(
                Mass(grams: mass), "supplier:\(row.supplier) \(row.facility) \(row.lot)",
                "stock \(row.facility) \(row.lot)", row.receivedAt)
        }
        for run in runs {
            let plant = run.facility
            for row in runInputs {
                move(row.mass, "stock \(plant) \(row.lot)", "process \(plant) \(row.lot)", run.startedAt)
                // Inputs leave the process for what becomes of them; a place in between keeps both sides whole.
                if let end = run.endedAt { move(row.mass, "process \(plant) \(row.lot)", "made", end) }
            }
            guard let end = run.endedAt else { continue }
            for row in runAdditions { move(row.mass, "addition \(plant) ", "made", end) }
            for row in runOutputs { move(row.mass, "made", "stock \(plant) \(row.lot)", end) }
            for row in runLosses { move(row.mass, "made", "loss \(plant) ", end) }
        }
        for row in transfers {
            move(row.mass, "stock \(row.fromFacility) \(row.lot)", "in_transit  \(row.lot)", row.sentAt)
            guard let arrival = row.receivedAt else { continue }
            let arrived = row.received ?? row.mass
            move(arrived, "in_transit  \(row.lot)", "stock \(row.toFacility) \(row.lot)", arrival)
            move(
                Mass(grams: row.mass.grams - arrived.grams), "in_transit  \(row.lot)",
                "difference \(row.toFacility) \(row.lot)", arrival)
        }
        for row in shipments {
            move(
                row.mass, "stock \(row.facility) \(row.lot)", "customer:\(row.customer) \(row.facility) \(row.lot)",
                row.shippedAt)
        }
        for row in returns {
            move(
                row.mass, "customer:C1 \(row.facility) \(row.lot)", "stock \(row.facility) \(row.lot)",
                row.returnedAt)
        }
        for row in adjustments {
            move(row.mass, "adjustment \(row.facility) \(row.lot)", "stock \(row.facility) \(row.lot)", row.at)
        }
        return sums.filter { $0.value != 0 }
    }
}

extension ModelBooks.Document {
    var key: String { "\(kind.name):\(code)" }
}
