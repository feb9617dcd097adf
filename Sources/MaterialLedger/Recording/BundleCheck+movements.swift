import Wording

/// Lots: where they come from, what draws them, and that no running sum falls below 0.
extension BundleCheck {
    /// Codes of the lots that the bundle makes or moves in documents that are not on record yet.
    package var lotsToLookUp: Set<String> { lots { $0 == .refers(.lot) || $0 == .defines(.lot) } }

    /// Codes of the lots that new documents draw from or move: writers lock these before anything is read.
    package var movedLots: Set<String> { lots { $0 == .refers(.lot) } }

    /// Lots that rows of new documents, and assays, name in some way.
    private func lots(_ isWanted: @escaping (Naming) -> Bool) -> Set<String> {
        var visitor = LotCollection(check: self, isWanted: isWanted)
        visitor.visitAll()
        return visitor.codes
    }

    private struct LotCollection: RowVisitor {
        let check: BundleCheck
        let isWanted: (Naming) -> Bool
        var codes: Set<String> = []

        mutating func visit<Row: BundleRow>(_ type: Row.Type) {
            for field in Row.schema.fields where isWanted(field.naming) {
                guard case .text(let path) = field.place else { continue }
                for row in check.bundle[keyPath: Row.list] {
                    if !check.skipped.isEmpty, check.isSkipped(row) { continue }
                    codes.insert(path.get(row))
                }
            }
        }
    }

    private func isSkipped(_ row: any BundleRow) -> Bool {
        (row as? any DocumentRow).map { isSkipped(type(of: $0).kind, $0.documentCode) } ?? false
    }

    package var shipmentsToLookUp: Set<String> {
        let returned = Set(bundle.returns.lazy.filter { !self.isSkipped(.goodsReturn, $0.return) }.map(\.shipment))
        // A shipment that is revised is measured against what came back of it.
        return isRevising ? returned.union(bundle.shipments.map(\.shipment)) : returned
    }

    /// Business months that new documents of the bundle write to.
    package var monthsToHold: Set<Month> {
        var months: Set<Month> = []
        // Rows of a file lie close together in time, so most ask for the month just seen.
        func hold(_ at: Instant) { months.insert(rules.month(at)) }
        func hold<Row: HeadRow>(_ type: Row.Type) {
            for field in Row.schema.moments {
                for row in bundle[keyPath: Row.list] where !isSkipped(Row.kind, row.documentCode) {
                    if case .time(let at) = field.value(in: row) { hold(at) }
                }
            }
        }
        for file in BundleFile.allCases {
            if let head = file.row as? any HeadRow.Type { hold(head) }
        }
        return months
    }

    /// Whether it brings rows that have no time and count in every month that is not closed.
    package var bringsTimelessRows: Bool {
        func count<Row: ThingRow>(_ type: Row.Type) -> Int { bundle[keyPath: Row.list].count }
        return BundleFile.allCases.contains { file in
            (file.row as? any ThingRow.Type).map { count($0) > 0 } ?? false
        }
    }

    /// Whether anything is new, as far as names and contents tell.
    package var hasNews: Bool {
        result.idCount > 0 || !monthsToHold.isEmpty
    }

    /// An upper bound of the ids that recording takes.
    package var idBound: Int64 {
        func count<Row: BundleRow>(_ type: Row.Type) -> Int { bundle[keyPath: Row.list].count }
        let ids = BundleFile.allCases.reduce(0) { sum, file in
            switch file.row {
            case is any ThingRow.Type, is Run.Type, is RunOutput.Type: sum + count(file.row)
            // The document and its lot.
            case is any ArrivalRow.Type: sum + 2 * count(file.row)
            case is any DocumentLine.Type: sum + (groups[file]?.codes.count ?? 0)
            default: sum
            }
        }
        return Int64(ids) + 1
    }

    package mutating func checkMovements(with books: KnownLots) {
        var lots = LotTimelines(rules: rules, books: books, revised: revisedDocuments, openFrom: openFrom)
        for code in lotsOfConflicts {
            lots.declare(code)
            taintedLots.insert(code)
            untimedLots.insert(code)
        }
        taintLots()
        taintTimes()
        createLots(&lots)
        checkRunBalances(&lots)
        drawLots(&lots)
        returnLots(&lots, books)
        lots.settle()
        checkReturned(books)
        checkEarlierUses(lots, books)
        checkEarlyDraws(lots)
        checkHeaders(of: ReturnLine.self)
        checkOwnOutputs(&lots)
        taintLots()
        lots.taint(taintedLots)
        lots.judge(unclearArrivals)
        lots.taintUnits(lotsOfUnclearUnits)
        lots.doubt(doubtfulDraws)
        // A receipt may be missing only because its file, or its lot, could not be read.
        if incomplete.isDisjoint(with: Self.movementFiles), !hasReceiptsOfUnreadLots {
            for fault in lots.overdraws() { faults.append(fault) }
        }
        guard faults.isEmpty else { return }
        planDocuments(lots, books)
    }

    private static let movementFiles: Set<BundleFile> = [
        .opening, .intakes, .runs, .runInputs, .runOutputs, .transfers, .shipments, .returns, .adjustments,
    ]
    static let runFiles: Set<BundleFile> = [.runs, .runInputs, .runAdditions, .runOutputs, .runLosses]

    private var revisedDocuments: Set<Int64> {
        guard case .revise(let documents) = mode else { return [] }
        return Set(documents.values.flatMap(\.values))
    }

    // MARK: - Lots that come to be

    private mutating func createLots(_ lots: inout LotTimelines) {
        for row in bundle.opening where !isSkipped(.opening, row.lot) {
            create(
                row.lot, at: row.at, mass: row.mass.grams, units: row.units, facility: row.facility, row.source, &lots)
        }
        for row in bundle.intakes where !isSkipped(.intake, row.ticket) {
            // Told as the weights' fault; that nothing can be drawn of it follows.
            if row.bookMass <= .zero { taintedLots.insert(row.lot) }
            create(
                row.lot, at: row.receivedAt, mass: row.bookMass.grams, units: nil, facility: row.facility, row.source,
                &lots)
        }
        for (index, row) in bundle.runOutputs.enumerated() where !isSkipped(.run, row.run) {
            guard let owner = runs.outputs.owners[index] else {
                lots.declare(row.lot)
                taintedLots.insert(row.lot)
                continue
            }
            let run = bundle.runs[owner]
            guard let endedAt = run.endedAt else {
                lots.declare(row.lot)
                taintedLots.insert(row.lot)
                tellUnfinished(run, row.source, "outputs")
                continue
            }
            create(
                row.lot, at: endedAt, mass: row.mass.grams, units: row.units, facility: run.facility, row.source, &lots)
        }
        for (index, row) in bundle.runLosses.enumerated() {
            if let owner = runs.losses.owners[index] { tellUnfinished(bundle.runs[owner], row.source, "losses") }
        }
        for (index, row) in bundle.runAdditions.enumerated() {
            if let owner = runs.additions.owners[index] { tellUnfinished(bundle.runs[owner], row.source, "additions") }
        }
    }

    /// Tells of the first line that a run without an end can't have yet.
    private mutating func tellUnfinished(_ run: Run, _ source: SourceLine, _ what: Sentence) {
        guard run.endedAt == nil, isRead("ended_at", run.source), unfinished.insert(run.run).inserted else { return }
        tell(
            .badValue, source, "run", run.run,
            "run \(run.run) has not ended, so it has no \(what) yet; give it an ended_at")
    }

    private mutating func create(
        _ code: String, at: Instant, mass: Int64, units: Int64?, facility: String, _ source: SourceLine,
        _ lots: inout LotTimelines
    ) {
        if let existing = lots.known(code), !revisedDocuments.contains(existing.document) {
            taintedLots.insert(code)
            untimedLots.insert(code)
            if isRead("lot", source) {
                tell(
                    .conflict, source, "lot", code,
                    "lot \(code) is on record already; a lot is created once, and its code is never used again")
            }
            return
        }
        lots.create(code, at: at, mass: mass, units: units, facility: facility, source: source)
    }

    // MARK: - Lots that are drawn

    private mutating func drawLots(_ lots: inout LotTimelines) {
        for (index, row) in bundle.runInputs.enumerated() where !isSkipped(.run, row.run) {
            guard let owner = runs.inputs.owners[index] else {
                taintedLots.insert(row.lot)
                continue
            }
            let run = bundle.runs[owner]
            if isRepeated(row.source) { continue }
            draw(
                row.lot, -row.mass.grams, at: run.startedAt, "started_at", of: run.source, run.facility, row.source,
                &lots)
        }
        for row in bundle.transfers where !isSkipped(.transfer, row.transfer) {
            if isRepeated(row.source)
                || draw(row.lot, -row.mass.grams, at: row.sentAt, "sent_at", row.fromFacility, row.source, &lots)
            {
                if let receivedAt = row.receivedAt, let arrived = row.arrived {
                    lots.move(row.lot, arrived.grams, at: receivedAt, facility: row.toFacility, source: row.source)
                }
            } else if !lots.isDeclared(row.lot) {
                lots.receiveUnknown(at: row.toFacility)
            }
        }
        for row in bundle.shipments where !isSkipped(.shipment, row.shipment) && !isRepeated(row.source) {
            if draw(row.lot, -row.mass.grams, at: row.shippedAt, "shipped_at", row.facility, row.source, &lots),
                let units = row.units
            {
                lots.drawUnits(row.lot, units, at: row.shippedAt, source: row.source)
            }
        }
        for row in bundle.adjustments where !isSkipped(.adjustment, row.adjustment) {
            if isRepeated(row.source), row.mass < .zero { continue }
            let isDrawn = draw(row.lot, row.mass.grams, at: row.at, "at", row.facility, row.source, &lots)
            if !isDrawn, row.mass > .zero, !lots.isDeclared(row.lot) { lots.receiveUnknown(at: row.facility) }
        }
        for row in bundle.counts where !isSkipped(.count, row.count) {
            if let createdAt = exists(row.lot, row.source, lots), row.countedAt < createdAt,
                isRead("counted_at", row.source), !untimedLots.contains(row.lot)
            {
                tellTooEarly(row.lot, createdAt, row.countedAt, row.source)
            }
        }
        for row in bundle.assays { _ = exists(row.lot, row.source, lots) }
    }

    /// Whether the row is there twice, so that what it draws is drawn already.
    private func isRepeated(_ source: SourceLine) -> Bool { source.line != 0 && repeated.contains(source) }

    /// When the lot came to be; nil, and told, where there is no such lot.
    mutating func exists(_ code: String, _ source: SourceLine, _ lots: LotTimelines) -> Instant? {
        if let lot = lots.known(code), lot.isReversed, !lots.isCreatedHere(code) {
            if isRead("lot", source) {
                tell(.unknownReference, source, "lot", code, "the document that made lot '\(code)' was reversed")
            }
            return nil
        }
        if let createdAt = lots.createdAt(code) { return createdAt }
        if !lots.isDeclared(code), isRead("lot", source) {
            tellUnknown(.lot, code, "lot", source, lots.codes)
        }
        return nil
    }

    private mutating func tellTooEarly(_ lot: String, _ createdAt: Instant, _ at: Instant, _ source: SourceLine) {
        tell(
            .timeOrder, source, "lot", lot,
            "lot \(lot) comes to be at \(rules.text(createdAt)) and can't be used at \(rules.text(at))")
    }

    @discardableResult
    mutating func draw(
        _ code: String, _ mass: Int64, at: Instant, _ timeField: String, of timed: SourceLine? = nil,
        _ facility: String, _ source: SourceLine, _ lots: inout LotTimelines
    ) -> Bool {
        guard let createdAt = exists(code, source, lots) else {
            taintedLots.insert(code)
            return false
        }
        if at < createdAt, isRead(timeField, timed ?? source) {
            // The lot's own faults are told where it is made.
            if untimedLots.insert(code).inserted {
                tellTooEarly(code, createdAt, at, source)
                if !taintedLots.contains(code) { earlyDraws.append((code, mass, source)) }
            }
            taintedLots.insert(code)
            return false
        }
        lots.move(code, mass, at: at, facility: facility, source: source)
        return true
    }

    /// A draw at the wrong time is too large by itself where it takes more than the lot ever had.
    private mutating func checkEarlyDraws(_ lots: LotTimelines) {
        guard !earlyDraws.isEmpty, incomplete.isDisjoint(with: Self.movementFiles) else { return }
        let received = lots.received(Set(earlyDraws.map(\.lot)))
        for draw in earlyDraws {
            guard let most = received[draw.lot], draw.mass < -most, isRead("mass_g", draw.source) else { continue }
            tell(
                .overdraw, draw.source, "mass_g", "\(draw.mass.magnitude)",
                "lot \(draw.lot) never has more than \(most) g; \(draw.mass.magnitude) g are drawn")
        }
    }
}
