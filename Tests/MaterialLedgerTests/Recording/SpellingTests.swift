import MaterialLedger
import Testing

@Suite struct SpellingTests {
    @Test(
        arguments: [
            ("pb", ["Al", "Pb"], "Pb"), ("F9", ["F2", "F1"], "F1"), ("material", ["materiel"], "materiel"),
            ("scrpa", ["scrap", "slag"], "scrap"), ("LOT-01", ["LOT-001", "LOT-1234"], "LOT-001"),
            ("H22", ["H2"], "H2"),
            ("P1", ["P1", "P2"], "P2"), ("truk", ["truck", "tare_g"], "truck"),
        ] as [(String, [String], String)])
    func theNearestIsTold(typed: String, candidates: [String], meant: String) {
        #expect(Spelling.nearest(to: typed, in: candidates) == meant)
        #expect(Spelling.nearest(to: typed, in: candidates.reversed()) == meant)
    }

    @Test(arguments: [("Xx", ["Pb"]), ("P", ["Pb", "C"]), ("P1", ["P1"]), ("", ["P1"]), ("lead", ["aluminium"])])
    func whatIsFarOrTheSameIsNotTold(typed: String, candidates: [String]) {
        #expect(Spelling.nearest(to: typed, in: candidates) == nil)
    }

    @Test func variantsAreOneSlipAway() {
        let variants = Set(Spelling.variants(of: "T12"))
        #expect(variants.isSuperset(of: ["T1", "12", "T21", "1T2", "T123", "AT12", "t12", "T13", "X12", "T-12"]))
        #expect(!variants.contains("T12"))
        #expect(Spelling.variants(of: "批1").contains("批12"))
    }
}
