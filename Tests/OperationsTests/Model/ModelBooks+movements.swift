import MaterialLedger

/// What documents move: apart from the product's own reading of them.
extension ModelBooks {
    private func material(_ lot: String) -> String {
        makers[lot].flatMap { documents[$0]?.rows.material(of: lot) } ?? "?"
    }

    private func shipment(_ code: String) -> ShipmentLine? { documents["shipment:\(code)"]?.rows.shipments.first }

    /// What the rows of one document move, and when: at every instant as much leaves as comes.
    func movements(of rows: Bundle) -> [Moment: Int64] {
        var sums = Sums()
        for row in rows.opening {
            let (to, from) = ("stock", "opening")
            sums.add(to, row.facility, row.material, row.lot, row.mass.grams, row.at, "adjustment")
            sums.add(from, row.facility, row.material, row.lot, -row.mass.grams, row.at, "adjustment")
        }
        for row in rows.intakes { add(row, to: &sums) }
        if let run = rows.runs.first { add(run, rows, to: &sums) }
        for row in rows.transfers { add(row, to: &sums) }
        for row in rows.shipments {
            let what = material(row.lot)
            sums.add("stock", row.facility, what, row.lot, -row.mass.grams, row.shippedAt, "shipped")
            sums.add("customer:\(row.customer)", row.facility, what, row.lot, row.mass.grams, row.shippedAt, "shipped")
            if row.kind == .sale { sums.add("#sold", row.facility, what, "", row.mass.grams, row.shippedAt, "") }
        }
        for row in rows.returns {
            let (what, of) = (material(row.lot), shipment(row.shipment))
            let customer = "customer:\(of?.customer ?? "?")"
            sums.add("stock", row.facility, what, row.lot, row.mass.grams, row.returnedAt, "returned")
            sums.add(customer, row.facility, what, row.lot, -row.mass.grams, row.returnedAt, "returned")
            if of?.kind == .sale { sums.add("#sold", row.facility, what, "", -row.mass.grams, row.returnedAt, "") }
        }
        for row in rows.adjustments {
            let what = material(row.lot)
            sums.add("stock", row.facility, what, row.lot, row.mass.grams, row.at, "adjustment")
            sums.add("adjustment", row.facility, what, row.lot, -row.mass.grams, row.at, "adjustment")
        }
        return sums.list.filter { $0.value != 0 }
    }

    private func add(_ row: Intake, to sums: inout Sums) {
        let removed = row.deductionKind == .removed ? row.deduction.grams : 0
        let mass = row.gross.grams - row.tare.grams - removed
        sums.add("stock", row.facility, row.material, row.lot, mass, row.receivedAt, "intake")
        sums.add("supplier:\(row.supplier)", row.facility, row.material, row.lot, -mass, row.receivedAt, "intake")
        sums.add("#net", row.facility, row.material, "", row.net.grams, row.receivedAt, "")
        sums.add("#tickets", row.facility, row.material, "", 1, row.receivedAt, "")
    }

    private func add(_ run: Run, _ rows: Bundle, to sums: inout Sums) {
        let plant = run.facility
        for row in rows.runInputs {
            let what = material(row.lot)
            sums.add("stock", plant, what, row.lot, -row.mass.grams, run.startedAt, "drawn")
            sums.add("process", plant, what, row.lot, row.mass.grams, run.startedAt, "drawn")
            if let end = run.endedAt { sums.add("process", plant, what, row.lot, -row.mass.grams, end, "made") }
        }
        guard let end = run.endedAt else { return }
        for row in rows.runAdditions {
            let account = "addition" + (row.from.map { ":\($0)" } ?? "")
            sums.add(account, plant, row.material, "", -row.mass.grams, end, "made")
        }
        for row in rows.runOutputs {
            sums.add("stock", plant, row.material, row.lot, row.mass.grams, end, "made")
            sums.add("#lots", plant, row.material, "", 1, end, "")
            if let units = row.units { sums.add("#units", plant, row.material, "", units, end, "") }
        }
        for row in rows.runLosses { sums.add("loss", plant, row.material, "", row.mass.grams, end, "made") }
    }

    private func add(_ row: TransferLine, to sums: inout Sums) {
        let (what, sent) = (material(row.lot), row.mass.grams)
        sums.add("stock", row.fromFacility, what, row.lot, -sent, row.sentAt, "sent")
        sums.add("in_transit", "", what, row.lot, sent, row.sentAt, "sent")
        guard let end = row.receivedAt else { return }
        let arrived = row.received?.grams ?? sent
        sums.add("in_transit", "", what, row.lot, -sent, end, "received")
        sums.add("stock", row.toFacility, what, row.lot, arrived, end, "received")
        sums.add("difference", row.toFacility, what, row.lot, sent - arrived, end, "received")
    }

    private struct Sums {
        var list: [Moment: Int64] = [:]

        mutating func add(
            _ account: String, _ facility: String, _ material: String, _ lot: String, _ mass: Int64, _ at: Instant,
            _ flow: String
        ) {
            let moment = Moment(
                account: account, facility: facility, material: material, lot: lot, at: at, flow: flow)
            list[moment, default: 0] += mass
        }
    }
}
