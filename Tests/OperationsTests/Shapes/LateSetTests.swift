import MaterialLedger
import Operations
import Testing

/// Corrections and reversals after a close, with every figure of both months worked out by hand.
struct LateSetTests {
    private func closedNovember() async throws -> TestBooks {
        let books = try await TestBooks.open()
        try await books.record {
            for (line, (material, tenths)) in [("scrap", 6), ("fume", 1)].enumerated() {
                $0.compositions.append(
                    Composition(
                        source: SourceLine(.compositions, line: line + 2), material: material, substance: "Pb",
                        fraction: Fraction(units: Int64(tenths) * 100_000_000_000_000)))
            }
            $0.intake("L1", 10_000, at: "2024-11-05 08:00", deduction: 500)
            $0.intake("L2", 6_000, at: "2024-11-06 08:00", supplier: "P2")
            $0.run("R1", from: "2024-11-08 08:00", to: "2024-11-09 08:00", inputs: ["L1": 4_000], loss: 1_000)
            $0.output("R1", "A", 3_000, units: 30)
            $0.runs[0].energy = Energy(units: 500_000_000)
            $0.transfer("V1", "L2", 2_000, at: "2024-11-20 08:00", received: "2024-11-21 08:00", arrived: 1_990)
            $0.ship("S1", "A", 1_000, at: "2024-11-22 08:00")
            $0.giveBack("B1", of: "S1", "A", 300, at: "2024-11-25 08:00")
            $0.adjust("J1", "L2", -100, at: "2024-11-26 08:00")
        }
        try await books.close("2024-11")
        return books
    }

    @Test func theOpenMonthTellsTheDifferencesToTheGram() async throws {
        let books = try await closedNovember()
        let november = try await books.report("2024-11").figures
        #expect(november == Self.november)

        try await books.correct("T-L1", ["supplier": "P2", "gross": "12kg"])
        try await books.correct(
            "R1",
            [
                "mass_g:L1": "4400", "mass_g:A": "3300", "units:A": "33", "loss.mass_g:fume": "1100",
                "energy_kwh": "560",
            ])
        try await books.correct("S1", ["mass_g": "1200"])
        try await books.correct("V1", ["received_g": "2000"])
        try await books.reverse("J1")
        try await books.reverse("B1")
        try await books.record { $0.intake("L3", 5_000, at: "2024-12-03 08:00") }

        #expect(try await books.report("2024-11").figures == november)
        let december = try await books.report("2024-12")
        #expect(december.figures == Self.december)
        #expect(december.city.gap == 0)
        // The ticket of 9,500 g leaves its province, and comes to the other's with 10,500 g.
        let provinces = december.inflowByProvince.map { "\($0.province ?? "") \($0.tickets) \($0.net)" }
        #expect(provinces.sorted() == ["370000 1 10500", "410000 0 -4500"])
        #expect(december.inflow.map(\.net.previousMonth) == [15_500])
        let lead = try #require(december.recovery.first)
        #expect((lead.input.grams, lead.lost.grams) == (240, 10))
        #expect(december.energy.map(\.energy) == [Energy(units: 60_000_000)])
        #expect(try await books.audit() == [])
    }

    /// Nothing of the material is left or moves in the open month, and it still tells what was no sale.
    @Test func aLateCorrectionIsToldOfAMaterialThatIsGone() async throws {
        let books = try await TestBooks.open()
        try await books.record {
            $0.intake("L1", 1_000, at: "2024-11-05 08:00")
            $0.ship("S1", "L1", 1_000, at: "2024-11-06 08:00")
        }
        try await books.close("2024-11")
        try await books.correct("S1", ["kind": "sample"])
        #expect(try await books.report("2024-11").stock.map(\.sold) == [1_000])
        #expect(try await books.report("2024-12").stock.map(\.sold) == [-1_000])
    }

    private static let november: [String: Int64] = [
        "F1 intake": 16_000, "F1 sent": 2_000, "F1 shipped": 1_000, "F1 returned": 300, "F1 loss": 1_000,
        "F1 adjustment": -100, "F1 processed": 4_000, "F1 product": 3_000, "F1 closing": 12_200,
        "F2 received": 1_990, "F2 closing": 1_990, "difference": 10,
        "scrap net": 15_500, "scrap cumulative": 15_500, "scrap tickets": 2, "scrap taken in": 16_000,
        "lead made": 3_000, "lead lots": 1, "lead units": 30, "fume lost": 1_000,
        "lead stock produced": 3_000, "lead stock sold": 700, "lead stock closing": 2_300,
        "scrap stock own use": 4_000, "scrap stock closing": 11_890,
    ]

    private static let december: [String: Int64] = [
        "F1 opening": 12_200, "F1 intake": 6_000, "F1 shipped": 200, "F1 returned": -300, "F1 loss": 100,
        "F1 adjustment": 100, "F1 processed": 400, "F1 product": 300, "F1 closing": 17_700,
        "F2 opening": 1_990, "F2 received": 10, "F2 closing": 2_000, "difference": -10,
        "scrap net": 6_000, "scrap cumulative": 21_500, "scrap tickets": 1, "scrap taken in": 6_000,
        "lead made": 300, "lead units": 3, "fume lost": 100,
        "lead stock opening": 2_300, "lead stock produced": 300, "lead stock sold": 500, "lead stock closing": 2_100,
        "scrap stock opening": 11_890, "scrap stock own use": 400, "scrap stock closing": 17_600,
    ]
}
