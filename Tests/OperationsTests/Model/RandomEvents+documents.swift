import MaterialLedger

/// New documents of every kind, and notes beside them.
extension RandomEvents {
    mutating func add(to bundle: inout Bundle, _ books: ModelBooks) {
        switch number(0...17) {
        case 0..<3: addIntake(to: &bundle)
        case 3:
            bundle.opening(
                name("O"), number(100...9_000), at: text(moment()), facility: one(of: Self.facilities),
                units: random.chance(0.5) ? number(1...20) : nil)
            if random.chance(0.5) { bundle.opening[bundle.opening.count - 1].supplier = "P2" }
        case 4..<7: addRun(to: &bundle, books)
        case 7, 8: addTransfer(to: &bundle, books)
        case 9..<12: addShipment(to: &bundle, books)
        case 12, 13: addReturn(to: &bundle, books)
        case 14: addAdjustment(to: &bundle, books)
        case 15, 16:
            let code = name("N")
            for drawn in drawSeveral(books) {
                let mass = random.chance(0.2) ? books.stock(drawn.lot, drawn.facility, at: drawn.at) : drawn.mass
                bundle.count(code, drawn.lot, mass, at: text(drawn.at), facility: drawn.facility)
            }
        default: addNote(to: &bundle, books)
        }
    }

    private mutating func addIntake(to bundle: inout Bundle) {
        let mass = number(100...10_000)
        bundle.intake(
            name("L"), mass, at: moment(), facility: one(of: Self.facilities),
            material: one(of: ["scrap", "scrap", "scrap2", "acid"]), supplier: one(of: ["P1", "P2"]),
            deduction: random.chance(0.4) ? mass / 20 : 0, kind: random.chance(0.5) ? .removed : .commercial)
        let place = bundle.intakes.count - 1
        if random.chance(0.3) { bundle.intakes[place].province = one(of: ["410100", "340000"]) }
        if random.chance(0.3) {
            bundle.intakes[place].moisture = Mass(grams: bundle.intakes[place].deduction.grams / 2)
        }
    }

    /// A party or material said anew, a composition, an assay or a figure of history; some of them known.
    private mutating func addNote(to bundle: inout Bundle, _ books: ModelBooks) {
        let fraction = Fraction(units: number(1...9) * 100_000_000_000_000)
        switch number(0...4) {
        case 0:
            let code = random.chance(0.2) ? name("P1") : one(of: ["P1", "P2", "C1"])
            bundle.parties.append(
                Party(
                    source: SourceLine(.parties, line: 2), party: code, name: one(of: ["Old name", "New name"]),
                    province: one(of: ["410000", "370000", "320100"])))
        case 1:
            bundle.materials.append(
                Material(
                    source: SourceLine(.materials, line: 2), material: "scrap2", nameChinese: one(of: ["废", "料"]),
                    nameEnglish: "scrap2", stream: .battery, role: .scrap))
        case 2:
            bundle.compositions.append(
                Composition(
                    source: SourceLine(.compositions, line: 2), material: one(of: ["scrap", "lead", "fume"]),
                    substance: "Pb", fraction: fraction))
        case 3:
            guard let lot = books.lots.randomElement(using: &random) else { return }
            bundle.assays.append(
                Assay(
                    source: SourceLine(.assays, line: 2), lot: lot, substance: one(of: ["Pb", "Sb"]), fraction: fraction
                ))
        default:
            bundle.history.append(
                HistoryFigure(
                    source: SourceLine(.history, line: 2), period: Month("2023-12") ?? .last, table: .inflow,
                    material: "scrap", mass: Mass(grams: number(1...3))))
        }
    }

    private mutating func addRun(to bundle: inout Bundle, _ books: ModelBooks) {
        let drawn = drawSeveral(books)
        guard let first = drawn.first else { return }
        let code = name("R")
        let end = random.chance(0.25) ? nil : after(first.at)
        bundle.runs.append(
            Run(
                source: SourceLine(.runs, line: bundle.runs.count + 2), run: code, facility: first.facility,
                process: "smelting", startedAt: first.at, endedAt: end))
        for line in drawn { bundle.input(code, line.lot, line.mass) }
        if end != nil { finish(code, drawn.reduce(0) { $0 + $1.mass }, in: &bundle) }
    }

    /// Outputs, losses and perhaps an addition that balance, rarely not.
    mutating func finish(_ code: String, _ mass: Int64, in bundle: inout Bundle) {
        var rest = mass
        if random.chance(0.3) {
            bundle.addition(code, 37)
            if random.chance(0.5) { bundle.runAdditions[bundle.runAdditions.count - 1].from = "air" }
            rest += 37
        }
        if random.chance(0.05) { rest += 1 }
        let loss = rest / number(3...20)
        if loss > 0 { bundle.loss(code, loss) }
        rest -= loss
        let other = rest / 3
        if other > 0, random.chance(0.5) {
            bundle.output(code, name("A"), other, material: "dross")
            rest -= other
        }
        if rest > 0 { bundle.output(code, name("A"), rest, units: random.chance(0.5) ? number(1...20) : nil) }
    }

    private mutating func addTransfer(to bundle: inout Bundle, _ books: ModelBooks) {
        let drawn = drawSeveral(books)
        guard let first = drawn.first else { return }
        let (code, target) = (name("V"), one(of: Self.facilities.filter { $0 != first.facility }))
        let arrival = random.chance(0.5) ? nil : after(first.at)
        for line in drawn {
            bundle.transfers.append(
                TransferLine(
                    source: SourceLine(.transfers, line: bundle.transfers.count + 2), transfer: code,
                    sentAt: first.at, receivedAt: arrival, lot: line.lot, fromFacility: first.facility,
                    toFacility: target, mass: Mass(grams: line.mass),
                    // More than was sent arrives, too, by another scale.
                    received: arrival != nil && random.chance(0.4)
                        ? Mass(grams: max(1, line.mass * number(97...101) / 100)) : nil))
        }
    }

    private mutating func addShipment(to bundle: inout Bundle, _ books: ModelBooks) {
        let (code, kind) = (name("S"), random.chance(0.3) ? .sale : one(of: ShipmentKind.allCases))
        let customer = one(of: ["C1", "C2"])
        for line in drawSeveral(books) {
            bundle.ship(
                code, line.lot, line.mass, at: text(line.at), facility: line.facility, customer: customer,
                units: random.chance(0.4) ? number(1...6) : nil)
            bundle.shipments[bundle.shipments.count - 1].kind = kind
        }
    }

    private mutating func addReturn(to bundle: inout Bundle, _ books: ModelBooks) {
        let shipments = books.order.filter { $0.hasPrefix("shipment:") }
        guard let key = shipments.randomElement(using: &random), let lines = books.documents[key]?.rows.shipments,
            let first = lines.first
        else { return }
        let (code, at) = (name("B"), text(after(first.shippedAt)))
        let plant = random.chance(0.7) ? first.facility : one(of: Self.facilities)
        for line in lines.prefix(Int(number(1...3))) {
            bundle.giveBack(
                code, of: line.shipment, line.lot, max(1, line.mass.grams / number(1...3)), at: at, facility: plant,
                units: line.units.flatMap { random.chance(0.7) ? number(1...$0) : nil })
        }
    }

    private mutating func addAdjustment(to bundle: inout Bundle, _ books: ModelBooks) {
        let code = name("D")
        for line in drawSeveral(books) {
            bundle.adjust(
                code, line.lot, random.chance(0.3) ? line.mass : -line.mass, at: text(line.at), facility: line.facility)
        }
    }

    mutating func completion(_ books: ModelBooks) -> Event? {
        let open = books.order.filter { key in
            guard let document = books.documents[key], !document.isReversed else { return false }
            return document.rows.runs.first.map { $0.endedAt == nil }
                ?? document.rows.transfers.first.map { $0.receivedAt == nil } ?? false
        }
        guard let key = open.randomElement(using: &random), var rows = books.documents[key]?.rows else { return nil }
        if let run = rows.runs.first {
            rows.runs[0].endedAt = after(run.startedAt)
            finish(run.run, rows.runInputs.reduce(0) { $0 + $1.mass.grams }, in: &rows)
        } else {
            let arrival = after(rows.transfers[0].sentAt)
            for place in rows.transfers.indices {
                rows.transfers[place].receivedAt = arrival
                let less = rows.transfers[place].mass.grams - 1
                if random.chance(0.4), less > 0 { rows.transfers[place].received = Mass(grams: less) }
            }
        }
        return .complete(key: key, rows: rows)
    }
}
