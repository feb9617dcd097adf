package import MaterialLedger

extension TimeText {
    /// `2024-12-01T08:30:00+08:00`; a fraction only where it is not 0.
    ///
    /// RFC 3339 has no offset with seconds: where a zone had one (local mean time of long ago) the time is told in UTC.
    package static func rfc3339(_ instant: Instant, zone: ZoneRules) -> String {
        var offset = zone.offset(at: instant)
        if offset % 60 != 0 { offset = 0 }
        var writer = Writer(instant, offset: offset)
        writer.appendDate()
        writer.append("T")
        writer.appendClock()
        writer.appendFraction()
        writer.append(offset < 0 ? "-" : "+")
        writer.append(Int64(abs(offset) / 3600), digits: 2)
        writer.append(":")
        writer.append(Int64(abs(offset) / 60 % 60), digits: 2)
        return writer.text
    }

    /// `2024-12-01 08:30:00` as the zone's clocks show it; a fraction is left out.
    package static func dateTime(_ instant: Instant, zone: ZoneRules) -> String {
        var writer = Writer(instant, offset: zone.offset(at: instant))
        writer.appendDate()
        writer.append(" ")
        writer.appendClock()
        return writer.text
    }

    /// `2024-12-01`, the zone's day.
    package static func date(_ instant: Instant, zone: ZoneRules) -> String {
        var writer = Writer(instant, offset: zone.offset(at: instant))
        writer.appendDate()
        return writer.text
    }

    private struct Writer {
        private var bytes: [UInt8] = []
        private let date: CalendarDate
        private let secondOfDay: Int64
        private let microsecond: Int64

        init(_ instant: Instant, offset: Int) {
            let second = TimeText.floorDivide(instant.microseconds, by: 1_000_000) + Int64(offset)
            date = CalendarDate(daysSince1970: Int(TimeText.floorDivide(second, by: 86_400)))
            secondOfDay = TimeText.floorModulo(second, by: 86_400)
            microsecond = TimeText.floorModulo(instant.microseconds, by: 1_000_000)
            bytes.reserveCapacity(32)
        }

        var text: String { String(decoding: bytes, as: UTF8.self) }

        mutating func append(_ character: Unicode.Scalar) { bytes.append(UInt8(ascii: character)) }

        mutating func append(_ value: Int64, digits: Int) {
            let written = String(value.magnitude).utf8
            if value < 0 { append("-") }
            for _ in 0..<max(0, digits - written.count) { append("0") }
            bytes.append(contentsOf: written)
        }

        mutating func appendDate() {
            append(Int64(date.year), digits: 4)
            append("-")
            append(Int64(date.month), digits: 2)
            append("-")
            append(Int64(date.day), digits: 2)
        }

        mutating func appendClock() {
            append(secondOfDay / 3600, digits: 2)
            append(":")
            append(secondOfDay / 60 % 60, digits: 2)
            append(":")
            append(secondOfDay % 60, digits: 2)
        }

        mutating func appendFraction() {
            guard microsecond != 0 else { return }
            append(".")
            var value = microsecond
            var digits = 6
            while value % 10 == 0 {
                value /= 10
                digits -= 1
            }
            append(value, digits: digits)
        }
    }
}
