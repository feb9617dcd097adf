import Wording

/// Goods that come back: of a shipment, after it left, and no more than it carried.
extension BundleCheck {
    mutating func returnLots(_ lots: inout LotTimelines, _ books: KnownLots) {
        guard !bundle.returns.isEmpty else { return }
        var shipped: [String: (at: Instant, left: [String: Int64], units: [String: Int64], isRead: Bool)] = [:]
        for (code, shipment) in books.shipments {
            let units = shipment.units.map { ($0.key, $0.value - (shipment.unitsReturned[$0.key] ?? 0)) }
            shipped[code] = (shipment.shippedAt, shipment.left, Dictionary(uniqueKeysWithValues: units), true)
        }
        for row in bundle.shipments where !isSkipped(.shipment, row.shipment) {
            var entry = shipped[row.shipment] ?? (row.shippedAt, [:], [:], true)
            entry.left[row.lot, default: 0] &+= row.mass.grams
            if let units = row.units { entry.units[row.lot, default: 0] &+= units }
            entry.isRead = entry.isRead && faulty[row.source] == nil
            shipped[row.shipment] = entry
        }
        let order = bundle.returns.indices.sorted {
            (bundle.returns[$0].returnedAt, $0) < (bundle.returns[$1].returnedAt, $1)
        }
        for index in order {
            let row = bundle.returns[index]
            if isSkipped(.goodsReturn, row.return) || repeated.contains(row.source) { continue }
            guard let createdAt = exists(row.lot, row.source, lots) else {
                if !lots.isDeclared(row.lot) { lots.receiveUnknown(at: row.facility) }
                continue
            }
            guard var shipment = shipped[row.shipment] else {
                taintedLots.insert(row.lot)
                if isRead("shipment", row.source) {
                    tellUnknown(.shipment, row.shipment, "shipment", row.source, Array(shipped.keys))
                }
                continue
            }
            guard let left = shipment.left[row.lot] else {
                taintedLots.insert(row.lot)
                if shipment.isRead, isRead("shipment", row.source) {
                    tell(
                        .unknownReference, row.source, "lot", row.lot,
                        "shipment \(row.shipment) carried no lot \(row.lot)")
                }
                continue
            }
            // Told, and no reason to pass over what else is wrong: what comes back too early, or too much of it, leaves
            // more to draw from than there should be.
            if row.returnedAt < shipment.at || row.returnedAt < createdAt && !untimedLots.contains(row.lot),
                shipment.isRead, isRead("returned_at", row.source)
            {
                tell(
                    .timeOrder, row.source, "returned_at", rules.text(row.returnedAt),
                    """
                    returned at \(rules.text(row.returnedAt)), before shipment \(row.shipment) left at \
                    \(rules.text(shipment.at))
                    """)
                standing[row.source, default: []].insert("returned_at")
            }
            if row.mass.grams > left, shipment.isRead, isRead("mass_g", row.source) {
                tell(
                    .overdraw, row.source, "mass_g", "\(row.mass.grams)",
                    """
                    \(row.mass.grams) g come back, but only \(left) g of lot \(row.lot) are out with shipment \(row.shipment)
                    """)
                standing[row.source, default: []].insert("mass_g")
            } else {
                shipment.left[row.lot] = left &- row.mass.grams
            }
            lots.move(row.lot, row.mass.grams, at: row.returnedAt, facility: row.facility, source: row.source)
            if let units = row.units {
                if let left = shipment.units[row.lot], units > left, shipment.isRead, isRead("units", row.source) {
                    tell(
                        .overdraw, row.source, "units", "\(units)",
                        """
                        \(units) pieces come back, but only \(left) of lot \(row.lot) are out with shipment \(row.shipment)
                        """)
                } else {
                    shipment.units[row.lot].map { shipment.units[row.lot] = $0 &- units }
                    lots.drawUnits(row.lot, -units, at: row.returnedAt, source: row.source)
                }
            }
            shipped[row.shipment] = shipment
        }
    }
}
