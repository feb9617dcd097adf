/// Transfers between plants, and what leaves the city and comes back.
extension City {
    struct Arrival {
        let facility: Int
        let material: Int
        let lots: [(lot: StockLot, sent: Int64)]
    }

    struct PendingReturn {
        let shipment: String
        let facility: Int
        let material: String
        let lot: StockLot
    }

    struct SupplierReturn {
        let lot: String
        let mass: Int64
        let facility: Int
        let supplier: String
    }

    /// Lines of one transfer or shipment at most: what fits on a convoy's papers.
    private static let linesPerDocument = 20

    func scheduleRoutes() {
        for (index, route) in scenario.transfers.enumerated() {
            queue.schedule(.departure(index), at: start + Int64(random.uniform(0.1, 1) * route.every * 3600))
        }
        for (index, point) in shippingPoints.enumerated() {
            queue.schedule(.shipping(index), at: start + Int64(random.uniform(0.3, 1.3) * point.route.every * 3600))
        }
    }

    // MARK: - Transfers

    func depart(_ index: Int, at time: BusinessTime) throws(SimulationError) {
        let route = scenario.transfers[index]
        queue.schedule(.departure(index), at: time + Int64(route.every * 3600 * random.uniform(0.85, 1.15)))
        guard let from = scenario.facilityIndex[route.from], let to = scenario.facilityIndex[route.to] else {
            return
        }
        for code in route.materials {
            guard let material = scenario.materialIndex[code] else { continue }
            let source = place(from, material)
            let target = place(to, material)
            var wanted = piles[source].mass
            if let days = route.fillDays {
                let level = max(days * needs[target].dailyGrams, 2.5 * needs[target].batchGrams)
                wanted = min(wanted, Int64(level) - piles[target].mass - coming[target])
            }
            while wanted > 500_000, !piles[source].isEmpty {
                var lots: [StockLot] = []
                piles[source].draw(mass: min(wanted, 400_000_000), limit: Self.linesPerDocument, into: &lots)
                wanted -= lots.reduce(0) { $0 + $1.mass }
                try send(lots, route, (from, to, material), at: time)
            }
        }
    }

    private func send(
        _ lots: [StockLot], _ route: TransferRoute, _ way: (from: Int, to: Int, material: Int), at time: BusinessTime
    ) throws(SimulationError) {
        let hours = max(0.2, route.hours.first + route.hours.second * random.normal())
        let received = time + Int64(hours * 3600)
        let isReceived = received < end
        let code = codes.next(.transfer, at: time)
        var under: [(lot: StockLot, sent: Int64)] = []
        for lot in lots {
            var arriving = lot
            if lot.units == 0, random.chance(scenario.incidents.transferDifferenceShare) {
                // Two scales seldom agree; mostly something has dried or blown away.
                let gain = random.chance(0.2)
                let difference = Int64(Double(lot.mass) * random.uniform(0.0001, 0.0012))
                arriving.mass += gain ? difference : -min(difference, lot.clean / 2)
            }
            under.append((arriving, lot.mass))
            coming[place(way.to, way.material)] += arriving.mass
            try writer.row(.transfers) { row in
                row.field(code)
                row.field(time)
                row.field(isReceived ? received.text : nil)
                row.field(lot.code)
                row.field(route.from)
                row.field(route.to)
                row.field(lot.mass)
                row.field(isReceived && arriving.mass != lot.mass ? arriving.mass : nil)
            }
        }
        let arrival = arrivals.insert(Arrival(facility: way.to, material: way.material, lots: under))
        queue.schedule(.arrival(arrival), at: received)
    }

    func arrive(_ index: Int) {
        guard let arrival = arrivals.remove(index) else { return }
        let place = place(arrival.facility, arrival.material)
        for (lot, sent) in arrival.lots {
            coming[place] -= lot.mass
            totals.transferDifference += sent - lot.mass
            piles[place].append(lot)
        }
    }

    // MARK: - Shipments

    /// Sends orders while there is enough above what the plants keep for themselves.
    func ship(_ index: Int, at time: BusinessTime) throws(SimulationError) {
        let (route, facility) = shippingPoints[index]
        queue.schedule(.shipping(index), at: time + Int64(route.every * 3600 * random.uniform(0.85, 1.15)))
        guard let material = scenario.material(route.material) else { return }
        let place = place(facility, route.material)
        let kept = Int64(route.keepTonnes * batchFactor * 1e6)
        while true {
            let order = random.uniform(route.order.first, route.order.second) * 1e6
            guard Double(piles[place].mass - kept) >= order else { return }
            var lots: [StockLot] = []
            if let grams = material.unitGrams {
                let units = max(1, Int64(order / Double(grams) / 100) * 100)
                piles[place].draw(units: units, into: &lots)
            } else {
                piles[place].draw(mass: Int64(order), limit: Self.linesPerDocument, into: &lots)
            }
            let skewed = random.unit()
            let customer = route.customers[Int(skewed * skewed * Double(route.customers.count))]
            let code = codes.next(.shipment, at: time)
            let manifest = route.manifest ? nextManifest("3412", at: time) : nil
            for lot in lots {
                try writeShipment(
                    code, time, facility, customer, lot, kind: route.isDisposal ? "disposal" : nil,
                    manifest: manifest)
            }
            guard !route.isDisposal, random.chance(scenario.incidents.returnShare), let lot = lots.first else {
                continue
            }
            let part = complaint(about: lot)
            let back = PendingReturn(shipment: code, facility: facility, material: route.material, lot: part)
            let later = Int64(random.uniform(3, 20) * 86400)
            queue.schedule(.returned(returns.insert(back)), at: time + later)
        }
    }

    /// The part of a delivered lot that a customer sends back.
    private func complaint(about lot: StockLot) -> StockLot {
        guard lot.units > 0 else {
            return StockLot(code: lot.code, mass: max(1, Int64(Double(lot.mass) * random.uniform(0.03, 0.3))))
        }
        let units = 1 + Int64(random.index(below: Int(min(lot.units, 60))))
        return StockLot(
            code: lot.code, mass: StockLot.proportion(lot.mass, units, lot.units), units: units)
    }

    private func writeShipment(
        _ code: String, _ time: BusinessTime, _ facility: Int, _ customer: String, _ lot: StockLot, kind: String?,
        manifest: String?
    ) throws(SimulationError) {
        totals.shipped += lot.mass
        try writer.row(.shipments) { row in
            row.field(code)
            row.field(time)
            row.field(scenario.facilities[facility].code)
            row.field(customer)
            row.field(lot.code)
            row.field(lot.mass)
            row.field(lot.units > 0 ? lot.units : nil)
            row.field(kind)
            row.field(manifest)
        }
    }

    func takeBack(_ index: Int, at time: BusinessTime) throws(SimulationError) {
        guard let back = returns.remove(index) else { return }
        totals.returned += back.lot.mass
        let code = codes.next(.goodsReturn, at: time)
        try writer.row(.returns) { row in
            row.field(code)
            row.field(time)
            row.field(scenario.facilities[back.facility].code)
            row.field(back.shipment)
            row.field(back.lot.code)
            row.field(back.lot.mass)
            row.field(back.lot.units > 0 ? back.lot.units : nil)
        }
        piles[place(back.facility, back.material)].append(back.lot)
    }

    /// Sends the rejected part of a load back to its dealer.
    func sendBack(_ index: Int, at time: BusinessTime) throws(SimulationError) {
        guard let back = supplierReturns.remove(index) else { return }
        try writeShipment(
            codes.next(.shipment, at: time), time, back.facility, back.supplier,
            StockLot(code: back.lot, mass: back.mass), kind: "return_to_supplier", manifest: nil)
    }

    /// A sample of a product for a customer's laboratory: some kilograms, or one unit.
    func sample(at time: BusinessTime) throws(SimulationError) {
        let points = shippingPoints.indices.filter { index in
            let (route, facility) = shippingPoints[index]
            return !route.isDisposal && piles[place(facility, route.material)].mass > 1_000_000
        }
        guard !points.isEmpty else { return }
        let (route, facility) = shippingPoints[points[random.index(below: points.count)]]
        let pile = place(facility, route.material)
        var lots: [StockLot] = []
        if piles[pile].units > 0 {
            piles[pile].draw(units: 1, into: &lots)
        } else {
            piles[pile].draw(mass: Int64(random.uniform(500, 5000)), limit: 1, into: &lots)
        }
        let customer = route.customers[random.index(below: route.customers.count)]
        let code = codes.next(.shipment, at: time)
        for lot in lots { try writeShipment(code, time, facility, customer, lot, kind: "sample", manifest: nil) }
    }
}
