import MaterialLedger
import Testing

/// All that is wrong with one document is told, whatever its kind, and what follows from it is not.
struct DocumentFaultTests {
    struct Mistakes: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let told: [String]
        let build: @Sendable (inout Bundle) -> Void

        init(_ description: String, _ told: [String], _ build: @escaping @Sendable (inout Bundle) -> Void) {
            testDescription = description
            self.told = told
            self.build = build
        }
    }

    @Test(arguments: [unbalanced, outOfOrder, unclear, twice, arrivals].flatMap(\.self))
    func rootFaultsAreToldAndOnlyThey(_ mistakes: Mistakes) {
        #expect(Samples.faults(mistakes.build).map(\.place) == mistakes.told)
    }

    /// Each over 10 g of A, from minute 1.
    private static let unbalanced = [
        Mistakes("a run that draws too much", ["mass_imbalance runs.csv:2", "overdraw run_inputs.csv:2"]) {
            $0.intake("A", 10, 1)
            $0.run("R", 2, 3, in: ["A": 99], out: ["B": 5])
        },
        Mistakes("a run that draws what it makes", ["mass_imbalance runs.csv:2", "time_order run_inputs.csv:3"]) {
            $0.intake("A", 10, 1)
            $0.run("R", 2, 3, in: ["A": 10, "B": 1], out: ["B": 5])
        },
        Mistakes("what others lack by its inputs follows", ["mass_imbalance runs.csv:2"]) {
            $0.intake("A", 10, 1)
            $0.run("R", 2, 3, in: ["A": 8], out: ["B": 5])
            $0.ship("S", "A", 5, 4)
        },
        Mistakes(
            "what others lack without it does not", ["mass_imbalance runs.csv:2", "overdraw shipments.csv:2"]
        ) {
            $0.intake("A", 10, 1)
            $0.run("R", 2, 3, in: ["A": 8], out: ["B": 5])
            $0.ship("S", "A", 11, 4)
        },
        Mistakes("what others lack by its outputs follows", ["mass_imbalance runs.csv:2"]) {
            $0.intake("A", 10, 1)
            $0.run("R", 2, 3, in: ["A": 10], out: ["B": 5])
            $0.ship("S", "B", 10, 4)
        },
        Mistakes("when its outputs are there is known", ["mass_imbalance runs.csv:2", "time_order shipments.csv:2"]) {
            $0.intake("A", 10, 1)
            $0.run("R", 2, 5, in: ["A": 10], out: ["B": 5])
            $0.ship("S", "B", 5, 4)
        },
    ]

    private static let outOfOrder = [
        Mistakes("a run that draws too much", ["time_order runs.csv:2", "overdraw run_inputs.csv:2"]) {
            $0.intake("A", 10, 1)
            $0.run("R", 5, 4, in: ["A": 99], out: ["B": 99])
        },
        Mistakes("a run that draws what it makes", ["time_order runs.csv:2", "time_order run_inputs.csv:3"]) {
            $0.intake("A", 10, 1)
            $0.run("R", 5, 4, in: ["A": 10, "B": 1], out: ["B": 11])
        },
        Mistakes(
            "a run of which all is wrong",
            [
                "time_order runs.csv:2", "mass_imbalance runs.csv:2", "overdraw run_inputs.csv:2",
            ]
        ) {
            $0.intake("A", 10, 1)
            $0.run("R", 5, 4, in: ["A": 99], out: ["B": 5])
        },
        Mistakes("what its outputs lack is too much by itself", ["time_order runs.csv:2", "overdraw shipments.csv:2"]) {
            $0.intake("A", 10, 1)
            $0.run("R", 5, 4, in: ["A": 10], out: ["B": 10])
            $0.ship("S", "B", 11, 6)
        },
        Mistakes("a transfer of too much", ["time_order transfers.csv:2", "overdraw transfers.csv:2"]) {
            $0.intake("A", 10, 1)
            $0.transfer("V", "A", 11, 5, 4)
        },
        Mistakes(
            "a return of too much and of too many",
            [
                "time_order returns.csv:2", "overdraw returns.csv:2", "overdraw returns.csv:2",
            ]
        ) {
            $0.opening("A", 10, 1, units: 4)
            $0.ship("S", "A", 5, 5, units: 2)
            $0.giveBack("S", "A", 6, 4, units: 3)
        },
        Mistakes("a use of a lot of wrong weights", ["bad_value intakes.csv:2", "time_order shipments.csv:2"]) {
            $0.intake("A", 10, 5)
            $0.intakes[0].net = Mass(grams: 11)
            $0.ship("S", "A", 20, 4)
        },
    ]

    /// What is there twice is drawn once.
    private static let twice = [
        Mistakes("a line of a shipment", ["duplicate shipments.csv:3"]) {
            $0.intake("A", 10, 1)
            $0.ship("S", "A", 6, 4)
            $0.ship("S", "A", 6, 4)
        },
        Mistakes("a line of a shipment of too much", ["overdraw shipments.csv:2", "duplicate shipments.csv:3"]) {
            $0.intake("A", 10, 1)
            $0.ship("S", "A", 11, 4)
            $0.ship("S", "A", 11, 4)
        },
        Mistakes("an input of too much", ["overdraw run_inputs.csv:2", "duplicate run_inputs.csv:3"]) {
            $0.intake("A", 10, 1)
            $0.run("R", 4, nil, in: ["A": 11, "A": 11])
        },
        Mistakes("a line of a transfer", ["duplicate transfers.csv:3"]) {
            $0.intake("A", 10, 1)
            $0.transfer("V", "A", 6, 4, 5)
            $0.transfer("V", "A", 6, 4, 5)
            $0.ship("S", "A", 10, 6, facility: "G")
        },
    ]

    /// Where a transfer comes to is nothing to where it leaves.
    private static let arrivals = [
        Mistakes("an unknown place, of too much", ["unknown_reference transfers.csv:2", "overdraw transfers.csv:2"]) {
            $0.intake("A", 10, 1)
            $0.transfer("V", "A", 11, 5, 6)
            $0.transfers[0].toFacility = "Nowhere"
        },
        Mistakes("what others draw where it may have come to", ["unknown_reference transfers.csv:2"]) {
            $0.intake("A", 10, 1)
            $0.transfer("V", "A", 10, 5, 6)
            $0.transfers[0].toFacility = "Nowhere"
            $0.ship("S", "A", 10, 7, facility: "G")
        },
        Mistakes(
            "what comes back by another such transfer",
            ["unknown_reference transfers.csv:2", "bad_value transfers.csv:3"]
        ) {
            $0.intake("A", 10, 1)
            $0.transfer("V", "A", 10, 5, 6)
            $0.transfers[0].toFacility = "Nowhere"
            $0.transfer("W", "A", 10, 7, 200_000)
            $0.transfers[1].fromFacility = "G"
            $0.transfers[1].toFacility = "F"
            $0.ship("S", "A", 10, 9)
        },
    ]

    /// Where a time can't be right, nothing is before or after it.
    private static let unclear = [
        Mistakes("a lot of the future that is used today", ["bad_value intakes.csv:2"]) {
            $0.intake("A", 10, 200_000)
            $0.ship("S", "A", 5, 4)
            $0.count("A", 5, 5)
        },
        Mistakes("a shipment of the future that comes back today", ["bad_value shipments.csv:2"]) {
            $0.intake("A", 10, 1)
            $0.ship("S", "A", 5, 200_000)
            $0.giveBack("S", "A", 5, 6)
        },
        Mistakes("a run that ends in the future", ["bad_value runs.csv:2"]) {
            $0.intake("A", 10, 1)
            $0.run("R", 2, 200_000, in: ["A": 10], out: ["B": 10])
            $0.ship("S", "B", 10, 4)
        },
    ]
}
