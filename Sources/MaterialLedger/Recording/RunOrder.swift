/// The order in which runs are recorded: a run comes after the runs whose outputs it draws.
///
/// Between different instants the times give it; runs that start and end at one instant may feed one another and are
/// ordered by what they draw. A ring among them is a fault.
struct RunOrder {
    /// Rows of `Bundle.runs` in order.
    private(set) var rows: [Int] = []
    /// Rows of `Bundle.runInputs` that close a ring, one for each ring.
    private(set) var ownOutputs: [Int] = []

    init(_ bundle: Bundle, _ runs: RunLines) {
        // One that ends before it starts is told for that; a ring through it is one all the same.
        let instant = bundle.runs.map { run in run.endedAt.map { $0 <= run.startedAt } == true ? 0 : 1 }
        rows = bundle.runs.indices.sorted { left, right in
            (bundle.runs[left].startedAt, instant[left], left) < (bundle.runs[right].startedAt, instant[right], right)
        }
        var maker: [String: Int] = [:]
        var position = 0
        while position < rows.count {
            let first = bundle.runs[rows[position]]
            var end = position + 1
            while end < rows.count, bundle.runs[rows[end]].startedAt == first.startedAt,
                instant[rows[end]] == instant[rows[position]]
            {
                end += 1
            }
            if instant[rows[position]] == 0 {
                maker.removeAll(keepingCapacity: true)
                for row in rows[position..<end] {
                    for output in runs.outputs[row] { maker[bundle.runOutputs[output].lot] = row }
                }
                sort(position..<end, bundle, runs, maker)
            }
            position = end
        }
    }

    /// Kahn's algorithm over the runs of one instant, by file order among those that are free.
    private mutating func sort(_ range: Range<Int>, _ bundle: Bundle, _ runs: RunLines, _ maker: [String: Int]) {
        var waiting: [Int: Int] = [:]
        var feeds: [Int: [Int]] = [:]
        for row in rows[range] {
            for input in runs.inputs[row] {
                guard let source = maker[bundle.runInputs[input].lot] else { continue }
                waiting[row, default: 0] += 1
                feeds[source, default: []].append(row)
            }
        }
        guard !feeds.isEmpty else { return }
        var free = rows[range].filter { waiting[$0] == nil }
        var ordered: [Int] = []
        while !free.isEmpty {
            let row = free.removeFirst()
            ordered.append(row)
            for next in feeds[row] ?? [] {
                waiting[next, default: 0] -= 1
                if waiting[next] == 0 { free.append(next) }
            }
        }
        let ring = Set(rows[range]).subtracting(ordered)
        guard ring.isEmpty else { return tellRings(ring, bundle, runs, maker) }
        rows.replaceSubrange(range, with: ordered)
    }

    /// For each ring the first input line that lies on it.
    private mutating func tellRings(_ stuck: Set<Int>, _ bundle: Bundle, _ runs: RunLines, _ maker: [String: Int]) {
        func sources(_ row: Int) -> [(line: Int, source: Int)] {
            runs.inputs[row].compactMap { line in
                guard let source = maker[bundle.runInputs[line].lot], stuck.contains(source) else { return nil }
                return (line, source)
            }
        }
        func reached(from row: Int) -> Set<Int> {
            var seen: Set<Int> = []
            var todo = [row]
            while let next = todo.popLast() {
                for (_, source) in sources(next) where seen.insert(source).inserted { todo.append(source) }
            }
            return seen
        }
        var told: Set<Int> = []
        for row in stuck.sorted() where !told.contains(row) {
            let up = reached(from: row)
            guard up.contains(row) else { continue }
            let ring = up.filter { reached(from: $0).contains(row) }
            told.formUnion(ring)
            let lines = ring.flatMap { member in sources(member).filter { ring.contains($0.source) }.map(\.line) }
            if let first = lines.min() { ownOutputs.append(first) }
        }
    }
}
