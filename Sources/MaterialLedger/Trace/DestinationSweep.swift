/// One pass over what a ``DestinationSearch`` knows: what of the traced lot is where.
struct DestinationSweep: Sendable {
    private(set) var shares: ShareSweep
    private(set) var tally: DestinationTally

    init(_ search: DestinationSearch, ranks: [Int64], isLoaded: [Bool], cut: Double) {
        var shares = ShareSweep(ranks: ranks, isLoaded: isLoaded, cut: cut)
        var tally = DestinationTally(search)
        // By mass that is 1, and what holds nothing but the traced lot stays exact.
        tally.enter(0, perGram: search.grams / Double(search.tracedMass.grams), from: nil, search, &shares)
        shares.follow(limit: search.limit) { shares, run, share in
            tally.expand(run, share, search, &shares)
        }
        self.shares = shares
        self.tally = tally
    }

    func findings(_ search: DestinationSearch) -> DestinationFindings {
        var places: [DestinationFindings.Place] = []
        for (index, lot) in search.lots.enumerated() {
            for place in search.places[lot.places] {
                let grams = tally.perGram[index] * Double(place.grams)
                guard grams != 0 else { continue }
                places.append(
                    DestinationFindings.Place(
                        lot: lot.id, state: place.state, facility: place.facility, customer: place.customer,
                        share: grams / search.grams, grams: grams))
            }
        }
        var losses: [DestinationFindings.Loss] = []
        for (key, loss) in zip(search.lossKeys, tally.lossShares) where loss.total > 0 {
            losses.append(
                DestinationFindings.Loss(
                    material: key.material, facility: key.facility, share: loss.total / search.grams,
                    grams: loss.total))
        }
        places.sort { DestinationSweep.rank($0) < DestinationSweep.rank($1) }
        losses.sort { ($1.share, $0.material, $0.facility) < ($0.share, $1.material, $1.facility) }
        var missing = ShareSum()
        missing.add(search.grams)
        for place in places { missing.add(-place.grams) }
        for loss in losses { missing.add(-loss.grams) }
        // By mass nothing else can be missing; of a substance, compositions may have lost or added some.
        let isRounding = abs(missing.total - shares.residual) <= search.grams * 1e-12
        let residual = search.isMass || isRounding ? shares.residual : missing.total
        return DestinationFindings(
            places: places, losses: losses, residualShare: residual / search.grams, residualGrams: residual,
            lotCount: tally.lotCount, runCount: shares.runCount)
    }

    private static func rank(
        _ place: DestinationFindings.Place
    ) -> (Double, Int64, String, Int64, Int64) {
        (-place.share, place.lot, place.state.rawValue, place.facility ?? -1, place.customer ?? -1)
    }
}

/// What the lots and losses of one pass hold of the traced lot.
struct DestinationTally: Sendable {
    /// By index of the lot: the grams of the traced lot, or of its substance, in each of its grams.
    private(set) var perGram: [Double]
    private(set) var lossShares: [ShareSum]
    private var isVisited: [Bool]
    private(set) var lotCount = 0

    init(_ search: DestinationSearch) {
        perGram = Array(repeating: 0, count: search.lots.count)
        lossShares = Array(repeating: ShareSum(), count: search.lossKeys.count)
        isVisited = Array(repeating: false, count: search.lots.count)
    }

    /// Passes on what was drawn of a lot.
    mutating func enter(
        _ index: Int, perGram added: Double, from predecessor: Int?, _ search: DestinationSearch,
        _ shares: inout ShareSweep
    ) {
        if !isVisited[index] {
            isVisited[index] = true
            lotCount += 1
        }
        perGram[index] += added
        for use in search.uses[search.lots[index].uses] {
            shares.arrive(at: use.run, share: added * use.grams, from: predecessor)
        }
    }

    /// Divides a share over what a run made.
    mutating func expand(_ index: Int, _ share: Double, _ search: DestinationSearch, _ shares: inout ShareSweep) {
        let run = search.runs[index]
        guard run.hasContents else {
            shares.stop(share)
            return
        }
        for output in search.outputs[run.outputs] {
            enter(output.lot, perGram: output.created.of(output.perGram.of(share)), from: index, search, &shares)
        }
        for loss in search.losses[run.losses] {
            lossShares[loss.key].add(loss.part.of(share))
        }
    }
}
