/// Below which share a run is not followed, so that all that is cut off together stays within epsilon.
///
/// A cut by each run's share alone bounds nothing, for there may be any number of small ones; so the cut falls until
/// the sum over the frontier is small enough. The last cut, and with it the answer, depends on the graph only.
struct FollowCut: Sendable {
    let epsilon: Double
    /// What the traced lot counts.
    let grams: Double
    /// Runs with this much or more are followed; 0 follows all.
    private(set) var share: Double

    /// - Parameters:
    ///   - epsilon: the share that may be cut off in all; 0 or less: nothing.
    ///   - grams: what the traced lot counts, of which that is a share.
    init(epsilon: Double, of grams: Double) {
        self.epsilon = max(0, epsilon)
        self.grams = grams
        share = self.epsilon * grams
    }

    /// Lowers the cut if these shares, which were cut off, are too much together; tells whether it did.
    mutating func lower(for cutShares: [Double]) -> Bool {
        var sum = ShareSum()
        for share in cutShares { sum.add(share) }
        guard sum.total / grams > epsilon else { return false }
        var small = 0.0
        var least = 0.0
        for candidate in cutShares.sorted() {
            // What is followed now leaves small pieces of its own, so only half of epsilon is given away here.
            small += candidate
            least = candidate
            if small > epsilon * grams / 2 { break }
        }
        share = min(least, share / 2)
        return true
    }
}
