import Testing

@testable import MaterialLedger

@Suite struct ProportionTests {
    @Test func aWholeGivesThePartItselfWhateverItsDigits() {
        for part in [1.0, 7, 49, 12_345_678, 9_007_199_254_740_989] {
            #expect(Proportion(part, of: 9_007_199_254_740_991).of(9_007_199_254_740_991) == part)
            #expect(Proportion(part, of: part).of(0.1) == 0.1)
        }
    }

    @Test func whatIsAnIntegerComesOutAsOne() {
        // 0.05 × 20,000,000 and 0.07 × 20,000,000 are none in Doubles.
        #expect(Proportion(1_000_000, of: 20_000_000).of(14_000_000) == 700_000)
        #expect(Proportion(1_400_000, of: 20_000_000).of(10_000_000) == 700_000)
    }

    @Test func theSmallestAmountsKeepTheirDigits() {
        #expect(Proportion(3e-160, of: 6e-160).of(1e-160) == 5e-161)
        #expect(Proportion(0, of: 5).of(7) == 0)
    }
}

@Suite struct ExactTraceTests {
    @Test func massesOfTheLedgerStayWhatTheLedgerSays() {
        var books = MixingBooks()
        let lot = books.intake(20_000_000)
        books.move(lot, .inTransit, 1_000_000, facility: nil)
        books.move(lot, .shipped, 1_400_000, customer: 4)
        let made = books.run([(lot, 7_654_321)], outputs: [7_000_001], losses: [(9, 654_320)])[0]
        books.move(made, .shipped, 3_333_333, customer: 5)
        let found = books.destinations(of: lot)
        let grams = Dictionary(uniqueKeysWithValues: found.places.map { ("\($0.state.rawValue) \($0.lot)", $0.grams) })
        #expect(
            grams == [
                "stock \(lot)": 9_945_679, "in_transit \(lot)": 1_000_000, "shipped \(lot)": 1_400_000,
                "stock \(made)": 3_666_668, "shipped \(made)": 3_333_333,
            ])
        #expect(found.losses.map(\.grams) == [654_320])
        #expect(found.places.first { $0.state == .inTransit }?.share == 0.05)
    }

    @Test func originsOfAWholeRunAreItsInputs() {
        var books = MixingBooks()
        let lots = [7, 11, 1_400_000, 18_600_001].map { (lot: books.intake($0), grams: Int64($0)) }
        let made = books.run(lots, additions: [(8, 3)], outputs: [lots.reduce(3) { $0 + $1.grams }])[0]
        let found = books.origins(of: made)
        #expect(found.lots.map(\.grams) == [18_600_001, 1_400_000, 11, 7])
        #expect(found.additions.map(\.grams) == [3])
    }
}
