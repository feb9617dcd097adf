import Wording

/// References to names, and what is on record already.
extension BundleCheck {
    /// What `compare(with:)` needs looked up.
    package struct Names: Sendable {
        package var parties: Set<String> = []
        package var facilities: Set<String> = []
        package var materials: Set<String> = []
        package var documents: [EventKind: [String]] = [:]
        /// Materials and lots whose compositions and assays are needed; whether history is.
        package var compositionMaterials: Set<String> = []
        package var assayLots: Set<String> = []
        package var wantsHistory = false

        /// How many there are.
        package var count: Int {
            parties.count + facilities.count + materials.count + compositionMaterials.count + assayLots.count
                + documents.values.reduce(0) { $0 + $1.count }
        }
    }

    package var names: Names {
        var names = Names()
        for row in bundle.parties { names.parties.insert(row.party) }
        for row in bundle.facilities { names.facilities.insert(row.facility) }
        for row in bundle.materials { names.materials.insert(row.material) }
        for row in bundle.compositions {
            names.materials.insert(row.material)
            names.compositionMaterials.insert(row.material)
        }
        for row in bundle.opening {
            names.facilities.insert(row.facility)
            names.materials.insert(row.material)
            if let supplier = row.supplier { names.parties.insert(supplier) }
        }
        for row in bundle.intakes {
            names.facilities.insert(row.facility)
            names.materials.insert(row.material)
            names.parties.insert(row.supplier)
        }
        for row in bundle.runs { names.facilities.insert(row.facility) }
        for row in bundle.runAdditions { names.materials.insert(row.material) }
        for row in bundle.runOutputs { names.materials.insert(row.material) }
        for row in bundle.runLosses { names.materials.insert(row.material) }
        for row in bundle.transfers {
            names.facilities.insert(row.fromFacility)
            names.facilities.insert(row.toFacility)
        }
        for row in bundle.shipments {
            names.facilities.insert(row.facility)
            names.parties.insert(row.customer)
        }
        for row in bundle.returns { names.facilities.insert(row.facility) }
        for row in bundle.adjustments { names.facilities.insert(row.facility) }
        for row in bundle.counts { names.facilities.insert(row.facility) }
        for row in bundle.assays { names.assayLots.insert(row.lot) }
        for row in bundle.history {
            names.materials.insert(row.material)
            if let facility = row.facility { names.facilities.insert(facility) }
            names.wantsHistory = true
        }
        names.documents[.opening] = bundle.opening.map(\.lot)
        names.documents[.intake] = bundle.intakes.map(\.ticket)
        names.documents[.run] = bundle.runs.map(\.run)
        names.documents[.transfer] = transfers.codes
        names.documents[.shipment] = shipments.codes
        names.documents[.goodsReturn] = returns.codes
        names.documents[.adjustment] = adjustments.codes
        names.documents[.count] = counts.codes
        names.documents = names.documents.filter { !$0.value.isEmpty }
        return names
    }

    /// Checks the references to master data, tells repeated documents from conflicting ones, and the months.
    package mutating func compare(with names: KnownNames) {
        known = names
        findFaultyIDs()
        planMasterData()
        checkReferences()
        checkHeaders()
        if !isRevising {
            compareDocuments()
            checkMonths()
        }
    }

    // MARK: - Master data

    private mutating func planMasterData() {
        result.partyIDs = known.parties.mapValues(\.id)
        result.facilityIDs = known.facilities.mapValues(\.id)
        result.materialIDs = known.materials.mapValues(\.id)
        var plan = result
        plan.parties = Self.master(
            bundle.parties.map { ($0.party, $0.digest) }, known.parties, .parties, &plan, ids: \.partyIDs)
        plan.facilities = Self.master(
            bundle.facilities.map { ($0.facility, $0.digest) }, known.facilities, .facilities, &plan,
            ids: \.facilityIDs)
        plan.materials = Self.master(
            bundle.materials.map { ($0.material, $0.digest) }, known.materials, .materials, &plan, ids: \.materialIDs)
        plan.compositions = Self.master(
            bundle.compositions.map { ($0.key, $0.digest) }, known.compositions, .compositions, &plan, ids: nil)
        plan.assays = Self.master(bundle.assays.map { ($0.key, $0.digest) }, known.assays, .assays, &plan, ids: nil)
        plan.history = Self.master(
            bundle.history.map { ($0.key, $0.digest) }, known.history, .history, &plan, ids: nil)
        result = plan
    }

    /// New things and revisions of known ones; the same content again is passed over.
    private static func master(
        _ rows: [(key: String, digest: ContentDigest)], _ known: [String: KnownNames.Master], _ file: BundleFile,
        _ plan: inout RecordingPlan, ids: WritableKeyPath<RecordingPlan, [String: Int64]>?
    ) -> [RecordingPlan.Item] {
        var items: [RecordingPlan.Item] = []
        for (row, (key, digest)) in rows.enumerated() {
            if let master = known[key] {
                if master.digest == digest {
                    plan.skipped[file, default: 0] += 1
                } else {
                    plan.revised[file, default: 0] += 1
                    items.append(.init(row: row, event: plan.takeID(), document: master.id, digest: digest))
                }
            } else {
                let event = plan.takeID()
                if let ids { plan[keyPath: ids][key] = event }
                plan.recorded[file, default: 0] += 1
                items.append(.init(row: row, event: event, document: event, digest: digest))
            }
        }
        return items
    }

    // MARK: - References

    private mutating func checkReferences() {
        for row in bundle.compositions { checkMaterial(row.material, row.source) }
        for row in bundle.opening {
            checkFacility(row.facility, "facility", row.source)
            checkMaterial(row.material, row.source)
            if let supplier = row.supplier { checkParty(supplier, "supplier", row.source) }
        }
        for row in bundle.intakes {
            checkFacility(row.facility, "facility", row.source)
            checkMaterial(row.material, row.source)
            checkParty(row.supplier, "supplier", row.source)
        }
        for row in bundle.runs { checkFacility(row.facility, "facility", row.source) }
        for (index, row) in bundle.runInputs.enumerated() {
            checkRun(runs.inputs.owners[index], row.run, row.source)
        }
        for (index, row) in bundle.runAdditions.enumerated() {
            checkRun(runs.additions.owners[index], row.run, row.source)
            checkMaterial(row.material, row.source)
        }
        for (index, row) in bundle.runOutputs.enumerated() {
            checkRun(runs.outputs.owners[index], row.run, row.source)
            checkMaterial(row.material, row.source)
        }
        for (index, row) in bundle.runLosses.enumerated() {
            checkRun(runs.losses.owners[index], row.run, row.source)
            checkMaterial(row.material, row.source)
        }
        for row in bundle.transfers {
            checkFacility(row.fromFacility, "from_facility", row.source)
            checkFacility(row.toFacility, "to_facility", row.source)
        }
        for row in bundle.shipments {
            checkFacility(row.facility, "facility", row.source)
            checkParty(row.customer, "customer", row.source)
        }
        for row in bundle.returns { checkFacility(row.facility, "facility", row.source) }
        for row in bundle.adjustments { checkFacility(row.facility, "facility", row.source) }
        for row in bundle.counts { checkFacility(row.facility, "facility", row.source) }
        for row in bundle.history {
            checkMaterial(row.material, row.source)
            if let facility = row.facility { checkFacility(facility, "facility", row.source) }
        }
    }

    private mutating func checkParty(_ code: String, _ field: String, _ source: SourceLine) {
        guard result.partyIDs[code] == nil, isRead(field, source) else { return }
        tellUnknown(.party, code, field, source, Array(result.partyIDs.keys))
    }

    private mutating func checkFacility(_ code: String, _ field: String, _ source: SourceLine) {
        guard result.facilityIDs[code] == nil, isRead(field, source) else { return }
        tellUnknown(.facility, code, field, source, Array(result.facilityIDs.keys))
    }

    private mutating func checkMaterial(_ code: String, _ source: SourceLine) {
        guard result.materialIDs[code] == nil, isRead("material", source) else { return }
        tellUnknown(.material, code, "material", source, Array(result.materialIDs.keys))
    }

    private mutating func checkRun(_ owner: Int?, _ code: String, _ source: SourceLine) {
        guard owner == nil, isRead("run", source), !hasUnknownIDs(.runs) else { return }
        tell(.unknownReference, source, "run", code, "run '\(code)' is not in runs.csv of this bundle")
    }

    /// The files whose rows make a name known.
    private static let definingFiles: [NamedThing: Set<BundleFile>] = [
        .party: [.parties], .facility: [.facilities], .material: [.materials],
        .lot: [.opening, .intakes, .runOutputs], .shipment: [.shipments],
    ]

    /// The columns by whose values rows make names known.
    private static let definingColumns: [BundleFile: String] = [
        .parties: "party", .facilities: "facility", .materials: "material", .opening: "lot", .intakes: "lot",
        .runs: "run", .runOutputs: "lot", .shipments: "shipment",
    ]

    private mutating func findFaultyIDs() {
        guard !faults.isEmpty else { return }
        for (file, column) in Self.definingColumns
        where faults.contains(where: { $0.code == .badValue && $0.file == file.fileName && $0.field == column }) {
            filesOfFaultyIDs.insert(file)
        }
    }

    /// Whether not all ids of a file are known: it was not read whole, or a row's id is blank or malformed.
    private func hasUnknownIDs(_ file: BundleFile) -> Bool {
        incomplete.contains(file) || filesOfFaultyIDs.contains(file)
    }

    mutating func tellUnknown(
        _ what: NamedThing, _ code: String, _ field: String, _ source: SourceLine, _ candidates: [String]
    ) {
        // Which name a row that gives none was to make known nobody can tell.
        if (Self.definingFiles[what] ?? []).contains(where: hasUnknownIDs) { return }
        let near = Spelling.nearest(to: code, in: candidates)
        // What the lot that was meant lacks by it is no fault of its own.
        if what == .lot, let near { taintedLots.insert(near) }
        tell(
            .unknownReference, source, field, code, FaultSubject.unknownMessage(what, code, near: near),
            about: .unknown(what, code: code, near: near))
    }

    // MARK: - Documents on record

    private mutating func compareDocuments() {
        for row in bundle.opening { compare(.opening, row.lot, { _ in row.digest }, row.source, "lot") }
        for row in bundle.intakes { compare(.intake, row.ticket, { _ in row.digest }, row.source, "ticket") }
        for (index, row) in bundle.runs.enumerated() where known.documents[.run]?[row.run] != nil {
            compare(.run, row.run, { $0.digest(ofRun: index) }, row.source, "run")
        }
        compareLines(bundle.transfers, transfers, "transfer")
        compareLines(bundle.shipments, shipments, "shipment")
        compareLines(bundle.returns, returns, "return")
        compareLines(bundle.adjustments, adjustments, "adjustment")
        compareLines(bundle.counts, counts, "count")
    }

    func digest(ofRun row: Int) -> ContentDigest {
        bundle.runs[row].digest(
            inputs: runs.inputs[row].lazy.map { bundle.runInputs[$0] },
            additions: runs.additions[row].lazy.map { bundle.runAdditions[$0] },
            outputs: runs.outputs[row].lazy.map { bundle.runOutputs[$0] },
            losses: runs.losses[row].lazy.map { bundle.runLosses[$0] })
    }

    private mutating func compareLines<Line: DocumentLine>(_ lines: [Line], _ groups: LineGroups, _ field: String) {
        guard known.documents[Line.kind]?.isEmpty == false else { return }
        for (code, rows) in zip(groups.codes, groups.rows) {
            compare(Line.kind, code, { _ in Line.digest(of: rows.map { lines[$0] }) }, lines[rows[0]].source, field)
        }
    }

    private mutating func compare(
        _ kind: EventKind, _ code: String, _ digest: (BundleCheck) -> ContentDigest, _ source: SourceLine,
        _ field: String
    ) {
        guard let document = known.documents[kind]?[code] else { return }
        if document.digests.contains(digest(self)) {
            skipped[kind, default: []].insert(code)
            if let file = kind.file { result.skipped[file, default: 0] += 1 }
            if document.isReversed { result.reversed.append(code) }
        } else {
            skipped[kind, default: []].insert(code)
            conflicting[kind, default: []].insert(code)
            tell(
                .conflict, source, field, code, FaultSubject.conflictMessage(kind, code, difference: nil),
                about: .conflict(kind, code: code))
        }
    }

    // MARK: - Closed months

    private mutating func checkMonths() {
        guard let closed = known.closedThrough else { return }
        for row in bundle.opening where !isSkipped(.opening, row.lot) { checkOpen(row.at, "at", row.source, closed) }
        for row in bundle.intakes where !isSkipped(.intake, row.ticket) {
            checkOpen(row.receivedAt, "received_at", row.source, closed)
        }
        for row in bundle.runs where !isSkipped(.run, row.run) {
            checkOpen(row.startedAt, "started_at", row.source, closed)
        }
        for row in bundle.transfers where !isSkipped(.transfer, row.transfer) {
            checkOpen(row.sentAt, "sent_at", row.source, closed)
        }
        for row in bundle.shipments where !isSkipped(.shipment, row.shipment) {
            checkOpen(row.shippedAt, "shipped_at", row.source, closed)
        }
        for row in bundle.returns where !isSkipped(.goodsReturn, row.return) {
            checkOpen(row.returnedAt, "returned_at", row.source, closed)
        }
        for row in bundle.adjustments where !isSkipped(.adjustment, row.adjustment) {
            checkOpen(row.at, "at", row.source, closed)
        }
        for row in bundle.counts where !isSkipped(.count, row.count) {
            checkOpen(row.countedAt, "counted_at", row.source, closed)
        }
    }

    private mutating func checkOpen(_ at: Instant, _ field: String, _ source: SourceLine, _ closed: Month) {
        guard rules.month(at) <= closed, isRead(field, source) else { return }
        // The time is readable all the same, and what else is wrong with it is told, too.
        add(
            fault(
                .periodClosed, source, field, rules.text(at),
                "\(rules.text(at)) lies in \(rules.month(at).text), and the books are closed through \(closed.text)"))
    }
}
