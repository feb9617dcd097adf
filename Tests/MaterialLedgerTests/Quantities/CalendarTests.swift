import MaterialLedger
import Testing

struct CalendarTests {
    @Test func daysAndDatesAreTheSameThing() {
        var date = CalendarDate(daysSince1970: -800_000)
        for days in stride(from: -719_162, through: 2_932_000, by: 97) {
            let next = CalendarDate(daysSince1970: days)
            #expect(next.daysSince1970 == days)
            #expect(days <= -719_162 || date < next)
            date = next
        }
        #expect(CalendarDate(daysSince1970: 0) == CalendarDate(year: 1970, month: 1, day: 1))
        #expect(CalendarDate(year: 2000, month: 3, day: 1)?.daysSince1970 == 11_017)
        #expect(CalendarDate(year: 1900, month: 3, day: 1)?.daysSince1970 == -25_508)
    }

    @Test(arguments: [
        (2024, 2, 29, true), (2023, 2, 29, false), (1900, 2, 29, false), (2000, 2, 29, true), (2024, 4, 31, false),
        (2024, 13, 1, false), (2024, 0, 1, false), (2024, 1, 0, false), (0, 1, 1, false), (9999, 12, 31, true),
        (10_000, 1, 1, false),
    ])
    func onlyDaysOfTheCalendarExist(_ year: Int, _ month: Int, _ day: Int, _ exists: Bool) {
        #expect((CalendarDate(year: year, month: month, day: day) != nil) == exists)
    }

    @Test func monthsAreCountedAndWritten() throws {
        let month = try #require(Month("2024-12"))
        #expect(month.next.text == "2025-01")
        #expect(month.previous.text == "2024-11")
        #expect(month.yearAgo.text == "2023-12")
        #expect(month.firstOfYear.text == "2024-01")
        #expect(month.index == 2024 * 12 + 11)
        #expect(month.firstDay == CalendarDate(year: 2024, month: 12, day: 1))
        #expect(month < month.next)
        #expect(month.advanced(by: -25).text == "2022-11")
        for text in [
            "2024-13", "2024-00", "2024-1", "24-01", "2024/01", "2024-01-01", "", "１024-01", "1899-12", "9999-01",
        ] {
            #expect(Month(text) == nil, "\(text)")
        }
    }

    @Test func instantsAreMicroseconds() {
        let instant = Instant(microseconds: 1)
        #expect(instant < instant.advanced(bySeconds: 1))
        #expect(instant.advanced(bySeconds: -1).microseconds == -999_999)
    }
}
