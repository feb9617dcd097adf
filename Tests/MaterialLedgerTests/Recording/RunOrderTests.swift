import MaterialLedger
import Testing

/// Runs of one instant that feed each other.
struct RunOrderTests {
    @Test func aChainAtOneInstantIsRecordedInTheOrderInWhichItFlows() throws {
        var bundle = Bundle()
        bundle.intake("L0", 10, 1)
        for n in [3, 1, 4, 0, 2] {
            bundle.run("R\(n)", 5, 5, in: ["L\(n)": 10], out: ["L\(n + 1)": 10])
        }
        let plan = try Samples.plan(bundle)
        #expect(plan.runs.map { bundle.runs[$0.row].run } == ["R0", "R1", "R2", "R3", "R4"])
        // Ids go down with every new one, so that sources have the earlier ids.
        for (earlier, later) in zip(plan.runs, plan.runs.dropFirst()) { #expect(earlier.event > later.event) }
    }

    @Test func runsOfOneInstantThatShareNothingKeepTheFilesOrder() throws {
        var bundle = Bundle()
        bundle.intake("L", 10, 1)
        for n in [3, 1, 2] { bundle.run("R\(n)", 5, 5, in: ["L": 1], out: ["A\(n)": 1]) }
        bundle.run("R0", 4, 9, in: ["L": 1], out: ["A0": 1])
        #expect(try Samples.plan(bundle).runs.map { bundle.runs[$0.row].run } == ["R0", "R3", "R1", "R2"])
    }

    @Test func aRunThatUsesItsOwnOutputIsOutOfOrder() {
        let found = Samples.faults { bundle in
            bundle.intake("L", 10, 1)
            bundle.run("R", 5, 5, in: ["L": 10, "A": 5], out: ["A": 15])
        }
        #expect(found.map(\.place) == ["time_order run_inputs.csv:3"])
    }

    @Test func everyRingIsToldOnceAtItsFirstLine() {
        let found = Samples.faults { bundle in
            bundle.intake("L", 10, 1)
            bundle.run("A", 5, 5, in: ["L": 1, "c": 1], out: ["a": 2])
            bundle.run("B", 5, 5, in: ["a": 2], out: ["b": 2])
            bundle.run("C", 5, 5, in: ["b": 2], out: ["c": 1, "d": 1])
            bundle.run("X", 5, 5, in: ["L": 1, "y": 1], out: ["x": 2])
            bundle.run("Y", 5, 5, in: ["x": 2], out: ["y": 1, "z": 1])
            // Hangs on a ring without being on it.
            bundle.run("H", 5, 5, in: ["d": 1], out: ["h": 1])
        }
        #expect(found.map(\.place) == ["time_order run_inputs.csv:3", "time_order run_inputs.csv:7"])
    }

    @Test func aRingOverTimeIsAUseBeforeTheLotExists() {
        let found = Samples.faults { bundle in
            bundle.intake("L", 10, 1)
            bundle.run("A", 5, 6, in: ["L": 1, "b": 1], out: ["a": 2])
            bundle.run("B", 6, 7, in: ["a": 2], out: ["b": 2])
        }
        #expect(found.map(\.place) == ["time_order run_inputs.csv:3"])
    }
}
