package import MaterialLedger

/// The offsets from UTC of one time zone through time, as the zone database (TZif, RFC 8536) tells them.
///
/// Our own reader, because Foundation silently loses its zones in statically linked programs.
package struct ZoneRules: Sendable, Hashable {
    /// The name in the zone database, such as `Asia/Shanghai`.
    package let identifier: String

    /// Seconds since 1970 at which the offset changes, ascending.
    private let transitions: [Int64]
    /// Seconds east of UTC from the transition of the same index on.
    private let offsets: [Int]
    /// Seconds east of UTC before the first transition.
    private let initialOffset: Int
    /// What holds after the last transition; nil: its offset for ever.
    private let rule: RecurringRule?
    /// All offsets that ever hold, the largest first.
    private let distinctOffsets: [Int]

    init(identifier: String, initialOffset: Int, transitions: [Int64], offsets: [Int], rule: RecurringRule?) {
        self.identifier = identifier
        self.initialOffset = initialOffset
        self.transitions = transitions
        self.offsets = offsets
        self.rule = rule
        var all = Set(offsets)
        all.insert(initialOffset)
        if let rule { all.formUnion([rule.standardOffset, rule.daylight?.offset ?? rule.standardOffset]) }
        distinctOffsets = all.sorted(by: >)
    }

    /// A zone with one offset for all times.
    package init(identifier: String, fixedOffset: Int) {
        self.init(identifier: identifier, initialOffset: fixedOffset, transitions: [], offsets: [], rule: nil)
    }

    /// Seconds east of UTC at an instant.
    package func offset(at instant: Instant) -> Int {
        offset(atSecond: TimeText.floorDivide(instant.microseconds, by: 1_000_000))
    }

    func offset(atSecond second: Int64) -> Int {
        guard let last = transitions.last, let lastOffset = offsets.last else {
            return rule?.offset(atSecond: second) ?? initialOffset
        }
        if second >= last { return rule?.offset(atSecond: second) ?? lastOffset }
        // The first transition after the second; the one before it rules.
        var low = 0
        var high = transitions.count
        while low < high {
            let middle = (low + high) / 2
            if transitions[middle] <= second { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? initialOffset : offsets[low - 1]
    }

    /// The instant at which clocks of this zone show a time; the earlier one where they show it twice, nil where there
    /// is no such date or time or clocks leave it out.
    package func instant(
        year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0
    ) -> Instant? {
        guard let date = CalendarDate(year: year, month: month, day: day), (0..<24).contains(hour),
            (0..<60).contains(minute), (0..<60).contains(second)
        else { return nil }
        return instant(localSecond: Int64(date.daysSince1970 * 86_400 + hour * 3600 + minute * 60 + second))
    }

    /// - Parameter localSecond: what the clocks show, counted as if they showed UTC.
    func instant(localSecond: Int64) -> Instant? {
        // The largest offset gives the earliest instant.
        for offset in distinctOffsets where self.offset(atSecond: localSecond - Int64(offset)) == offset {
            return Instant(microseconds: (localSecond - Int64(offset)) * 1_000_000)
        }
        return nil
    }

    /// The first instant of a day: its midnight, or, where clocks leave midnight out, the moment they go forward.
    package func startOfDay(_ date: CalendarDate) -> Instant {
        let local = Int64(date.daysSince1970) * 86_400
        if let midnight = instant(localSecond: local) { return midnight }
        // Around such a moment clocks only go forward, so that it can be found by halving.
        var low = local - Int64(distinctOffsets.first ?? 0)
        var high = local - Int64(distinctOffsets.last ?? 0)
        while low < high {
            let middle = low + (high - low) / 2
            if middle + Int64(offset(atSecond: middle)) >= local { high = middle } else { low = middle + 1 }
        }
        return Instant(microseconds: low * 1_000_000)
    }
}
