/// A finite decimal number as its digits.
struct Decimal {
    private let isNegative: Bool
    /// Digits before the point, 0 to 9 each, without zeros in front.
    private let whole: [UInt8]
    /// Digits after the point, zeros at the end included.
    private let fraction: [UInt8]

    private static let wholeLimit = 131_072
    private static let fractionLimit = 16_383

    private init(isNegative: Bool, whole: [UInt8], fraction: [UInt8]) {
        self.whole = Array(whole.drop { $0 == 0 })
        self.fraction = fraction
        // There is no negative zero.
        self.isNegative = isNegative && (!self.whole.isEmpty || fraction.contains { $0 != 0 })
    }

    /// Parses `[+-]digits[.digits][e[+-]digits]`, with a digit on at least one side of the point.
    init?(parsing text: String) {
        var rest = Array(text.utf8)[...]
        let isNegative = rest.first == UInt8(ascii: "-")
        if isNegative || rest.first == UInt8(ascii: "+") { rest.removeFirst() }

        func takeDigits() -> [UInt8] {
            let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            rest = rest.dropFirst(digits.count)
            return digits.map { $0 - UInt8(ascii: "0") }
        }
        var whole = takeDigits()
        var fraction: [UInt8] = []
        if rest.first == UInt8(ascii: ".") {
            rest.removeFirst()
            fraction = takeDigits()
        }
        guard !whole.isEmpty || !fraction.isEmpty else { return nil }

        if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
            rest.removeFirst()
            guard let exponent = Int(String(decoding: rest, as: UTF8.self)) else { return nil }
            guard exponent.magnitude <= UInt(Self.wholeLimit + Self.fractionLimit) else { return nil }
            rest = []
            if exponent >= 0 {
                let moved = fraction.prefix(exponent)
                whole += moved + repeatElement(0, count: exponent - moved.count)
                fraction.removeFirst(moved.count)
            } else {
                let moved = whole.suffix(-exponent)
                fraction = repeatElement(0, count: -exponent - moved.count) + moved + fraction
                whole.removeLast(moved.count)
            }
        }
        guard rest.isEmpty else { return nil }
        self.init(isNegative: isNegative, whole: whole, fraction: fraction)
        guard self.whole.count <= Self.wholeLimit, fraction.count <= Self.fractionLimit else { return nil }
    }

    init(_ words: NumericWords) {
        func group(_ power: Int) -> [UInt8] {
            let index = Int(words.weight) - power
            let value = words.groups.indices.contains(index) ? words.groups[index] : 0
            return [1000, 100, 10, 1].map { UInt8(value / $0 % 10) }
        }
        let scale = Int(words.scale)
        let fractionGroups = (scale + 3) / 4
        self.init(
            isNegative: words.sign == NumericWords.negative,
            whole: words.weight < 0 ? [] : (0...Int(words.weight)).reversed().flatMap(group),
            fraction: Array((0..<fractionGroups).flatMap { group(-1 - $0) }.prefix(scale))
        )
    }

    /// The number as the server prints it.
    var text: String {
        var bytes: [UInt8] = isNegative ? [UInt8(ascii: "-")] : []
        bytes += (whole.isEmpty ? [0] : whole).map { $0 + UInt8(ascii: "0") }
        if !fraction.isEmpty {
            bytes.append(UInt8(ascii: "."))
            bytes += fraction.map { $0 + UInt8(ascii: "0") }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The number in groups of four digits, counted from the point to both sides.
    var words: NumericWords {
        let front = [UInt8](repeating: 0, count: (4 - whole.count % 4) % 4)
        let back = [UInt8](repeating: 0, count: (4 - fraction.count % 4) % 4)
        let digits = front + whole + fraction + back
        var groups = stride(from: 0, to: digits.count, by: 4).map { start in
            digits[start..<start + 4].reduce(UInt16(0)) { $0 * 10 + UInt16($1) }
        }
        var weight = (front.count + whole.count) / 4 - 1
        while groups.first == 0 {
            groups.removeFirst()
            weight -= 1
        }
        while groups.last == 0 { groups.removeLast() }
        return NumericWords(
            groups: groups,
            weight: groups.isEmpty ? 0 : Int16(weight),
            sign: isNegative ? NumericWords.negative : NumericWords.positive,
            scale: UInt16(fraction.count)
        )
    }
}
