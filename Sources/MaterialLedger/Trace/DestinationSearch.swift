/// The search for where a lot's mass is now, through any number of runs.
///
/// The counterpart of ``OriginSearch``: it says which runs it needs to know, is told what they and the lots that they
/// made became, and ends when the runs that it did not follow drew no more than epsilon of the traced lot together.
package struct DestinationSearch: Sendable {
    /// A lot that has been met.
    struct Lot: Sendable {
        let id: Int64
        /// Where it is, as a range of `places`; what runs drew of it, as one of `uses`.
        var places = 0..<0
        var uses = 0..<0
    }

    struct Place: Sendable, Hashable {
        let state: DestinationTrace.State
        let facility: Int64?
        let customer: Int64?
        let grams: Int64
    }

    struct Use: Sendable {
        let run: Int
        let grams: Double
    }

    /// A lot that a run made.
    struct Output: Sendable {
        let lot: Int
        /// What a gram of it, without its gains, is of all that the run had in it.
        let perGram: Proportion
        /// The part of the lot that the run made; the rest are gains.
        let created: Proportion
        /// The lot's grams with its gains.
        let grams: Double
    }

    struct LossKey: Sendable, Hashable {
        let material: Int64
        let facility: Int64
    }

    struct Loss: Sendable {
        let key: Int
        /// The part of the run that it is.
        let part: Proportion
    }

    struct Run: Sendable {
        let document: Int64
        var outputs = 0..<0
        var losses = 0..<0
        /// False: nothing of what is sought has gone in, by the compositions.
        var hasContents = false
    }

    let limit: Int?
    let tracedMass: Mass
    /// What the traced lot counts: its grams, or the substance's.
    let grams: Double
    let isMass: Bool
    private(set) var runs: [Run] = []
    private(set) var lots: [Lot] = []
    private(set) var outputs: [Output] = []
    private(set) var losses: [Loss] = []
    private(set) var places: [Place] = []
    private(set) var uses: [Use] = []
    private(set) var lossKeys: [LossKey] = []
    private var runIndex: [Int64: Int] = [:]
    private var lossIndex: [LossKey: Int] = [:]
    private var ranks: [Int64] = []
    private var isLoaded: [Bool] = []
    private var cut: FollowCut
    /// Where the cut seems to end; decides only what is loaded.
    private var likely: FollowCut
    private(set) var last: DestinationSweep?

    /// - Parameters:
    ///   - lot: the traced lot.
    ///   - mass: its mass when it was created, above 0.
    ///   - substanceGrams: what of it is the substance that is followed, above 0; nil: mass is followed. Of a substance
    ///     compositions may lose or add some on the way, and what they do is part of the residual.
    ///   - parts: what became of it.
    ///   - uses: the runs that drew of it.
    ///   - epsilon: the share that may be cut off in all; 0: exact.
    ///   - depth: the most runs on one way; nil: any number.
    package init(
        lot: Int64, mass: Mass, substanceGrams: Double?, parts: [DestinationFacts.Part],
        uses: [DestinationFacts.Use], epsilon: Double, depth: Int?
    ) {
        tracedMass = mass
        grams = substanceGrams ?? Double(mass.grams)
        isMass = substanceGrams == nil
        cut = FollowCut(epsilon: epsilon, of: grams)
        likely = cut
        limit = depth.map { max(0, $0) }
        let inOrder = DestinationRows(parts: parts, uses: uses)
        _ = add(lot: lot, parts: inOrder.parts[...], uses: inOrder.uses[...], keepsGains: true)
    }

    /// The documents of the runs that have to be known next, in the order of their ids; none: the search has ended.
    package mutating func runsToLoad() -> [Int64] {
        while true {
            var sweep = DestinationSweep(self, ranks: ranks, isLoaded: isLoaded, cut: cut.share)
            if sweep.shares.wanted.isEmpty {
                // The cut falls only when all above it is known: so what was loaded before can't show in the answer.
                if cut.lower(for: sweep.shares.cutShares) { continue }
                last = sweep
                return []
            }
            // It will have to fall about so far, and asking for more at a time saves rounds.
            if likely.share > cut.share { likely = cut }
            repeat {
                sweep = DestinationSweep(self, ranks: ranks, isLoaded: isLoaded, cut: likely.share)
            } while likely.lower(for: sweep.shares.cutShares)
            return sweep.shares.wanted.map { runs[$0].document }.sorted()
        }
    }

    /// Takes what the books say of runs; runs that are known already and others than asked for are welcome.
    package mutating func take(_ facts: DestinationFacts) {
        let rows = DestinationRows(parts: facts.parts, uses: facts.uses)
        let parts = RunRows(rows.parts, run: \.lot) { _, _ in false }.grouped()
        let uses = RunRows(rows.uses, run: \.lot) { _, _ in false }.grouped()
        var contents = RunRows(facts.contents, run: \.run) { _, _ in false }
        var made = RunRows(facts.outputs, run: \.run) { $0.lot < $1.lot }
        var lost = RunRows(facts.losses, run: \.run) {
            ($0.material, $0.facility, $0.weight.units) < ($1.material, $1.facility, $1.weight.units)
        }
        for document in facts.runs.sorted() {
            let whole = contents.take(document).reduce(SubstanceMass()) { $0 + $1.weight }
            let made = made.take(document)
            let lost = lost.take(document)
            let run = meet(run: document)
            guard !isLoaded[run] else { continue }
            isLoaded[run] = true
            guard whole.units > 0 else { continue }
            runs[run].hasContents = true
            let firstOutput = outputs.count
            for output in made {
                let parts = parts[output.lot] ?? []
                let gained = parts.reduce(Int64(0)) { $1.state == .adjustment ? $0 + max(0, -$1.grams) : $0 }
                let created = Double(output.created.grams)
                let grams = created + Double(gained)
                let lot = add(lot: output.lot, parts: parts, uses: uses[output.lot] ?? [], keepsGains: false)
                outputs.append(
                    Output(
                        lot: lot, perGram: Proportion(output.fraction.value, of: whole.value),
                        created: Proportion(created, of: grams), grams: grams))
            }
            runs[run].outputs = firstOutput..<outputs.count
            let firstLoss = losses.count
            for loss in lost where loss.weight.units > 0 {
                let key = meet(LossKey(material: loss.material, facility: loss.facility))
                losses.append(Loss(key: key, part: Proportion(loss.weight.value, of: whole.value)))
            }
            runs[run].losses = firstLoss..<losses.count
        }
    }

    /// What was found, once `runsToLoad` has come back empty.
    package func findings() -> DestinationFindings {
        last.map { $0.findings(self) }
            ?? DestinationFindings(
                places: [], losses: [], residualShare: 1, residualGrams: grams, lotCount: 1, runCount: 0)
    }
}

// MARK: -

extension DestinationSearch {
    /// A lot is made by one run only and so met once.
    private mutating func add(
        lot id: Int64, parts: ArraySlice<DestinationFacts.Part>, uses drawn: ArraySlice<DestinationFacts.Use>,
        keepsGains: Bool
    ) -> Int {
        var lot = Lot(id: id)
        let firstPlace = places.count
        for part in parts where keepsGains || part.state != .adjustment || part.grams > 0 {
            if let last = places.last, places.count > firstPlace,
                (last.state, last.facility, last.customer) == (part.state, part.facility, part.customer)
            {
                places[places.count - 1] = Place(
                    state: last.state, facility: last.facility, customer: last.customer,
                    grams: last.grams + part.grams)
            } else {
                places.append(
                    Place(state: part.state, facility: part.facility, customer: part.customer, grams: part.grams))
            }
        }
        lot.places = firstPlace..<places.count
        let firstUse = uses.count
        for use in drawn { uses.append(Use(run: meet(run: use.run), grams: Double(use.mass.grams))) }
        lot.uses = firstUse..<uses.count
        lots.append(lot)
        return lots.count - 1
    }

    private mutating func meet(run document: Int64) -> Int {
        if let known = runIndex[document] { return known }
        let index = runs.count
        runIndex[document] = index
        runs.append(Run(document: document))
        // Earliest first: a run is followed when all that went into it has been.
        ranks.append(document)
        isLoaded.append(false)
        return index
    }

    private mutating func meet(_ key: LossKey) -> Int {
        if let known = lossIndex[key] { return known }
        let index = lossKeys.count
        lossIndex[key] = index
        lossKeys.append(key)
        return index
    }
}

/// Parts and uses in the one order in which they are summed, whatever the order of loading.
private struct DestinationRows {
    let parts: [DestinationFacts.Part]
    let uses: [DestinationFacts.Use]

    init(parts: [DestinationFacts.Part], uses: [DestinationFacts.Use]) {
        self.parts = parts.sorted { DestinationRows.rank($0) < DestinationRows.rank($1) }
        self.uses = uses.sorted { ($0.lot, $0.run, $0.mass) < ($1.lot, $1.run, $1.mass) }
    }

    private static func rank(_ part: DestinationFacts.Part) -> (Int64, String, Int64, Int64, Int64) {
        (part.lot, part.state.rawValue, part.facility ?? -1, part.customer ?? -1, part.grams)
    }
}
