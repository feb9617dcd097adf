import Wording

/// What each row says by itself, and ids taken twice in one bundle.
extension BundleCheck {
    package mutating func checkRows() {
        runs = RunLines(bundle)
        transfers = LineGroups(bundle.transfers.map(\.transfer))
        shipments = LineGroups(bundle.shipments.map(\.shipment))
        returns = LineGroups(bundle.returns.map(\.return))
        adjustments = LineGroups(bundle.adjustments.map(\.adjustment))
        counts = LineGroups(bundle.counts.map(\.count))
        checkMasterData()
        checkArrivals()
        checkRuns()
        checkMovementRows()
        checkNotes()
        checkTakenIDs()
    }

    // MARK: - Single values

    /// Whether a field can be judged: it was read, and nothing was told of it yet.
    func isRead(_ field: String, _ source: SourceLine) -> Bool {
        faulty.isEmpty || faulty[source]?.contains(field) != true
    }

    mutating func checkCode(_ text: String, _ field: String, _ source: SourceLine) {
        guard let what = Code.fault(in: text), isRead(field, source) else { return }
        tell(.badValue, source, field, text, "'\(text)' \(what)")
    }

    mutating func checkMass(_ mass: Mass?, _ field: String, _ source: SourceLine, zero: Bool = false) {
        guard let mass, mass.grams <= (zero ? -1 : 0) || mass > .maximum, isRead(field, source) else { return }
        tell(
            .badValue, source, field, "\(mass.grams)",
            "\(mass.grams) is out of range; a mass here is from \(zero ? 0 : 1) to 10000000000000 g")
    }

    mutating func checkTime(_ instant: Instant?, _ field: String, _ source: SourceLine) {
        guard let instant, isRead(field, source) else { return }
        if instant > rules.now.advanced(bySeconds: 86_400) {
            tell(
                .badValue, source, field, rules.text(instant),
                "\(rules.text(instant)) is more than a day in the future")
        } else if instant < rules.earliest {
            tell(
                .badValue, source, field, rules.text(instant),
                "\(rules.text(instant)) is too long ago; a time here is in \(Month.first.year) or later")
        }
    }

    mutating func checkProvince(_ province: String?, _ field: String, _ source: SourceLine) {
        guard let province, !Province.isCode(province), isRead(field, source) else { return }
        tell(
            .badValue, source, field, province,
            "'\(province)' is not a province code; write six digits of GB/T 2260, such as 410000")
    }

    mutating func checkUnits(_ units: Int64?, _ field: String, _ source: SourceLine) {
        guard let units, units <= 0 || units > Mass.maximum.grams, isRead(field, source) else { return }
        tell(.badValue, source, field, "\(units)", "\(units) is out of range; pieces are counted from 1")
    }

    mutating func checkText(_ text: String, _ field: String, _ source: SourceLine) {
        guard text.isEmpty, isRead(field, source) else { return }
        tell(.badValue, source, field, text, "must not be empty")
    }

    // MARK: - Rows

    private mutating func checkMasterData() {
        for row in bundle.parties {
            checkCode(row.party, "party", row.source)
            checkText(row.name, "name", row.source)
            checkProvince(row.province, "province", row.source)
        }
        for row in bundle.facilities {
            checkCode(row.facility, "facility", row.source)
            checkText(row.name, "name", row.source)
            for (mass, field) in [
                (row.capacityPerYear, "capacity_t_per_year"), (row.permitPerYear, "permit_t_per_year"),
            ] {
                guard let mass, mass < .zero, isRead(field, row.source) else { continue }
                tell(
                    .badValue, row.source, field, FixedDecimal.text(mass.grams, decimals: MassUnit.tonne.decimals),
                    "must not be negative")
            }
        }
        for row in bundle.materials {
            checkCode(row.material, "material", row.source)
            checkText(row.nameChinese, "name_zh", row.source)
            checkText(row.nameEnglish, "name_en", row.source)
            checkMass(row.unitMass, "unit_mass_g", row.source)
        }
        for row in bundle.compositions {
            checkText(row.substance, "substance", row.source)
        }
    }

    private mutating func checkArrivals() {
        for row in bundle.opening {
            checkCode(row.lot, "lot", row.source)
            checkMass(row.mass, "mass_g", row.source)
            checkTime(row.at, "at", row.source)
            checkUnits(row.units, "units", row.source)
            checkProvince(row.province, "province", row.source)
        }
        for row in bundle.intakes {
            let source = row.source
            checkCode(row.ticket, "ticket", source)
            checkTime(row.receivedAt, "received_at", source)
            checkProvince(row.province, "province", source)
            checkMass(row.gross, "gross_g", source)
            checkMass(row.tare, "tare_g", source, zero: true)
            checkMass(row.deduction, "deduction_g", source, zero: true)
            checkNet(row)
            // A typed ticket that has no lot of its own names the lot, too.
            if source.line != 0 || row.lot != row.ticket { checkCode(row.lot, "lot", source) }
            checkMass(row.moisture, "moisture_g", source, zero: true)
            checkMass(row.impurity, "impurity_g", source, zero: true)
            checkMass(row.declared, "declared_g", source, zero: true)
            checkWeights(row)
        }
    }

    private mutating func checkNet(_ row: Intake) {
        // Nobody types the net of a ticket on a command line or of a corrected one: what was typed is too little gross.
        guard isRevising || row.source.line == 0,
            ["gross_g", "tare_g", "deduction_g"].allSatisfy({ isRead($0, row.source) }),
            [row.gross, row.tare, row.deduction].allSatisfy({ $0 >= .zero && $0 <= .maximum }), row.net <= .zero,
            row.net.grams == row.gross.grams - row.tare.grams - row.deduction.grams
        else { return checkMass(row.net, "net_g", row.source) }
        tell(
            .badValue, row.source, "gross_g", "\(row.gross.grams)",
            """
            gross \(row.gross.grams) g is not more than tare + deduction = \(row.tare.grams + row.deduction.grams) g
            """)
    }

    private mutating func checkWeights(_ row: Intake) {
        let source = row.source
        if faulty.isEmpty
            || ["gross_g", "tare_g", "deduction_g", "net_g"].allSatisfy({ isRead($0, source) })
        {
            // Values out of range were told above; their sum would only repeat it.
            let inRange = [row.gross, row.tare, row.deduction, row.net].allSatisfy { $0 >= .zero && $0 <= .maximum }
            let sum = inRange ? row.gross.grams - row.tare.grams - row.deduction.grams : row.net.grams
            if sum != row.net.grams {
                tell(
                    .badValue, source, "net_g", "\(row.net.grams)",
                    "\(row.net.grams) does not equal gross − tare − deduction = \(sum)")
            }
        }
        let parts = (row.moisture?.grams ?? 0, row.impurity?.grams ?? 0)
        if parts.0 >= 0, parts.1 >= 0, parts.0 <= Mass.maximum.grams, parts.1 <= Mass.maximum.grams,
            parts.0 + parts.1 > row.deduction.grams, isRead("deduction_g", source)
        {
            tell(
                .badValue, source, row.impurity == nil ? "moisture_g" : "impurity_g",
                "\(row.impurity?.grams ?? parts.0)",
                "moisture + impurity = \(parts.0 + parts.1) is more than the deduction of \(row.deduction.grams)")
        }
    }

    private mutating func checkRuns() {
        for row in bundle.runs {
            checkCode(row.run, "run", row.source)
            checkText(row.process, "process", row.source)
            checkTime(row.startedAt, "started_at", row.source)
            checkTime(row.endedAt, "ended_at", row.source)
            if let endedAt = row.endedAt, endedAt < row.startedAt, isRead("started_at", row.source),
                isRead("ended_at", row.source)
            {
                tell(
                    .timeOrder, row.source, "ended_at", rules.text(endedAt),
                    "ended at \(rules.text(endedAt)), before it started at \(rules.text(row.startedAt))")
                standing[row.source, default: []].insert("ended_at")
            }
            if let green = row.greenEnergy, green.units > row.energy?.units ?? 0, isRead("green_kwh", row.source),
                isRead("energy_kwh", row.source)
            {
                tell(
                    .badValue, row.source, "green_kwh", green.text,
                    "\(green.text) kWh is more than energy_kwh = \(row.energy?.text ?? "0")")
            }
        }
        for row in bundle.runInputs { checkMass(row.mass, "mass_g", row.source) }
        for row in bundle.runAdditions { checkMass(row.mass, "mass_g", row.source) }
        for row in bundle.runLosses { checkMass(row.mass, "mass_g", row.source) }
        for row in bundle.runOutputs {
            // Generated after a typed run's id, whose fault is told already.
            let isGenerated = row.source.line == 0 && row.lot.hasPrefix(row.run + "-")
            if !isGenerated || Code.fault(in: row.run) == nil { checkCode(row.lot, "lot", row.source) }
            checkMass(row.mass, "mass_g", row.source)
            checkUnits(row.units, "units", row.source)
        }
    }

    private mutating func checkMovementRows() {
        for row in bundle.transfers {
            checkCode(row.transfer, "transfer", row.source)
            checkTime(row.sentAt, "sent_at", row.source)
            checkTime(row.receivedAt, "received_at", row.source)
            checkMass(row.mass, "mass_g", row.source)
            checkMass(row.received, "received_g", row.source)
            if let receivedAt = row.receivedAt, receivedAt < row.sentAt, isRead("sent_at", row.source),
                isRead("received_at", row.source)
            {
                tell(
                    .timeOrder, row.source, "received_at", rules.text(receivedAt),
                    "received at \(rules.text(receivedAt)), before it was sent at \(rules.text(row.sentAt))")
                standing[row.source, default: []].insert("received_at")
            }
            if row.receivedAt == nil, let received = row.received, isRead("received_at", row.source) {
                tell(
                    .badValue, row.source, "received_g", "\(received.grams)",
                    "received_g is given but received_at is not; give both, or neither while it is on the road")
            }
            if row.fromFacility == row.toFacility, isRead("to_facility", row.source), !row.toFacility.isEmpty {
                tell(
                    .badValue, row.source, "to_facility", row.toFacility,
                    "a transfer goes from one facility to another, not to itself")
            }
        }
        for row in bundle.shipments {
            checkCode(row.shipment, "shipment", row.source)
            checkTime(row.shippedAt, "shipped_at", row.source)
            checkMass(row.mass, "mass_g", row.source)
            checkUnits(row.units, "units", row.source)
        }
        for row in bundle.returns {
            checkCode(row.return, "return", row.source)
            checkTime(row.returnedAt, "returned_at", row.source)
            checkMass(row.mass, "mass_g", row.source)
            checkUnits(row.units, "units", row.source)
        }
        for row in bundle.adjustments {
            checkCode(row.adjustment, "adjustment", row.source)
            checkTime(row.at, "at", row.source)
            checkText(row.reason, "reason", row.source)
            if row.mass == .zero || row.mass > .maximum || row.mass.grams < -Mass.maximum.grams,
                isRead("mass_g", row.source)
            {
                tell(
                    .badValue, row.source, "mass_g", "\(row.mass.grams)",
                    "\(row.mass.grams) is out of range; an adjustment is not 0 and at most 10000000000000 g")
            }
        }
        for row in bundle.counts {
            checkCode(row.count, "count", row.source)
            checkTime(row.countedAt, "counted_at", row.source)
            checkMass(row.mass, "mass_g", row.source, zero: true)
        }
    }

    private mutating func checkNotes() {
        for row in bundle.assays { checkText(row.substance, "substance", row.source) }
        for row in bundle.history { checkMass(row.mass, "mass_g", row.source, zero: true) }
        for row in bundle.corrections {
            checkText(row.document, "document", row.source)
            checkText(row.field, "field", row.source)
            checkText(row.reason, "reason", row.source)
            checkTime(row.correctedAt, "corrected_at", row.source)
        }
    }

    // MARK: - Ids taken twice

    private mutating func checkTakenIDs() {
        let bundle = bundle
        takeOnce(bundle.parties.map { ($0.party, $0.source) }, "party")
        takeOnce(bundle.facilities.map { ($0.facility, $0.source) }, "facility")
        takeOnce(bundle.materials.map { ($0.material, $0.source) }, "material")
        takeOnce(bundle.compositions.map { ($0.key, $0.source) }, "substance", beside: ["material", "valid_from"]) {
            let row = bundle.compositions[$0]
            return (row.substance, "\(row.substance) of \(row.material)")
        }
        takeOnce(bundle.intakes.map { ($0.ticket, $0.source) }, "ticket")
        takeOnce(bundle.runs.map { ($0.run, $0.source) }, "run")
        takeOnce(
            bundle.opening.map { ($0.lot, $0.source) } + bundle.intakes.map { ($0.lot, $0.source) }
                + bundle.runOutputs.map { ($0.lot, $0.source) }, "lot")
        takeOnce(bundle.runInputs.map { ("\($0.run)\u{0}\($0.lot)", $0.source) }, "lot", beside: ["run"]) {
            (bundle.runInputs[$0].lot, bundle.runInputs[$0].lot)
        }
        takeLinesOnce(bundle.transfers)
        takeLinesOnce(bundle.shipments)
        takeLinesOnce(bundle.returns)
        takeLinesOnce(bundle.adjustments)
        takeLinesOnce(bundle.counts)
        takeOnce(bundle.assays.map { ($0.key, $0.source) }, "substance", beside: ["lot"]) {
            (bundle.assays[$0].substance, "\(bundle.assays[$0].substance) of \(bundle.assays[$0].lot)")
        }
        takeOnce(
            bundle.history.map { ($0.key, $0.source) }, "period", beside: ["table", "material", "facility"]
        ) {
            let row = bundle.history[$0]
            return (row.period.text, "\(row.period.text) \(row.material)")
        }
    }

    private mutating func takeLinesOnce<Line: DocumentLine>(_ lines: [Line]) {
        takeOnce(
            lines.map { ("\($0.documentCode)\u{0}\($0.lot)", $0.source) }, "lot", beside: [Line.kind.name]
        ) { (lines[$0].lot, lines[$0].lot) }
    }

    /// - Parameters:
    ///   - field: the field that is told.
    ///   - others: the other fields of the key; where one could not be read there is none.
    ///   - name: the value of the field, and what is there twice by it; the key where it is a value itself.
    private mutating func takeOnce(
        _ rows: [(key: String, source: SourceLine)], _ field: String, beside others: [String] = [],
        naming name: ((Int) -> (value: String, text: String))? = nil
    ) {
        var first: [String: SourceLine] = [:]
        first.reserveCapacity(rows.count)
        for (index, row) in rows.enumerated() {
            guard others.allSatisfy({ isRead($0, row.source) }) else { continue }
            guard let earlier = first.updateValue(row.source, forKey: row.key) else { continue }
            first[row.key] = earlier
            guard isRead(field, row.source), !row.key.isEmpty else { continue }
            let (value, text) = name?(index) ?? (row.key, row.key)
            if field == "lot" {
                // A line that is there twice is left out below; lines that were typed can't be told apart.
                if !others.isEmpty, row.source.line != 0 {
                    standing[row.source, default: []].insert(field)
                } else {
                    taintedLots.insert(value)
                    untimedLots.insert(value)
                }
            }
            // A ticket that is there twice brings its lot twice, too.
            guard repeated.insert(row.source).inserted else { continue }
            tell(
                .duplicate, row.source, field, value,
                earlier.line == 0
                    ? "\(text) is given twice" : "\(text) is already in \(earlier.file.fileName):\(earlier.line)")
        }
    }

    // MARK: - Lines of one document

    /// Told after the values and names of the rows, of which they would only be a consequence.
    mutating func checkHeaders() {
        checkHeaders(bundle.transfers, transfers)
        checkHeaders(bundle.shipments, shipments)
        checkHeaders(bundle.adjustments, adjustments)
        checkHeaders(bundle.counts, counts)
    }

    mutating func checkHeaders<Line: DocumentLine>(_ lines: [Line], _ groups: LineGroups) {
        for (code, rows) in zip(groups.codes, groups.rows) where rows.count > 1 {
            let first = lines[rows[0]]
            // Lines whose document could not be read are no document.
            guard isRead(Line.kind.name, first.source) else { continue }
            for row in rows.dropFirst() {
                for (wanted, said) in zip(first.ofDocument, lines[row].ofDocument) where wanted.value != said.value {
                    guard isRead(said.column, lines[row].source), isRead(said.column, first.source) else { continue }
                    let isTyped = first.source.line == 0 || isRevising
                    tell(
                        .duplicate, lines[row].source, said.column, said.value.text(rules),
                        isTyped
                            ? "\(Line.kind.word) \(code) has one \(said.column) for all its lines; say it without a lot"
                            : """
                            \(Line.kind.word) \(code) says something else in line \(first.source.line); the lines \
                            of one document have equal \(said.column), another document needs another id
                            """)
                }
            }
        }
    }
}
