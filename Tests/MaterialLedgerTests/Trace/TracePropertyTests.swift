import MaterialLedger
import Testing

/// Random books against a solver that goes the other way round; the seed is the argument of a failing case.
@Suite struct TracePropertyTests {
    @Test(arguments: 1...40 as ClosedRange<UInt64>, [false, true])
    func exactSharesAreThoseOfTheForwardSolver(seed: UInt64, substance: Bool) {
        let books = MixingBooks.random(seed: seed, runs: 60)
        let solver = ForwardSolver(books, substance: substance)
        for lot in books.lots.keys.sorted().suffix(20) where !substance || (books.lots[lot]?.perMille ?? 0) > 0 {
            let found = books.origins(of: lot, substance: substance)
            #expect(found.byOrigin.distance(to: solver.origins(of: lot)) < 1e-12, "lot \(lot)")
            #expect(abs(found.sum - 1) < 1e-12)
        }
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>, [1e-1, 1e-2, 1e-4, 1e-6])
    func theResidualIsWithinEpsilonAndIsWhatIsMissing(seed: UInt64, epsilon: Double) {
        let books = MixingBooks.random(seed: seed, runs: 200)
        for lot in books.lots.keys.sorted().suffix(4) {
            let exact = books.origins(of: lot)
            let cut = books.origins(of: lot, epsilon: epsilon)
            #expect(cut.residualShare <= epsilon)
            #expect(abs(cut.sum - 1) < 1e-12)
            #expect(cut.runCount <= exact.runCount)
            let missing = cut.byOrigin.filter { $0.key != .unknown }.map { origin, share in
                (exact.byOrigin[origin] ?? 0) - share
            }
            // Nothing is attributed that is not there.
            #expect(missing.allSatisfy { $0 > -1e-12 })

            let down = books.destinations(of: lot, epsilon: epsilon)
            #expect(down.residualShare <= epsilon && down.residualShare >= 0)
            #expect(abs(down.sum - 1) < 1e-12)
        }
    }

    /// To the last bit: neither the order of rows nor what else was loaded may show.
    @Test(arguments: 1...20 as ClosedRange<UInt64>, [0, 1e-4])
    func theAnswerDoesNotDependOnHowItWasLoaded(seed: UInt64, epsilon: Double) {
        let books = MixingBooks.random(seed: seed, runs: 80)
        let ids = books.lots.keys.sorted()
        let plain = books.origins(of: ids[ids.count - 1], epsilon: epsilon)
        let plainDown = books.destinations(of: ids[0], epsilon: epsilon)
        for other in 2...5 as ClosedRange<UInt64> {
            let answering = MixingBooks.Answering(seed: other, extraRuns: Int(other) * 3)
            let found = books.origins(of: ids[ids.count - 1], epsilon: epsilon, answering)
            #expect(found.lots == plain.lots)
            #expect(found.gains == plain.gains)
            #expect(found.additions == plain.additions)
            #expect(found.residualShare == plain.residualShare)
            #expect((found.lotCount, found.runCount) == (plain.lotCount, plain.runCount))
            let down = books.destinations(of: ids[0], epsilon: epsilon, answering)
            #expect(down.places == plainDown.places)
            #expect(down.losses == plainDown.losses)
            #expect(down.residualShare == plainDown.residualShare)
        }
    }

    /// What is in a lot of another is the same seen from both ends: share up × mass there = mass of the traced lot
    /// that went there.
    @Test(arguments: 1...20 as ClosedRange<UInt64>) func upAndDownTellTheSame(seed: UInt64) {
        let books = MixingBooks.random(seed: seed, runs: 40)
        let intakes = books.lots.keys.sorted().filter { books.lots[$0]?.isMadeByRun == false }
        for lot in intakes.prefix(5) {
            guard let mass = books.lots[lot]?.mass else { continue }
            for place in books.destinations(of: lot).places
            where place.lot != lot && place.state == .stock {
                let share = books.origins(of: place.lot).byOrigin
                let ofLot = share[.lot(lot)] ?? 0
                let ofGain = share[.gain(lot)] ?? 0
                let there = Double(books.lots[place.lot]?.left ?? 0)
                // The traced lot's own gains are followed with it.
                #expect(abs(place.share * Double(mass) - (ofLot + ofGain) * there) < 1e-6)
            }
        }
    }
}

extension DestinationFindings {
    /// Everything, summed in order of size.
    var sum: Double {
        (places.map(\.share) + losses.map(\.share) + [residualShare]).sorted { abs($0) < abs($1) }.reduce(0, +)
    }
}
