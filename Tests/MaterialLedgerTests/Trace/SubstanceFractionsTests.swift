import MaterialLedger
import Testing

@Suite struct SubstanceFractionsTests {
    private let half = Fraction(units: Fraction.one / 2)
    private let third = Fraction(units: Fraction.one / 3)
    private let none = Fraction(units: 0)

    private func at(_ seconds: Int64) -> Instant { Instant(microseconds: seconds * 1_000_000) }

    @Test func aVersionCountsFromItsTimeOn() {
        let fractions = SubstanceFractions([
            .init(material: 1, validFrom: at(100), fraction: half),
            .init(material: 1, validFrom: nil, fraction: third),
        ])
        #expect(fractions.fraction(of: 1, at: at(99)) == third)
        #expect(fractions.fraction(of: 1, at: at(100)) == half)
        #expect(fractions.fraction(of: 2, at: at(100)) == none)
    }

    @Test func beforeTheFirstVersionNothingIsHeld() {
        let fractions = SubstanceFractions([.init(material: 1, validFrom: at(100), fraction: half)])
        #expect(fractions.fraction(of: 1, at: at(99)) == none)
    }

    @Test func anAssayCountsBeforeTheComposition() {
        var fractions = SubstanceFractions([.init(material: 1, validFrom: nil, fraction: half)])
        fractions.setAssay(third, ofLot: 7)
        #expect(fractions.fraction(ofLot: 7, material: 1, createdAt: at(0)) == third)
        #expect(fractions.fraction(ofLot: 8, material: 1, createdAt: at(0)) == half)
    }

    @Test func byMassEveryGramCounts() {
        #expect(SubstanceFractions.mass.fraction(ofLot: 1, material: 1, createdAt: at(0)).units == Fraction.one)
        #expect(SubstanceFractions.mass.isMass)
    }
}
