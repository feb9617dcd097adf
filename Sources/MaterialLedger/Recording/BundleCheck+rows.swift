import Wording

/// What each row says by itself, and ids taken twice in one bundle.
extension BundleCheck {
    package mutating func checkRows() {
        runs = RunLines(bundle)
        groups = LineGroups.all(bundle)
        checkValues()
        checkIntakes()
        checkRuns()
        checkTransfers()
        checkTakenIDs()
    }

    /// Whether a field can be judged: it was read, and nothing was told of it yet.
    func isRead(_ field: String, _ source: SourceLine) -> Bool {
        faulty.isEmpty || faulty[source]?.contains(field) != true
    }

    // MARK: - Values within their row

    private mutating func checkIntakes() {
        for row in bundle.intakes {
            checkNet(row)
            // A typed ticket that has no lot of its own names the lot, too.
            if row.source.line != 0 || row.lot != row.ticket { checkCode(row.lot, "lot", row.source) }
            checkWeights(row)
        }
    }

    private mutating func checkNet(_ row: Intake) {
        // Nobody types the net of a ticket on a command line or of a corrected one: what was typed is too little gross.
        guard isRevising || row.source.line == 0,
            ["gross_g", "tare_g", "deduction_g"].allSatisfy({ isRead($0, row.source) }),
            [row.gross, row.tare, row.deduction].allSatisfy({ $0 >= .zero && $0 <= .maximum }), row.net <= .zero,
            row.net.grams == row.gross.grams - row.tare.grams - row.deduction.grams
        else { return checkMass(row.net, .mass, "net_g", row.source) }
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
        for row in bundle.runOutputs {
            // Generated after a typed run's id, whose fault is told already.
            let isGenerated = row.source.line == 0 && row.lot.hasPrefix(row.run + "-")
            if !isGenerated || Code.fault(in: row.run) == nil { checkCode(row.lot, "lot", row.source) }
        }
    }

    private mutating func checkTransfers() {
        for row in bundle.transfers {
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
        for file in BundleFile.allCases {
            if let line = file.row as? any DocumentLine.Type { takeLinesOnce(line) }
        }
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

    private mutating func takeLinesOnce<Line: DocumentLine>(_ type: Line.Type) {
        let lines = bundle[keyPath: Line.list]
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
        for file in BundleFile.allCases where file != .returns {
            if let line = file.row as? any DocumentLine.Type { checkHeaders(of: line) }
        }
    }

    mutating func checkHeaders<Line: DocumentLine>(of type: Line.Type) {
        let lines = bundle[keyPath: Line.list]
        let shared = Line.schema.shared
        for (code, rows) in groups(Line.file) where rows.count > 1 {
            let first = lines[rows[0]]
            // Lines whose document could not be read are no document.
            guard isRead(Line.kind.name, first.source) else { continue }
            for row in rows.dropFirst() {
                for field in shared {
                    let (wanted, said) = (field.value(in: first), field.value(in: lines[row]))
                    guard wanted != said, isRead(field.name, lines[row].source), isRead(field.name, first.source)
                    else { continue }
                    let isTyped = first.source.line == 0 || isRevising
                    tell(
                        .duplicate, lines[row].source, field.name, said.text(rules),
                        isTyped
                            ? "\(Line.kind.word) \(code) has one \(field.name) for all its lines; say it without a lot"
                            : """
                            \(Line.kind.word) \(code) says something else in line \(first.source.line); the lines \
                            of one document have equal \(field.name), another document needs another id
                            """)
                }
            }
        }
    }
}
