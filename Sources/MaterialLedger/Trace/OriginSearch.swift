/// The search for whose mass is in a lot: exact proportional mixing through any number of runs.
///
/// All outputs of a run have the same origins, so shares go from run to run. The search does no I/O: it says which
/// runs it needs to know (`runsToLoad`), is told (`take`), and ends when the runs that it does not know hold no more
/// than epsilon together. The answer does not depend on how many runs were loaded at a time.
package struct OriginSearch: Sendable {
    /// A lot that has been met.
    struct Lot: Sendable {
        let id: Int64
        /// Index of the run that made it; nil: the lot is an origin itself.
        let run: Int?
        /// The part of the lot that its document made; the rest are gains.
        var created = Proportion.all
        /// Its gains, as a range of `gains`.
        var gains = 0..<0
    }

    struct Gain: Sendable {
        let facility: Int64
        /// Of the whole lot.
        let part: Proportion
    }

    /// A lot among a run's inputs, and the part of the run that it is.
    struct Input: Sendable {
        let lot: Int
        let part: Proportion
    }

    struct AdditionKey: Sendable, Hashable {
        let material: Int64
        let facility: Int64
    }

    /// An addition to a run, and the part of the run that it is.
    struct Addition: Sendable {
        let key: Int
        let part: Proportion
    }

    struct Run: Sendable {
        let document: Int64
        var inputs = 0..<0
        var additions = 0..<0
        /// False: nothing that went in counts, so what is sought has no origin on record.
        var hasOrigins = false
    }

    let start: Int
    /// What the traced lot counts: its grams, or the substance's.
    let grams: Double
    let limit: Int?
    private(set) var runs: [Run] = []
    private(set) var lots: [Lot] = []
    private(set) var inputs: [Input] = []
    private(set) var additions: [Addition] = []
    private(set) var gains: [Gain] = []
    private(set) var additionKeys: [AdditionKey] = []
    private var runIndex: [Int64: Int] = [:]
    private var lotIndex: [Int64: Int] = [:]
    private var additionIndex: [AdditionKey: Int] = [:]
    private var ranks: [Int64] = []
    private var isLoaded: [Bool] = []
    /// Gains of the lots that are being taken.
    private var gainsOfNewLots: [Int64: ArraySlice<OriginFacts.Gain>] = [:]
    private var cut: FollowCut
    /// Where the cut seems to end; decides only what is loaded.
    private var likely: FollowCut
    private(set) var last: OriginSweep?

    /// - Parameters:
    ///   - lot: the traced lot.
    ///   - source: the document that made it.
    ///   - isMadeByRun: whether that is a run.
    ///   - grams: what the lot counts when it was created: its mass, or the substance's; above 0.
    ///   - gains: the lot's own.
    ///   - epsilon: the share that may be cut off in all; 0: exact.
    ///   - depth: the most runs on one way; nil: any number.
    package init(
        lot: Int64, source: Int64, isMadeByRun: Bool, grams: Double, gains: [OriginFacts.Gain], epsilon: Double,
        depth: Int?
    ) {
        cut = FollowCut(epsilon: epsilon, of: grams)
        likely = cut
        self.grams = grams
        limit = depth.map { max(0, $0) }
        start = 0
        let index = meet(lot: lot, source: source, isMadeByRun: isMadeByRun)
        setGains(gains.sorted { ($0.facility, $0.mass) < ($1.facility, $1.mass) }[...], ofLot: index)
    }

    /// The documents of the runs that have to be known next, in the order of their ids; none: the search has ended.
    package mutating func runsToLoad() -> [Int64] {
        while true {
            var sweep = OriginSweep(self, ranks: ranks, isLoaded: isLoaded, cut: cut.share)
            if sweep.shares.wanted.isEmpty {
                // The cut falls only when all above it is known: so what was loaded before can't show in the answer.
                if cut.lower(for: sweep.shares.cutShares) { continue }
                last = sweep
                return []
            }
            // It will have to fall about so far, and asking for more at a time saves rounds.
            if likely.share > cut.share { likely = cut }
            repeat {
                sweep = OriginSweep(self, ranks: ranks, isLoaded: isLoaded, cut: likely.share)
            } while likely.lower(for: sweep.shares.cutShares)
            return sweep.shares.wanted.map { runs[$0].document }.sorted()
        }
    }

    /// Takes what the books say of runs; runs that are known already and others than asked for are welcome.
    package mutating func take(_ facts: OriginFacts) {
        var inputRows = RunRows(facts.inputs, run: \.run) { ($0.lot, $0.weight.units) < ($1.lot, $1.weight.units) }
        var additionRows = RunRows(facts.additions, run: \.run) {
            ($0.material, $0.facility, $0.weight.units) < ($1.material, $1.facility, $1.weight.units)
        }
        let gainRows = RunRows(facts.gains, run: \.lot) { ($0.facility, $0.mass) < ($1.facility, $1.mass) }
        gainsOfNewLots = gainRows.grouped()
        for document in facts.runs.sorted() {
            let drawn = inputRows.take(document)
            let added = additionRows.take(document)
            let run = meet(run: document)
            guard !isLoaded[run] else { continue }
            isLoaded[run] = true
            fill(run, inputs: drawn, additions: added)
        }
        gainsOfNewLots = [:]
    }

    /// What was found, once `runsToLoad` has come back empty.
    package func findings() -> OriginFindings {
        last.map { $0.findings(self) }
            ?? OriginFindings(
                lots: [], additions: [], gains: [], residualShare: 1, residualGrams: grams, depth: 0, lotCount: 1,
                runCount: 0)
    }
}

// MARK: -

extension OriginSearch {
    private mutating func fill(
        _ run: Int, inputs drawn: ArraySlice<OriginFacts.Input>, additions added: ArraySlice<OriginFacts.Addition>
    ) {
        // Summed as integers: exact, and in any order the same.
        var sum = SubstanceMass()
        for row in drawn { sum = sum + row.weight }
        for row in added { sum = sum + row.weight }
        guard sum.units > 0 else { return }
        let whole = sum.value
        runs[run].hasOrigins = true
        let firstInput = inputs.count
        for row in drawn where row.weight.units > 0 {
            let lot = meet(lot: row.lot, source: row.source, isMadeByRun: row.isMadeByRun)
            inputs.append(Input(lot: lot, part: Proportion(row.weight.value, of: whole)))
        }
        runs[run].inputs = firstInput..<inputs.count
        let firstAddition = additions.count
        for row in added where row.weight.units > 0 {
            let key = meet(AdditionKey(material: row.material, facility: row.facility))
            additions.append(Addition(key: key, part: Proportion(row.weight.value, of: whole)))
        }
        runs[run].additions = firstAddition..<additions.count
    }

    private mutating func meet(run document: Int64) -> Int {
        if let known = runIndex[document] { return known }
        let index = runs.count
        runIndex[document] = index
        runs.append(Run(document: document))
        // Latest first: a run is followed when all that it went into has been.
        ranks.append(-document)
        isLoaded.append(false)
        return index
    }

    private mutating func meet(lot id: Int64, source: Int64, isMadeByRun: Bool) -> Int {
        if let known = lotIndex[id] { return known }
        let index = lots.count
        lotIndex[id] = index
        lots.append(Lot(id: id, run: isMadeByRun ? meet(run: source) : nil))
        if let own = gainsOfNewLots[id] { setGains(own, ofLot: index) }
        return index
    }

    private mutating func meet(_ key: AdditionKey) -> Int {
        if let known = additionIndex[key] { return known }
        let index = additionKeys.count
        additionIndex[key] = index
        additionKeys.append(key)
        return index
    }

    private mutating func setGains(_ rows: ArraySlice<OriginFacts.Gain>, ofLot lot: Int) {
        guard let created = rows.first?.created else { return }
        let whole = Double(rows.reduce(Int128(created.grams)) { $0 + Int128($1.mass.grams) })
        let first = gains.count
        for row in rows {
            gains.append(Gain(facility: row.facility, part: Proportion(Double(row.mass.grams), of: whole)))
        }
        lots[lot].created = Proportion(Double(created.grams), of: whole)
        lots[lot].gains = first..<gains.count
    }
}
