import MaterialLedger

/// The figures of a month's report, summed from the model's postings.
extension ModelBooks {
    /// By what they are of and their column, those that are 0 left out; the roles are those of the tests' materials.
    func figures(_ month: Month) -> [String: Int64] {
        var sums: [String: Int64] = [:]
        func add(_ name: String, _ mass: Int64) { sums[name, default: 0] += mass }
        for (moment, mass) in postings where moment.at < month.next.start {
            let (place, what) = (moment.facility, moment.material)
            let isBefore = moment.at < month.start
            if moment.account == "stock" || moment.account == "process" {
                for name in isBefore ? ["opening", "closing"] : ["closing"] { add("\(place) \(name)", mass) }
            }
            switch (moment.account, isBefore) {
            case ("in_transit", _): add("in transit", mass)
            case ("process", true): add("\(place) in process", mass)
            case ("stock", true):
                add("\(what) stock opening", mass)
                add("\(what) stock closing", mass)
            case ("#net", true) where OperationsTests.month(moment.at).year == month.year:
                add("\(what) cumulative", mass)
            case (_, true): break
            case ("stock", false):
                add("\(what) stock closing", mass)
                addFlow(of: moment, mass, add)
            case ("process", false):
                add("\(place) in process", mass)
                if moment.flow == "made" { add("\(place) processed", -mass) }
            case ("loss", false):
                add("\(place) loss", mass)
                add("\(what) lost", mass)
            case ("difference", false): add("difference", mass)
            case ("#net", false):
                add("\(what) net", mass)
                add("\(what) cumulative", mass)
            case ("#tickets", false): add("\(what) tickets", mass)
            case ("#sold", false): add("\(what) stock sold", mass)
            case ("#lots", false): if what == "lead" { add("\(what) lots", mass) }
            case ("#units", false): if what == "lead" { add("\(what) units", mass) }
            default: if moment.account.hasPrefix("addition") { add("\(place) added", -mass) }
            }
        }
        return sums.filter { $0.value != 0 }
    }

    /// What came to stock or left it in the month.
    private func addFlow(of moment: Moment, _ mass: Int64, _ add: (String, Int64) -> Void) {
        let (place, what) = (moment.facility, moment.material)
        switch moment.flow {
        case "sent": add("\(place) sent", -mass)
        case "shipped": add("\(place) shipped", -mass)
        case "drawn": add("\(what) stock own use", -mass)
        case "made":
            add("\(what) stock produced", mass)
            if what == "lead" {
                add("\(place) product", mass)
                add("\(what) made", mass)
            }
        case "intake":
            add("\(place) intake", mass)
            add("\(what) taken in", mass)
        default: add("\(place) \(moment.flow)", mass)
        }
    }

    /// Settled mass and tickets of the scrap of a month by province, where no month was closed.
    func provinces(_ month: Month) -> [String: [Int64]] {
        var sums: [String: [Int64]] = [:]
        for document in documents.values where !document.isReversed {
            for row in document.rows.intakes where row.material.hasPrefix("scrap") {
                guard OperationsTests.month(row.receivedAt) == month else { continue }
                let province = (row.province ?? province(of: row.supplier)).map { $0.prefix(2) + "0000" } ?? "none"
                let sum = sums[String(province)] ?? [0, 0]
                sums[String(province)] = [sum[0] + 1, sum[1] + row.net.grams]
            }
        }
        return sums
    }

    /// Input, loss and imbalance of each substance in 10^-15 g, over the runs that ended in the month, where no month
    /// was closed.
    func recovery(_ month: Month) -> [String: [Int128]] {
        var sums: [String: [Int128]] = [:]
        for rows in documents.values.filter({ !$0.isReversed }).map(\.rows) {
            guard let end = rows.runs.first?.endedAt, OperationsTests.month(end) == month else { continue }
            for substance in ["Pb", "Sb"] {
                var sum = sums[substance] ?? [0, 0, 0]
                func add(_ lot: String?, _ material: String?, _ mass: Mass, sign: Int128, to row: Int?) {
                    let held = Int128(mass.grams) * fraction(substance, lot: lot, material ?? "")
                    sum[2] += sign * held
                    if let row { sum[row] += held }
                }
                for row in rows.runInputs {
                    let what = makers[row.lot].flatMap { documents[$0]?.rows.material(of: row.lot) }
                    add(row.lot, what, row.mass, sign: 1, to: what?.hasPrefix("scrap") == true ? 0 : nil)
                }
                for row in rows.runAdditions { add(nil, row.material, row.mass, sign: 1, to: nil) }
                for row in rows.runOutputs {
                    add(row.lot, row.material, row.mass, sign: -1, to: row.material == "dross" ? 1 : nil)
                }
                for row in rows.runLosses { add(nil, row.material, row.mass, sign: -1, to: 1) }
                sums[substance] = sum
            }
        }
        return sums.filter { $0.value != [0, 0, 0] }
    }

    /// By the lot's assay, else by its material's composition.
    private func fraction(_ substance: String, lot: String?, _ material: String) -> Int128 {
        let assay = lot.flatMap { notes[Note(file: .assays, key: "\($0) \(substance)")] }
        let said = assay ?? notes[Note(file: .compositions, key: "\(material) \(substance) 0")]
        return (said?.base as? [String?])?[0].flatMap { Int128($0) } ?? 0
    }

    private func province(of party: String) -> String? {
        (notes[Note(file: .parties, key: party)]?.base as? [String?])?[1]
    }
}

extension MonthlyReport {
    /// The same figures under the same names.
    var figures: [String: Int64] {
        var sums: [String: Int64] = ["in transit": inTransit, "difference": difference]
        for row in facilities {
            let (balance, name) = (row.balance, row.facility)
            let columns: KeyValuePairs = [
                "opening": balance.opening, "intake": balance.intake, "received": balance.transferIn,
                "sent": balance.transferOut, "shipped": balance.shipped, "returned": balance.returned,
                "added": balance.added, "loss": balance.loss, "adjustment": balance.adjustment,
                "closing": balance.closing, "in process": balance.inProcess, "processed": balance.processed,
                "product": balance.product,
            ]
            for (column, mass) in columns { sums["\(name) \(column)"] = mass }
        }
        for row in inflow + auxiliaries {
            let name = row.material.code
            sums["\(name) net"] = row.net.month
            sums["\(name) cumulative"] = row.net.cumulative
            sums["\(name) tickets"] = row.tickets
            sums["\(name) taken in"] = row.received
        }
        for row in output {
            sums["\(row.material.code) made"] = row.mass.month
            sums["\(row.material.code) lots"] = row.lots
            sums["\(row.material.code) units"] = row.units ?? 0
        }
        for row in stock {
            let name = "\(row.material.code) stock"
            sums["\(name) opening"] = row.opening
            sums["\(name) produced"] = row.produced
            sums["\(name) own use"] = row.ownUse
            sums["\(name) sold"] = row.sold
            sums["\(name) closing"] = row.closing
        }
        for row in losses { sums["\(row.material.code) lost"] = row.mass }
        return sums.filter { $0.value != 0 }
    }
}
