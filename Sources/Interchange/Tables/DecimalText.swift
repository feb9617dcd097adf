import MaterialLedger

/// Decimal text of exact integers, rounded half to even and only once.
package enum DecimalText {
    /// `value` × 10^-scale, rounded half to even to `decimals` digits, as an integer of 10^-decimals.
    package static func rounded(_ value: Int128, scale: Int, decimals: Int) -> Int128 {
        scale > decimals
            ? SubstanceMass.roundHalfEven(value, by: power(scale - decimals))
            : value * power(decimals - scale)
    }

    /// `numerator / denominator`, rounded half to even to `decimals` digits, as an integer of 10^-decimals.
    ///
    /// Nil where the denominator is 0.
    package static func quotient(_ numerator: Int128, over denominator: Int128, decimals: Int) -> Int128? {
        guard denominator != 0 else { return nil }
        return SubstanceMass.roundHalfEven(numerator * power(decimals), by: denominator)
    }

    /// Plain text of `units` × 10^-decimals with all its decimals, such as `1234.500`.
    ///
    /// `grouped` separates thousands with commas; `signed` writes a plus sign before what is above 0 (0 has no sign).
    package static func text(_ units: Int128, decimals: Int, grouped: Bool = false, signed: Bool = false) -> String {
        var digits = Array(String(units.magnitude).utf8)
        if digits.count <= decimals {
            digits = Array(repeating: UInt8(ascii: "0"), count: decimals + 1 - digits.count) + digits
        }
        let wholeCount = digits.count - decimals
        var bytes: [UInt8] = []
        if units < 0 { bytes.append(UInt8(ascii: "-")) } else if signed, units > 0 { bytes.append(UInt8(ascii: "+")) }
        for (index, digit) in digits.enumerated() {
            if index == wholeCount { bytes.append(UInt8(ascii: ".")) }
            if grouped, index > 0, index < wholeCount, (wholeCount - index).isMultiple(of: 3) {
                bytes.append(UInt8(ascii: ","))
            }
            bytes.append(digit)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Text of a real number, rounded half to even to `decimals` digits; nil where it is not finite or far too large.
    package static func text(_ value: Double, decimals: Int, grouped: Bool = false) -> String? {
        let scaled = (value * Double(power(decimals))).rounded(.toNearestOrEven)
        return Int128(exactly: scaled).map { text($0, decimals: decimals, grouped: grouped) }
    }

    private static func power(_ exponent: Int) -> Int128 {
        (0..<exponent).reduce(1) { product, _ in product * 10 }
    }
}
