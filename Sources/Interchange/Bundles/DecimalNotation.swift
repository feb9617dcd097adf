/// Doubles in plain decimal notation, as the format's decimals are written: never with an exponent.
enum DecimalNotation {
    static func text(_ value: Double) -> String {
        let shortest = "\(value)"
        guard let mark = shortest.firstIndex(of: "e"), let exponent = Int(shortest[shortest.index(after: mark)...])
        else {
            return shortest
        }
        let mantissa = shortest[..<mark]
        let isNegative = mantissa.hasPrefix("-")
        var digits = mantissa.filter { $0.isNumber }
        let whole = mantissa.drop { $0 == "-" }.prefix { $0 != "." }.count
        let point = whole + exponent
        if point <= 0 {
            digits = "0." + String(repeating: "0", count: -point) + digits
        } else if point >= digits.count {
            digits += String(repeating: "0", count: point - digits.count)
        } else {
            digits.insert(".", at: digits.index(digits.startIndex, offsetBy: point))
        }
        return (isNegative ? "-" : "") + digits
    }
}
