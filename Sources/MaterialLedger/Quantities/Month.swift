/// A calendar month in the site's time zone: the unit of reports and of the material balance period (期).
package struct Month: Hashable, Comparable, Sendable {
    package let year: Int
    package let month: Int

    package init?(year: Int, month: Int) {
        guard (1900...9998).contains(year), (1...12).contains(month) else { return nil }
        self.year = year
        self.month = month
    }

    private init(index: Int) {
        year = index / 12
        month = index % 12 + 1
    }

    /// Reads `YYYY-MM`; nil for anything else.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 7, bytes[4] == UInt8(ascii: "-"),
            bytes.enumerated().allSatisfy({
                $0.offset == 4 || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0.element)
            }),
            let year = Int(text.prefix(4)), let month = Int(text.suffix(2))
        else { return nil }
        self.init(year: year, month: month)
    }

    /// The first month there is.
    package static let first = Month(index: 1900 * 12)
    /// The last month there is.
    package static let last = Month(index: 9998 * 12 + 11)

    /// Months counted from year 0, for arithmetic and for the keys of advisory locks.
    package var index: Int { year * 12 + month - 1 }

    package func advanced(by months: Int) -> Month { Month(index: index + months) }
    package var previous: Month { advanced(by: -1) }
    package var next: Month { advanced(by: 1) }
    package var yearAgo: Month { advanced(by: -12) }
    /// January of the same year, where cumulative figures begin.
    package var firstOfYear: Month { Month(index: year * 12) }

    /// `YYYY-MM`.
    package var text: String {
        let years = String(year)
        return String(repeating: "0", count: max(0, 4 - years.utf8.count)) + years + (month < 10 ? "-0" : "-")
            + String(month)
    }

    package var firstDay: CalendarDate { CalendarDate(daysSince1970: firstDayNumber) }

    private var firstDayNumber: Int { CalendarDate(year: year, month: month, day: 1)?.daysSince1970 ?? 0 }

    package static func < (left: Month, right: Month) -> Bool { left.index < right.index }
}
