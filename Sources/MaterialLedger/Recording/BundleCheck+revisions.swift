import Wording

/// What hangs on a document that is revised holds for what it says now, too.
extension BundleCheck {
    /// A revised shipment still carries what came back of it, and left before that.
    mutating func checkReturned(_ books: KnownLots) {
        guard isRevising else { return }
        for row in bundle.shipments {
            guard let shipment = books.shipments[row.shipment] else { continue }
            let left = shipment.left[row.lot] ?? 0
            if row.mass.grams + left < 0, isRead("mass_g", row.source) {
                tell(
                    .overdraw, row.source, "mass_g", "\(row.mass.grams)",
                    "\(-left) g of lot \(row.lot) came back of shipment \(row.shipment), more than \(row.mass.grams) g")
            }
            if let units = row.units, let back = shipment.unitsReturned[row.lot], units < back,
                isRead("units", row.source)
            {
                tell(
                    .overdraw, row.source, "units", "\(units)",
                    "\(back) pieces of lot \(row.lot) came back of shipment \(row.shipment), more than \(units)")
            }
            if let back = shipment.firstReturn, row.shippedAt > back, isRead("shipped_at", row.source) {
                tell(
                    .timeOrder, row.source, "shipped_at", rules.text(row.shippedAt),
                    "shipped at \(rules.text(row.shippedAt)), after goods of it came back at \(rules.text(back))")
            }
        }
    }

    /// A revision does not bring a lot about after the first use of it.
    mutating func checkEarlierUses(_ lots: LotTimelines, _ books: KnownLots) {
        guard isRevising else { return }
        for row in bundle.opening { checkEarlierUse(row.lot, row.at, "at", row.source, lots, books) }
        for row in bundle.intakes { checkEarlierUse(row.lot, row.receivedAt, "received_at", row.source, lots, books) }
        for (index, run) in bundle.runs.enumerated() {
            guard let endedAt = run.endedAt else { continue }
            for line in runs.outputs[index] {
                checkEarlierUse(bundle.runOutputs[line].lot, endedAt, "ended_at", run.source, lots, books)
            }
        }
    }

    private mutating func checkEarlierUse(
        _ code: String, _ createdAt: Instant, _ field: String, _ source: SourceLine, _ lots: LotTimelines,
        _ books: KnownLots
    ) {
        // What did not come to be later than it did can't have been used too early by that.
        guard let lot = lots.known(code), createdAt > lot.createdAt, isRead(field, source) else { return }
        let uses = [
            lots.firstUse(of: code).map { (EventKind.sentence(naming: $0.name), $0.at) },
            books.firstCounts[lot.id].map { ("\(EventKind.count.word) \($0.code)", $0.at) },
        ]
        guard let (use, at) = uses.compactMap({ $0 }).min(by: { $0.1 < $1.1 }), at < createdAt else { return }
        taintedLots.insert(code)
        tell(
            .timeOrder, source, field, rules.text(createdAt),
            "lot \(code) can't come to be at \(rules.text(createdAt)), after \(use) at \(rules.text(at))")
    }
}
