import MaterialLedger

/// Documents that are wrong in one way.
extension RandomEvents {
    /// Puts a mistake into a bundle, of those that its rows can have.
    mutating func spoil(_ bundle: inout Bundle, _ books: ModelBooks) {
        switch number(0...4) {
        case 0: nameNobody(in: &bundle)
        case 1: mistype(&bundle)
        case 2: repeatLine(of: &bundle, books)
        case 3:
            // The same id with other content.
            let known = books.order.compactMap { books.documents[$0] }.filter { $0.kind != .acceptance }
            if let document = known.randomElement(using: &random) { bundle = otherwise(document.rows) }
        default:
            if !bundle.runOutputs.isEmpty {
                bundle.runOutputs[0].mass = Mass(grams: bundle.runOutputs[0].mass.grams + 3)
            }
            if !bundle.transfers.isEmpty {
                let early = bundle.transfers[0].sentAt.advanced(bySeconds: -60)
                for place in bundle.transfers.indices { bundle.transfers[place].receivedAt = early }
            }
            if !bundle.returns.isEmpty { bundle.returns[0].lot = "nobody" }
        }
    }

    private mutating func nameNobody(in bundle: inout Bundle) {
        if !bundle.intakes.isEmpty {
            switch number(0...2) {
            case 0: bundle.intakes[0].supplier = "nobody"
            case 1: bundle.intakes[0].material = "nothing"
            default: bundle.intakes[0].facility = "nowhere"
            }
        }
        if !bundle.opening.isEmpty { bundle.opening[0].material = "nothing" }
        if !bundle.runs.isEmpty {
            switch number(0...2) {
            case 0: bundle.runInputs[0].lot = "nobody"
            case 1: bundle.runs[0].facility = "nowhere"
            default: if !bundle.runLosses.isEmpty { bundle.runLosses[0].material = "nothing" }
            }
        }
        for place in bundle.transfers.indices { bundle.transfers[place].toFacility = "nowhere" }
        for place in bundle.shipments.indices { bundle.shipments[place].customer = "nobody" }
        for place in bundle.returns.indices { bundle.returns[place].shipment = "nobody" }
        if !bundle.adjustments.isEmpty { bundle.adjustments[0].lot = "nobody" }
        if !bundle.counts.isEmpty { bundle.counts[0].lot = "nobody" }
    }

    private mutating func mistype(_ bundle: inout Bundle) {
        if !bundle.intakes.isEmpty {
            switch number(0...2) {
            case 0: bundle.intakes[0].net = Mass(grams: bundle.intakes[0].net.grams + 1)
            case 1: bundle.intakes[0].province = "41"
            default: bundle.intakes[0].moisture = Mass(grams: bundle.intakes[0].deduction.grams + 1)
            }
        }
        if !bundle.opening.isEmpty { bundle.opening[0].units = 0 }
        if !bundle.runs.isEmpty {
            if random.chance(0.5) {
                bundle.runs[0].greenEnergy = Energy(units: 1)
            } else {
                bundle.runInputs[0].mass = .zero
            }
        }
        for place in bundle.transfers.indices {
            bundle.transfers[place].toFacility = bundle.transfers[place].fromFacility
        }
        if !bundle.shipments.isEmpty { bundle.shipments[0].mass = .zero }
        if !bundle.returns.isEmpty { bundle.returns[0].units = -1 }
        if !bundle.adjustments.isEmpty { bundle.adjustments[0].reason = "" }
        if !bundle.counts.isEmpty { bundle.counts[0].mass = Mass(grams: -1) }
        if !bundle.parties.isEmpty { bundle.parties[0].province = "4100" }
    }

    /// A line twice, a lot twice, or a line that says another header.
    private mutating func repeatLine(of bundle: inout Bundle, _ books: ModelBooks) {
        bundle.intakes += bundle.intakes.prefix(1)
        bundle.opening += bundle.opening.prefix(1)
        bundle.runInputs += bundle.runInputs.prefix(1)
        bundle.transfers += bundle.transfers.prefix(1)
        if random.chance(0.5) {
            bundle.shipments += bundle.shipments.prefix(1)
            bundle.counts += bundle.counts.prefix(1)
        } else {
            if bundle.shipments.count > 1 { bundle.shipments[1].customer = "P1" }
            if bundle.counts.count > 1 { bundle.counts[1].facility = bundle.counts[1].facility == "F1" ? "F2" : "F1" }
        }
        bundle.returns += bundle.returns.prefix(1)
        bundle.adjustments += bundle.adjustments.prefix(1)
        // A lot that is on record.
        if bundle.intakes.isEmpty, bundle.opening.isEmpty, let lot = books.lots.first {
            bundle.intake(lot, 500, at: moment(), ticket: name("T"))
        }
        for place in bundle.intakes.indices { bundle.intakes[place].source = SourceLine(.intakes, line: place + 2) }
    }

    /// The rows of a document on record with one text that nobody ever said.
    private mutating func otherwise(_ rows: Bundle) -> Bundle {
        var rows = rows
        let text = name("other-")
        if !rows.intakes.isEmpty { rows.intakes[0].truck = text }
        if !rows.opening.isEmpty { rows.opening[0].measurement.method = text }
        if !rows.runs.isEmpty { rows.runs[0].process = text }
        if !rows.transfers.isEmpty { rows.transfers[0].measurement.method = text }
        for place in rows.shipments.indices { rows.shipments[place].manifest = text }
        if !rows.returns.isEmpty { rows.returns[0].measurement.method = text }
        if !rows.adjustments.isEmpty { rows.adjustments[0].reason = text }
        if !rows.counts.isEmpty { rows.counts[0].measurement.method = text }
        return rows
    }

    /// A correction that names no document, no field of it, or what can't be corrected.
    mutating func misguided(_ books: ModelBooks) -> Event {
        let intakes = books.order.filter { $0.hasPrefix("intake:") && books.documents[$0]?.isReversed == false }
        guard let key = intakes.randomElement(using: &random) else {
            return .misguided(document: "intake:T0", field: "truck", value: "1", code: "not_found")
        }
        switch number(0...2) {
        case 0: return .misguided(document: "run:R0", field: "process", value: "1", code: "not_found")
        case 1: return .misguided(document: key, field: "colour", value: "red", code: "bad_value")
        default: return .misguided(document: key, field: "lot", value: "L0", code: "bad_value")
        }
    }
}
