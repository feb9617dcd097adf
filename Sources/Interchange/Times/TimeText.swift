package import MaterialLedger

/// Times as people and files write them: RFC 3339, or date and time in the site's zone.
package enum TimeText {
    /// What a text says, or why it says no time.
    package enum Reading: Equatable, Sendable {
        case instant(Instant)
        case notATime
        /// More than six digits of a second's fraction.
        case tooFine
        /// Second 60: instants count none.
        case leapSecond
        /// Clocks of the site went forward over it.
        case skippedByClocks
    }

    /// Reads a time; nil where the text is none (`read` tells why).
    package static func parse(_ text: some StringProtocol, zone: ZoneRules) -> Instant? {
        parse(Array(text.utf8)[...], zone: zone)
    }

    package static func parse(_ bytes: ArraySlice<UInt8>, zone: ZoneRules) -> Instant? {
        guard case .instant(let instant) = read(bytes, zone: zone) else { return nil }
        return instant
    }

    /// Reads a time in one of the forms of the contract, or tells why it is none.
    ///
    /// These are `YYYY-MM-DDTHH:MM:SS[.ffffff](Z|±HH:MM)`, and `YYYY-MM-DD[ HH:MM[:SS]]` by the zone's clocks; a space
    /// may stand for the T, but a T without an offset is no time. A date alone is the day's first instant.
    package static func read(_ bytes: ArraySlice<UInt8>, zone: ZoneRules) -> Reading {
        // 19 for date and time, 6 for the offset, the rest for a fraction.
        guard bytes.count >= 10, bytes.count <= 64 else { return .notATime }
        var scanner = Scanner(bytes: bytes)
        guard let date = scanner.date() else { return .notATime }
        if scanner.isAtEnd {
            let start = zone.startOfDay(date)
            // A day that was left out whole, as when a zone crosses the date line.
            return TimeText.localDay(of: start, zone: zone) == date.daysSince1970 ? .instant(start) : .skippedByClocks
        }
        let isLocal = scanner.skip(" ")
        guard isLocal || scanner.skip("T") || scanner.skip("t"), let hour = scanner.number(below: 24),
            scanner.skip(":"), let minute = scanner.number(below: 60)
        else { return .notATime }
        var local = Int64(date.daysSince1970 * 86_400 + hour * 3600 + minute * 60)
        if scanner.isAtEnd { return isLocal ? reading(zone.instant(localSecond: local)) : .notATime }
        guard scanner.skip(":"), let second = scanner.number(below: 61) else { return .notATime }
        local += Int64(second)
        if scanner.isAtEnd {
            guard isLocal else { return .notATime }
            return second == 60 ? .leapSecond : reading(zone.instant(localSecond: local))
        }
        var fraction: Int64 = 0
        var isTooFine = false
        if scanner.skip(".") {
            guard let digits = scanner.digits() else { return .notATime }
            isTooFine = digits.count > 6
            for place in 0..<6 { fraction = fraction * 10 + (place < digits.count ? Int64(digits[place]) : 0) }
        }
        guard let offset = scanner.offset(), scanner.isAtEnd else { return .notATime }
        if second == 60 { return .leapSecond }
        if isTooFine { return .tooFine }
        return .instant(Instant(microseconds: (local - Int64(offset)) * 1_000_000 + fraction))
    }

    private static func reading(_ instant: Instant?) -> Reading { instant.map(Reading.instant) ?? .skippedByClocks }

    static func localDay(of instant: Instant, zone: ZoneRules) -> Int {
        let second = floorDivide(instant.microseconds, by: 1_000_000) + Int64(zone.offset(at: instant))
        return Int(floorDivide(second, by: 86_400))
    }

    /// Division that rounds down, so that times before 1970 fall into the right second and day.
    static func floorDivide(_ value: Int64, by divisor: Int64) -> Int64 {
        let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }

    static func floorModulo(_ value: Int64, by divisor: Int64) -> Int64 {
        let remainder = value % divisor
        return remainder < 0 ? remainder + divisor : remainder
    }

    // MARK: Scanning

    private struct Scanner {
        let bytes: ArraySlice<UInt8>
        var position: Int

        init(bytes: ArraySlice<UInt8>) {
            self.bytes = bytes
            position = bytes.startIndex
        }

        var isAtEnd: Bool { position == bytes.endIndex }

        mutating func skip(_ character: Unicode.Scalar) -> Bool {
            guard position < bytes.endIndex, bytes[position] == UInt8(ascii: character) else { return false }
            position += 1
            return true
        }

        mutating func digit() -> Int? {
            guard position < bytes.endIndex, bytes[position] >= 0x30, bytes[position] <= 0x39 else { return nil }
            position += 1
            return Int(bytes[position - 1] - 0x30)
        }

        /// Two digits.
        mutating func number(below limit: Int) -> Int? {
            guard let tens = digit(), let ones = digit(), tens * 10 + ones < limit else { return nil }
            return tens * 10 + ones
        }

        mutating func date() -> CalendarDate? {
            guard let century = number(below: 100), let yearOfCentury = number(below: 100), skip("-"),
                let month = number(below: 13), skip("-"), let day = number(below: 32)
            else { return nil }
            return CalendarDate(year: century * 100 + yearOfCentury, month: month, day: day)
        }

        /// One or more digits.
        mutating func digits() -> [Int]? {
            var digits: [Int] = []
            while let digit = digit() { digits.append(digit) }
            return digits.isEmpty ? nil : digits
        }

        /// `Z` or `±HH:MM` in seconds east of UTC.
        mutating func offset() -> Int? {
            if skip("Z") || skip("z") { return 0 }
            let isWest = skip("-")
            guard isWest || skip("+"), let hours = number(below: 24), skip(":"), let minutes = number(below: 60) else {
                return nil
            }
            let seconds = hours * 3600 + minutes * 60
            return isWest ? -seconds : seconds
        }
    }
}
