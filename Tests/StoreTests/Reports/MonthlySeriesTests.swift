import MaterialLedger
import Testing

@Suite("A figure month by month")
struct MonthlySeriesTests {
    private func month(_ text: String) throws -> Month { try #require(Month(text)) }

    /// Books that begin in November 2024, with history of some months before.
    private func series() throws -> MonthlySeries {
        var series = MonthlySeries(firstMonth: try month("2024-11"))
        series.add(30, in: try month("2024-11"))
        series.add(12, in: try month("2024-12"))
        series.add(8, in: try month("2024-12"))
        series.addHistory(40, in: try month("2023-11"))
        series.addHistory(5, in: try month("2023-12"))
        series.addHistory(6, in: try month("2023-12"))
        return series
    }

    @Test func `history serves the months before the books, and a missing row is unknown rather than 0`() throws {
        let december = try series().comparison(of: try month("2024-12"))
        #expect(december.month == 20)
        #expect(december.previousMonth == 30)
        #expect(december.yearAgo == 11)
        #expect(december.source == .history)
        let november = try series().comparison(of: try month("2024-11"))
        #expect(november.previousMonth == nil)
        #expect(november.monthOnMonth == nil)
        #expect(november.yearAgo == 40)
    }

    @Test func `history never counts in the cumulative figure`() throws {
        var series = try series()
        series.addHistory(100, in: try month("2024-03"))
        #expect(series.cumulative(to: try month("2024-12")) == 50)
        #expect(series.comparison(of: try month("2024-12")).cumulative == 50)
    }

    @Test func `a year-ago cumulative with one unknown month is unknown`() throws {
        var series = try series()
        #expect(series.comparison(of: try month("2024-12")).yearAgoCumulative == nil)
        for index in 1...10 { series.addHistory(1, in: try #require(Month(year: 2023, month: index))) }
        #expect(series.comparison(of: try month("2024-12")).yearAgoCumulative == 61)
    }

    @Test func `once the books have begun a month without figures is 0, whatever history says`() throws {
        var series = try series()
        series.addHistory(99, in: try month("2025-01"))
        let comparison = series.comparison(of: try month("2025-02"))
        #expect(comparison.previousMonth == 0)
        #expect(comparison.monthOnMonth == nil)
        #expect(comparison.cumulative == 0)
        #expect(comparison.source == .ledger)
        #expect(series.given(in: try month("2025-01")) == nil)
    }
}
