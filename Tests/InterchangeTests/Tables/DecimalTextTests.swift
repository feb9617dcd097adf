import Testing

@testable import Interchange

@Suite struct DecimalTextTests {
    @Test(
        "Grams become tonnes to the kilogram, half to even, once",
        arguments: [
            (0, "0.000"), (499, "0.000"), (500, "0.000"), (501, "0.001"), (1_500, "0.002"), (2_500, "0.002"),
            (2_501, "0.003"), (-500, "0.000"), (-501, "-0.001"), (-1_500, "-0.002"), (999_999_500, "1,000.000"),
            (10_000_000_000_000, "10,000,000.000"), (9_999_999_999_500, "10,000,000.000"),
            (Int64.max, "9,223,372,036,854.776"), (Int64.min, "-9,223,372,036,854.776"),
        ] as [(Int64, String)])
    func tonnes(grams: Int64, text: String) {
        #expect(MassScale.tonnes.cell(grams).text(grouped: true) == text)
    }

    @Test(
        "Grams become ten thousands of tonnes to the tonne, half to even",
        arguments: [
            (500_000, "0.0000"), (500_001, "0.0001"), (1_500_000, "0.0002"), (2_500_000, "0.0002"),
            (10_000_000_000_000, "1,000.0000"), (9_999_999_500_000, "1,000.0000"), (9_999_998_500_000, "999.9998"),
        ] as [(Int64, String)])
    func tenThousandTonnes(grams: Int64, text: String) {
        #expect(MassScale.tenThousandTonnes.cell(grams).text(grouped: true) == text)
    }

    @Test(
        "Growth carries its sign and one decimal, from integers only",
        arguments: [
            (1125, 1000, "+12.5%"), (1000, 1000, "0.0%"), (875, 1000, "-12.5%"), (0, 1000, "-100.0%"),
            (100_050, 100_000, "0.0%"), (100_150, 100_000, "+0.2%"), (99_950, 100_000, "0.0%"),
            (99_850, 100_000, "-0.2%"), (9_007_199_254_740_993, 9_007_199_254_740_992, "0.0%"),
            (10_000_000_000_000, 1, "+999,999,999,999,900.0%"),
        ] as [(Int64, Int64, String)])
    func growth(value: Int64, base: Int64, text: String) {
        #expect(ReportForm.Cell.growth(value, over: base).text(grouped: true) == text)
    }

    @Test("Growth over nothing and over the unknown is a dash")
    func noGrowth() {
        #expect(ReportForm.Cell.growth(5, over: 0).text(grouped: true) == "—")
        #expect(ReportForm.Cell.growth(5, over: nil).text(grouped: true) == "—")
        #expect(ReportForm.Cell.growth(nil, over: 5).text(grouped: true) == "—")
    }

    @Test("Real numbers round half to even, and what is no number has no text")
    func realNumbers() {
        #expect(DecimalText.text(0.125, decimals: 2) == "0.12")
        #expect(DecimalText.text(0.375, decimals: 2) == "0.38")
        #expect(DecimalText.text(-0.001, decimals: 2) == "0.00")
        #expect(DecimalText.text(1_234_567.5, decimals: 1, grouped: true) == "1,234,567.5")
        #expect(DecimalText.text(.nan, decimals: 2) == nil)
        #expect(DecimalText.text(.infinity, decimals: 2) == nil)
        #expect(DecimalText.text(1e300, decimals: 2) == nil)
    }
}
