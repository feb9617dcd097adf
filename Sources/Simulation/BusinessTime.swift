/// An instant in whole seconds since 1970-01-01T00:00:00Z, told in the site's zone, which is fixed at +08:00.
struct BusinessTime: Comparable, Hashable {
    /// Asia/Shanghai has had no other offset since 1992.
    static let zoneOffset: Int64 = 8 * 3600
    static let hour: Int64 = 3600
    static let day: Int64 = 86400

    let seconds: Int64

    init(seconds: Int64) {
        self.seconds = seconds
    }

    /// Midnight, local time, that begins the given day.
    init(year: Int, month: Int, day: Int = 1) {
        seconds = Self.dayNumber(year: year, month: month, day: day) * Self.day - Self.zoneOffset
    }

    static func < (left: BusinessTime, right: BusinessTime) -> Bool {
        left.seconds < right.seconds
    }

    static func + (time: BusinessTime, seconds: Int64) -> BusinessTime {
        BusinessTime(seconds: time.seconds + seconds)
    }

    /// Days since 1970-01-01 of the local date.
    var localDay: Int64 {
        let local = seconds + Self.zoneOffset
        return local >= 0 ? local / Self.day : (local - Self.day + 1) / Self.day
    }

    /// Seconds since local midnight.
    var secondOfDay: Int64 {
        seconds + Self.zoneOffset - localDay * Self.day
    }

    /// The local date.
    var date: (year: Int, month: Int, day: Int) {
        Self.date(dayNumber: localDay)
    }

    /// 0 for Monday … 6 for Sunday.
    var weekday: Int {
        Int(((localDay + 3) % 7 + 7) % 7)
    }

    /// RFC 3339 with the zone's offset.
    var text: String {
        let (year, month, day) = date
        let second = secondOfDay
        var bytes: [UInt8] = []
        bytes.reserveCapacity(25)
        func append(_ number: Int, digits: Int) {
            var divisor = digits == 4 ? 1000 : 10
            while divisor > 0 {
                bytes.append(UInt8(48 + number / divisor % 10))
                divisor /= 10
            }
        }
        append(year, digits: 4)
        bytes.append(UInt8(ascii: "-"))
        append(month, digits: 2)
        bytes.append(UInt8(ascii: "-"))
        append(day, digits: 2)
        bytes.append(UInt8(ascii: "T"))
        append(Int(second / 3600), digits: 2)
        bytes.append(UInt8(ascii: ":"))
        append(Int(second / 60 % 60), digits: 2)
        bytes.append(UInt8(ascii: ":"))
        append(Int(second % 60), digits: 2)
        bytes.append(contentsOf: "+08:00".utf8)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Days since 1970-01-01 of a date of the Gregorian calendar.
    ///
    /// Counts in years that begin with March, so that the leap day is the last of its year.
    static func dayNumber(year: Int, month: Int, day: Int) -> Int64 {
        let shifted = month > 2 ? year : year - 1
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return Int64(era * 146_097 + dayOfEra - 719_468)
    }

    /// The date of a day number; the inverse of `dayNumber`.
    static func date(dayNumber: Int64) -> (year: Int, month: Int, day: Int) {
        let shifted = Int(dayNumber) + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthIndex = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthIndex + 2) / 5 + 1
        let month = monthIndex < 10 ? monthIndex + 3 : monthIndex - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }
}
