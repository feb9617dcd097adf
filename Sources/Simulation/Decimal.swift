/// Numbers as text, the same in every locale.
enum Decimal {
    /// A number rounded to so many digits after the point, without trailing zeros.
    static func text(_ number: Double, digits: Int) -> String {
        var scale = 1.0
        for _ in 0..<digits { scale *= 10 }
        let scaled = (number.magnitude * scale).rounded()
        guard scaled < 9e18 else { return "\(number)" }
        let whole = Int64(scaled)
        let unit = Int64(scale)
        var text = String(whole / unit)
        var fraction = String(whole % unit)
        if digits > 0, whole % unit != 0 {
            fraction = String(repeating: "0", count: digits - fraction.utf8.count) + fraction
            while fraction.hasSuffix("0") { fraction.removeLast() }
            text += "." + fraction
        }
        return number < 0 && whole != 0 ? "-" + text : text
    }

    /// A whole number with thin groups of three digits, as in 1,570,000.
    static func grouped(_ number: Double) -> String {
        let digits = text(number, digits: 0)
        var grouped = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0, grouped != "-" { grouped.append(",") }
            grouped.append(digit)
        }
        return grouped
    }
}
