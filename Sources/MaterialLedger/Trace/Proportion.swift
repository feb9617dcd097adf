/// The part that one amount is of another, applied to what is attributed: an exact amount stays exact.
struct Proportion: Sendable {
    let part: Double
    let whole: Double

    /// All of it.
    static let all = Proportion(1, of: 1)

    init(_ part: Double, of whole: Double) {
        self.part = part
        self.whole = whole
    }

    /// The part of an amount.
    ///
    /// An amount that is the whole gives the part itself; else the product comes first, which for the masses of a
    /// yard is an integer that a Double holds.
    func of(_ amount: Double) -> Double {
        if amount == whole { return part }
        if part == whole { return amount }
        let product = amount * part
        // So small that digits would be lost on the way.
        return product.isNormal ? product / whole : amount * (part / whole)
    }
}
