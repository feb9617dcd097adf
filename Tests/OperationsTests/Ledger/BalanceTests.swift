import MaterialLedger
import Operations
import Store
import Testing

/// Balances as of any time.
struct BalanceTests {
    /// Sums by facility and material come from sealed openings and day deltas, single rows from the postings: both must
    /// say the same at any instant, in closed months and within a day.
    @Test func sumsOfDeltasAreTheSumsOfPostings() async throws {
        let books = try await TestBooks.open()
        try await books.record { bundle in
            bundle.opening("O1", 5_000, at: "2024-11-01 00:00")
            bundle.intake("L1", 40_000, at: "2024-11-05 08:00")
            bundle.intake("L2", 30_000, at: "2024-11-30 23:59", facility: "F2")
            bundle.transfer("V1", "L1", 6_000, at: "2024-11-30 22:00", received: "2024-12-01 02:00")
            bundle.run(
                "R1", from: "2024-11-29 08:00", to: "2024-12-02 09:00", inputs: ["L1": 20_000],
                outputs: ["A1": 19_000], loss: 1_500, addition: 500)
            bundle.intake("L3", 10_000, at: "2025-01-10 12:00")
        }
        try await books.close("2024-11")
        try await books.correct("T-L1", ["gross_g": "41500", "net_g": "40500"])
        try await books.close("2024-12")
        try await books.reverse("T-L3")
        let times = [
            "2024-10-31 23:59", "2024-11-01 00:00", "2024-11-05 07:59", "2024-11-05 08:00", "2024-11-29 08:00",
            "2024-11-30 23:59", "2024-12-01 00:00", "2024-12-01 01:59", "2024-12-02 09:00", "2024-12-31 23:59",
            "2025-01-01 00:00", "2025-01-10 12:00", "2025-02-20 12:00",
        ]
        for at in times.map(time) {
            let rows = try await LedgerBook(books.books).balance(by: nil, account: nil, at: at).rows
            for (key, code) in [(BalanceKey.facility, \BalanceRow.facility), (.material, \BalanceRow.material)] {
                let sums = try await LedgerBook(books.books).balance(by: key, account: nil, at: at).rows
                let wanted = Dictionary(grouping: rows) { $0[keyPath: code] }
                    .mapValues { $0.reduce(0) { $0 + $1.mass } }.filter { $0.value != 0 }
                let found = Dictionary(uniqueKeysWithValues: sums.map { ($0[keyPath: code], $0.mass) })
                #expect(found == wanted, "\(key) at \(at)")
            }
        }
    }
}
