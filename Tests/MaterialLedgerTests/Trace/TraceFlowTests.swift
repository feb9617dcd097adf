import Testing

@testable import MaterialLedger

@Suite struct TraceFlowTests {
    private func books() -> (MixingBooks, Int64) {
        var books = MixingBooks()
        let inputs = (1...30).map { (lot: books.intake(10_000), grams: Int64($0) * 100) }
        let whole = inputs.reduce(0) { $0 + $1.grams }
        let made = books.run(inputs, additions: [(8, 500)], outputs: [whole + 500])[0]
        return (books, made)
    }

    @Test func whatFlowsIntoARunFlowsOut() throws {
        let (books, made) = books()
        let flows = books.search(from: made).flows()
        let run = try #require(books.lots[made]).source
        let into = flows.filter { $0.to == .run(run) }.reduce(0) { $0 + $1.grams }
        let out = flows.filter { $0.from == .run(run) }.reduce(0) { $0 + $1.grams }
        #expect(flows.count == 32)
        #expect(abs(into - 47_000) < 1e-9)
        #expect(out == 47_000)
    }

    @Test func aPictureKeepsTheLargestAndLeavesNoMassOut() throws {
        let (books, made) = books()
        let flows = books.search(from: made).flows()
        let run = try #require(books.lots[made]).source
        let kept = TraceFlow.largest(flows, nodeLimit: 5, traced: .lot(made))
        #expect(Set(kept.flatMap { [$0.from, $0.to] }).count == 6)
        #expect(kept.contains { $0.from == .others && $0.to == .run(run) })
        #expect(abs(kept.filter { $0.to == .run(run) }.reduce(0) { $0 + $1.grams } - 47_000) < 1e-9)
    }

    @Test func whatIsNotFollowedUpComesFromTheResidual() {
        var books = MixingBooks()
        let (first, second) = (books.intake(10_000), books.intake(10_000))
        let middle = books.run([(first, 8_000)], outputs: [8_000])[0]
        let last = books.run([(middle, 3_000), (second, 1_000)], outputs: [4_000])[0]
        let search = books.search(from: last, depth: 1)
        let flows = search.flows()
        #expect(search.findings().residualGrams == 3_000)
        #expect(flows.filter { $0.from == .residual } == [TraceFlow(from: .residual, to: .lot(middle), grams: 3_000)])
        #expect(!flows.contains { $0.from == .lot(first) || $0.from == .source(first) })
        let whole = books.search(from: last).flows()
        #expect(!whole.contains { $0.from == .residual })
    }

    @Test func aRunThatIsReachedByWaysOfTwoLengthsIsFollowedInPart() throws {
        var books = MixingBooks()
        let scrap = books.intake(10_000)
        let both = books.run([(scrap, 8_000)], outputs: [8_000])[0]
        let middle = books.run([(both, 3_000)], outputs: [3_000])[0]
        let last = books.run([(both, 1_000), (middle, 3_000)], outputs: [4_000])[0]
        let flows = books.search(from: last, depth: 2).flows()
        let run = try #require(books.lots[both]).source
        #expect(flows.first { $0.from == .run(run) }?.grams == 1_000)
        #expect(flows.filter { $0.from == .residual } == [TraceFlow(from: .residual, to: .lot(both), grams: 3_000)])
        #expect(flows.first { $0.from == .source(scrap) }?.grams == 1_000)
    }

    @Test func everyPlaceIsDrawnAndWhatIsNotFollowedDownGoesToTheResidual() {
        var books = MixingBooks()
        let lot = books.intake(10_000)
        let made = books.run([(lot, 6_000)], outputs: [5_000], losses: [(9, 1_000)])[0]
        _ = books.run([(made, 4_000)], outputs: [4_000])
        books.adjust(lot, 500)
        let search = books.downSearch(from: lot, depth: 1)
        let flows = search.flows()
        func place(_ lot: Int64, _ state: DestinationTrace.State) -> TraceFlow.Node {
            .place(lot: lot, state: state, facility: 1, customer: nil)
        }
        #expect(flows.contains(TraceFlow(from: .lot(lot), to: place(lot, .stock), grams: 4_500)))
        #expect(flows.contains(TraceFlow(from: place(lot, .adjustment), to: .lot(lot), grams: 500)))
        #expect(flows.contains(TraceFlow(from: .lot(made), to: place(made, .stock), grams: 1_000)))
        #expect(flows.contains(TraceFlow(from: .lot(made), to: .residual, grams: 4_000)))
        #expect(search.findings().residualGrams == 4_000)
    }

    @Test func aSubstanceThatCompositionsLoseGoesToTheResidual() {
        var books = MixingBooks()
        let lot = books.intake(10_000, perMille: 500)
        let made = books.run([(lot, 10_000)], outputs: [10_000], perMille: 400)[0]
        let search = books.downSearch(from: lot, substance: true)
        #expect(search.findings().residualGrams == 1_000)
        #expect(
            search.flows().contains {
                $0.to == .residual && $0.from == .run(books.lots[made]?.source ?? 0) && abs($0.grams - 1_000) < 1e-9
            })
    }
}
