/// The known name that someone likely meant.
enum NearestName {
    /// The candidate with the fewest typing slips, upper and lower case being equal; nil where none is near.
    static func of(_ name: String, among candidates: [String]) -> String? {
        let typed = Array(name.lowercased().utf8)
        // Names of columns have at most 19 characters: a long text is no slip of one of them.
        guard !typed.isEmpty, typed.count <= 64 else { return nil }
        var best: (name: String, slips: Int)?
        for candidate in candidates {
            let slips = slips(from: typed, to: Array(candidate.lowercased().utf8))
            guard slips <= max(1, min(typed.count, candidate.utf8.count) / 3) else { continue }
            if let found = best, found.slips <= slips { continue }
            best = (candidate, slips)
        }
        return best?.name
    }

    /// Insertions, deletions, replacements and swaps of neighbours between two words (optimal string alignment).
    private static func slips(from left: [UInt8], to right: [UInt8]) -> Int {
        var beforePrevious: [Int] = []
        var previous = Array(0...right.count)
        for row in left.indices {
            var current = [row + 1]
            for column in right.indices {
                let replaced = previous[column] + (left[row] == right[column] ? 0 : 1)
                var cost = min(replaced, previous[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                    cost = min(cost, beforePrevious[column - 1] + 1)
                }
                current.append(cost)
            }
            beforePrevious = previous
            previous = current
        }
        return previous[right.count]
    }
}
