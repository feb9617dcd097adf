extension RecurringRule {
    /// Reads a POSIX `TZ` string with the extensions of RFC 8536 (hours −167…167); nil for anything else.
    init?(_ text: some Sequence<UInt8>) {
        var parser = Parser(bytes: Array(text))
        guard parser.skipName(), let westOfUTC = parser.clock() else { return nil }
        standardOffset = -westOfUTC
        if parser.isAtEnd {
            daylight = nil
            return
        }
        guard parser.skipName() else { return nil }
        var offset = standardOffset + 3600
        if !parser.isAt(UInt8(ascii: ",")) {
            guard let westOfUTC = parser.clock() else { return nil }
            offset = -westOfUTC
        }
        guard let start = parser.moment(), let end = parser.moment(), parser.isAtEnd else { return nil }
        daylight = Daylight(offset: offset, start: start, end: end)
    }

    private struct Parser {
        let bytes: [UInt8]
        var position = 0

        init(bytes: [UInt8]) { self.bytes = bytes }

        var isAtEnd: Bool { position >= bytes.count }

        func isAt(_ byte: UInt8) -> Bool { position < bytes.count && bytes[position] == byte }

        mutating func skip(_ byte: UInt8) -> Bool {
            guard isAt(byte) else { return false }
            position += 1
            return true
        }

        /// An abbreviation: three or more letters, or anything in angle brackets.
        mutating func skipName() -> Bool {
            if skip(UInt8(ascii: "<")) {
                while position < bytes.count, bytes[position] != UInt8(ascii: ">") { position += 1 }
                return skip(UInt8(ascii: ">"))
            }
            let start = position
            while position < bytes.count, (0x41...0x5A).contains(bytes[position] & 0xDF) { position += 1 }
            return position - start >= 3
        }

        mutating func number(upTo maximum: Int) -> Int? {
            var value = 0
            let start = position
            while position < bytes.count, (0x30...0x39).contains(bytes[position]), position - start < 4 {
                value = value * 10 + Int(bytes[position] - 0x30)
                position += 1
            }
            return position > start && value <= maximum ? value : nil
        }

        /// `[+-]hh[:mm[:ss]]` in seconds.
        mutating func clock() -> Int? {
            let isNegative = skip(UInt8(ascii: "-"))
            if !isNegative { _ = skip(UInt8(ascii: "+")) }
            guard let hours = number(upTo: 167) else { return nil }
            var seconds = hours * 3600
            if skip(UInt8(ascii: ":")) {
                guard let minutes = number(upTo: 59) else { return nil }
                seconds += minutes * 60
                if skip(UInt8(ascii: ":")) {
                    guard let rest = number(upTo: 59) else { return nil }
                    seconds += rest
                }
            }
            return isNegative ? -seconds : seconds
        }

        /// `,date[/time]`; without a time it is two o'clock.
        mutating func moment() -> YearlyMoment? {
            guard skip(UInt8(ascii: ",")), let day = day() else { return nil }
            guard skip(UInt8(ascii: "/")) else { return YearlyMoment(day: day, secondOfDay: 7200) }
            return clock().map { YearlyMoment(day: day, secondOfDay: $0) }
        }

        mutating func day() -> YearlyMoment.Day? {
            if skip(UInt8(ascii: "J")) {
                return number(upTo: 365).flatMap { $0 >= 1 ? .julian($0) : nil }
            }
            guard skip(UInt8(ascii: "M")) else { return number(upTo: 365).map { .zeroBased($0) } }
            guard let month = number(upTo: 12), month >= 1, skip(UInt8(ascii: ".")),
                let week = number(upTo: 5), week >= 1, skip(UInt8(ascii: ".")), let weekday = number(upTo: 6)
            else { return nil }
            return .weekday(month: month, week: week, weekday: weekday)
        }
    }
}
