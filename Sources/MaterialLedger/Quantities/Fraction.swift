/// A share of a substance in a material or lot, 0…1, exact to 10^-15.
package struct Fraction: Hashable, Comparable, Sendable {
    package static let decimals = 15
    /// 1 in units of this type.
    package static let one: Int64 = 1_000_000_000_000_000

    /// The share × 10^15.
    package let units: Int64

    package init(units: Int64) { self.units = units }

    /// Reads plain decimal text, such as PostgreSQL's numeric; nil where it is none or finer than 10^-15.
    package init?(text: String) {
        guard case .value(let units)? = FixedDecimal.parse(text.utf8, decimals: Fraction.decimals) else { return nil }
        self.init(units: units)
    }

    package static func < (left: Fraction, right: Fraction) -> Bool { left.units < right.units }

    /// Plain decimal text, such as `0.62`.
    package var text: String { FixedDecimal.text(units, decimals: Fraction.decimals) }
    package var value: Double { Double(units) / Double(Fraction.one) }
}

/// An exact mass of a substance: grams × 10^-15, summed without rounding and rounded once.
package struct SubstanceMass: Hashable, Sendable {
    package var units: Int128

    package init(units: Int128 = 0) { self.units = units }
    package init(_ mass: Mass, _ fraction: Fraction) {
        units = Int128(mass.grams) * Int128(fraction.units)
    }

    package static func + (left: SubstanceMass, right: SubstanceMass) -> SubstanceMass {
        SubstanceMass(units: left.units + right.units)
    }
    package static func - (left: SubstanceMass, right: SubstanceMass) -> SubstanceMass {
        SubstanceMass(units: left.units - right.units)
    }

    /// Whole grams, rounded half to even.
    package var grams: Int64 { Int64(SubstanceMass.roundHalfEven(units, by: Int128(Fraction.one))) }
    /// In grams; exact where these are whole and a Double holds them.
    package var value: Double {
        let (grams, rest) = units.quotientAndRemainder(dividingBy: Int128(Fraction.one))
        guard rest == 0 else { return Double(units) / Double(Fraction.one) }
        // The common case goes by the machine's own integers: a trace does this for every line of every run.
        let short = Int64(truncatingIfNeeded: grams)
        return Int128(short) == grams ? Double(short) : Double(grams)
    }

    /// `value / divisor` rounded half to even.
    package static func roundHalfEven(_ value: Int128, by divisor: Int128) -> Int128 {
        let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
        let doubled = remainder.magnitude * 2
        if doubled < divisor.magnitude { return quotient }
        let away: Int128 = (value < 0) == (divisor < 0) ? 1 : -1
        if doubled > divisor.magnitude { return quotient + away }
        return quotient % 2 == 0 ? quotient : quotient + away
    }
}
