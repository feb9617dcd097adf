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
    /// Where mass without a key is, where groups are divided by that.
    package var state: DestinationTrace.State?
    package var share: Double
    package var grams: Double

    package init(key: String?, state: DestinationTrace.State? = nil, share: Double, grams: Double) {
        self.key = key
        self.state = state
        self.share = share
        self.grams = grams
    }
}

extension OriginTrace {
    /// The origins summed by a key, largest share first, the unknown last among equals.
    package func grouped(by key: TraceKey) -> [TraceGroup] {
        TraceGrouping.sums(
            origins.map { TraceGroup(key: $0.value(of: key), share: $0.share, grams: $0.grams) })
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
    ///
    /// - Parameter dividesUnknown: whether mass without a key, which has no customer because it lies in stock, is
    ///   divided by its state.
    package func grouped(by key: DestinationKey, dividesUnknown: Bool = false) -> [TraceGroup] {
        TraceGrouping.sums(
            destinations.map { row in
                let value = row.value(of: key)
                return TraceGroup(
                    key: value, state: dividesUnknown && value == nil ? row.state : nil, share: row.share,
                    grams: row.grams)
            })
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

    /// Sums rows by key and state, in the order of the rows, so that the same rows give the same digits.
    ///
    /// Each sum carries its rounding error along (Neumaier's compensated summation): a supplier with a hundred thousand
    /// tickets keeps all digits that a Double holds, and shares still add up to 1 within 1e-9.
    package static func sums(_ rows: [TraceGroup]) -> [TraceGroup] {
        var totals: [Key: (share: ShareSum, grams: ShareSum)] = [:]
        for row in rows {
            let key = Key(key: row.key, state: row.state)
            totals[key, default: (ShareSum(), ShareSum())].share.add(row.share)
            totals[key, default: (ShareSum(), ShareSum())].grams.add(row.grams)
        }
        return totals.map { key, sums in
            TraceGroup(key: key.key, state: key.state, share: sums.share.total, grams: sums.grams.total)
        }.sorted(by: precedes)
    }

    private struct Key: Hashable {
        let key: String?
        let state: DestinationTrace.State?
    }

    private static func precedes(_ left: TraceGroup, _ right: TraceGroup) -> Bool {
        if left.share != right.share { return left.share > right.share }
        guard let leftKey = left.key else {
            return right.key == nil && left.state?.rawValue ?? "" < right.state?.rawValue ?? ""
        }
        guard let rightKey = right.key else { return true }
        return leftKey < rightKey
    }
}
