package import MaterialLedger
import Wording

/// Reads single values as they are written in a bundle's cells: their form only, not the rules between fields.
///
/// Every function throws the sentence for the user: what is wrong, and what would be right. The same forms hold for the
/// values of corrections.
package enum FieldText {
    /// A mass in a unit: whole grams, or decimals of kg or t that come to whole grams.
    package static func mass(_ bytes: ArraySlice<UInt8>, unit: MassUnit) throws(QuantityFault) -> Mass {
        let reading: FixedDecimal.Reading
        switch unit {
        case .gram:
            guard let digits = wholeNumber(bytes) else { throw QuantityFault(notGrams(bytes)) }
            reading = digits
        case .kilogram, .tonne:
            guard let decimal = plainDecimal(bytes, decimals: unit.decimals) else {
                throw QuantityFault(
                    """
                    '\(QuotedValue.printable(bytes))' is not a number of \(unit.rawValue); \
                    write a plain decimal number, such as 30.25
                    """)
            }
            reading = decimal
        }
        switch reading {
        case .value(let grams): return Mass(grams: grams)
        case .tooFine:
            throw QuantityFault(
                """
                '\(QuotedValue.printable(bytes))' \(unit.rawValue) is not a whole number of grams; \
                write at most \(unit.decimals) decimals
                """)
        case .tooLarge:
            throw QuantityFault(
                "'\(QuotedValue.printable(bytes))' is out of range; a mass is at most \(Mass.maximum.grams) g")
        }
    }

    private static func notGrams(_ bytes: ArraySlice<UInt8>) -> Sentence {
        let value = QuotedValue.printable(bytes)
        if plainDecimal(bytes, decimals: 0) != nil {
            return
                "'\(value)' is not a whole number of grams; write grams without decimals, or name the column …_kg or …_t"
        }
        let digitsAndCommas = bytes.allSatisfy { isDigit($0) || $0 == UInt8(ascii: ",") }
        if digitsAndCommas, bytes.contains(where: isDigit) {
            let digits = String(decoding: bytes.filter(isDigit).prefix(20), as: UTF8.self)
            return "'\(value)' is not a whole number of grams; write it without separators: \(digits)"
        }
        if bytes.allSatisfy({ isDigit($0) || "eE+-.".utf8.contains($0) }), bytes.contains(where: isDigit) {
            return "'\(value)' is not a whole number of grams; write out all digits, without an exponent"
        }
        return "'\(value)' is not a whole number of grams; write digits only, such as 30250000"
    }

    /// Tonnes a year, exact to the gram.
    package static func tonnes(_ bytes: ArraySlice<UInt8>) throws(QuantityFault) -> Mass {
        try mass(bytes, unit: .tonne)
    }

    /// A point in time: RFC 3339 with offset, or a date with or without time in the site's zone.
    package static func time(_ bytes: ArraySlice<UInt8>, zone: ZoneRules) throws(QuantityFault) -> Instant {
        switch TimeText.read(bytes, zone: zone) {
        case .instant(let instant): return instant
        case .notATime:
            throw QuantityFault(
                """
                '\(QuotedValue.printable(bytes))' is not a time; \
                write 2024-12-01T08:30:00+08:00 or 2024-12-01 08:30
                """)
        case .tooFine:
            throw QuantityFault(
                """
                '\(QuotedValue.printable(bytes))' is finer than a microsecond; \
                write at most 6 digits of a second's fraction
                """)
        case .leapSecond:
            throw QuantityFault("'\(QuotedValue.printable(bytes))' is a leap second; write second 59")
        case .skippedByClocks:
            throw QuantityFault(
                """
                '\(QuotedValue.printable(bytes))' does not exist in \(zone.identifier), whose clocks went forward then; \
                write the time with its offset, such as 2024-12-01T08:30:00+08:00
                """)
        }
    }

    /// A month `YYYY-MM`.
    package static func month(_ bytes: ArraySlice<UInt8>) throws(QuantityFault) -> Month {
        guard bytes.count == 7, let month = Month(String(decoding: bytes, as: UTF8.self)) else {
            throw QuantityFault("'\(QuotedValue.printable(bytes))' is not a month; write 2024-12")
        }
        return month
    }

    /// A share 0…1.
    package static func fraction(_ bytes: ArraySlice<UInt8>) throws(QuantityFault) -> Fraction {
        switch plainDecimal(bytes, decimals: Fraction.decimals) {
        case .value(let units) where (0...Fraction.one).contains(units): return Fraction(units: units)
        case .tooFine:
            throw QuantityFault("'\(QuotedValue.printable(bytes))' has more than \(Fraction.decimals) decimals")
        case .value, .tooLarge, nil:
            throw QuantityFault(
                "'\(QuotedValue.printable(bytes))' is not a fraction; write a decimal number from 0 to 1, such as 0.62")
        }
    }

    /// Kilowatt-hours, 0 or more.
    package static func energy(_ bytes: ArraySlice<UInt8>) throws(QuantityFault) -> Energy {
        switch plainDecimal(bytes, decimals: Energy.decimals) {
        case .value(let units) where units >= 0: return Energy(units: units)
        case .tooFine:
            throw QuantityFault("'\(QuotedValue.printable(bytes))' has more than \(Energy.decimals) decimals")
        case .value, .tooLarge, nil:
            throw QuantityFault(
                "'\(QuotedValue.printable(bytes))' is not a number of kWh; write a decimal number of 0 or more, such as 3200.5"
            )
        }
    }

    /// A standard deviation, 0 or more; of a mass in the unit given, as grams.
    package static func sigma(_ bytes: ArraySlice<UInt8>, unit: MassUnit = .gram) throws(QuantityFault) -> Double {
        // The exponent moves the point exactly, where a multiplication would round twice.
        guard isPlainDecimal(bytes), bytes.count <= 64,
            let value = Double(String(decoding: bytes, as: UTF8.self) + "e\(unit.decimals)"), value >= 0
        else {
            throw QuantityFault(
                """
                '\(QuotedValue.printable(bytes))' is not a standard deviation; \
                write a decimal number of 0 or more, such as 0.004
                """)
        }
        // A sign before nothing: −0 would be another value than 0 in comparisons of content.
        return value == 0 ? 0 : value
    }

    /// A number of pieces or tickets, 0 or more.
    package static func count(_ bytes: ArraySlice<UInt8>) throws(QuantityFault) -> Int64 {
        guard case .value(let count) = wholeNumber(bytes), count >= 0 else {
            throw QuantityFault("'\(QuotedValue.printable(bytes))' is not a whole number of 0 or more")
        }
        return count
    }

    /// `true` or `false`.
    package static func flag(_ bytes: ArraySlice<UInt8>) throws(QuantityFault) -> Bool {
        if bytes.elementsEqual("true".utf8) { return true }
        if bytes.elementsEqual("false".utf8) { return false }
        throw QuantityFault("'\(QuotedValue.printable(bytes))' is not an answer here; write true or false")
    }

    /// One of a closed set of words.
    package static func word(_ bytes: ArraySlice<UInt8>, of words: [String]) throws(QuantityFault) -> String {
        if bytes.count <= 64, let word = words.first(where: { bytes.elementsEqual($0.utf8) }) { return word }
        throw QuantityFault(
            """
            '\(QuotedValue.printable(bytes))' is not one of the words allowed here; write \
            \(words.dropLast().joined(separator: ", ")) or \(words.last ?? "")
            """)
    }

    package static func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ bytes: ArraySlice<UInt8>, of type: Choice.Type
    ) throws(QuantityFault) -> Choice {
        let words = Choice.allCases.map(\.rawValue)
        guard let choice = Choice(rawValue: try word(bytes, of: words)) else {
            throw QuantityFault("must not be empty")
        }
        return choice
    }

    // MARK: Numbers

    /// Digits with an optional sign; nil for anything else.
    ///
    /// By itself although `FixedDecimal` reads these too: most cells of a bundle are grams, and generic code of another
    /// module is several times slower.
    private static func wholeNumber(_ bytes: ArraySlice<UInt8>) -> FixedDecimal.Reading? {
        var index = bytes.startIndex
        let end = bytes.endIndex
        guard index < end else { return nil }
        let isNegative = bytes[index] == UInt8(ascii: "-")
        if isNegative || bytes[index] == UInt8(ascii: "+") { index += 1 }
        guard index < end else { return nil }
        var value: Int64 = 0
        var isTooLarge = false
        while index < end {
            guard isDigit(bytes[index]) else { return nil }
            let (scaled, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, overflow2) = scaled.addingReportingOverflow(Int64(bytes[index] - UInt8(ascii: "0")))
            if overflow || overflow2 { isTooLarge = true } else { value = sum }
            index += 1
        }
        return isTooLarge ? .tooLarge : .value(isNegative ? -value : value)
    }

    private static func plainDecimal(_ bytes: ArraySlice<UInt8>, decimals: Int) -> FixedDecimal.Reading? {
        isPlainDecimal(bytes) ? FixedDecimal.parse(bytes, decimals: decimals) : nil
    }

    /// Whether it is a number with digits on both sides of its point, if it has one.
    private static func isPlainDecimal(_ bytes: ArraySlice<UInt8>) -> Bool {
        var digits = bytes
        if let first = digits.first, first == UInt8(ascii: "-") || first == UInt8(ascii: "+") { digits.removeFirst() }
        guard let first = digits.first, let last = digits.last, isDigit(first), isDigit(last) else { return false }
        var points = 0
        for byte in digits where !isDigit(byte) {
            guard byte == UInt8(ascii: ".") else { return false }
            points += 1
        }
        return points <= 1
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }
}
