/// By what the origins of a lot are listed.
package enum TraceKey: String, Sendable, CaseIterable {
    case lot, supplier, province, facility, material
}

/// By what the destinations of a lot are listed.
///
/// Suppliers and provinces are not among them: they say where mass came from, never where it went.
package enum DestinationKey: String, Sendable, CaseIterable {
    case lot, facility, material, state, customer
}

/// The share of all rows of a trace that have one key; a nil key is what is not known.
package struct TraceGroup: Sendable, Equatable {
    package var key: String?
    package var share: Double

    package init(key: String?, share: Double) {
        self.key = key
        self.share = share
    }
}

extension OriginTrace {
    /// The origins summed by a key, largest share first, the unknown last among equals.
    package func grouped(by key: TraceKey) -> [TraceGroup] {
        TraceGrouping.sums(origins.map { (key: $0.value(of: key), share: $0.share) })
    }
}

extension OriginTrace.Origin {
    fileprivate func value(of key: TraceKey) -> String? {
        switch key {
        case .lot: lot
        case .supplier: supplier
        case .province: TraceGrouping.provinceLevel(province)
        case .facility: facility
        case .material: material
        }
    }
}

extension DestinationTrace {
    /// The destinations summed by a key, largest share first, the unknown last among equals.
    package func grouped(by key: DestinationKey) -> [TraceGroup] {
        TraceGrouping.sums(destinations.map { (key: $0.value(of: key), share: $0.share) })
    }
}

extension DestinationTrace.Destination {
    fileprivate func value(of key: DestinationKey) -> String? {
        switch key {
        case .lot: lot
        case .facility: facility
        case .material: material
        case .state: state.rawValue
        case .customer: customer
        }
    }
}

/// Arithmetic of groups of shares.
package enum TraceGrouping {
    /// The GB/T 2260 code of the province that a finer code lies in; nil where the code has no two digits to tell.
    package static func provinceLevel(_ code: String?) -> String? {
        guard let code, code.prefix(2).utf8.count == 2,
            code.prefix(2).utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else { return nil }
        return Province.of(code)
    }

    /// Sums shares by key, in the order of the rows, so that the same rows give the same digits.
    ///
    /// Each sum carries its rounding error along (Neumaier's compensated summation): a supplier with a hundred thousand
    /// tickets keeps all digits that a Double holds, and shares still add up to 1 within 1e-9.
    package static func sums(_ rows: [(key: String?, share: Double)]) -> [TraceGroup] {
        var totals: [String?: CompensatedSum] = [:]
        for row in rows { totals[row.key, default: CompensatedSum()].add(row.share) }
        return totals.map { TraceGroup(key: $0.key, share: $0.value.total) }.sorted(by: precedes)
    }

    private static func precedes(_ left: TraceGroup, _ right: TraceGroup) -> Bool {
        if left.share != right.share { return left.share > right.share }
        guard let leftKey = left.key else { return false }
        guard let rightKey = right.key else { return true }
        return leftKey < rightKey
    }
}

/// A sum of Doubles that remembers what rounding took away.
private struct CompensatedSum {
    private var sum = 0.0
    private var compensation = 0.0

    var total: Double { sum + compensation }

    mutating func add(_ value: Double) {
        let next = sum + value
        compensation += abs(sum) >= abs(value) ? (sum - next) + value : (value - next) + sum
        sum = next
    }
}
