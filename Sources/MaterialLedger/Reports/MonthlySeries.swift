/// A figure month by month: what the books say of the months that they cover, and what history says of those before.
package struct MonthlySeries: Sendable, Equatable {
    /// What is known of a month, and from where.
    package struct Figure: Sendable, Equatable {
        package var value: Int64
        package var source: MonthlyReport.Source

        package init(_ value: Int64, _ source: MonthlyReport.Source) {
            self.value = value
            self.source = source
        }
    }

    /// The month of the first document: from then on a month without a figure is 0, before it is unknown.
    package var firstMonth: Month
    private var ledger: [Month: Int64] = [:]
    private var history: [Month: Int64] = [:]

    package init(firstMonth: Month) {
        self.firstMonth = firstMonth
    }

    /// Adds to what the books say of a month.
    package mutating func add(_ value: Int64, in month: Month) {
        ledger[month, default: 0] += value
    }

    /// Adds to what history says of a month; of no effect once the books have begun.
    package mutating func addHistory(_ value: Int64, in month: Month) {
        guard month < firstMonth else { return }
        history[month, default: 0] += value
    }

    /// What is known of a month; nil before the books where history has no row.
    package func figure(for month: Month) -> Figure? {
        guard month < firstMonth else { return Figure(ledger[month] ?? 0, .ledger) }
        return history[month].map { Figure($0, .history) }
    }

    /// The figure as it was given, from the books or history; nil where neither gave any.
    package func given(in month: Month) -> Int64? {
        month < firstMonth ? history[month] : ledger[month]
    }

    /// What the books gave from January to this month; nil where they gave nothing.
    package func bookedCumulative(to month: Month) -> Int64? {
        let values = MonthlySeries.yearToDate(month).compactMap { ledger[$0] }
        return values.isEmpty ? nil : values.reduce(0, +)
    }

    /// What was given from January to this month, by the books or history; nil where nothing was.
    package func givenCumulative(to month: Month) -> Int64? {
        let values = MonthlySeries.yearToDate(month).compactMap(given)
        return values.isEmpty ? nil : values.reduce(0, +)
    }

    /// January to this month by the books alone: history serves comparisons only.
    package func cumulative(to month: Month) -> Int64 {
        MonthlySeries.yearToDate(month).reduce(0) { $0 + (ledger[$1] ?? 0) }
    }

    /// The figures of a month and those that it is compared with.
    ///
    /// The source is history as soon as the previous month or the year-ago month comes from there.
    package func comparison(of month: Month) -> MonthlyReport.Comparison {
        let previous = figure(for: month.previous)
        let yearAgo = figure(for: month.yearAgo)
        let yearBefore = MonthlySeries.yearToDate(month.yearAgo).map { figure(for: $0)?.value }
        // One unknown month makes the sum unknown: a part of it would look like growth.
        let known = yearBefore.compactMap { $0 }
        return MonthlyReport.Comparison(
            month: ledger[month] ?? 0, cumulative: cumulative(to: month), previousMonth: previous?.value,
            yearAgo: yearAgo?.value, yearAgoCumulative: known.count == yearBefore.count ? known.reduce(0, +) : nil,
            source: previous?.source == .history || yearAgo?.source == .history ? .history : .ledger)
    }

    private static func yearToDate(_ month: Month) -> [Month] {
        (0..<month.month).map { month.firstOfYear.advanced(by: $0) }
    }
}
