package import MaterialLedger
internal import Wording

/// A share typed as `2%`, exact to 10^-6 of a percent.
package struct Percentage: Hashable, Sendable {
    /// Percent × 10^6.
    package let units: Int64

    private static let decimals = 6
    private static let whole: Int64 = 100_000_000

    /// Reads `2%` or `1.25%`; a bare number is refused, as nobody can tell 2 % from 0.02.
    package init(typed text: String) throws(QuantityFault) {
        guard text.last == "%" else {
            throw QuantityFault("'\(text)' is not a percentage; write it with its sign, such as 2%")
        }
        let digits = text.dropLast()
        switch FixedDecimal.parse(digits.utf8, decimals: Percentage.decimals) {
        case .value(let units) where (0...Percentage.whole).contains(units): self.units = units
        case .tooFine: throw QuantityFault("\(text) has more than \(Percentage.decimals) decimals")
        case .value, .tooLarge, nil: throw QuantityFault("'\(text)' is not a percentage from 0% to 100%")
        }
    }

    private init(units: Int64) { self.units = units }

    package static func + (left: Percentage, right: Percentage) -> Percentage {
        Percentage(units: left.units + right.units)
    }

    package static let zero = Percentage(units: 0)

    /// This share of `value`, rounded half to even.
    package func of(_ value: Int64) -> Int64 {
        Int64(
            clamping: SubstanceMass.roundHalfEven(
                Int128(value) * Int128(units), by: Int128(Percentage.whole)))
    }
}
