/// Writes records of comma-separated values (RFC 4180): CRLF at the end of each, quotes only where they are needed.
package enum CSVText {
    /// The mark by which Excel knows a file for UTF-8.
    package static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    /// One record with its line end; `forExcel` also keeps cells from being run as formulas, see `guarded(_:)`.
    package static func row(_ fields: [String], forExcel: Bool = false) -> [UInt8] {
        var bytes: [UInt8] = []
        for (index, field) in fields.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            bytes.append(contentsOf: quoted(forExcel ? guarded(field) : field).utf8)
        }
        bytes.append(contentsOf: [0x0D, 0x0A])
        return bytes
    }

    /// The field in quotes where a reader would otherwise cut it, trim it or take it for an empty line.
    static func quoted(_ field: String) -> String {
        let special: Set<UInt8> = [UInt8(ascii: ","), UInt8(ascii: "\""), 0x0D, 0x0A]
        let padded = field.utf8.first == 0x20 || field.utf8.last == 0x20
        guard padded || field.utf8.contains(where: special.contains) else { return field }
        var text = "\""
        for scalar in field.unicodeScalars {
            if scalar == "\"" { text.unicodeScalars.append(scalar) }
            text.unicodeScalars.append(scalar)
        }
        return text + "\""
    }

    /// The field with an apostrophe before it where a spreadsheet would run it as a formula.
    ///
    /// A supplier may well be called `=HYPERLINK(…)`; a negative number stays a number.
    static func guarded(_ field: String) -> String {
        guard let first = field.unicodeScalars.first, formulaStarts.contains(first), !isNumber(field) else {
            return field
        }
        return "'" + field
    }

    /// Also the full-width forms, which Chinese and Japanese Excel take for the plain ones.
    private static let formulaStarts: Set<Unicode.Scalar> = [
        "=", "+", "-", "@", "\t", "\r", "\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}",
    ]

    /// Whether the text is a decimal number, perhaps with a sign, an exponent or a percent sign.
    static func isNumber(_ text: String) -> Bool {
        var rest = text.utf8[...]
        func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
        func isSign(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+") }
        func skipDigits() -> Int {
            let digits = rest.prefix(while: isDigit).count
            rest = rest.dropFirst(digits)
            return digits
        }
        if let sign = rest.first, isSign(sign) { rest = rest.dropFirst() }
        var digits = skipDigits()
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            digits += skipDigits()
        }
        guard digits > 0 else { return false }
        if let letter = rest.first, letter == UInt8(ascii: "e") || letter == UInt8(ascii: "E") {
            rest = rest.dropFirst()
            if let sign = rest.first, isSign(sign) { rest = rest.dropFirst() }
            guard skipDigits() > 0 else { return false }
        }
        if rest.first == UInt8(ascii: "%") { rest = rest.dropFirst() }
        return rest.isEmpty
    }
}
