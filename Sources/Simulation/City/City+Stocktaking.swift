/// Counts of piles, and what the yard keepers book when a pile weighs other than the books say.
extension City {
    /// A pile that isn't empty, without units (those are counted, not weighed), or nil after some tries.
    private func randomPile() -> (facility: Int, place: Int)? {
        for _ in 0..<60 {
            let facility = random.index(below: scenario.facilities.count)
            let material = random.index(below: scenario.materials.count)
            let place = place(facility, material)
            if !piles[place].isEmpty, piles[place].units == 0, piles[place].mass > 2_000_000 {
                return (facility, place)
            }
        }
        return nil
    }

    /// Counts up to three lots of a pile: the book with the error of weighing, which posts nothing.
    func count(at time: BusinessTime) throws(SimulationError) {
        guard let (facility, place) = randomPile() else { return }
        let code = codes.next(.count, at: time)
        var counted: [StockLot] = []
        for _ in 0..<3 {
            let lot = piles[place].lot(at: random.index(below: piles[place].count))
            if !counted.contains(where: { $0.code == lot.code }) { counted.append(lot) }
        }
        for lot in counted {
            let sigma = Double(lot.mass) * 0.003
            let mass = max(0, Int64((Double(lot.mass) + sigma * random.normal()).rounded()))
            try writer.row(.counts) { row in
                row.field(code)
                row.field(time)
                row.field(scenario.facilities[facility].code)
                row.field(lot.code)
                row.field(mass)
                row.field(Int64(sigma))
            }
        }
    }

    /// Books drying, or now and then a pile that weighs more than booked.
    func adjust(at time: BusinessTime) throws(SimulationError) {
        guard let (facility, place) = randomPile() else { return }
        let index = random.index(below: piles[place].count)
        let mass = piles[place].partMass(at: index)
        let isGain = random.chance(0.25)
        let size = max(1, Int64(Double(mass) * random.uniform(0.0005, 0.004)))
        guard isGain || size < mass / 2 else { return }
        let grams = isGain ? size : -size
        let lot = piles[place].lot(at: index).code
        piles[place].adjust(at: index, by: grams)
        totals.adjusted += grams
        let code = codes.next(.adjustment, at: time)
        try writer.row(.adjustments) { row in
            row.field(code)
            row.field(time)
            row.field(scenario.facilities[facility].code)
            row.field(lot)
            row.field(grams)
            row.field(isGain ? "复磅盘盈" : "自然干燥失水")
        }
    }
}
