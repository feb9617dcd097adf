package import Wording

/// A mass in whole grams, the unit of the books: never rounded, never a floating-point number.
package struct Mass: Hashable, Comparable, Sendable {
    package let grams: Int64

    package init(grams: Int64) { self.grams = grams }

    package static let zero = Mass(grams: 0)
    /// The largest mass one line may carry: 10^13 g, ten million tonnes (contract, section 2).
    package static let maximum = Mass(grams: 10_000_000_000_000)

    package static func < (left: Mass, right: Mass) -> Bool { left.grams < right.grams }

    /// The sum, or nil where it leaves 64 bits.
    package func adding(_ other: Mass) -> Mass? {
        let (sum, overflow) = grams.addingReportingOverflow(other.grams)
        return overflow ? nil : Mass(grams: sum)
    }

    /// The difference, or nil where it leaves 64 bits.
    package func subtracting(_ other: Mass) -> Mass? {
        let (difference, overflow) = grams.subtractingReportingOverflow(other.grams)
        return overflow ? nil : Mass(grams: difference)
    }
}

/// A unit in which people write masses.
package enum MassUnit: String, Sendable, CaseIterable {
    case gram = "g"
    case kilogram = "kg"
    case tonne = "t"

    /// Digits after the decimal point that are still whole grams.
    package var decimals: Int {
        switch self {
        case .gram: 0
        case .kilogram: 3
        case .tonne: 6
        }
    }
}

extension Mass {
    /// A mass as typed on a command line: a decimal number and its unit, `30.25t`, `30250kg`, `500g`.
    ///
    /// - Throws: a sentence that says what would be right; a bare number and a fraction of a gram are refused.
    package init(typed text: String) throws(QuantityFault) {
        let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == "." || $0 == "-" || $0 == "+") }
        let unitText = text.dropFirst(digits.count)
        guard let unit = MassUnit(rawValue: String(unitText)) else {
            throw QuantityFault(
                unitText.isEmpty
                    ? "a mass needs a unit: \(text)t, \(text)kg or \(text)g"
                    : "'\(text)' is not a mass; write a number and t, kg or g, such as 30.25t")
        }
        self = try Mass(decimal: String(digits), unit: unit)
    }

    /// A decimal number of a unit, exactly; what is not a whole number of grams is refused, never rounded.
    package init(decimal text: String, unit: MassUnit) throws(QuantityFault) {
        guard let value = FixedDecimal.parse(text.utf8, decimals: unit.decimals) else {
            throw QuantityFault("'\(text)' is not a number of \(unit.rawValue)")
        }
        switch value {
        case .value(let grams): self.init(grams: grams)
        case .tooFine: throw QuantityFault("\(text) \(unit.rawValue) is not a whole number of grams")
        case .tooLarge: throw QuantityFault("\(text) \(unit.rawValue) is more than 10000000000000 g")
        }
    }
}

/// A typed quantity that could not be read, with the sentence for the user.
package struct QuantityFault: Error, Sendable {
    package let message: Sentence
    package init(_ message: Sentence) { self.message = message }
}
