/// An exact decimal number of `numeric`, kept as its text.
///
/// The number of decimals is part of the value, as in the server: `1.50` and `1.5` are not the same here.
package struct PostgresNumeric: Hashable, Sendable {
    /// The number as the server prints it: `-12.340`, `NaN`, `Infinity`, `-Infinity`.
    package let text: String

    package static let nan = PostgresNumeric(canonical: "NaN")
    package static let infinity = PostgresNumeric(canonical: "Infinity")
    package static let negativeInfinity = PostgresNumeric(canonical: "-Infinity")

    /// Parses digits with an optional sign, decimal point and exponent, `NaN` and `[+-]Infinity`.
    ///
    /// nil for anything else, and for what `numeric` cannot hold: 131072 digits before the point, 16383 after it.
    package init?(_ text: String) {
        switch text {
        case "NaN": self = .nan
        case "Infinity", "+Infinity": self = .infinity
        case "-Infinity": self = .negativeInfinity
        default:
            guard let decimal = Decimal(parsing: text) else { return nil }
            self.init(canonical: decimal.text)
        }
    }

    package init(_ integer: some BinaryInteger) {
        self.init(canonical: String(integer))
    }

    private init(canonical text: String) {
        self.text = text
    }

    init(_ decimal: Decimal) {
        self.init(canonical: decimal.text)
    }

    /// The value when it has no fraction and fits.
    package var exactInteger: Int64? {
        let parts = text.split(separator: ".", maxSplits: 1)
        guard let whole = parts.first, parts.count < 2 || parts[1].allSatisfy({ $0 == "0" }) else { return nil }
        return Int64(whole)
    }

    /// The nearest binary floating-point number.
    package var approximation: Double? {
        Double(text)
    }
}

extension PostgresNumeric: CustomStringConvertible {
    package var description: String { text }
}

extension PostgresNumeric: PostgresArrayElement, PostgresDecodable {
    package static var postgresType: PostgresType { .numeric }
    package static var postgresArrayType: PostgresType { .numericArray }

    package func postgresEncode(into buffer: inout [UInt8]) {
        // `text` is only ever what a Decimal or one of the three special values printed.
        let words = Decimal(parsing: text)?.words ?? .special(text)
        words.append(to: &buffer)
    }

    /// Reads `numeric` and the integers.
    package static func postgresDecode(_ cell: PostgresCell) throws(PostgresDecodingFailure) -> PostgresNumeric {
        guard cell.type == .numeric else {
            return PostgresNumeric(try cell.integer(as: Int64.self))
        }
        let words = try NumericWords(cell.bytes)
        switch words.sign {
        case NumericWords.nan: return .nan
        case NumericWords.infinity: return .infinity
        case NumericWords.negativeInfinity: return .negativeInfinity
        default: return PostgresNumeric(Decimal(words))
        }
    }
}
