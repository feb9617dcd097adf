import MaterialLedger
import Testing

@Suite struct OriginSearchTests {
    @Test func anIntakesLotIsItsOwnOnlyOrigin() {
        var books = MixingBooks()
        let lot = books.intake(30_000)
        let found = books.origins(of: lot)
        #expect(found.byOrigin == [.lot(lot): 1])
        #expect((found.depth, found.lotCount, found.runCount) == (0, 1, 0))
    }

    @Test func aMixHasTheProportionsOfItsInputsAndAdditions() {
        var books = MixingBooks()
        let first = books.intake(30_000)
        let second = books.intake(10_000)
        let made = books.run([(first, 6_000), (second, 3_000)], additions: [(8, 1_000)], outputs: [4_000, 6_000])
        for lot in made {
            let found = books.origins(of: lot)
            #expect(found.byOrigin == [.lot(first): 0.6, .lot(second): 0.3, .addition(8): 0.1])
            #expect((found.depth, found.lotCount, found.runCount) == (1, 3, 1))
        }
    }

    @Test func aGainIsAnOriginOfTheWholeLotWheneverItCame() {
        var books = MixingBooks()
        let scrap = books.intake(10_000)
        let paste = books.run([(scrap, 10_000)], outputs: [8_000], losses: [(9, 2_000)])[0]
        let metal = books.run([(paste, 4_000)], outputs: [4_000])[0]
        books.adjust(paste, 2_000)
        books.adjust(paste, -500)
        #expect(books.origins(of: paste).byOrigin == [.lot(scrap): 0.8, .gain(paste): 0.2])
        #expect(books.origins(of: metal).byOrigin == [.lot(scrap): 0.8, .gain(paste): 0.2])
    }

    @Test func anIntakesLotWithAGainHasItselfAndTheAdjustment() {
        var books = MixingBooks()
        let lot = books.intake(9_000)
        books.adjust(lot, 400, facility: 2)
        books.adjust(lot, 600, facility: 3)
        let found = books.origins(of: lot)
        #expect(found.lots == [OriginFindings.Lot(lot: lot, share: 0.9, grams: 8_100)])
        #expect(
            found.gains == [
                OriginFindings.Gain(lot: lot, facility: 3, share: 0.06, grams: 540),
                OriginFindings.Gain(lot: lot, facility: 2, share: 0.04, grams: 360),
            ])
    }

    @Test func aSubstanceGoesByItsMassesInTheInputs() {
        var books = MixingBooks()
        let rich = books.intake(10_000, perMille: 600)
        let poor = books.intake(10_000, perMille: 200)
        let none = books.intake(10_000, perMille: 0)
        let made = books.run([(rich, 1_000), (poor, 1_000), (none, 1_000)], outputs: [3_000])[0]
        let found = books.origins(of: made, substance: true)
        #expect(found.byOrigin.distance(to: [.lot(rich): 0.75, .lot(poor): 0.25]) < 1e-15)
        #expect(found.lotCount == 3)
    }

    @Test func aSubstanceThatNothingBroughtInIsResidualWhateverEpsilon() {
        var books = MixingBooks()
        let rich = books.intake(10_000, perMille: 500)
        let none = books.intake(10_000, perMille: 0)
        let odd = books.run([(none, 1_000)], outputs: [1_000], perMille: 500)[0]
        let made = books.run([(rich, 300), (odd, 100)], outputs: [400])[0]
        let found = books.origins(of: made, epsilon: 0, substance: true)
        #expect(found.byOrigin == [.lot(rich): 0.75, .unknown: 0.25])
    }

    /// Each heat keeps half of the one before: the share of heat k's charge in heat n is 2^-(n-k+1).
    @Test(arguments: [1, 2, 10, 50]) func heelsFormAGeometricSeries(heats: Int) {
        var books = MixingBooks()
        var heel: Int64?
        var charges: [Int64] = []
        var product: Int64 = 0
        for _ in 0..<heats {
            let charge = books.intake(1_000)
            charges.append(charge)
            let inputs = [(lot: charge, grams: Int64(1_000))] + (heel.map { [(lot: $0, grams: Int64(1_000))] } ?? [])
            let made = books.run(inputs, outputs: [1_000, Int64(inputs.count - 1) * 1_000].filter { $0 > 0 })
            (heel, product) = (made[0], made.count > 1 ? made[1] : made[0])
        }
        var expected: [ForwardSolver.Origin: Double] = [:]
        var share = 1.0
        for charge in charges.dropFirst().reversed() {
            share /= 2
            expected[.lot(charge)] = share
        }
        expected[.lot(charges[0])] = share
        let found = books.origins(of: product)
        #expect(found.byOrigin == expected)
        #expect(found.depth == heats)
        #expect(found.runCount == heats)
    }

    @Test func stackedDiamondsAreFollowedOnceEach() {
        var books = MixingBooks()
        let left = books.intake(1 << 40)
        let right = books.intake(1 << 40)
        var top = books.run([(left, 1 << 39), (right, 1 << 38)], outputs: [3 << 38])[0]
        for _ in 0..<20 {
            let whole = books.lots[top]?.mass ?? 0
            let a = books.run([(top, whole / 2)], outputs: [whole / 2])[0]
            let b = books.run([(top, whole - whole / 2)], outputs: [whole - whole / 2])[0]
            top = books.run([(a, whole / 2), (b, whole - whole / 2)], outputs: [whole])[0]
        }
        // 2^20 paths, 61 runs.
        let found = books.origins(of: top)
        #expect(found.byOrigin.distance(to: [.lot(left): 2.0 / 3, .lot(right): 1.0 / 3]) < 1e-14)
        #expect((found.runCount, found.lotCount, found.depth) == (61, 63, 41))
    }

    @Test func aChainOfFiveThousandRunsKeepsAllDigits() {
        var books = MixingBooks()
        let first = books.intake(1_000_000)
        var lot = first
        for _ in 0..<5_000 { lot = books.run([(lot, 1_000_000)], outputs: [1_000_000])[0] }
        let found = books.origins(of: lot, .init(extraRuns: 200))
        #expect(found.byOrigin == [.lot(first): 1])
        #expect(found.depth == 5_000)
        let down = books.destinations(of: first, .init(extraRuns: 200))
        #expect(down.places.map(\.share) == [1])
        #expect(down.places.map(\.lot) == [lot])
    }

    @Test func depthLimitsTheRunsOnEachWay() {
        var books = MixingBooks()
        let old = books.intake(1_000)
        let young = books.intake(1_000)
        let heel = books.run([(old, 1_000)], outputs: [1_000])[0]
        let made = books.run([(heel, 250), (young, 750)], outputs: [1_000])[0]
        #expect(books.origins(of: made, depth: 0).byOrigin == [.unknown: 1])
        #expect(books.origins(of: made, depth: 1).byOrigin == [.lot(young): 0.75, .unknown: 0.25])
        let all = books.origins(of: made, depth: 2)
        #expect(all.byOrigin == [.lot(young): 0.75, .lot(old): 0.25])
        #expect(all.depth == 2)
        #expect(books.origins(of: made, depth: 1).depth == 1)
    }

    /// The same run is one step away on one way and two on the other; only the nearer half is followed.
    @Test func depthTellsWaysOfDifferentLengthApart() {
        var books = MixingBooks()
        let scrap = books.intake(1_000)
        let both = books.run([(scrap, 1_000)], outputs: [500, 500])
        let detour = books.run([(both[1], 500)], outputs: [500])[0]
        let made = books.run([(both[0], 500), (detour, 500)], outputs: [1_000])[0]
        #expect(books.origins(of: made, depth: 2).byOrigin == [.lot(scrap): 0.5, .unknown: 0.5])
        #expect(books.origins(of: made, depth: 3).byOrigin == [.lot(scrap): 1])
    }

    @Test func aCorrectionMayLeadToALotYoungerThanTheRunsDocument() {
        var books = MixingBooks()
        let wrong = books.intake(1_000)
        let metal = books.run([(wrong, 1_000)], outputs: [1_000])[0]
        let product = books.run([(metal, 1_000)], outputs: [1_000])[0]
        let right = books.intake(1_000)
        let paste = books.run([(right, 1_000)], outputs: [1_000])[0]
        books.correct(runOf: metal, inputs: [(paste, 600), (wrong, 400)])
        let found = books.origins(of: product)
        #expect(found.byOrigin.distance(to: [.lot(right): 0.6, .lot(wrong): 0.4]) < 1e-15)
        #expect(books.destinations(of: right).places.map(\.lot).contains(product))
    }
}
