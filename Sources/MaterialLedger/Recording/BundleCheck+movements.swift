import Wording

/// Lots: where they come from, what draws them, and that no running sum falls below 0.
extension BundleCheck {
    /// Codes of the lots that the bundle makes or moves in documents that are not on record yet.
    package var lotsToLookUp: Set<String> {
        var codes = movedLots
        for row in bundle.opening where !isSkipped(.opening, row.lot) { codes.insert(row.lot) }
        for row in bundle.intakes where !isSkipped(.intake, row.ticket) { codes.insert(row.lot) }
        for row in bundle.runOutputs where !isSkipped(.run, row.run) { codes.insert(row.lot) }
        return codes
    }

    /// Codes of the lots that new documents draw from or move: writers lock these before anything is read.
    package var movedLots: Set<String> {
        var codes: Set<String> = []
        for row in bundle.runInputs where !isSkipped(.run, row.run) { codes.insert(row.lot) }
        for row in bundle.transfers where !isSkipped(.transfer, row.transfer) { codes.insert(row.lot) }
        for row in bundle.shipments where !isSkipped(.shipment, row.shipment) { codes.insert(row.lot) }
        for row in bundle.returns where !isSkipped(.goodsReturn, row.return) { codes.insert(row.lot) }
        for row in bundle.adjustments where !isSkipped(.adjustment, row.adjustment) { codes.insert(row.lot) }
        for row in bundle.counts where !isSkipped(.count, row.count) { codes.insert(row.lot) }
        for row in bundle.assays { codes.insert(row.lot) }
        return codes
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
        func hold(_ at: Instant?) {
            if let at { months.insert(rules.month(at)) }
        }
        for row in bundle.opening where !isSkipped(.opening, row.lot) { hold(row.at) }
        for row in bundle.intakes where !isSkipped(.intake, row.ticket) { hold(row.receivedAt) }
        for row in bundle.runs where !isSkipped(.run, row.run) {
            hold(row.startedAt)
            hold(row.endedAt)
        }
        for row in bundle.transfers where !isSkipped(.transfer, row.transfer) {
            hold(row.sentAt)
            hold(row.receivedAt)
        }
        for row in bundle.shipments where !isSkipped(.shipment, row.shipment) { hold(row.shippedAt) }
        for row in bundle.returns where !isSkipped(.goodsReturn, row.return) { hold(row.returnedAt) }
        for row in bundle.adjustments where !isSkipped(.adjustment, row.adjustment) { hold(row.at) }
        for row in bundle.counts where !isSkipped(.count, row.count) { hold(row.countedAt) }
        return months
    }

    /// Whether anything is new, as far as names and contents tell.
    package var hasNews: Bool {
        result.idCount > 0 || !monthsToHold.isEmpty
    }

    /// An upper bound of the ids that recording takes.
    package var idBound: Int64 {
        var count = bundle.parties.count + bundle.facilities.count + bundle.materials.count
        count += bundle.compositions.count + bundle.assays.count + bundle.history.count
        count += 2 * bundle.opening.count + 2 * bundle.intakes.count + bundle.runs.count + bundle.runOutputs.count
        count += transfers.codes.count + shipments.codes.count + returns.codes.count
        count += adjustments.codes.count + counts.codes.count
        return Int64(count) + 1
    }

    package mutating func checkMovements(with books: KnownLots) {
        var lots = LotTimelines(rules: rules, books: books, revised: revisedDocuments, openFrom: openFrom)
        for code in lotsOfConflicts {
            lots.declare(code)
            taintedLots.insert(code)
        }
        taintLots()
        createLots(&lots)
        checkRunBalances(&lots)
        drawLots(&lots)
        returnLots(&lots, books)
        lots.settle()
        checkReturned(books)
        checkEarlierUses(lots, books)
        checkEarlyDraws(lots)
        checkHeaders(bundle.returns, returns)
        checkOwnOutputs(&lots)
        taintLots()
        lots.taint(taintedLots)
        lots.taintUnits(lotsOfUnclearUnits)
        // A receipt may be missing only because its file, or its lot, could not be read.
        if incomplete.isDisjoint(with: Self.movementFiles), !hasReceiptsOfUnreadLots {
            for fault in lots.overdraws() { faults.append(fault) }
        }
        guard faults.isEmpty else { return }
        planDocuments(lots, books)
    }

    private var hasReceiptsOfUnreadLots: Bool {
        guard !bundle.unreadFields.isEmpty else { return false }
        return bundle.transfers.contains { !bundle.isRead("lot", of: $0.source) }
            || bundle.returns.contains { !bundle.isRead("lot", of: $0.source) }
            || bundle.adjustments.contains { !bundle.isRead("lot", of: $0.source) }
    }

    private static let movementFiles: Set<BundleFile> = [
        .opening, .intakes, .runs, .runInputs, .runOutputs, .transfers, .shipments, .returns, .adjustments,
    ]
    private static let runFiles: Set<BundleFile> = [.runs, .runInputs, .runAdditions, .runOutputs, .runLosses]

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
            if isRead("lot", source) {
                tell(
                    .conflict, source, "lot", code,
                    "lot \(code) is on record already; a lot is created once, and its code is never used again")
            }
            return
        }
        lots.create(code, at: at, mass: mass, units: units, facility: facility, source: source)
    }

    // MARK: - Runs conserve mass

    private mutating func checkRunBalances(_ lots: inout LotTimelines) {
        guard incomplete.isDisjoint(with: Self.runFiles), let strays = strayLines() else { return }
        for (index, run) in bundle.runs.enumerated() where !isSkipped(.run, run.run) {
            // A second row with the same id was told as a duplicate; its lines belong to the first.
            guard runs.rows[run.run] == index else { continue }
            let inputs = runs.inputs[index]
            let lines =
                inputs.map { (bundle.runInputs[$0].mass, bundle.runInputs[$0].source, true) }
                + runs.additions[index].map { (bundle.runAdditions[$0].mass, bundle.runAdditions[$0].source, true) }
                + runs.outputs[index].map { (bundle.runOutputs[$0].mass, bundle.runOutputs[$0].source, false) }
                + runs.losses[index].map { (bundle.runLosses[$0].mass, bundle.runLosses[$0].source, false) }
            guard faulty.isEmpty || lines.allSatisfy({ isRead("mass_g", $0.1) && isRead("run", $0.1) }) else {
                continue
            }
            // Masses out of range are told by themselves; 10^13 g each, so that a run's sums stay within 64 bits.
            guard lines.allSatisfy({ $0.0 > .zero && $0.0 <= .maximum }), lines.count < 400_000 else { continue }
            let entered = lines.reduce(0) { $0 + ($1.2 ? $1.0.grams : 0) }
            let left = lines.reduce(0) { $0 + ($1.2 ? 0 : $1.0.grams) }
            // An end that is out of order is an end all the same; only one that could not be read leaves it open.
            if run.endedAt != nil, bundle.isRead("ended_at", of: run.source), entered != left {
                // A line that is there twice, or that names another run by mistake, was told by itself.
                let twice = lines.reduce(0) { sum, line in
                    repeated.contains(line.1) ? sum + (line.2 ? line.0.grams : -line.0.grams) : sum
                }
                let isTold = twice == entered - left || strays.contains(left - entered)
                for output in runs.outputs[index] { taintedLots.insert(bundle.runOutputs[output].lot) }
                if isTold { continue }
                tell(
                    .massImbalance, run.source, "run", run.run,
                    """
                    run \(run.run) takes in \(entered) g (inputs and additions) and gives \(left) g (outputs and \
                    losses); \(entered > left ? "\(entered - left) g are missing" : "\(left - entered) g too much")
                    """
                )
            } else if lines.isEmpty {
                tell(.badValue, run.source, "run", run.run, "run \(run.run) has no inputs")
            }
        }
    }

    /// What the lines of each unknown run take in less what they give; nil where some line does not say its run.
    private func strayLines() -> Set<Int64>? {
        var strays: [String: Int64] = [:]
        func add(_ run: String, _ mass: Mass, _ source: SourceLine, _ sign: Int64) -> Bool {
            guard bundle.isRead("run", of: source) else { return false }
            if .zero < mass, mass <= .maximum { strays[run, default: 0] &+= sign &* mass.grams }
            return true
        }
        for (index, row) in bundle.runInputs.enumerated() where runs.inputs.owners[index] == nil {
            guard add(row.run, row.mass, row.source, 1) else { return nil }
        }
        for (index, row) in bundle.runAdditions.enumerated() where runs.additions.owners[index] == nil {
            guard add(row.run, row.mass, row.source, 1) else { return nil }
        }
        for (index, row) in bundle.runOutputs.enumerated() where runs.outputs.owners[index] == nil {
            guard add(row.run, row.mass, row.source, -1) else { return nil }
        }
        for (index, row) in bundle.runLosses.enumerated() where runs.losses.owners[index] == nil {
            guard add(row.run, row.mass, row.source, -1) else { return nil }
        }
        return Set(strays.values)
    }

    // MARK: - Lots that are drawn

    private mutating func drawLots(_ lots: inout LotTimelines) {
        for (index, row) in bundle.runInputs.enumerated() where !isSkipped(.run, row.run) {
            guard let owner = runs.inputs.owners[index] else {
                taintedLots.insert(row.lot)
                continue
            }
            let run = bundle.runs[owner]
            draw(
                row.lot, -row.mass.grams, at: run.startedAt, "started_at", of: run.source, run.facility, row.source,
                &lots)
        }
        for row in bundle.transfers where !isSkipped(.transfer, row.transfer) {
            if draw(row.lot, -row.mass.grams, at: row.sentAt, "sent_at", row.fromFacility, row.source, &lots),
                let receivedAt = row.receivedAt, let arrived = row.arrived
            {
                lots.move(row.lot, arrived.grams, at: receivedAt, facility: row.toFacility, source: row.source)
            }
        }
        for row in bundle.shipments where !isSkipped(.shipment, row.shipment) {
            if draw(row.lot, -row.mass.grams, at: row.shippedAt, "shipped_at", row.facility, row.source, &lots),
                let units = row.units
            {
                lots.drawUnits(row.lot, units, at: row.shippedAt, source: row.source)
            }
        }
        for row in bundle.adjustments where !isSkipped(.adjustment, row.adjustment) {
            draw(row.lot, row.mass.grams, at: row.at, "at", row.facility, row.source, &lots)
        }
        for row in bundle.counts where !isSkipped(.count, row.count) {
            if let createdAt = exists(row.lot, row.source, lots), row.countedAt < createdAt,
                isRead("counted_at", row.source)
            {
                tellTooEarly(row.lot, createdAt, row.countedAt, row.source)
            }
        }
        for row in bundle.assays { _ = exists(row.lot, row.source, lots) }
    }

    /// When the lot came to be; nil, and told, where there is no such lot.
    private mutating func exists(_ code: String, _ source: SourceLine, _ lots: LotTimelines) -> Instant? {
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
    private mutating func draw(
        _ code: String, _ mass: Int64, at: Instant, _ timeField: String, of timed: SourceLine? = nil,
        _ facility: String, _ source: SourceLine, _ lots: inout LotTimelines
    ) -> Bool {
        guard let createdAt = exists(code, source, lots) else {
            taintedLots.insert(code)
            return false
        }
        if at < createdAt, isRead(timeField, timed ?? source) {
            // The lot's own faults are told where it is made.
            if !taintedLots.contains(code) {
                tellTooEarly(code, createdAt, at, source)
                earlyDraws.append((code, mass, source))
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

    // MARK: - Returns

    private mutating func returnLots(_ lots: inout LotTimelines, _ books: KnownLots) {
        guard !bundle.returns.isEmpty else { return }
        var shipped: [String: (at: Instant, left: [String: Int64], units: [String: Int64], isRead: Bool)] = [:]
        for (code, shipment) in books.shipments {
            let units = shipment.units.map { ($0.key, $0.value - (shipment.unitsReturned[$0.key] ?? 0)) }
            shipped[code] = (shipment.shippedAt, shipment.left, Dictionary(uniqueKeysWithValues: units), true)
        }
        for row in bundle.shipments where !isSkipped(.shipment, row.shipment) {
            var entry = shipped[row.shipment] ?? (row.shippedAt, [:], [:], true)
            entry.left[row.lot, default: 0] &+= row.mass.grams
            if let units = row.units { entry.units[row.lot, default: 0] &+= units }
            entry.isRead = entry.isRead && faulty[row.source] == nil
            shipped[row.shipment] = entry
        }
        let order = bundle.returns.indices.sorted {
            (bundle.returns[$0].returnedAt, $0) < (bundle.returns[$1].returnedAt, $1)
        }
        for index in order {
            let row = bundle.returns[index]
            if isSkipped(.goodsReturn, row.return) || repeated.contains(row.source) { continue }
            guard let createdAt = exists(row.lot, row.source, lots) else { continue }
            guard var shipment = shipped[row.shipment] else {
                taintedLots.insert(row.lot)
                if isRead("shipment", row.source) {
                    tellUnknown(.shipment, row.shipment, "shipment", row.source, Array(shipped.keys))
                }
                continue
            }
            guard let left = shipment.left[row.lot] else {
                taintedLots.insert(row.lot)
                if shipment.isRead, isRead("shipment", row.source) {
                    tell(
                        .unknownReference, row.source, "lot", row.lot,
                        "shipment \(row.shipment) carried no lot \(row.lot)")
                }
                continue
            }
            if row.returnedAt < shipment.at || row.returnedAt < createdAt, isRead("returned_at", row.source) {
                taintedLots.insert(row.lot)
                tell(
                    .timeOrder, row.source, "returned_at", rules.text(row.returnedAt),
                    """
                    returned at \(rules.text(row.returnedAt)), before shipment \(row.shipment) left at \
                    \(rules.text(shipment.at))
                    """)
                continue
            }
            if row.mass.grams > left, shipment.isRead, isRead("mass_g", row.source) {
                taintedLots.insert(row.lot)
                tell(
                    .overdraw, row.source, "mass_g", "\(row.mass.grams)",
                    """
                    \(row.mass.grams) g come back, but only \(left) g of lot \(row.lot) are out with shipment \(row.shipment)
                    """)
                continue
            }
            shipment.left[row.lot] = left &- row.mass.grams
            lots.move(row.lot, row.mass.grams, at: row.returnedAt, facility: row.facility, source: row.source)
            if let units = row.units {
                if let left = shipment.units[row.lot], units > left, shipment.isRead, isRead("units", row.source) {
                    tell(
                        .overdraw, row.source, "units", "\(units)",
                        """
                        \(units) pieces come back, but only \(left) of lot \(row.lot) are out with shipment \(row.shipment)
                        """)
                } else {
                    shipment.units[row.lot].map { shipment.units[row.lot] = $0 &- units }
                    lots.drawUnits(row.lot, -units, at: row.returnedAt, source: row.source)
                }
            }
            shipped[row.shipment] = shipment
        }
    }

    /// A revised shipment still carries what came back of it, and left before that.
    private mutating func checkReturned(_ books: KnownLots) {
        guard isRevising else { return }
        for row in bundle.shipments {
            guard let shipment = books.shipments[row.shipment] else { continue }
            let left = shipment.left[row.lot] ?? 0
            if row.mass.grams + left < 0, isRead("mass_g", row.source) {
                tell(
                    .overdraw, row.source, "mass_g", "\(row.mass.grams)",
                    "\(-left) g of lot \(row.lot) came back of shipment \(row.shipment), more than \(row.mass.grams) g")
            }
            if let units = row.units, let back = shipment.unitsReturned[row.lot], units < back,
                isRead("units", row.source)
            {
                tell(
                    .overdraw, row.source, "units", "\(units)",
                    "\(back) pieces of lot \(row.lot) came back of shipment \(row.shipment), more than \(units)")
            }
            if let back = shipment.firstReturn, row.shippedAt > back, isRead("shipped_at", row.source) {
                tell(
                    .timeOrder, row.source, "shipped_at", rules.text(row.shippedAt),
                    "shipped at \(rules.text(row.shippedAt)), after goods of it came back at \(rules.text(back))")
            }
        }
    }

    /// A revision does not bring a lot about after the first use of it.
    private mutating func checkEarlierUses(_ lots: LotTimelines, _ books: KnownLots) {
        guard isRevising else { return }
        for row in bundle.opening { checkEarlierUse(row.lot, row.at, "at", row.source, lots, books) }
        for row in bundle.intakes { checkEarlierUse(row.lot, row.receivedAt, "received_at", row.source, lots, books) }
        for (index, run) in bundle.runs.enumerated() {
            guard let endedAt = run.endedAt else { continue }
            for line in runs.outputs[index] {
                checkEarlierUse(bundle.runOutputs[line].lot, endedAt, "ended_at", run.source, lots, books)
            }
        }
    }

    private mutating func checkEarlierUse(
        _ code: String, _ createdAt: Instant, _ field: String, _ source: SourceLine, _ lots: LotTimelines,
        _ books: KnownLots
    ) {
        // What did not come to be later than it did can't have been used too early by that.
        guard let lot = lots.known(code), createdAt > lot.createdAt, isRead(field, source) else { return }
        let uses = [
            lots.firstUse(of: code).map { (EventKind.sentence(naming: $0.name), $0.at) },
            books.firstCounts[lot.id].map { ("\(EventKind.count.word) \($0.code)", $0.at) },
        ]
        guard let (use, at) = uses.compactMap({ $0 }).min(by: { $0.1 < $1.1 }), at < createdAt else { return }
        taintedLots.insert(code)
        tell(
            .timeOrder, source, field, rules.text(createdAt),
            "lot \(code) can't come to be at \(rules.text(createdAt)), after \(use) at \(rules.text(at))")
    }

    // MARK: - Runs that would use their own output

    private mutating func checkOwnOutputs(_ lots: inout LotTimelines) {
        for line in RunOrder(bundle, runs).ownOutputs {
            let row = bundle.runInputs[line]
            taintedLots.insert(row.lot)
            tell(
                .timeOrder, row.source, "lot", row.lot,
                """
                run \(row.run) draws lot \(row.lot), which it makes itself (perhaps through other runs of the same \
                instant)
                """)
        }
    }

    /// Marks the lots that rows with a faulty decisive field name: their running sums would tell consequences.
    private mutating func taintLots() {
        let sources = Set(faulty.lazy.filter { !$0.value.isDisjoint(with: LotTimelines.decisiveFields) }.map(\.key))
        guard !sources.isEmpty else { return }
        var codes: Set<String> = []
        func taint(_ rows: some Sequence<(SourceLine, String)>) {
            for (source, lot) in rows where sources.contains(source) { codes.insert(lot) }
        }
        taint(bundle.opening.lazy.map { ($0.source, $0.lot) })
        taint(bundle.intakes.lazy.map { ($0.source, $0.lot) })
        taint(bundle.runInputs.lazy.map { ($0.source, $0.lot) })
        taint(bundle.runOutputs.lazy.map { ($0.source, $0.lot) })
        taint(bundle.transfers.lazy.map { ($0.source, $0.lot) })
        taint(bundle.shipments.lazy.map { ($0.source, $0.lot) })
        taint(bundle.returns.lazy.map { ($0.source, $0.lot) })
        taint(bundle.adjustments.lazy.map { ($0.source, $0.lot) })
        for (index, row) in bundle.runs.enumerated() where sources.contains(row.source) {
            for line in runs.inputs[index] { codes.insert(bundle.runInputs[line].lot) }
            for line in runs.outputs[index] { codes.insert(bundle.runOutputs[line].lot) }
        }
        taintedLots.formUnion(codes)
    }

    /// Lots of rows whose pieces could not be read or were told.
    private var lotsOfUnclearUnits: Set<String> {
        let sources = Set(faulty.lazy.filter { $0.value.contains("units") }.map(\.key))
        guard !sources.isEmpty else { return [] }
        var codes = Set(bundle.opening.lazy.filter { sources.contains($0.source) }.map(\.lot))
        codes.formUnion(bundle.runOutputs.lazy.filter { sources.contains($0.source) }.map(\.lot))
        codes.formUnion(bundle.shipments.lazy.filter { sources.contains($0.source) }.map(\.lot))
        codes.formUnion(bundle.returns.lazy.filter { sources.contains($0.source) }.map(\.lot))
        return codes
    }

    /// Lots that documents in conflict with the books name.
    private var lotsOfConflicts: Set<String> {
        guard !conflicting.isEmpty else { return [] }
        func isIn(_ kind: EventKind, _ code: String) -> Bool { conflicting[kind]?.contains(code) == true }
        var codes = Set(bundle.opening.lazy.filter { isIn(.opening, $0.lot) }.map(\.lot))
        codes.formUnion(bundle.intakes.lazy.filter { isIn(.intake, $0.ticket) }.map(\.lot))
        codes.formUnion(bundle.runInputs.lazy.filter { isIn(.run, $0.run) }.map(\.lot))
        codes.formUnion(bundle.runOutputs.lazy.filter { isIn(.run, $0.run) }.map(\.lot))
        codes.formUnion(bundle.transfers.lazy.filter { isIn(.transfer, $0.transfer) }.map(\.lot))
        codes.formUnion(bundle.shipments.lazy.filter { isIn(.shipment, $0.shipment) }.map(\.lot))
        codes.formUnion(bundle.returns.lazy.filter { isIn(.goodsReturn, $0.return) }.map(\.lot))
        codes.formUnion(bundle.adjustments.lazy.filter { isIn(.adjustment, $0.adjustment) }.map(\.lot))
        return codes
    }
}
