import MaterialLedger
import Operations
import Testing
import Wording

/// A correction that leaves nothing to settle is told of what was typed, and says what would be right.
struct CorrectedWeightTests {
    /// The ticket: 51 kg gross, 1 kg tare.
    @Test(arguments: [
        ("gross_g", "900", "gross_g: gross 900 g is not more than tare + deduction = 1000 g"),
        ("tare", "52kg", "tare: gross 51000 g is not more than tare + deduction = 52000 g"),
        ("deduction_kg", "50", "deduction_kg: gross 51000 g is not more than tare + deduction = 51000 g"),
        ("net_g", "-1", "net_g: -1 is out of range; a mass here is from 1 to 10000000000000 g"),
    ])
    func whatWasTypedIsTold(_ field: String, _ value: String, _ told: String) async throws {
        let books = try await TestBooks.open()
        try await books.record { $0.intake("L1", 50_000, at: "2024-11-05 08:00") }
        let typed = await #expect(throws: Faults.self) { try await books.correct("T-L1", [field: value]) }
        #expect(typed?.list.map(\.description) == [told])
        #expect(typed?.list.first?.value == value)
        let filed = await #expect(throws: Faults.self) {
            try await books.importFiles([
                ("corrections.csv", "document,field,value,reason\nT-L1,\(field),\(value),typed wrong\n")
            ])
        }
        #expect(filed?.list.map(\.description) == ["corrections.csv:2: value: \(told)"])
        #expect(filed?.list.first?.value == value)
    }
}
