import MaterialLedger
import Testing
import Wording

struct MassTests {
    @Test(arguments: [
        ("30t", 30_000_000), ("30.25t", 30_250_000), ("30250kg", 30_250_000), ("500g", 500), ("0.000001t", 1),
        ("1.0010kg", 1_001), ("+2kg", 2_000), ("-0.5kg", -500), ("0t", 0), ("9223372036854775807g", Int64.max),
    ])
    func aMassIsReadWithItsUnitExactly(_ text: String, _ grams: Int64) throws {
        #expect(try Mass(typed: text).grams == grams)
    }

    @Test(arguments: [
        ("30", "a mass needs a unit: 30t, 30kg or 30g"), ("", "a mass needs a unit: t, kg or g"),
        ("30 t", "'30 t' is not a mass; write a number and t, kg or g, such as 30.25t"),
        ("30T", "'30T' is not a mass; write a number and t, kg or g, such as 30.25t"),
        ("30lb", "'30lb' is not a mass; write a number and t, kg or g, such as 30.25t"),
        ("1e3kg", "'1e3kg' is not a mass; write a number and t, kg or g, such as 30.25t"),
        ("１t", "'１t' is not a mass; write a number and t, kg or g, such as 30.25t"),
        ("1.5g", "1.5 g is not a whole number of grams"),
        ("0.0000001t", "0.0000001 t is not a whole number of grams"),
        ("t", "'' is not a number of t"), (".t", "'.' is not a number of t"), ("--1t", "'--1' is not a number of t"),
        ("1-t", "'1-' is not a number of t"),
        ("9223372036854775808g", "9223372036854775808 g is more than 10000000000000 g"),
        ("10000000000000t", "10000000000000 t is more than 10000000000000 g"),
    ])
    func whatIsNoMassSaysWhatWouldBeRight(_ text: String, _ told: String) {
        let fault = #expect(throws: QuantityFault.self) { try Mass(typed: text) }
        #expect(fault?.message.english == told)
    }

    @Test func sumsAreChecked() {
        #expect(Mass(grams: .max).adding(Mass(grams: 1)) == nil)
        #expect(Mass(grams: .min).subtracting(Mass(grams: 1)) == nil)
        #expect(Mass(grams: 2).adding(Mass(grams: 3)) == Mass(grams: 5))
        #expect(Mass(grams: 2).subtracting(Mass(grams: 3)) == Mass(grams: -1))
    }

    @Test(
        arguments: [
            ("0.62", 15, 620_000_000_000_000), ("1", 15, 1_000_000_000_000_000), ("12.340", 2, 1_234), ("-0.5", 1, -5),
            ("007", 0, 7), ("5.", 2, 500), (".5", 2, 50), ("1.000000", 2, 100),
        ] as [(String, Int, Int64)])
    func decimalsAreScaledExactly(_ text: String, _ decimals: Int, _ units: Int64) {
        #expect(FixedDecimal.parse(text.utf8, decimals: decimals) == .value(units))
    }

    @Test func decimalsThatDoNotFitAreTold() {
        #expect(FixedDecimal.parse("1.234".utf8, decimals: 2) == .tooFine)
        #expect(FixedDecimal.parse("9223372036854775808".utf8, decimals: 0) == .tooLarge)
        #expect(FixedDecimal.parse("92233720368547758.08".utf8, decimals: 2) == .tooLarge)
        for text in ["", "-", ".", "1,000", " 1", "1 ", "0x1", "1e5", "1.2.3", "nan"] {
            #expect(FixedDecimal.parse(text.utf8, decimals: 2) == nil, "'\(text)'")
        }
    }

    @Test(arguments: [0, 1, -1, 10, 100, 123_456, -123_456, Int64.max, Int64.min])
    func aDecimalsTextIsReadBackAsItself(_ units: Int64) {
        for decimals in [0, 1, 3, 15] {
            let text = FixedDecimal.text(units, decimals: decimals)
            let read = FixedDecimal.parse(text.utf8, decimals: decimals)
            // The smallest number has no counterpart above zero, through which all are read.
            #expect(units == .min ? read == .tooLarge : read == .value(units), "\(text)")
        }
    }

    @Test(
        arguments: [
            (5, 10, 0), (15, 10, 2), (25, 10, 2), (-5, 10, 0), (-15, 10, -2), (-25, 10, -2), (14, 10, 1), (16, 10, 2),
            (-16, 10, -2), (-14, 10, -1), (7, 7, 1), (1, 3, 0), (2, 3, 1), (5, -10, 0), (15, -10, -2),
        ] as [(Int128, Int128, Int128)])
    func halvesAreRoundedToTheEvenSide(_ value: Int128, _ divisor: Int128, _ rounded: Int128) {
        #expect(SubstanceMass.roundHalfEven(value, by: divisor) == rounded)
    }

    @Test func substancesAreSummedExactlyAndRoundedOnce() {
        let half = Fraction(units: Fraction.one / 2)
        #expect(half.text == "0.5")
        #expect(SubstanceMass(Mass(grams: 1), half).grams == 0)
        #expect(SubstanceMass(Mass(grams: 3), half).grams == 2)
        let sum = (0..<3).reduce(SubstanceMass()) { sum, _ in sum + SubstanceMass(Mass(grams: 1), half) }
        #expect(sum.grams == 2)
        let whole = SubstanceMass(Mass.maximum, Fraction(units: Fraction.one))
        #expect((whole + whole - whole).grams == Mass.maximum.grams)
    }
}
