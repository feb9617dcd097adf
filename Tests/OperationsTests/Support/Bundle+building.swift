import MaterialLedger

/// Rows for tests, as a file would hold them: every row has a line of its own. Masses are grams.
extension Bundle {
    mutating func intake(
        _ lot: String, _ mass: Int64, at: String, facility: String = "F1", material: String = "scrap",
        supplier: String = "P1", deduction: Int64 = 0, kind: DeductionKind = .commercial, truck: String? = nil,
        ticket: String? = nil
    ) {
        intake(
            lot, mass, at: time(at), facility: facility, material: material, supplier: supplier,
            deduction: deduction, kind: kind, truck: truck, ticket: ticket)
    }

    /// - Parameter mass: gross − tare; what the deduction takes off is settled or booked less.
    mutating func intake(
        _ lot: String, _ mass: Int64, at: Instant, facility: String = "F1", material: String = "scrap",
        supplier: String = "P1", deduction: Int64 = 0, kind: DeductionKind = .commercial, truck: String? = nil,
        ticket: String? = nil
    ) {
        intakes.append(
            Intake(
                source: SourceLine(.intakes, line: intakes.count + 2), ticket: ticket ?? "T-\(lot)", receivedAt: at,
                facility: facility, material: material, supplier: supplier, gross: Mass(grams: mass + 1000),
                tare: Mass(grams: 1000), deduction: Mass(grams: deduction), net: Mass(grams: mass - deduction),
                lot: lot, deductionKind: kind, truck: truck))
    }

    mutating func opening(
        _ lot: String, _ mass: Int64, at: String, facility: String = "F1", material: String = "scrap",
        units: Int64? = nil
    ) {
        opening.append(
            OpeningStock(
                source: SourceLine(.opening, line: opening.count + 2), facility: facility, lot: lot,
                material: material, mass: Mass(grams: mass), at: time(at), units: units))
    }

    mutating func run(
        _ run: String, from start: String, to end: String?, facility: String = "F1",
        inputs: KeyValuePairs<String, Int64>, outputs: KeyValuePairs<String, Int64> = [:], loss: Int64 = 0,
        addition: Int64 = 0, material: String = "lead"
    ) {
        runs.append(
            Run(
                source: SourceLine(.runs, line: runs.count + 2), run: run, facility: facility, process: "smelting",
                startedAt: time(start), endedAt: end.map(time)))
        for (lot, mass) in inputs { input(run, lot, mass) }
        for (lot, mass) in outputs { output(run, lot, mass, material: material) }
        if loss > 0 { self.loss(run, loss) }
        if addition > 0 { self.addition(run, addition) }
    }

    mutating func input(_ run: String, _ lot: String, _ mass: Int64) {
        runInputs.append(
            RunInput(
                source: SourceLine(.runInputs, line: runInputs.count + 2), run: run, lot: lot,
                mass: Mass(grams: mass)))
    }

    mutating func output(
        _ run: String, _ lot: String, _ mass: Int64, material: String = "lead", units: Int64? = nil
    ) {
        runOutputs.append(
            RunOutput(
                source: SourceLine(.runOutputs, line: runOutputs.count + 2), run: run, lot: lot, material: material,
                mass: Mass(grams: mass), units: units))
    }

    mutating func loss(_ run: String, _ mass: Int64) {
        runLosses.append(
            RunLoss(
                source: SourceLine(.runLosses, line: runLosses.count + 2), run: run, material: "fume",
                mass: Mass(grams: mass)))
    }

    mutating func addition(_ run: String, _ mass: Int64) {
        runAdditions.append(
            RunAddition(
                source: SourceLine(.runAdditions, line: runAdditions.count + 2), run: run, material: "acid",
                mass: Mass(grams: mass)))
    }

    mutating func transfer(
        _ transfer: String, _ lot: String, _ mass: Int64, at sent: String, received: String? = nil,
        from: String = "F1", to: String = "F2", arrived: Int64? = nil
    ) {
        transfers.append(
            TransferLine(
                source: SourceLine(.transfers, line: transfers.count + 2), transfer: transfer, sentAt: time(sent),
                receivedAt: received.map(time), lot: lot, fromFacility: from, toFacility: to,
                mass: Mass(grams: mass), received: arrived.map { Mass(grams: $0) }))
    }

    mutating func ship(
        _ shipment: String, _ lot: String, _ mass: Int64, at: String, facility: String = "F1",
        customer: String = "C1", units: Int64? = nil
    ) {
        shipments.append(
            ShipmentLine(
                source: SourceLine(.shipments, line: shipments.count + 2), shipment: shipment, shippedAt: time(at),
                facility: facility, customer: customer, lot: lot, mass: Mass(grams: mass), units: units))
    }

    mutating func giveBack(
        _ code: String, of shipment: String, _ lot: String, _ mass: Int64, at: String, facility: String = "F1",
        units: Int64? = nil
    ) {
        returns.append(
            ReturnLine(
                source: SourceLine(.returns, line: returns.count + 2), return: code, returnedAt: time(at),
                facility: facility, shipment: shipment, lot: lot, mass: Mass(grams: mass), units: units))
    }

    mutating func adjust(
        _ adjustment: String, _ lot: String, _ mass: Int64, at: String, facility: String = "F1"
    ) {
        adjustments.append(
            AdjustmentLine(
                source: SourceLine(.adjustments, line: adjustments.count + 2), adjustment: adjustment, at: time(at),
                facility: facility, lot: lot, mass: Mass(grams: mass), reason: "drying"))
    }

    mutating func count(_ count: String, _ lot: String, _ mass: Int64, at: String, facility: String = "F1") {
        counts.append(
            CountLine(
                source: SourceLine(.counts, line: counts.count + 2), count: count, countedAt: time(at),
                facility: facility, lot: lot, mass: Mass(grams: mass)))
    }
}
