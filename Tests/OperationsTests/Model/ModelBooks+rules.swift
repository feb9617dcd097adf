import MaterialLedger

/// What the books as a whole must keep, by the code of whoever breaks it.
extension ModelBooks {
    /// - Parameter fresh: the documents that are recorded or revised.
    func violations(by fresh: Set<String>) -> Set<String> {
        faultsOfOrder(fresh).union(faultsOfReturns).union(isEverBelowZero ? ["overdraw"] : [])
            .union(lacksPieces(fresh) ? ["overdraw"] : [])
    }

    private var standing: [Document] { order.compactMap { documents[$0] }.filter { !$0.isReversed } }

    /// No lot at any facility falls below zero at any instant, everything at that instant counted.
    private var isEverBelowZero: Bool {
        var changes: [String: [Instant: Int64]] = [:]
        for (moment, mass) in postings where moment.account == "stock" {
            changes["\(moment.facility) \(moment.lot)", default: [:]][moment.at, default: 0] += mass
        }
        return changes.values.contains { changes in
            var sum: Int64 = 0
            return changes.sorted { $0.key < $1.key }.contains { change in
                sum += change.value
                return sum < 0
            }
        }
    }

    /// Lots are there, and made before they are used.
    private func faultsOfOrder(_ fresh: Set<String>) -> Set<String> {
        var codes: Set<String> = []
        for document in standing {
            // A count of a lot whose document is reversed later remains a count.
            let isNote = document.kind == .count && !fresh.contains(document.key)
            for use in document.rows.uses {
                guard let maker = makers[use.lot].flatMap({ documents[$0] }), !maker.isReversed else {
                    if !isNote { codes.insert("unknown_reference") }
                    continue
                }
                if let made = maker.rows.madeAt, made > use.at { codes.insert("time_order") }
            }
        }
        return codes
    }

    /// Of a shipment no more comes back than left, and not before it left.
    private var faultsOfReturns: Set<String> {
        var codes: Set<String> = []
        var left: [String: (mass: Int64, units: Int64?)] = [:]
        for document in standing {
            for row in document.rows.returns {
                guard let shipment = documents["shipment:\(row.shipment)"], !shipment.isReversed,
                    let line = shipment.rows.shipments.first(where: { $0.lot == row.lot })
                else {
                    codes.insert("unknown_reference")
                    continue
                }
                if line.shippedAt > row.returnedAt { codes.insert("time_order") }
                var rest = left["\(row.shipment) \(row.lot)"] ?? (line.mass.grams, line.units)
                rest.mass -= row.mass.grams
                rest.units = rest.units.map { $0 - (row.units ?? 0) }
                left["\(row.shipment) \(row.lot)"] = rest
                if rest.mass < 0 || rest.units ?? 0 < 0 { codes.insert("overdraw") }
            }
        }
        return codes
    }

    /// Of a lot that has pieces no more are shipped than it has; what is recorded together counts in order of time.
    private func lacksPieces(_ fresh: Set<String>) -> Bool {
        var left: [String: Int64] = [:]
        for document in standing {
            for row in document.rows.opening { left[row.lot] = row.units }
            for row in document.rows.runOutputs { left[row.lot] = row.units }
        }
        let draws = standing.flatMap { document in
            (document.rows.shipments.map { (lot: $0.lot, at: $0.shippedAt, units: $0.units ?? 0) }
                + document.rows.returns.map { (lot: $0.lot, at: $0.returnedAt, units: -($0.units ?? 0)) })
                .map { (isFresh: fresh.contains(document.key), draw: $0) }
        }
        for (isFresh, draw) in draws where !isFresh { left[draw.lot]? -= draw.units }
        let late = draws.filter(\.isFresh).map(\.draw).sorted { ($0.at, $0.units) < ($1.at, $1.units) }
        for draw in late {
            left[draw.lot]? -= draw.units
            if draw.units > 0, left[draw.lot] ?? 0 < 0 { return true }
        }
        return left.values.contains { $0 < 0 }
    }

    /// Names that nobody has brought.
    func unknownNames(in bundle: Bundle) -> Set<String> {
        let isUnknown =
            bundle.names.contains { !isKnown($0.file, $0.code) }
            || [
                bundle.runInputs.map(\.run), bundle.runAdditions.map(\.run), bundle.runOutputs.map(\.run),
                bundle.runLosses.map(\.run),
            ].joined().contains { run in !bundle.runs.contains { $0.run == run } }
        return isUnknown ? ["unknown_reference"] : []
    }
}

extension Bundle {
    /// The parties, facilities and materials that documents and notes name.
    fileprivate var names: [(file: BundleFile, code: String)] {
        let parties = intakes.map(\.supplier) + opening.compactMap(\.supplier) + shipments.map(\.customer)
        var facilities = intakes.map(\.facility) + opening.map(\.facility) + runs.map(\.facility)
        facilities += transfers.flatMap { [$0.fromFacility, $0.toFacility] } + shipments.map(\.facility)
        facilities += returns.map(\.facility) + adjustments.map(\.facility) + counts.map(\.facility)
        var materials = intakes.map(\.material) + opening.map(\.material) + runOutputs.map(\.material)
        materials += runAdditions.map(\.material) + runLosses.map(\.material) + compositions.map(\.material)
        materials += history.map(\.material)
        return parties.map { (.parties, $0) } + facilities.map { (.facilities, $0) }
            + materials.map { (.materials, $0) }
    }

    /// What is wrong with rows by themselves: values, sums, times of one row.
    var faultsOfRows: Set<String> {
        var codes: Set<String> = []
        func require(_ isRight: Bool, _ code: String = "bad_value") { if !isRight { codes.insert(code) } }
        for row in intakes {
            require(row.gross > .zero && row.tare >= .zero && row.deduction >= .zero && row.net > .zero)
            require(row.net.grams == row.gross.grams - row.tare.grams - row.deduction.grams)
            require((row.moisture?.grams ?? 0) + (row.impurity?.grams ?? 0) <= row.deduction.grams)
        }
        for row in intakes.compactMap(\.province) + opening.compactMap(\.province) + parties.compactMap(\.province) {
            require(row.utf8.count == 6 && row.allSatisfy(\.isNumber))
        }
        for row in opening { require(row.mass > .zero && row.units ?? 1 > 0) }
        for run in runs {
            let inputs = runInputs.filter { $0.run == run.run }.map(\.mass)
            let additions = runAdditions.filter { $0.run == run.run }.map(\.mass)
            let given =
                runOutputs.filter { $0.run == run.run }.map(\.mass) + runLosses.filter { $0.run == run.run }.map(\.mass)
            require((inputs + additions + given).allSatisfy { $0 > .zero })
            require(run.greenEnergy?.units ?? 0 <= run.energy?.units ?? 0)
            guard let end = run.endedAt else {
                require(given.isEmpty && additions.isEmpty)
                continue
            }
            require(run.startedAt <= end, "time_order")
            let sums = [inputs + additions, given].map { $0.reduce(0) { $0 + $1.grams } }
            require(sums[0] == sums[1] || !(inputs + additions + given).allSatisfy { $0 > .zero }, "mass_imbalance")
        }
        for row in runOutputs { require(row.units ?? 1 > 0) }
        for row in transfers {
            require(row.mass > .zero && row.received ?? row.mass > .zero && row.fromFacility != row.toFacility)
            require(row.receivedAt != nil || row.received == nil)
            require(row.receivedAt ?? row.sentAt >= row.sentAt, "time_order")
        }
        for row in shipments { require(row.mass > .zero && row.units ?? 1 > 0) }
        for row in returns { require(row.mass > .zero && row.units ?? 1 > 0) }
        for row in adjustments { require(row.mass != .zero && !row.reason.isEmpty) }
        for row in counts { require(row.mass >= .zero) }
        return codes
    }

    /// Ids, lots and lines that are there twice, and lines of one document that don't share their header.
    var duplicates: Set<String> {
        func hasTwice(_ keys: [String]) -> Bool { Set(keys).count < keys.count }
        let isTwice =
            hasTwice(intakes.map(\.ticket)) || hasTwice(runs.map(\.run)) || hasTwice(madeLots)
            || hasTwice(runInputs.map { "\($0.run) \($0.lot)" })
            || hasTwice(transfers.map { "\($0.transfer) \($0.lot)" })
            || hasTwice(shipments.map { "\($0.shipment) \($0.lot)" })
            || hasTwice(returns.map { "\($0.return) \($0.lot)" })
            || hasTwice(adjustments.map { "\($0.adjustment) \($0.lot)" })
            || hasTwice(counts.map { "\($0.count) \($0.lot)" }) || hasTwice(notes.map { "\($0.0.file) \($0.0.key)" })
        let hasTwoHeaders =
            hasTwice(
                Array(Set(shipments.map { "\($0.shipment) \($0.shippedAt) \($0.facility) \($0.customer) \($0.kind)" }))
                    .map { String($0.prefix { $0 != " " }) })
            || hasTwice(
                Array(Set(counts.map { "\($0.count) \($0.countedAt) \($0.facility)" }))
                    .map { String($0.prefix { $0 != " " }) })
        return isTwice || hasTwoHeaders ? ["duplicate"] : []
    }
}
