import MaterialLedger
import Testing
import Wording

/// Where a running sum first falls below zero.
struct LotTimelineTests {
    @Test func atOneInstantReceiptsComeBeforeDraws() {
        let found = Samples.faults { bundle in
            bundle.ship("S1", "A", 10, 5)
            bundle.intake("A", 10, 5)
            bundle.transfer("V", "B", 7, 5, 5)
            bundle.ship("S2", "B", 7, 5, facility: "G")
            bundle.intake("B", 7, 5)
        }
        #expect(found.isEmpty)
    }

    @Test func theCrossingIsToldInTimeOrderAndThenInFileOrder() {
        let found = Samples.faults { bundle in
            bundle.intake("A", 10, 1)
            bundle.ship("S1", "A", 4, 9)
            bundle.ship("S2", "A", 4, 5)
            bundle.ship("S3", "A", 4, 5)
            bundle.ship("S4", "A", 4, 5)
            bundle.ship("S5", "A", 1, 5)
        }
        // At minute 5: S2 and S3 take 8 of 10, S4 is the first that is too much; what comes after is a consequence.
        #expect(found.map(\.place) == ["overdraw shipments.csv:5"])
        #expect(found.first?.message.english.contains("2 g too much") == true)
    }

    @Test func everyLotAndPlaceIsToldForItself() {
        let found = Samples.faults { bundle in
            bundle.intake("A", 10, 1)
            bundle.intake("B", 10, 1)
            bundle.ship("S1", "A", 11, 5)
            bundle.ship("S2", "B", 1, 5, facility: "G")
            bundle.ship("S3", "B", 11, 5)
        }
        #expect(
            found.map(\.place) == ["overdraw shipments.csv:2", "overdraw shipments.csv:3", "overdraw shipments.csv:4"])
    }

    @Test func whatIsOnTheRoadIsNowhere() {
        for (minute, mass, isFine) in [(6, 3, true), (6, 4, false), (7, 4, false)] as [(Int64, Int64, Bool)] {
            let found = Samples.faults { bundle in
                bundle.intake("A", 10, 1)
                bundle.transfer("V", "A", 7, 5, 8)
                bundle.ship("S", "A", mass, minute)
            }
            #expect(found.isEmpty == isFine, "\(mass) g at minute \(minute)")
        }
        for (minute, isFine) in [(7, false), (8, true)] as [(Int64, Bool)] {
            let found = Samples.faults { bundle in
                bundle.intake("A", 10, 1)
                bundle.transfer("V", "A", 7, 5, 8)
                bundle.ship("S", "A", 7, minute, facility: "G")
            }
            #expect(found.isEmpty == isFine, "minute \(minute)")
        }
    }

    @Test func aUseBeforeTheLotExistsIsOutOfOrderAndNotAnOverdraw() {
        let found = Samples.faults { bundle in
            bundle.intake("A", 10, 5)
            bundle.ship("S1", "A", 10, 4)
            bundle.ship("S2", "A", 10, 6)
        }
        #expect(found.map(\.place) == ["time_order shipments.csv:2"])
    }

    @Test func whatIsOnRecordStandsInTheSameLine() {
        var books = KnownLots()
        books.lots["A"] = .init(
            id: 9, document: 8, createdAt: Samples.at(1), mass: 10, units: nil, unitsDrawn: 0, material: 4,
            isReversed: false)
        books.movements = [
            .init(lot: 9, document: 8, facility: "F", at: Samples.at(1), mass: 10, name: "intake T"),
            .init(lot: 9, document: 7, facility: "F", at: Samples.at(20), mass: -8, name: "run R7"),
        ]
        func found(_ mass: Int64, _ minute: Int64) -> [Fault] {
            var bundle = Bundle()
            bundle.ship("S", "A", mass, minute)
            var check = BundleCheck(bundle, rules: Samples.rules)
            check.checkRows()
            check.compare(with: Samples.names)
            check.checkMovements(with: books)
            return check.orderedFaults
        }
        #expect(found(2, 10).isEmpty)
        #expect(found(2, 30).isEmpty)
        #expect(found(3, 30).map(\.place) == ["overdraw shipments.csv:2"])
        let earlier = found(3, 10)
        #expect(earlier.map(\.place) == ["overdraw shipments.csv:2"])
        #expect(earlier.first?.message.english.contains("run R7") == true)
    }

    @Test func sumsThatLeaveSixtyFourBitsAreRefusedAndDoNotTrap() {
        let found = Samples.faults { bundle in
            bundle.intake("A", 10, 1)
            for n in 0..<3 { bundle.ship("S\(n)", "A", Int64.max, 5) }
        }
        #expect(!found.isEmpty)
        #expect(found.allSatisfy { $0.code == .badValue || $0.code == .overdraw })
    }
}
