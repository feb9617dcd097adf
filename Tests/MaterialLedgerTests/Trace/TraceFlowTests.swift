import MaterialLedger
import Testing

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
        let into = flows.filter { $0.to == .run(run) }.reduce(0) { $0 + $1.share }
        let out = flows.filter { $0.from == .run(run) }.reduce(0) { $0 + $1.share }
        #expect(flows.count == 32)
        #expect(abs(into - 1) < 1e-12)
        #expect(out == 1)
    }

    @Test func aPictureKeepsTheLargestAndLeavesNoMassOut() throws {
        let (books, made) = books()
        let flows = books.search(from: made).flows()
        let run = try #require(books.lots[made]).source
        let kept = TraceFlow.largest(flows, nodeLimit: 5, traced: .lot(made))
        #expect(Set(kept.flatMap { [$0.from, $0.to] }).count == 6)
        #expect(kept.contains { $0.from == .others && $0.to == .run(run) })
        #expect(abs(kept.filter { $0.to == .run(run) }.reduce(0) { $0 + $1.share } - 1) < 1e-12)
    }
}
