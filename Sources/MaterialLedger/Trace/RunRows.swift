/// Rows grouped by an id, for taking the rows of rising ids one after the other.
struct RunRows<Row> {
    private let rows: [Row]
    private let key: (Row) -> Int64
    private var next = 0

    /// - Parameters:
    ///   - rows: in any order; those that are in order already are not sorted again.
    ///   - run: the id.
    ///   - precedes: the order among rows of one id, so that the order of loading can't show in any sum.
    init(_ rows: [Row], run key: @escaping (Row) -> Int64, by precedes: (Row, Row) -> Bool) {
        func isBefore(_ left: Row, _ right: Row) -> Bool {
            let (leftKey, rightKey) = (key(left), key(right))
            return leftKey != rightKey ? leftKey < rightKey : precedes(left, right)
        }
        var isSorted = true
        for index in rows.indices.dropFirst() where isBefore(rows[index], rows[index - 1]) {
            isSorted = false
            break
        }
        self.rows = isSorted ? rows : rows.sorted(by: isBefore)
        self.key = key
    }

    /// The rows of an id that is larger than all that were asked for before.
    mutating func take(_ id: Int64) -> ArraySlice<Row> {
        while next < rows.count, key(rows[next]) < id { next += 1 }
        let first = next
        while next < rows.count, key(rows[next]) == id { next += 1 }
        return rows[first..<next]
    }

    /// All rows by id.
    func grouped() -> [Int64: ArraySlice<Row>] {
        var groups: [Int64: ArraySlice<Row>] = [:]
        var first = 0
        while first < rows.count {
            var end = first + 1
            while end < rows.count, key(rows[end]) == key(rows[first]) { end += 1 }
            groups[key(rows[first])] = rows[first..<end]
            first = end
        }
        return groups
    }
}
