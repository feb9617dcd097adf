import MaterialLedger
import Testing
import Wording

/// Which faults are told, in which order, and which are left out because they only follow from others.
struct FaultOrderTests {
    @Test func faultsStandInTheOrderOfTheFormatAndThenByLine() {
        let found = Samples.faults { bundle in
            bundle.ship("S", "NO", 1, 5)
            bundle.intake("A", 10, 1)
            bundle.intake("B", 10, 1, supplier: "Q")
            bundle.intake("C", -1, 1)
            bundle.run("R", 5, 4, in: ["A": 1])
        }
        #expect(
            found.map(\.place) == [
                "unknown_reference intakes.csv:3", "bad_value intakes.csv:4", "bad_value intakes.csv:4",
                "time_order runs.csv:2", "mass_imbalance runs.csv:2", "unknown_reference shipments.csv:2",
            ])
        let files = found.compactMap { fault in BundleFile.allCases.first { $0.fileName == fault.file } }
        #expect(files == files.sorted())
    }

    @Test func atMostAHundredAreToldTheFirstOnes() {
        let found = Samples.faults { bundle in
            for n in 0..<150 { bundle.intake("L\(n)", 10, 1, supplier: "Q\(n)") }
        }
        #expect(found.count == 100)
        #expect(found.first?.line == 2)
        #expect(found.last?.line == 101)
    }

    @Test func aFaultyRowsNamesStillCountAsKnown() {
        // The intake is refused for its supplier; what uses its lot is not at fault.
        let found = Samples.faults { bundle in
            bundle.intake("A", 10, 1, supplier: "Q")
            bundle.run("R", 2, 3, in: ["A": 10], out: ["B": 10])
            bundle.ship("S", "B", 10, 4)
            bundle.ship("S2", "A", 99, 4)
        }
        #expect(found.first?.place == "unknown_reference intakes.csv:2")
        #expect(!found.contains { $0.code == .unknownReference && $0.file == "shipments.csv" })
        #expect(!found.contains { $0.code == .unknownReference && $0.file == "run_inputs.csv" })
    }

    @Test func whatFollowsFromAMassThatCouldNotBeReadIsNotTold() {
        var bundle = Bundle()
        bundle.intake("A", 0, 1)
        bundle.ship("S", "A", 10, 4)
        bundle.unreadFields[bundle.intakes[0].source] = ["gross_g", "net_g"]
        let read = Fault(.badValue, file: "intakes.csv", line: 2, field: "gross_g", "not a number")
        #expect(Samples.faults(bundle, read: [read]) == [read])
    }

    @Test func whatAFileThatIsMissingWouldHaveSaidIsNotTold() {
        var bundle = Bundle()
        bundle.ship("S", "A", 10, 4)
        let read = Fault(.unreadable, file: "intakes.csv", "neither UTF-8 nor GB18030")
        #expect(Samples.faults(bundle, read: [read], incomplete: [.intakes]) == [read])
    }

    @Test func anIdIsTakenOnceInABundle() {
        let found = Samples.faults { bundle in
            bundle.intake("A", 10, 1)
            bundle.intake("A", 10, 1, ticket: "T2")
            bundle.intake("B", 10, 1, ticket: "TA")
            bundle.run("R", 2, 3, in: ["B": 5, "B": 5], out: ["C": 10])
        }
        #expect(
            found.map(\.place) == [
                "duplicate intakes.csv:3", "duplicate intakes.csv:4", "duplicate run_inputs.csv:3",
            ])
    }

    @Test func linesOfOneDocumentHaveOneHeader() {
        let found = Samples.faults { bundle in
            bundle.intake("A", 10, 1)
            bundle.intake("B", 10, 1)
            bundle.ship("S", "A", 10, 4)
            bundle.ship("S", "B", 10, 5)
        }
        #expect(found.map(\.place) == ["duplicate shipments.csv:3"])
        #expect(found.first?.field == "shipped_at")
    }

    @Test func massAndTimeAreWithinTheirLimits() {
        let found = Samples.faults { bundle in
            bundle.intake("A", 10_000_000_000_000, 1)
            bundle.intake("B", 10_000_000_000_001, 1)
            // A day ahead of the clock, which stands at minute 100,000, and a minute more.
            bundle.intake("C", 1, 100_000 + 1_440)
            bundle.intake("D", 1, 100_000 + 1_441)
        }
        #expect(Set(found.map(\.place)) == ["bad_value intakes.csv:3", "bad_value intakes.csv:5"])
        #expect(found.contains { $0.field == "received_at" })
    }

    @Test func aTimeBeforeTheFirstMonthIsRefused() {
        let found = Samples.faults { bundle in
            bundle.intake("A", 1, -1_000)
            bundle.intake("B", 1, -1_001)
        }
        #expect(found.map(\.place) == ["bad_value intakes.csv:3"])
        #expect(found.first?.field == "received_at")
        #expect(found.first?.message.english.contains("1900 or later") == true)
    }

    @Test func allFaultsOfADocumentInAClosedMonthAreTold() {
        var bundle = Bundle()
        bundle.intake("A", 10, 5)
        bundle.ship("S", "A", 11, 4)
        bundle.ship("S2", "A", 10, 6)
        let found = Samples.faults(bundle, closedThrough: Month(year: 2024, month: 11))
        #expect(
            found.map(\.place) == [
                "period_closed intakes.csv:2", "period_closed shipments.csv:2", "time_order shipments.csv:2",
                "overdraw shipments.csv:2", "period_closed shipments.csv:3",
            ])
    }

    @Test func nothingIsDrawnOfALotWhoseWeightsComeToLessThanNothing() {
        var bundle = Bundle()
        bundle.intake("A", 10, 1)
        bundle.intakes[0].tare = Mass(grams: 11)
        bundle.intakes[0].net = Mass(grams: -1)
        bundle.ship("S", "A", 5, 2)
        #expect(Samples.faults(bundle).map(\.place) == ["bad_value intakes.csv:2"])
        bundle.intakes[0].gross = Mass(grams: .max)
        bundle.intakes[0].tare = Mass(grams: -.max)
        #expect(Set(Samples.faults(bundle).map(\.place)) == ["bad_value intakes.csv:2"])
    }

    @Test func whatWasTypedStandsInNoFile() {
        var bundle = Bundle()
        bundle.intake("A", 10, 1)
        bundle.run("R", 2, 3, in: ["A": 5, "A": 5], out: ["x 8-1": 10])
        bundle.runs[0].run = "x 8"
        bundle.intakes[0].ticket = "y 8"
        bundle.intakes[0].lot = "y 8"
        bundle.intakes[0].source = SourceLine(.intakes, line: 0)
        bundle.runs[0].source = SourceLine(.runs, line: 0)
        for index in 0..<2 {
            bundle.runInputs[index].source = SourceLine(.runInputs, line: 0)
            bundle.runInputs[index].run = "x 8"
            bundle.runInputs[index].lot = "y 8"
        }
        bundle.runOutputs[0].source = SourceLine(.runOutputs, line: 0)
        bundle.runOutputs[0].run = "x 8"
        let found = Samples.faults(bundle)
        #expect(found.map(\.field) == ["ticket", "run", "lot"])
        #expect(found.last?.message == "y 8 is given twice")
    }
}
