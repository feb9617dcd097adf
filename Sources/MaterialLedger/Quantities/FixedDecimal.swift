/// Exact reading of decimal numbers into scaled integers.
package enum FixedDecimal {
    package enum Reading: Equatable {
        case value(Int64)
        /// More digits after the point than the scale holds (trailing zeros do not count).
        case tooFine
        case tooLarge
    }

    /// Reads `-12.340` as an integer of 10^-decimals; nil where it is not a plain decimal number.
    ///
    /// Exponents, thousands separators, white space and a lone point are not numbers here.
    package static func parse(_ bytes: some Sequence<UInt8>, decimals: Int) -> Reading? {
        var negative = false
        var magnitude: Int64 = 0
        var seenDigit = false
        var afterPoint: Int? = nil
        var tooFine = false
        var tooLarge = false
        var first = true
        for byte in bytes {
            defer { first = false }
            switch byte {
            case UInt8(ascii: "-") where first: negative = true
            case UInt8(ascii: "+") where first: break
            case UInt8(ascii: ".") where afterPoint == nil: afterPoint = 0
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                seenDigit = true
                let digit = Int64(byte &- UInt8(ascii: "0"))
                if let places = afterPoint {
                    guard places < decimals else {
                        if digit != 0 { tooFine = true }
                        continue
                    }
                    afterPoint = places + 1
                }
                let (scaled, overflow) = magnitude.multipliedReportingOverflow(by: 10)
                let (sum, overflow2) = scaled.addingReportingOverflow(digit)
                if overflow || overflow2 { tooLarge = true } else { magnitude = sum }
            default: return nil
            }
        }
        guard seenDigit else { return nil }
        if tooLarge { return .tooLarge }
        if tooFine { return .tooFine }
        for _ in (afterPoint ?? 0)..<decimals {
            let (scaled, overflow) = magnitude.multipliedReportingOverflow(by: 10)
            if overflow { return .tooLarge }
            magnitude = scaled
        }
        return .value(negative ? -magnitude : magnitude)
    }

    /// The shortest plain decimal text of `value` × 10^-decimals, such as `0.62`.
    package static func text(_ value: Int64, decimals: Int) -> String {
        var digits = String(value.magnitude)
        if decimals > 0 {
            while digits.utf8.count <= decimals { digits = "0" + digits }
            var whole = String(digits.dropLast(decimals))
            var part = String(digits.suffix(decimals))
            while part.last == "0" { part.removeLast() }
            if !part.isEmpty { whole += "." + part }
            digits = whole
        }
        return value < 0 ? "-" + digits : digits
    }
}
