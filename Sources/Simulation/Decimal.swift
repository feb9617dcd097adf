/// Numbers as text, the same in every locale.
package enum Decimal {
    /// A number rounded to so many digits after the point, without trailing zeros.
    package static func text(_ number: Double, digits: Int) -> String {
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

    /// A number with groups of three digits, as in 1,570,000, rounded to so many digits after the point.
    package static func grouped(_ number: Double, digits: Int = 0) -> String {
        let parts = text(number, digits: digits).split(separator: ".", maxSplits: 1)
        let whole = parts.first ?? "0"
        var grouped = ""
        for (index, digit) in whole.enumerated() {
            if index > 0, (whole.count - index) % 3 == 0, grouped != "-" { grouped.append(",") }
            grouped.append(digit)
        }
        return parts.count == 2 ? grouped + "." + parts[1] : grouped
    }
}
