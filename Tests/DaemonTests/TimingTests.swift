import Interchange
import MaterialLedger
import Operations
import Testing

@Suite struct ReportTimingTests {
    private let shanghai = ZoneRules(identifier: "Asia/Shanghai", fixedOffset: 8 * 3600)

    @Test func `a report is due on its day at its hour by the clocks of the site`() throws {
        let timing = try #require(ReportTiming(day: 1, hour: 2))
        #expect(try text(timing.dueAt(month("2024-11"), in: shanghai)) == "2024-12-01T02:00:00+08:00")
        #expect(try text(timing.dueAt(month("2024-12"), in: shanghai)) == "2025-01-01T02:00:00+08:00")
        let later = try #require(ReportTiming(day: 28, hour: 23))
        #expect(try text(later.dueAt(month("2023-01"), in: shanghai)) == "2023-02-28T23:00:00+08:00")
    }

    @Test(arguments: [(0, 2), (29, 2), (1, -1), (1, 24)])
    func `days and hours that not every month has are refused`(day: Int, hour: Int) {
        #expect(ReportTiming(day: day, hour: hour) == nil)
    }

    @Test func `months fall due one after the other from the first document on`() throws {
        let timing = try #require(ReportTiming(day: 1, hour: 2))
        func due(_ now: String) throws -> [String] {
            timing.due(since: try month("2024-09"), at: try instant(now), in: shanghai).map(\.month.text)
        }
        #expect(try due("2024-10-01T01:59:59+08:00").isEmpty)
        #expect(try due("2024-10-01T02:00:00+08:00") == ["2024-09"])
        #expect(try due("2024-12-01T01:59:59+08:00") == ["2024-09", "2024-10"])
        #expect(try due("2025-01-15T00:00:00+08:00") == ["2024-09", "2024-10", "2024-11", "2024-12"])
    }

    @Test func `empty books have nothing due`() throws {
        let timing = try #require(ReportTiming(day: 1, hour: 2))
        #expect(timing.due(since: nil, at: try instant("2024-12-01T02:00:00+08:00"), in: shanghai).isEmpty)
    }

    @Test func `where clocks leave the hour out the report is due at the next one`() throws {
        let newYork = try #require(ZoneRules.load("America/New_York"))
        let timing = try #require(ReportTiming(day: 10, hour: 2))
        let due = timing.dueAt(try month("2024-02"), in: newYork)
        #expect(TimeText.rfc3339(due, zone: newYork) == "2024-03-10T03:00:00-04:00")
    }

    @Test(arguments: [
        ("2024-12-01T01:00:00+08:00", "2024-11"), ("2024-12-01T02:00:00+08:00", "2024-12"),
        ("2024-12-31T23:00:00+08:00", "2024-12"),
    ])
    func `the next report is that of the first month that is not due yet`(now: String, expected: String) throws {
        let timing = try #require(ReportTiming(day: 1, hour: 2))
        let next = try #require(timing.next(after: try instant(now), in: shanghai))
        #expect(next.month.text == expected)
        #expect(next.dueAt == timing.dueAt(next.month, in: shanghai))
    }

    private func text(_ instant: Instant) -> String { TimeText.rfc3339(instant, zone: shanghai) }
    private func month(_ text: String) throws -> Month { try #require(Month(text)) }
    private func instant(_ text: String) throws -> Instant { try #require(TimeText.parse(text, zone: shanghai)) }
}

@Suite struct BackoffTests {
    @Test func `waits double up to the limit and begin anew after a success`() {
        var generator = SystemRandomNumberGenerator()
        var backoff = Backoff(first: .seconds(1), limit: .seconds(10))
        for reached in [1, 2, 4, 8, 10, 10] {
            let wait = backoff.next(using: &generator)
            #expect(wait >= .seconds(reached) / 2 && wait <= .seconds(reached))
        }
        for _ in 0..<100 { _ = backoff.next(using: &generator) }
        #expect(backoff.next(using: &generator) <= .seconds(10))
        backoff.reset()
        #expect(backoff.next(using: &generator) <= .seconds(1))
    }

    @Test func `two that fail together do not try together`() {
        var generator = SystemRandomNumberGenerator()
        let waits = (0..<50).map { _ in
            var backoff = Backoff(first: .seconds(1), limit: .seconds(10))
            return backoff.next(using: &generator)
        }
        #expect(Set(waits).count > 40)
    }
}
