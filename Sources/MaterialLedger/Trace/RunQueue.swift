/// Runs waiting to be followed, handed out in the order of their documents: a binary heap.
struct RunQueue: Sendable {
    private struct Entry {
        /// Smallest first.
        let rank: Int64
        let run: Int
    }

    private var entries: [Entry] = []

    var isEmpty: Bool { entries.isEmpty }

    mutating func push(_ run: Int, rank: Int64) {
        entries.append(Entry(rank: rank, run: run))
        var child = entries.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard entries[child].rank < entries[parent].rank else { break }
            entries.swapAt(child, parent)
            child = parent
        }
    }

    mutating func pop() -> Int? {
        guard let first = entries.first else { return nil }
        let last = entries.removeLast()
        guard !entries.isEmpty else { return first.run }
        entries[0] = last
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2]
            where child < entries.count && entries[child].rank < entries[least].rank {
                least = child
            }
            guard least != parent else { break }
            entries.swapAt(parent, least)
            parent = least
        }
        return first.run
    }
}
