/// One pass over what an ``OriginSearch`` knows: the shares of lots, gains and additions in the traced lot.
struct OriginSweep: Sendable {
    private(set) var shares: ShareSweep
    private(set) var tally: OriginTally

    init(_ search: OriginSearch, ranks: [Int64], isLoaded: [Bool], cut: Double) {
        var shares = ShareSweep(ranks: ranks, isLoaded: isLoaded, cut: cut)
        var tally = OriginTally(search)
        tally.enter(search.start, search.grams, from: nil, search, &shares)
        shares.follow(limit: search.limit) { shares, run, share in
            tally.expand(run, share, search, &shares)
        }
        self.shares = shares
        self.tally = tally
    }

    func findings(_ search: OriginSearch) -> OriginFindings {
        var lots: [OriginFindings.Lot] = []
        var gains: [OriginFindings.Gain] = []
        for (index, lot) in search.lots.enumerated() {
            let grams = tally.lotShares[index].total
            if grams > 0 { lots.append(OriginFindings.Lot(lot: lot.id, share: grams / search.grams, grams: grams)) }
            var atFacility: [Int64: Double] = [:]
            for gain in lot.gains {
                atFacility[search.gains[gain].facility, default: 0] += tally.gainShares[gain].total
            }
            for (facility, grams) in atFacility where grams > 0 {
                gains.append(
                    OriginFindings.Gain(lot: lot.id, facility: facility, share: grams / search.grams, grams: grams))
            }
        }
        let additions = zip(search.additionKeys, tally.additionShares).compactMap { key, sum in
            sum.total > 0
                ? OriginFindings.Addition(
                    material: key.material, facility: key.facility, share: sum.total / search.grams, grams: sum.total)
                : nil
        }
        return OriginFindings(
            lots: lots.sorted { ($1.share, $0.lot) < ($0.share, $1.lot) },
            additions: additions.sorted {
                ($1.share, $0.material, $0.facility) < ($0.share, $1.material, $1.facility)
            },
            gains: gains.sorted { ($1.share, $0.lot, $0.facility) < ($0.share, $1.lot, $1.facility) },
            residualShare: shares.residual / search.grams, residualGrams: shares.residual, depth: shares.deepest,
            lotCount: tally.lotCount, runCount: shares.runCount)
    }
}

/// Where the shares of one pass have ended.
struct OriginTally: Sendable {
    /// By index of the lot, for lots that are origins.
    private(set) var lotShares: [ShareSum]
    private(set) var gainShares: [ShareSum]
    private(set) var additionShares: [ShareSum]
    private var isVisited: [Bool]
    private(set) var lotCount = 0

    init(_ search: OriginSearch) {
        lotShares = Array(repeating: ShareSum(), count: search.lots.count)
        gainShares = Array(repeating: ShareSum(), count: search.gains.count)
        additionShares = Array(repeating: ShareSum(), count: search.additionKeys.count)
        isVisited = Array(repeating: false, count: search.lots.count)
    }

    /// Divides a share over a lot's gains and what made the lot.
    mutating func enter(
        _ index: Int, _ share: Double, from predecessor: Int?, _ search: OriginSearch, _ shares: inout ShareSweep
    ) {
        if !isVisited[index] {
            isVisited[index] = true
            lotCount += 1
        }
        let lot = search.lots[index]
        for gain in lot.gains { gainShares[gain].add(search.gains[gain].part.of(share)) }
        let made = lot.created.of(share)
        if let run = lot.run {
            shares.arrive(at: run, share: made, from: predecessor)
        } else {
            lotShares[index].add(made)
        }
    }

    /// Divides a share over what went into a run.
    mutating func expand(_ index: Int, _ share: Double, _ search: OriginSearch, _ shares: inout ShareSweep) {
        let run = search.runs[index]
        guard run.hasOrigins else {
            shares.stop(share)
            return
        }
        for input in search.inputs[run.inputs] {
            enter(input.lot, input.part.of(share), from: index, search, &shares)
        }
        for addition in search.additions[run.additions] {
            additionShares[addition.key].add(addition.part.of(share))
        }
    }
}
