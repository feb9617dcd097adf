import MaterialLedger

/// The files of arrivals and runs.
extension TableReader {
    mutating func opening() -> [OpeningStock] {
        let facility = column("facility")
        let lot = column("lot")
        let material = column("material")
        let mass = massColumn("mass_g")
        let at = column("at")
        let units = column("units", .optional)
        let supplier = column("supplier", .optional)
        let province = column("province", .optional)
        let measurement = measurementColumns()
        let recordedBy = column("recorded_by", .optional)
        return rows { row in
            OpeningStock(
                source: row.source, facility: row.text(facility), lot: row.text(lot), material: row.text(material),
                mass: row.mass(mass), at: row.time(at), units: row.optionalCount(units),
                supplier: row.optionalText(supplier), province: row.optionalText(province),
                measurement: row.measurement(measurement), recordedBy: row.optionalText(recordedBy))
        }
    }

    mutating func intakes() -> [Intake] {
        let ticket = column("ticket")
        let receivedAt = column("received_at")
        let facility = column("facility")
        let material = column("material")
        let supplier = column("supplier")
        let province = column("province", .optional)
        let gross = massColumn("gross_g")
        let tare = massColumn("tare_g")
        let deduction = massColumn("deduction_g")
        let net = massColumn("net_g")
        let lot = column("lot")
        let deductionKind = column("deduction_kind", .optional)
        let moisture = massColumn("moisture_g", .optional)
        let impurity = massColumn("impurity_g", .optional)
        let declared = massColumn("declared_g", .optional)
        let truck = column("truck", .optional)
        let manifest = column("manifest", .optional)
        let owner = column("owner", .optional)
        let originClass = column("origin_class", .optional)
        let measurement = measurementColumns()
        let recordedBy = column("recorded_by", .optional)
        return rows { row in
            Intake(
                source: row.source, ticket: row.text(ticket), receivedAt: row.time(receivedAt),
                facility: row.text(facility), material: row.text(material), supplier: row.text(supplier),
                province: row.optionalText(province), gross: row.mass(gross), tare: row.mass(tare),
                deduction: row.mass(deduction), net: row.mass(net), lot: row.text(lot),
                deductionKind: row.optionalChoice(deductionKind) ?? .commercial,
                moisture: row.optionalMass(moisture), impurity: row.optionalMass(impurity),
                declared: row.optionalMass(declared), truck: row.optionalText(truck),
                manifest: row.optionalText(manifest), owner: row.optionalText(owner),
                originClass: row.optionalText(originClass), measurement: row.measurement(measurement),
                recordedBy: row.optionalText(recordedBy))
        }
    }

    mutating func runs() -> [Run] {
        let run = column("run")
        let facility = column("facility")
        let process = column("process")
        let startedAt = column("started_at")
        let endedAt = column("ended_at", .optional)
        let energy = column("energy_kwh", .optional)
        let greenEnergy = column("green_kwh", .optional)
        let recordedBy = column("recorded_by", .optional)
        return rows { row in
            Run(
                source: row.source, run: row.text(run), facility: row.text(facility), process: row.text(process),
                startedAt: row.time(startedAt), endedAt: row.optionalTime(endedAt),
                energy: row.optionalEnergy(energy), greenEnergy: row.optionalEnergy(greenEnergy),
                recordedBy: row.optionalText(recordedBy))
        }
    }

    mutating func runInputs() -> [RunInput] {
        let run = column("run")
        let lot = column("lot")
        let mass = massColumn("mass_g")
        let measurement = measurementColumns()
        ignoreColumns("recorded_by")
        return rows { row in
            RunInput(
                source: row.source, run: row.text(run), lot: row.text(lot), mass: row.mass(mass),
                measurement: row.measurement(measurement))
        }
    }

    mutating func runAdditions() -> [RunAddition] {
        let run = column("run")
        let material = column("material")
        let mass = massColumn("mass_g")
        let from = column("source", .optional)
        let measurement = measurementColumns()
        ignoreColumns("recorded_by")
        return rows { row in
            RunAddition(
                source: row.source, run: row.text(run), material: row.text(material), mass: row.mass(mass),
                from: row.optionalText(from), measurement: row.measurement(measurement))
        }
    }

    mutating func runOutputs() -> [RunOutput] {
        let run = column("run")
        let lot = column("lot")
        let material = column("material")
        let mass = massColumn("mass_g")
        let units = column("units", .optional)
        let measurement = measurementColumns()
        ignoreColumns("recorded_by")
        return rows { row in
            RunOutput(
                source: row.source, run: row.text(run), lot: row.text(lot), material: row.text(material),
                mass: row.mass(mass), units: row.optionalCount(units), measurement: row.measurement(measurement))
        }
    }

    mutating func runLosses() -> [RunLoss] {
        let run = column("run")
        let material = column("material")
        let mass = massColumn("mass_g")
        let measurement = measurementColumns()
        ignoreColumns("recorded_by")
        return rows { row in
            RunLoss(
                source: row.source, run: row.text(run), material: row.text(material), mass: row.mass(mass),
                measurement: row.measurement(measurement))
        }
    }
}
