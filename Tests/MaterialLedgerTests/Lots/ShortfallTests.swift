import MaterialLedger
import Testing
import Wording

/// What stands in the way where movements are taken back.
struct ShortfallTests {
    private func movement(
        _ document: Int64, _ mass: Int64, _ minute: Int64, facility: String = "F"
    ) -> KnownLots.Movement {
        .init(lot: 1, document: document, facility: facility, at: Samples.at(minute), mass: mass, name: "d\(document)")
    }

    @Test func theDrawsThatNeedAReceiptAreNamedAndNoOthers() {
        let books = [
            movement(1, 10, 1), movement(2, 5, 2), movement(3, -8, 3), movement(4, -6, 4), movement(5, 4, 5),
            movement(6, -4, 6), movement(7, -3, 1, facility: "G"),
        ]
        let short = Shortfall.first(in: books, adding: [movement(2, -5, 2)])
        #expect(short == Shortfall(lot: 1, facility: "F", at: Samples.at(4), missing: 4, draws: ["d4"]))
        #expect(Shortfall.first(in: books, adding: [movement(5, -1, 5)])?.draws == nil)
        #expect(Shortfall.first(in: books, adding: [movement(5, -4, 5)])?.draws == ["d6"])
        #expect(Shortfall.first(in: books, adding: [movement(1, -10, 1)])?.draws == ["d4", "d3"])
    }

    @Test func atOneInstantOnlyTheEndCounts() {
        let books = [movement(1, 5, 1), movement(2, -5, 2), movement(3, 5, 2), movement(4, -5, 3)]
        #expect(Shortfall.first(in: books, adding: []) == nil)
        #expect(Shortfall.first(in: books, adding: [movement(3, -5, 2)])?.draws == ["d4"])
    }

    @Test func whatWasTakenBackAlreadyIsNotNamed() {
        // Document 2 was reversed later, in an open month.
        let books = [movement(1, 5, 1), movement(2, -5, 2), movement(2, 5, 9), movement(3, -5, 10)]
        let short = Shortfall.first(in: books, adding: [movement(1, -5, 11)])
        #expect(short?.draws == ["d3"])
    }

    @Test func tenNamesAreListed() {
        #expect(Shortfall.list(["a", "b"]) == "a, b")
        #expect(Shortfall.list((1...12).map { "\($0)" }).english.hasSuffix("10 and 2 more"))
    }
}
