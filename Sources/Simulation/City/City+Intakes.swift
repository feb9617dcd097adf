/// Trucks at the weighbridge.
extension City {
    /// A truck's size, drawn before it is known when the truck comes.
    struct TruckLoad {
        let cargo: Double
        let tare: Double
    }

    struct Truck {
        enum Cargo {
            case scrap(stream: Int, origin: Int)
            case auxiliary(Int)
        }
        let cargo: Cargo
        let facility: Int
        let load: TruckLoad
    }

    /// The weighbridge's scale interval, grams.
    private static let scaleInterval = 20_000.0
    private static let clerks = ["王芳", "李建国", "张敏", "刘洋", "陈秀英", "赵磊", "孙丽", "周强"]

    /// Schedules the day's scrap, so that the settled tonnes follow the plan of the year.
    func planScrap(_ midnight: BusinessTime) {
        let factor =
            scenario.calendar.months[midnight.date.month - 1] * scenario.calendar.weekdays[midnight.weekday]
        for (index, stream) in scenario.intakes.enumerated() {
            let clean = 1 - stream.moisture.first - stream.impurity.first
            let daily = stream.tonnesPerYear / 365 * scale
            streamDebts[index] += daily * factor * (1 + 0.08 * random.normal())
            while true {
                let load = nextCargo[index] ?? drawLoad()
                nextCargo[index] = load
                guard streamDebts[index] >= load.cargo * clean / 2 else { break }
                streamDebts[index] -= load.cargo * clean
                nextCargo[index] = nil
                let destination = random.index(weights: stream.destinations.map(\.weight))
                guard let facility = scenario.facilityIndex[stream.destinations[destination].facility] else {
                    continue
                }
                let share =
                    stream.destinations[destination].weight
                    / stream.destinations.reduce(0) { $0 + $1.weight }
                let place = place(facility, stream.material)
                let full = max(
                    scenario.incidents.yardDays * daily * share * 1e6, 400e6 * batchFactor,
                    3 * needs[place].batchGrams)
                guard Double(piles[place].mass) < full else { continue }
                let origin = random.index(weights: stream.origins.map(\.weight))
                let truck = Truck(cargo: .scrap(stream: index, origin: origin), facility: facility, load: load)
                queue.schedule(.truck(trucks.insert(truck)), at: midnight + arrivalSecond())
            }
        }
    }

    /// Orders what lines use up: to the target when half of it is gone.
    func planAuxiliaries(_ midnight: BusinessTime) {
        for (index, supply) in scenario.auxiliaries.enumerated() {
            for facility in scenario.facilities.indices {
                let place = place(facility, supply.material)
                let need = needs[place]
                guard need.batchGrams > 0 else { continue }
                let target = max(supply.coverDays * need.dailyGrams, 2.5 * need.batchGrams)
                let held = Double(piles[place].mass + coming[place])
                guard held < max(0.6 * target, 1.3 * need.batchGrams) else { continue }
                var missing = (target - held) / 1e6
                while missing > 0 {
                    let cargo = max(1, min(missing, random.uniform(24, 32)))
                    missing -= cargo
                    let load = TruckLoad(cargo: cargo, tare: random.uniform(12, 16))
                    let truck = Truck(cargo: .auxiliary(index), facility: facility, load: load)
                    coming[place] += Self.weighed(cargo)
                    queue.schedule(.truck(trucks.insert(truck)), at: midnight + arrivalSecond())
                }
            }
        }
    }

    private func drawLoad() -> TruckLoad {
        let truck = scenario.trucks[random.index(weights: scenario.trucks.map(\.share))]
        return TruckLoad(
            cargo: random.uniform(truck.cargo.first, truck.cargo.second),
            tare: random.uniform(truck.tare.first, truck.tare.second))
    }

    /// A second of the day: most trucks come around the middle of the weighbridge's hours.
    private func arrivalSecond() -> Int64 {
        let hours = scenario.calendar.hours
        let middle = (random.unit() + random.unit()) / 2
        return Int64((hours.first + (hours.last - hours.first) * middle) * 3600)
    }

    private static func weighed(_ tonnes: Double) -> Int64 {
        Int64((tonnes * 1e6 / scaleInterval).rounded() * scaleInterval)
    }

    func weigh(_ index: Int, at time: BusinessTime) throws(SimulationError) {
        guard let truck = trucks.remove(index) else { return }
        switch truck.cargo {
        case .scrap(let stream, let origin): try weighScrap(truck, stream, origin, at: time)
        case .auxiliary(let supply): try weighAuxiliary(truck, scenario.auxiliaries[supply], at: time)
        }
    }

    private func weighScrap(_ truck: Truck, _ streamIndex: Int, _ origin: Int, at time: BusinessTime)
        throws(SimulationError)
    {
        let stream = scenario.intakes[streamIndex]
        let dealers = suppliers[streamIndex][origin]
        guard !dealers.isEmpty else { return }
        // The square lets a few dealers bring most, as everywhere.
        let skewed = random.unit()
        let dealerIndex = Int(skewed * skewed * Double(dealers.count))
        let dealer = dealers[dealerIndex]
        let tare = Self.weighed(truck.load.tare)
        let cargo = Self.weighed(truck.load.cargo)
        let moisture = deducted(cargo, stream.moisture)
        let impurity = deducted(cargo, stream.impurity)
        let isRemoved = moisture + impurity > 0 && random.chance(stream.removedShare)
        let net = cargo - moisture - impurity
        var lot = StockLot(code: codes.next(.intakeLot, at: time), mass: isRemoved ? net : cargo)
        if !isRemoved {
            lot.moisture = moisture
            lot.impurity = impurity
        }
        let ticket = codes.next(.ticket, at: time)
        let declared =
            stream.manifest
            ? Int64((Double(cargo) * (1 + 0.004 * random.normal()) / 10_000).rounded()) * 10_000 : nil
        let manifest = stream.manifest ? nextManifest(dealer.origin.prefecture, at: time) : nil
        // Most dealers load where they live; the ticket names the place only now and then.
        let province = random.chance(0.25) ? dealer.origin.code : nil
        let plate = dealer.plate(
            random.index(below: 3), number: streamIndex * 1_000_000 + origin * 10_000 + dealerIndex)
        let facility = scenario.facilities[truck.facility].code
        let clerk = Self.clerks[(truck.facility + Int(time.secondOfDay / 43_200)) % Self.clerks.count]
        try writer.row(.intakes) { row in
            row.field(ticket)
            row.field(time)
            row.field(facility)
            row.field(stream.material)
            row.field(dealer.code)
            row.field(province)
            row.field(tare + cargo)
            row.field(tare)
            row.field(moisture + impurity)
            row.field(net)
            row.field(lot.code)
            row.field(isRemoved ? "removed" : nil)
            row.field(moisture)
            row.field(impurity)
            row.field(declared)
            row.field(plate)
            row.field(manifest)
            row.field(clerk)
        }
        totals.tickets += 1
        totals.settled += net
        totals.received += lot.mass
        totals.takenIn[stream.material, default: 0] += net
        if isRemoved || random.chance(stream.assayShare) { try assayScrap(lot, stream) }
        if random.chance(scenario.incidents.supplierReturnShare), lot.mass > 4_000_000 {
            let part = lot.split(mass: lot.mass / Int64(12 + random.index(below: 20)))
            let back = SupplierReturn(lot: lot.code, mass: part.mass, facility: truck.facility, supplier: dealer.code)
            let later = Int64(random.uniform(2400, 10_800))
            queue.schedule(.supplierReturn(supplierReturns.insert(back)), at: time + later)
        }
        piles[place(truck.facility, stream.material)].append(lot)
    }

    /// A deduction: a fraction of the cargo, to 10 kg as clerks write it.
    private func deducted(_ cargo: Int64, _ fraction: (first: Double, second: Double)) -> Int64 {
        let drawn = min(0.4, max(0, fraction.first + fraction.second * random.normal()))
        return Int64((Double(cargo) * drawn / 10_000).rounded()) * 10_000
    }

    private func weighAuxiliary(_ truck: Truck, _ supply: AuxiliarySupply, at time: BusinessTime)
        throws(SimulationError)
    {
        let place = place(truck.facility, supply.material)
        let tare = Self.weighed(truck.load.tare)
        let cargo = Self.weighed(truck.load.cargo)
        coming[place] -= cargo
        let supplier = supply.suppliers[random.index(below: supply.suppliers.count)]
        let lot = StockLot(code: codes.next(.intakeLot, at: time), mass: cargo)
        let ticket = codes.next(.ticket, at: time)
        let facility = scenario.facilities[truck.facility].code
        try writer.row(.intakes) { row in
            row.field(ticket)
            row.field(time)
            row.field(facility)
            row.field(supply.material)
            row.field(supplier)
            row.field(nil as String?)
            row.field(tare + cargo)
            row.field(tare)
            row.field(0)
            row.field(cargo)
            row.field(lot.code)
            for _ in 0..<6 { row.field(nil as String?) }
            row.field(Self.clerks[truck.facility % Self.clerks.count])
        }
        totals.tickets += 1
        totals.received += cargo
        piles[place].append(lot)
    }

    /// An assay of a scrap lot: its own water and dirt instead of the usual ones, with the laboratory's error.
    ///
    /// Lots whose dirt was removed at the gate always get one: nothing else says that they are richer.
    private func assayScrap(_ lot: StockLot, _ stream: ScrapStream) throws(SimulationError) {
        guard let material = scenario.material(stream.material), lot.mass > 0 else { return }
        let usual = 1 - stream.moisture.first - stream.impurity.first
        let richness = Double(lot.clean) / Double(lot.mass) / usual
        for part in material.composition where part.fraction > 0 {
            let error = part.sigma / 4
            let fraction = min(1, max(0, part.fraction * richness + error * random.normal()))
            try writer.row(.assays) { row in
                row.field(lot.code)
                row.field(part.substance)
                row.field(fraction, digits: 6)
                row.field(error, digits: 6)
            }
        }
    }

    /// A hazardous-waste manifest: year, prefecture of origin, serial number; 14 digits.
    func nextManifest(_ prefecture: String, at time: BusinessTime) -> String {
        let key = DocumentCodes.padded(time.date.year, 4) + prefecture
        manifestSerials[key, default: 0] += 1
        return key + DocumentCodes.padded(manifestSerials[key, default: 0] % 1_000_000, 6)
    }
}
