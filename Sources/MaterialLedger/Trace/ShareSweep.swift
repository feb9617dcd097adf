/// One pass over the runs that are known: takes shares from run to run, each run once with all that reaches it.
///
/// Shares are in grams of the traced lot: what a run holds nothing else of stays the integer that the books have.
///
/// Edges lead from earlier documents to later ones, so going through the documents in order brings a run's whole
/// share together before the run is followed. A correction may have given a run a lot that is younger than the run's
/// document; then a share arrives late and is followed by itself, which gives the same sums, for shares are linear.
struct ShareSweep: Sendable {
    /// How often a run may be followed again in one pass.
    ///
    /// Books whose times are in order have no cycle; should any have one, what goes round for ever ends as residual
    /// instead of never ending.
    private static let repetitionLimit = 100_000

    /// Shares that have arrived at runs and were not followed yet.
    private var pending: [Double]
    private var queue = RunQueue()
    private let ranks: [Int64]
    private let isLoaded: [Bool]
    private let cut: Double

    /// What was followed through each run.
    private(set) var followed: [Double]
    private var depths: [Int32]
    /// Runs with a share above the cut that have to be loaded.
    private(set) var wanted: [Int] = []
    private var isWanted: [Bool]
    private(set) var cutShares: [Double] = []
    private var repetitions = 0
    /// Runs on the longest path that was followed.
    private(set) var deepest = 0
    private(set) var runCount = 0
    /// What was not followed for another reason than the cut: too deep, or without an origin on record.
    private(set) var stopped = ShareSum()

    /// - Parameters:
    ///   - ranks: the order in which runs are followed, smallest first.
    ///   - isLoaded: whether what a run drew and made is known.
    ///   - cut: runs with a smaller share are not followed.
    init(ranks: [Int64], isLoaded: [Bool], cut: Double) {
        self.ranks = ranks
        self.isLoaded = isLoaded
        self.cut = cut
        pending = Array(repeating: 0, count: ranks.count)
        followed = pending
        depths = Array(repeating: 0, count: ranks.count)
        isWanted = Array(repeating: false, count: ranks.count)
    }

    /// What was not followed, for whatever reason.
    var residual: Double {
        var sum = stopped
        for share in cutShares { sum.add(share) }
        return sum.total
    }

    /// A share reaches a run.
    ///
    /// - Parameter predecessor: the run that it comes from; nil: the traced lot itself.
    mutating func arrive(at run: Int, share: Double, from predecessor: Int?) {
        guard share > 0 else { return }
        if pending[run] == 0 { queue.push(run, rank: ranks[run]) }
        pending[run] += share
        let depth = predecessor.map { depths[$0] + 1 } ?? 1
        if depths[run] < depth { depths[run] = depth }
    }

    /// A share whose way ends without an origin or destination on record.
    mutating func stop(_ share: Double) {
        stopped.add(share)
    }

    /// Follows what has arrived until nothing is left.
    ///
    /// - Parameters:
    ///   - limit: the most runs on one way; nil: any number. With a limit, shares go one run at a time, so that those
    ///     that come to the same run by ways of different length are told apart.
    ///   - expand: passes a run's share on.
    mutating func follow(limit: Int?, _ expand: (inout ShareSweep, _ run: Int, _ share: Double) -> Void) {
        guard let limit else {
            while let run = queue.pop() { follow(run, takePending(run), isRepetitionLimited: true, expand) }
            return
        }
        var level = 0
        while level < limit, !queue.isEmpty {
            var batch: [(run: Int, share: Double)] = []
            while let run = queue.pop() { batch.append((run, takePending(run))) }
            for (run, share) in batch { follow(run, share, isRepetitionLimited: false, expand) }
            level += 1
        }
        while let run = queue.pop() { stopped.add(takePending(run)) }
        deepest = min(deepest, limit)
    }

    private mutating func takePending(_ run: Int) -> Double {
        defer { pending[run] = 0 }
        return pending[run]
    }

    private mutating func follow(
        _ run: Int, _ share: Double, isRepetitionLimited: Bool, _ expand: (inout ShareSweep, Int, Double) -> Void
    ) {
        guard share >= cut else {
            cutShares.append(share)
            return
        }
        guard isLoaded[run] else {
            if !isWanted[run] { wanted.append(run) }
            isWanted[run] = true
            return
        }
        if followed[run] == 0 {
            runCount += 1
        } else if isRepetitionLimited {
            repetitions += 1
            guard repetitions <= ShareSweep.repetitionLimit else {
                stopped.add(share)
                return
            }
        }
        followed[run] += share
        deepest = max(deepest, Int(depths[run]))
        expand(&self, run, share)
    }
}
