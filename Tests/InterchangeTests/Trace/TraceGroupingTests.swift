import MaterialLedger
import Testing

@Suite struct TraceGroupingTests {
    @Test("Provinces are summed at province level, the unknown under no key")
    func provinces() {
        #expect(
            TraceSamples.up.grouped(by: .province) == [
                TraceGroup(key: "410000", share: 0.75, grams: 4_500_000),
                TraceGroup(key: nil, share: 0.1875, grams: 1_125_000),
            ])
    }

    @Test("Groups come by share, and among equals by key, the unknown last")
    func order() {
        let rows = [(nil, 0.25), ("b", 0.25), ("a", 0.25), ("c", 0.5)].map {
            TraceGroup(key: $0.0, share: $0.1, grams: $0.1)
        }
        #expect(TraceGrouping.sums(rows).map(\.key) == ["c", "a", "b", nil])
        #expect(TraceSamples.down.grouped(by: .state).map(\.key) == ["shipped", "loss", "adjustment"])
        #expect(TraceSamples.down.grouped(by: .customer).map(\.share) == [0.75, 0.25])
    }

    @Test("Mass without a customer can be told by its states")
    func states() {
        let groups = TraceSamples.down.grouped(by: .customer, dividesUnknown: true)
        #expect(groups.map(\.key) == ["c1", nil, nil])
        #expect(groups.map(\.state) == [nil, .loss, .adjustment])
        #expect(groups.map(\.grams) == [465_000, 310_000, -155_000])
    }

    @Test("A million small shares lose no digits")
    func compensation() {
        let rows =
            [TraceGroup(key: "a", share: 1, grams: 1)]
            + Array(repeating: TraceGroup(key: "a", share: 1e-16, grams: 0), count: 1_000_000)
        let sums = TraceGrouping.sums(rows)
        #expect(sums.count == 1)
        #expect(sums.allSatisfy { abs($0.share - (1 + 1e-10)) < 1e-15 })
    }

    @Test("A code without two digits is of no province")
    func codes() {
        #expect(TraceGrouping.provinceLevel("341282") == "340000")
        #expect(TraceGrouping.provinceLevel("3") == nil)
        #expect(TraceGrouping.provinceLevel("XX1282") == nil)
        #expect(TraceGrouping.provinceLevel(nil) == nil)
    }
}
