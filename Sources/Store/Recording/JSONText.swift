internal import MaterialLedger

/// Writes the few rows that a statement takes as one JSON document.
struct JSONText {
    private var text = ""

    /// What was written, as an array.
    var array: String { "[\(text)]" }

    mutating func element(_ body: (inout JSONText) -> Void) { nested(body) }

    mutating func object(_ name: String, _ body: (inout JSONText) -> Void) {
        begin(name)
        nested(body, isFirst: true)
    }

    /// Absent values are left out.
    mutating func add(_ name: String, _ value: FieldValue) {
        switch value {
        case .absent: break
        case .text(let string): add(name, quoted: string)
        case .whole(let number): add(name, plain: String(number))
        case .real(let number): add(name, plain: String(number))
        case .flag(let flag): add(name, plain: String(flag))
        case .time(let instant): add(name, quoted: Self.timestamp(instant))
        }
    }

    mutating func add(_ name: String, _ digest: ContentDigest) {
        let digits = Array("0123456789abcdef")
        add(name, quoted: "\\x" + String(digest.bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }))
    }

    private mutating func nested(_ body: (inout JSONText) -> Void, isFirst: Bool = false) {
        var inner = JSONText()
        body(&inner)
        if !isFirst, !text.isEmpty { text += "," }
        text += "{\(inner.text)}"
    }

    private mutating func begin(_ name: String) {
        if !text.isEmpty { text += "," }
        text += "\"\(name)\":"
    }

    private mutating func add(_ name: String, plain: String) {
        begin(name)
        text += plain
    }

    private mutating func add(_ name: String, quoted string: String) {
        begin(name)
        text += "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case _ where scalar.value < 0x20:
                let hex = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }

    /// ISO 8601 in UTC, to the microsecond.
    private static func timestamp(_ instant: Instant) -> String {
        let (day, rest) = instant.microseconds.dividedFlooring(by: 86_400_000_000)
        let date = CalendarDate(daysSince1970: Int(day))
        let seconds = rest / 1_000_000
        func padded(_ number: Int64, _ width: Int) -> String {
            let digits = String(number)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        return padded(Int64(date.year), 4) + "-" + padded(Int64(date.month), 2) + "-" + padded(Int64(date.day), 2)
            + "T" + padded(seconds / 3600, 2) + ":" + padded(seconds / 60 % 60, 2) + ":" + padded(seconds % 60, 2)
            + "." + padded(rest % 1_000_000, 6) + "+00:00"
    }
}

extension Int64 {
    /// The quotient rounded towards −∞, and the remainder, which is never negative.
    fileprivate func dividedFlooring(by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}
