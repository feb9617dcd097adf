import MaterialLedger

/// Corrections of every field that moves mass or says whose it is, with the rows that they make.
extension RandomEvents {
    mutating func correction(_ books: ModelBooks) -> Revision? {
        guard let document = document(of: books) else { return nil }
        var rows = document.rows
        var fields: [(field: String, value: String)] = []
        switch document.kind {
        case .opening: correct(&rows.opening[0], &fields)
        case .intake: correct(&rows.intakes[0], &fields)
        case .run: correctRun(&rows, &fields)
        case .transfer: correctTransfer(&rows, &fields)
        case .shipment: correctShipment(&rows, &fields)
        case .goodsReturn: correctReturn(&rows, &fields)
        case .adjustment: correctAdjustment(&rows, &fields)
        case .count: correctCount(&rows, &fields)
        default: return nil
        }
        return fields.isEmpty ? nil : Revision(key: document.key, fields: fields, rows: rows)
    }

    private mutating func other(_ mass: Mass) -> Mass { Mass(grams: max(1, mass.grams * number(5...14) / 10)) }
    private mutating func other(_ at: Instant) -> Instant { after(at.advanced(bySeconds: -432_000)) }

    private mutating func correct(_ row: inout OpeningStock, _ fields: inout [(field: String, value: String)]) {
        switch number(0...4) {
        case 0:
            row.at = other(row.at)
            fields = [("at", text(row.at))]
        case 1:
            row.material = one(of: ["scrap", "lead"])
            fields = [("material", row.material)]
        case 2:
            row.facility = one(of: Self.facilities)
            fields = [("facility", row.facility)]
        case 3:
            row.units = number(1...20)
            fields = [("units", "\(row.units ?? 0)")]
        default:
            row.mass = other(row.mass)
            fields = [("mass_g", "\(row.mass.grams)")]
        }
    }

    private mutating func correct(_ row: inout Intake, _ fields: inout [(field: String, value: String)]) {
        switch number(0...8) {
        case 0:
            row.receivedAt = other(row.receivedAt)
            fields = [("received_at", text(row.receivedAt))]
        case 1:
            row.supplier = random.chance(0.1) ? "nobody" : row.supplier == "P1" ? "P2" : "P1"
            fields = [("supplier", row.supplier)]
        case 2:
            row.material = one(of: ["scrap", "scrap2", "acid"])
            fields = [("material", row.material)]
        case 3:
            row.facility = one(of: Self.facilities)
            fields = [("facility", row.facility)]
        case 4:
            row.deductionKind = row.deductionKind == .removed ? .commercial : .removed
            fields = [("deduction_kind", row.deductionKind.rawValue)]
        case 5:
            row.province = one(of: ["410100", "370200"])
            fields = [("province", row.province ?? "")]
        case 6:
            row.truck = name("truck-")
            fields = [("truck", row.truck ?? "")]
        default:
            row.gross = Mass(grams: row.gross.grams + 100 * number(-5...5))
            // The settled mass follows; rarely someone types it wrong beside.
            row.net = Mass(grams: row.gross.grams - row.tare.grams - row.deduction.grams)
            fields = [("gross", "\(row.gross.grams)g")]
            guard random.chance(0.1) else { return }
            row.net = Mass(grams: max(1, row.net.grams + 1))
            fields.append(("net_g", "\(row.net.grams)"))
        }
    }

    private mutating func correctRun(_ rows: inout Bundle, _ fields: inout [(field: String, value: String)]) {
        switch number(0...5) {
        case 0 where rows.runs[0].endedAt != nil:
            rows.runs[0].endedAt = after(rows.runs[0].startedAt)
            fields = [("ended_at", text(rows.runs[0].endedAt ?? rows.runs[0].startedAt))]
        case 1:
            rows.runs[0].startedAt = other(rows.runs[0].startedAt)
            fields = [("started_at", text(rows.runs[0].startedAt))]
        case 2:
            rows.runs[0].facility = one(of: Self.facilities)
            fields = [("facility", rows.runs[0].facility)]
        case 3:
            guard let output = rows.runOutputs.first else { return }
            rows.runOutputs[0].material = output.material == "lead" ? "dross" : "lead"
            fields = [("material:\(output.lot)", rows.runOutputs[0].material)]
        default:
            guard let output = rows.runOutputs.first, let input = rows.runInputs.first else { return }
            rows.runOutputs[0].mass = other(output.mass)
            let drawn = input.mass.grams + rows.runOutputs[0].mass.grams - output.mass.grams
            guard drawn > 0, drawn != input.mass.grams else { return }
            rows.runInputs[0].mass = Mass(grams: drawn)
            fields = [
                ("mass_g:\(output.lot)", "\(rows.runOutputs[0].mass.grams)"), ("mass_g:\(input.lot)", "\(drawn)"),
            ]
        }
    }

    private mutating func correctTransfer(_ rows: inout Bundle, _ fields: inout [(field: String, value: String)]) {
        switch number(0...3) {
        case 0:
            let plant = one(of: Self.facilities)
            for place in rows.transfers.indices { rows.transfers[place].toFacility = plant }
            fields = [("to_facility", plant)]
        case 1:
            let at = other(rows.transfers[0].sentAt)
            for place in rows.transfers.indices { rows.transfers[place].sentAt = at }
            fields = [("sent_at", text(at))]
        default:
            // What was weighed on arrival stays as it is, and so does what was taken for it.
            let before = rows.transfers[0]
            if before.receivedAt != nil { rows.transfers[0].received = before.received ?? before.mass }
            rows.transfers[0].mass = other(before.mass)
            fields = [("mass_g:\(before.lot)", "\(rows.transfers[0].mass.grams)")]
        }
    }

    private mutating func correctShipment(_ rows: inout Bundle, _ fields: inout [(field: String, value: String)]) {
        let (kind, at, plant) = (
            one(of: ShipmentKind.allCases), other(rows.shipments[0].shippedAt), one(of: Self.facilities)
        )
        let (what, customer) = (number(0...5), one(of: ["C1", "C2"]))
        for place in rows.shipments.indices {
            switch what {
            case 0: rows.shipments[place].kind = kind
            case 1: rows.shipments[place].shippedAt = at
            case 2: rows.shipments[place].facility = plant
            case 3: rows.shipments[place].customer = customer
            default: break
            }
        }
        switch what {
        case 0: fields = [("kind", kind.rawValue)]
        case 1: fields = [("shipped_at", text(at))]
        case 2: fields = [("facility", plant)]
        case 3: fields = [("customer", customer)]
        default:
            let line = rows.shipments[0]
            rows.shipments[0].mass = other(line.mass)
            fields = [("mass_g:\(line.lot)", "\(rows.shipments[0].mass.grams)")]
            guard what == 5, line.units != nil else { return }
            rows.shipments[0].units = number(1...8)
            fields.append(("units:\(line.lot)", "\(rows.shipments[0].units ?? 0)"))
        }
    }

    private mutating func correctReturn(_ rows: inout Bundle, _ fields: inout [(field: String, value: String)]) {
        if random.chance(0.3) {
            let at = other(rows.returns[0].returnedAt)
            for place in rows.returns.indices { rows.returns[place].returnedAt = at }
            fields = [("returned_at", text(at))]
        } else {
            rows.returns[0].mass = other(rows.returns[0].mass)
            fields = [("mass_g:\(rows.returns[0].lot)", "\(rows.returns[0].mass.grams)")]
        }
    }

    private mutating func correctAdjustment(_ rows: inout Bundle, _ fields: inout [(field: String, value: String)]) {
        if random.chance(0.3) {
            let plant = one(of: Self.facilities)
            for place in rows.adjustments.indices { rows.adjustments[place].facility = plant }
            fields = [("facility", plant)]
        } else {
            let mass = rows.adjustments[0].mass.grams * number(-2...14) / 10
            guard mass != 0 else { return }
            rows.adjustments[0].mass = Mass(grams: mass)
            fields = [("mass_g:\(rows.adjustments[0].lot)", "\(mass)")]
        }
    }

    private mutating func correctCount(_ rows: inout Bundle, _ fields: inout [(field: String, value: String)]) {
        if random.chance(0.3) {
            let at = other(rows.counts[0].countedAt)
            for place in rows.counts.indices { rows.counts[place].countedAt = at }
            fields = [("counted_at", text(at))]
        } else {
            rows.counts[0].mass = other(rows.counts[0].mass)
            fields = [("mass_g:\(rows.counts[0].lot)", "\(rows.counts[0].mass.grams)")]
        }
    }
}
