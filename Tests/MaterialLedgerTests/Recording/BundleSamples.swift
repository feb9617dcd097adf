import MaterialLedger

/// Bundles for the checks, which see them as a reader gives them.
///
/// Times are minutes.
enum Samples {
    static let rules = RecordingRules(
        now: at(100_000), earliest: at(-1_000), month: { _ in Month(year: 2024, month: 11) ?? .last },
        text: { "minute \($0.microseconds / 60_000_000)" })

    static func at(_ minute: Int64) -> Instant { Instant(microseconds: minute * 60_000_000) }

    /// Books that know the names and a ticket, T-OLD, and nothing else.
    static let names: KnownNames = {
        var names = KnownNames()
        let digest = ContentDigest.sha256([])
        names.parties["P"] = .init(id: 1, digest: digest)
        names.facilities["F"] = .init(id: 2, digest: digest)
        names.facilities["G"] = .init(id: 3, digest: digest)
        names.materials["m"] = .init(id: 4, digest: digest)
        names.documents[.intake] = ["T-OLD": .init(id: 5, digests: [digest])]
        return names
    }()

    /// Books with the lots K and X and the shipment SK.
    ///
    /// K has 10 g and 4 pieces, run R7 draws 5 g of it at minute 20, and it was counted at minute 15. The document of X
    /// was reversed. Of SK, as it stands once its own rows are taken out to be revised, 3 g and 2 pieces came back.
    static let onRecord: KnownLots = {
        var books = KnownLots()
        for (code, id, isReversed) in [("K", 9, false), ("X", 19, true)] as [(String, Int64, Bool)] {
            books.lots[code] = .init(
                id: id, document: id - 1, createdAt: at(1), mass: 10, units: 4, unitsDrawn: 3, material: 4,
                isReversed: isReversed)
        }
        books.movements = [
            .init(lot: 9, document: 8, facility: "F", at: at(1), mass: 10, name: "intake TK"),
            .init(lot: 9, document: 7, facility: "F", at: at(20), mass: -5, name: "run R7"),
        ]
        books.firstCounts[9] = ("C1", at(15))
        books.shipments["SK"] = .init(
            id: 30, customer: 1, shippedAt: at(5), left: ["K": -3], unitsReturned: ["K": 2], firstReturn: at(30))
        return books
    }()

    /// All faults of a bundle over books without documents.
    static func faults(_ build: (inout Bundle) -> Void) -> [Fault] {
        var bundle = Bundle()
        build(&bundle)
        return faults(bundle)
    }

    static func faults(
        _ bundle: Bundle, read: [Fault] = [], incomplete: Set<BundleFile> = [], closedThrough: Month? = nil,
        over books: KnownLots = KnownLots(), mode: BundleCheck.Mode = .record
    ) -> [Fault] {
        var check = BundleCheck(bundle, faults: read, incomplete: incomplete, rules: rules, mode: mode)
        check.checkRows()
        var names = names
        names.closedThrough = closedThrough
        check.compare(with: names)
        check.checkMovements(with: books)
        return Faults(check.orderedFaults).list
    }

    /// The plan of a bundle without faults.
    static func plan(_ bundle: Bundle) throws -> RecordingPlan {
        var check = BundleCheck(bundle, rules: rules)
        check.checkRows()
        check.compare(with: names)
        check.checkMovements(with: KnownLots())
        return try check.plan()
    }
}

extension Fault {
    /// `overdraw shipments.csv:3`.
    var place: String { "\(code.text) \(file ?? "-"):\(line ?? 0)" }
}

extension Bundle {
    mutating func intake(_ lot: String, _ mass: Int64, _ minute: Int64, ticket: String? = nil, supplier: String = "P") {
        intakes.append(
            Intake(
                source: SourceLine(.intakes, line: intakes.count + 2), ticket: ticket ?? "T\(lot)",
                receivedAt: Samples.at(minute), facility: "F", material: "m", supplier: supplier,
                gross: Mass(grams: mass), tare: .zero, deduction: .zero, net: Mass(grams: mass), lot: lot))
    }

    mutating func run(
        _ run: String, _ start: Int64, _ end: Int64?, in inputs: KeyValuePairs<String, Int64>,
        out outputs: KeyValuePairs<String, Int64> = [:]
    ) {
        runs.append(
            Run(
                source: SourceLine(.runs, line: runs.count + 2), run: run, facility: "F", process: "p",
                startedAt: Samples.at(start), endedAt: end.map(Samples.at)))
        for (lot, mass) in inputs {
            runInputs.append(
                RunInput(
                    source: SourceLine(.runInputs, line: runInputs.count + 2), run: run, lot: lot,
                    mass: Mass(grams: mass)))
        }
        for (lot, mass) in outputs {
            runOutputs.append(
                RunOutput(
                    source: SourceLine(.runOutputs, line: runOutputs.count + 2), run: run, lot: lot, material: "m",
                    mass: Mass(grams: mass)))
        }
    }

    mutating func ship(
        _ shipment: String, _ lot: String, _ mass: Int64, _ minute: Int64, facility: String = "F", units: Int64? = nil
    ) {
        shipments.append(
            ShipmentLine(
                source: SourceLine(.shipments, line: shipments.count + 2), shipment: shipment,
                shippedAt: Samples.at(minute), facility: facility, customer: "P", lot: lot, mass: Mass(grams: mass),
                units: units))
    }

    mutating func opening(_ lot: String, _ mass: Int64, _ minute: Int64, units: Int64? = nil) {
        opening.append(
            OpeningStock(
                source: SourceLine(.opening, line: opening.count + 2), facility: "F", lot: lot, material: "m",
                mass: Mass(grams: mass), at: Samples.at(minute), units: units))
    }

    mutating func loss(_ run: String, _ mass: Int64) {
        runLosses.append(
            RunLoss(
                source: SourceLine(.runLosses, line: runLosses.count + 2), run: run, material: "m",
                mass: Mass(grams: mass)))
    }

    mutating func addition(_ run: String, _ mass: Int64) {
        runAdditions.append(
            RunAddition(
                source: SourceLine(.runAdditions, line: runAdditions.count + 2), run: run, material: "m",
                mass: Mass(grams: mass)))
    }

    mutating func giveBack(_ shipment: String, _ lot: String, _ mass: Int64, _ minute: Int64, units: Int64? = nil) {
        returns.append(
            ReturnLine(
                source: SourceLine(.returns, line: returns.count + 2), return: "B", returnedAt: Samples.at(minute),
                facility: "F", shipment: shipment, lot: lot, mass: Mass(grams: mass), units: units))
    }

    mutating func adjust(_ lot: String, _ mass: Int64, _ minute: Int64) {
        adjustments.append(
            AdjustmentLine(
                source: SourceLine(.adjustments, line: adjustments.count + 2), adjustment: "J",
                at: Samples.at(minute), facility: "F", lot: lot, mass: Mass(grams: mass), reason: "drying"))
    }

    mutating func count(_ lot: String, _ mass: Int64, _ minute: Int64) {
        counts.append(
            CountLine(
                source: SourceLine(.counts, line: counts.count + 2), count: "N", countedAt: Samples.at(minute),
                facility: "F", lot: lot, mass: Mass(grams: mass)))
    }

    mutating func transfer(_ transfer: String, _ lot: String, _ mass: Int64, _ sent: Int64, _ received: Int64?) {
        transfers.append(
            TransferLine(
                source: SourceLine(.transfers, line: transfers.count + 2), transfer: transfer,
                sentAt: Samples.at(sent), receivedAt: received.map(Samples.at), lot: lot, fromFacility: "F",
                toFacility: "G", mass: Mass(grams: mass)))
    }
}
