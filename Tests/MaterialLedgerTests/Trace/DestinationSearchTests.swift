import MaterialLedger
import Testing

@Suite struct DestinationSearchTests {
    private typealias Place = DestinationFindings.Place

    @Test func whatWasNotMovedIsInStock() {
        var books = MixingBooks()
        let lot = books.intake(30_000)
        let found = books.destinations(of: lot)
        #expect(found.places == [Place(lot: lot, state: .stock, facility: 1, customer: nil, share: 1, grams: 30_000)])
        #expect((found.lotCount, found.runCount, found.residualShare) == (1, 0, 0))
    }

    @Test func everyStateIsARowOfTheLot() {
        var books = MixingBooks()
        let lot = books.intake(1_000)
        books.start([(lot, 100)])
        books.move(lot, .inTransit, 50, facility: nil)
        books.move(lot, .difference, -10, facility: 2)
        books.move(lot, .shipped, 200, customer: 5)
        books.move(lot, .shipped, 100, customer: 6)
        // A return lessens its shipment's row.
        books.move(lot, .shipped, -30, customer: 5)
        books.move(lot, .disposed, 40, customer: 7)
        books.move(lot, .returnedToSupplier, 20, customer: 8)
        books.adjust(lot, -60)
        let found = books.destinations(of: lot)
        let rows = Dictionary(
            uniqueKeysWithValues: found.places.map { ("\($0.state.rawValue) \($0.customer ?? 0)", $0.share) })
        let expected = [
            "stock 0": 0.47, "in_process 0": 0.1, "in_transit 0": 0.05, "difference 0": -0.01, "shipped 5": 0.17,
            "shipped 6": 0.1, "disposed 7": 0.04, "returned_to_supplier 8": 0.02, "adjustment 0": 0.06,
        ]
        #expect(rows.count == expected.count)
        for (key, share) in expected { #expect(abs((rows[key] ?? .nan) - share) < 1e-15, "\(key)") }
        #expect(abs(found.sum - 1) < 1e-15)
    }

    @Test func rowsThatCameToNothingAreLeftOut() {
        var books = MixingBooks()
        let lot = books.intake(1_000)
        books.move(lot, .shipped, 200, customer: 5)
        books.move(lot, .shipped, -200, customer: 5)
        books.adjust(lot, 70)
        books.adjust(lot, -70)
        #expect(books.destinations(of: lot).places.map(\.state) == [.stock])
    }

    @Test func aRunDividesItsInputsOverOutputsAndLosses() {
        var books = MixingBooks()
        let lot = books.intake(1_000)
        let other = books.intake(1_000)
        let made = books.run(
            [(lot, 500), (other, 300)], additions: [(8, 200)], outputs: [600, 150], losses: [(9, 250)])
        let found = books.destinations(of: lot)
        #expect(
            found.places == [
                Place(lot: lot, state: .stock, facility: 1, customer: nil, share: 0.5, grams: 500),
                Place(lot: made[0], state: .stock, facility: 1, customer: nil, share: 0.3, grams: 300),
                Place(lot: made[1], state: .stock, facility: 1, customer: nil, share: 0.075, grams: 75),
            ])
        #expect(found.losses == [DestinationFindings.Loss(material: 9, facility: 1, share: 0.125, grams: 125)])
        #expect((found.lotCount, found.runCount) == (3, 1))
    }

    @Test func theTracedLotsOwnGainsAreFollowedAndStandAsANegativeRow() {
        var books = MixingBooks()
        let lot = books.intake(1_000)
        books.adjust(lot, 300)
        books.adjust(lot, -100)
        let made = books.run([(lot, 1_200)], outputs: [1_200])[0]
        let found = books.destinations(of: lot)
        #expect(found.places.map(\.lot) == [made, lot])
        #expect(found.places.map(\.state) == [.stock, .adjustment])
        #expect(zip(found.places.map(\.share), [1.2, -0.2]).allSatisfy { abs($0 - $1) < 1e-15 })
    }

    @Test func aGainOfALaterLotDilutesItAndHasNoRow() {
        var books = MixingBooks()
        let lot = books.intake(1_000)
        let made = books.run([(lot, 1_000)], outputs: [1_000])[0]
        books.adjust(made, 1_000)
        books.adjust(made, -500)
        books.move(made, .shipped, 1_000, customer: 5)
        let found = books.destinations(of: lot)
        let states = Dictionary(uniqueKeysWithValues: found.places.map { ($0.state, $0.share) })
        #expect(states == [.shipped: 0.5, .stock: 0.25, .adjustment: 0.25])
    }

    @Test func aLotUsedInTenThousandRunsIsFollowedIntoAll() {
        var books = MixingBooks()
        let lot = books.intake(10_000_000)
        for _ in 0..<10_000 { _ = books.run([(lot, 1_000)], outputs: [900], losses: [(9, 100)]) }
        let found = books.destinations(of: lot)
        #expect((found.places.count, found.runCount) == (10_000, 10_000))
        #expect(abs((found.losses.first?.share ?? 0) - 0.1) < 1e-12)
        #expect(abs(found.sum - 1) < 1e-12)
    }

    @Test func whatCompositionsLoseOfASubstanceIsResidual() {
        var books = MixingBooks()
        let lot = books.intake(1_000, perMille: 500)
        let made = books.run([(lot, 1_000)], outputs: [800], losses: [(7, 200)], perMille: 600)[0]
        books.materialPerMille = [7: 0]
        let found = books.destinations(of: lot, substance: true)
        // 500 g went in, 480 g are in the product.
        #expect(found.places.map(\.lot) == [made])
        #expect(abs(found.places[0].share - 0.96) < 1e-15)
        #expect(abs(found.residualShare - 0.04) < 1e-15)
    }

    @Test func depthStopsBeforeTheNextRun() {
        var books = MixingBooks()
        let lot = books.intake(1_000)
        let first = books.run([(lot, 600)], outputs: [600])[0]
        let second = books.run([(first, 400)], outputs: [400])[0]
        let one = books.destinations(of: lot, depth: 1)
        #expect(Set(one.places.map(\.lot)) == [lot, first])
        #expect(abs(one.residualShare - 0.4) < 1e-15)
        #expect(books.destinations(of: lot, depth: 2).places.map(\.lot).contains(second))
    }
}
