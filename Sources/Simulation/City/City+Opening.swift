/// What a bundle says before the first day: master data, history, and the stock that lies there.
extension City {
    func writeMasterData() throws(SimulationError) {
        for party in scenario.customers { try writeParty(party.code, party.name, party.province) }
        for dealer in suppliers.joined().joined() { try writeParty(dealer.code, dealer.name, dealer.origin.code) }
        for facility in scenario.facilities {
            try writer.row(.facilities) { row in
                row.field(facility.code)
                row.field(facility.name)
                row.field(facility.owner)
                row.field(facility.park)
                // A scaled city has scaled plants, so that its use of capacity means something.
                row.field(facility.capacityTonnes.map { Decimal.text($0 * scale, digits: 3) })
                row.field(facility.permit)
                row.field(facility.permitTonnes.map { Decimal.text($0 * scale, digits: 3) })
            }
        }
        for material in scenario.materials {
            try writer.row(.materials) { row in
                row.field(material.code)
                row.field(material.zh)
                row.field(material.en)
                row.field(material.stream)
                row.field(material.role.rawValue)
                row.field(material.unitGrams)
                row.field(material.wasteCode)
                row.field(material.reported.map { $0 ? "true" : "false" })
            }
            for part in material.composition {
                try writer.row(.compositions) { row in
                    row.field(material.code)
                    row.field(part.substance)
                    row.field(part.fraction, digits: 8)
                    row.field(part.sigma, digits: 8)
                }
            }
        }
    }

    private func writeParty(_ code: String, _ name: String, _ province: String?) throws(SimulationError) {
        try writer.row(.parties) { row in
            row.field(code)
            row.field(name)
            row.field(province)
        }
    }

    /// Twelve months before the books, for comparisons: the plan, a little smaller, with the months' ups and downs.
    func writeHistory() throws(SimulationError) {
        let first = start.date
        for back in stride(from: 12, through: 1, by: -1) {
            let months = first.year * 12 + first.month - 1 - back
            let (year, month) = (months / 12, months % 12 + 1)
            let period = DocumentCodes.padded(year, 4) + "-" + DocumentCodes.padded(month, 2)
            let days = BusinessTime.dayNumber(
                year: month == 12 ? year + 1 : year, month: month == 12 ? 1 : month + 1, day: 1)
            let share = Double(days - BusinessTime.dayNumber(year: year, month: month, day: 1)) / 365 * scale * 0.94
            let meanCargo = scenario.meanCargoTonnes
            for stream in scenario.intakes {
                let factor = scenario.calendar.months[month - 1] * (1 + 0.03 * random.normal())
                let tonnes = stream.tonnesPerYear * share * factor
                let clean = 1 - stream.moisture.first - stream.impurity.first
                try writeHistory(
                    period, "inflow", stream.material, tonnes, units: nil,
                    tickets: Int64((tonnes / clean / meanCargo).rounded()))
            }
            for material in scenario.materials where material.isReported {
                guard let made = plan.made[material.code], made > 0 else { continue }
                let tonnes = made * share * (1 + 0.03 * random.normal())
                let units = material.unitGrams.map { Int64((tonnes * 1e6 / Double($0)).rounded()) }
                try writeHistory(period, "output", material.code, tonnes, units: units, tickets: nil)
            }
        }
    }

    private func writeHistory(
        _ period: String, _ table: String, _ material: String, _ tonnes: Double, units: Int64?, tickets: Int64?
    ) throws(SimulationError) {
        let grams = Int64((tonnes * 1000).rounded()) * 1000
        guard grams > 0 else { return }
        try writer.row(.history) { row in
            row.field(period)
            row.field(table)
            row.field(material)
            row.field(grams)
            row.field(units)
            row.field(tickets)
        }
    }

    // MARK: - Opening stock

    /// Some days' feed at each plant, and a heel in each furnace, so that day one is a day like any other.
    func writeOpening() throws(SimulationError) {
        var number = 0
        for facility in scenario.facilities.indices {
            for (index, material) in scenario.materials.enumerated() {
                let need = needs[place(facility, index)]
                guard need.batchGrams > 0 else { continue }
                var rest = openingGrams(of: material, need)
                let largest = material.role == .scrap ? 30e6 : scenario.opening.lotTonnes * 1e6
                while rest >= 1e6 {
                    let mass = min(rest, largest * random.uniform(0.7, 1))
                    rest -= mass
                    number += 1
                    try open(Int64(mass.rounded()), number, material, facility)
                }
            }
        }
        for index in lines.indices {
            guard let heel = scenario.processes[lines[index].process].heel,
                let material = scenario.material(heel.material)
            else { continue }
            number += 1
            let mass = Int64((heel.tonnes * batchFactor * 1e6 * (1 + heel.spread * random.normal())).rounded())
            lines[index].heel = try writeOpening(mass, number, material, lines[index].facility, dealer: nil)
        }
    }

    /// What lies before the lines and is in them on any day.
    ///
    /// More would be made into products on top of the plan where material is scarce; less would let the others stand
    /// still until those before them have made their first batch.
    private func openingGrams(of material: Material, _ need: Need) -> Double {
        // A pile of a loop's return must not keep the loop from running dry.
        guard need.dailyGrams > 0 else { return 0 }
        let usual = 0.4 * need.batchGrams + need.inLinesGrams
        if material.role == .scrap {
            return max(scenario.opening.scrapDays * need.dailyGrams, usual) * need.openingPart
        }
        if need.isScarce { return usual * need.openingPart }
        let makers = lines.filter { scenario.processes[$0.process].ratio(ofOutput: material.code) > 0 }
        let pause = makers.reduce(0) { max($0, $1.interval) } / 86400
        return max(max(scenario.opening.feedDays, 2 * pause) * need.dailyGrams, 1.6 * need.batchGrams)
    }

    private func open(_ mass: Int64, _ number: Int, _ material: Material, _ facility: Int) throws(SimulationError) {
        guard let streamIndex = scenario.intakes.firstIndex(where: { $0.material == material.code }) else {
            let lot = try writeOpening(mass, number, material, facility, dealer: nil)
            piles[place(facility, material.code)].append(lot)
            return
        }
        let stream = scenario.intakes[streamIndex]
        let dealers = suppliers[streamIndex][random.index(weights: stream.origins.map(\.weight))]
        let dealer = dealers.isEmpty ? nil : dealers[random.index(below: dealers.count)]
        var lot = try writeOpening(mass, number, material, facility, dealer: dealer)
        lot.moisture = Int64(Double(mass) * stream.moisture.first)
        lot.impurity = Int64(Double(mass) * stream.impurity.first)
        piles[place(facility, material.code)].append(lot)
    }

    private func writeOpening(
        _ mass: Int64, _ number: Int, _ material: Material, _ facility: Int, dealer: Supplier?
    ) throws(SimulationError) -> StockLot {
        let date = start.date
        let code =
            "O" + DocumentCodes.padded(date.year % 100, 2) + DocumentCodes.padded(date.month, 2) + "-"
            + DocumentCodes.padded(number, 4)
        totals.opening += mass
        try writer.row(.opening) { row in
            row.field(scenario.facilities[facility].code)
            row.field(code)
            row.field(material.code)
            row.field(mass)
            row.field(start)
            row.field(nil as String?)
            row.field(dealer?.code)
            row.field(dealer?.origin.code)
        }
        return StockLot(code: code, mass: mass)
    }
}

extension Scenario {
    /// The mean cargo of a truck, tonnes.
    var meanCargoTonnes: Double {
        let shares = trucks.reduce(0) { $0 + $1.share }
        return trucks.reduce(0) { $0 + $1.share * ($1.cargo.first + $1.cargo.second) / 2 } / shares
    }
}
