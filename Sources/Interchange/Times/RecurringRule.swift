/// The yearly rule of a zone from its last listed change on: the POSIX `TZ` string in the footer of a zone file, such
/// as `CET-1CEST,M3.5.0,M10.5.0/3`.
struct RecurringRule: Sendable, Hashable {
    /// Daylight-saving time and its bounds.
    struct Daylight: Sendable, Hashable {
        /// Seconds east of UTC.
        let offset: Int
        let start: YearlyMoment
        let end: YearlyMoment
    }

    /// A day of every year and the seconds after its midnight (may be negative or exceed a day).
    struct YearlyMoment: Sendable, Hashable {
        enum Day: Sendable, Hashable {
            /// `Jn`: 1…365, 29 February never counted.
            case julian(Int)
            /// `n`: 0…365, 29 February counted.
            case zeroBased(Int)
            /// `Mm.w.d`: the w-th (5: last) weekday d (0: Sunday) of month m.
            case weekday(month: Int, week: Int, weekday: Int)
        }

        let day: Day
        let secondOfDay: Int
    }

    /// Seconds east of UTC.
    let standardOffset: Int
    let daylight: Daylight?

    /// Seconds east of UTC at a second since 1970.
    func offset(atSecond second: Int64) -> Int {
        guard let daylight else { return standardOffset }
        let year = RecurringRule.year(ofDay: TimeText.floorDivide(second + Int64(standardOffset), by: 86_400))
        // The latest change so far decides; it may belong to the year before or, by a few hours, to the one after.
        var latest = Int64.min
        var offset = standardOffset
        for candidate in (year - 1)...(year + 1) {
            let start = daylight.start.second(in: candidate) - Int64(standardOffset)
            let end = daylight.end.second(in: candidate) - Int64(daylight.offset)
            let changes =
                start <= end
                ? [(start, daylight.offset), (end, standardOffset)]
                : [(end, standardOffset), (start, daylight.offset)]
            for (moment, after) in changes where moment <= second && moment >= latest {
                latest = moment
                offset = after
            }
        }
        return offset
    }

    /// Days from 1970-01-01 to 1 January of a year, of any sign.
    static func firstDay(of year: Int64) -> Int64 {
        let before = year - 1
        return 365 * before + TimeText.floorDivide(before, by: 4) - TimeText.floorDivide(before, by: 100)
            + TimeText.floorDivide(before, by: 400) - 719_162
    }

    private static func year(ofDay day: Int64) -> Int64 {
        // 400 years have 146,097 days; the estimate is off by one at most.
        var year = 1970 + TimeText.floorDivide(day * 400, by: 146_097)
        while firstDay(of: year) > day { year -= 1 }
        while firstDay(of: year + 1) <= day { year += 1 }
        return year
    }
}

extension RecurringRule.YearlyMoment {
    /// The moment in a year as clocks show it, in seconds since 1970 as if they showed UTC.
    func second(in year: Int64) -> Int64 {
        let newYear = RecurringRule.firstDay(of: year)
        let isLeap = RecurringRule.firstDay(of: year + 1) - newYear == 366
        let dayOfYear: Int64
        switch day {
        case .zeroBased(let number): dayOfYear = Int64(number)
        case .julian(let number): dayOfYear = Int64(number - 1 + (isLeap && number >= 60 ? 1 : 0))
        case .weekday(let month, let week, let weekday):
            let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
            let first = lengths.prefix(month - 1).reduce(0, +)
            // 1970-01-01 was a Thursday.
            let weekdayOfFirst = Int(TimeText.floorModulo(newYear + Int64(first) + 4, by: 7))
            var dayOfMonth = (weekday - weekdayOfFirst + 7) % 7 + (week - 1) * 7
            if dayOfMonth >= lengths[month - 1] { dayOfMonth -= 7 }
            dayOfYear = Int64(first + dayOfMonth)
        }
        return (newYear + dayOfYear) * 86_400 + Int64(secondOfDay)
    }
}
