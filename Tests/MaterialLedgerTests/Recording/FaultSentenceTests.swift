import MaterialLedger
import Testing
import Wording

/// Every sentence that the checks tell, word by word, with file, line, field and value: what people read and programs
/// sort by.
struct FaultSentenceTests {
    /// A minimal bundle, and what is told of it.
    struct Telling: Sendable, CustomTestStringConvertible {
        let told: String
        let value: String?
        let build: @Sendable (inout Bundle) -> Void
        var revising: [EventKind: [String: Int64]] = [:]
        var testDescription: String { told }

        /// - Parameter revising: the documents on record that the bundle says anew.
        init(
            _ told: String, _ value: String?, revising: [EventKind: [String: Int64]] = [:],
            _ build: @escaping @Sendable (inout Bundle) -> Void
        ) {
            self.told = told
            self.value = value
            self.revising = revising
            self.build = build
        }
    }

    @Test(
        arguments: [
            values, wordsOfCodes, ofTickets, ofRuns, ofDocuments, ofNames, ofLots, ofReturns, ofRevisions,
        ].flatMap(\.self))
    func aFaultSaysWhereItIsAndWhatIsWrong(_ telling: Telling) {
        var bundle = Bundle()
        telling.build(&bundle)
        let found = Samples.faults(
            bundle, over: Samples.onRecord,
            mode: telling.revising.isEmpty ? .record : .revise(documents: telling.revising))
        #expect(found.map(\.description) == [telling.told])
        #expect(found.first?.value == telling.value)
    }

    @Test func aClosedMonthIsNamed() {
        var bundle = Bundle()
        bundle.intake("A", 10, 1)
        let found = Samples.faults(bundle, closedThrough: Month(year: 2024, month: 11))
        #expect(
            found.map(\.description) == [
                "intakes.csv:2: received_at: minute 1 lies in 2024-11, and the books are closed through 2024-11"
            ])
        #expect(found.first?.value == "minute 1")
    }

    @Test func aDrawThatIsTooEarlyAndTooMuchIsToldForBoth() {
        let found = Samples.faults { bundle in
            bundle.intake("A", 10, 1)
            bundle.ship("S", "A", 11, 0)
        }
        #expect(
            found.map(\.description) == [
                "shipments.csv:2: lot: lot A comes to be at minute 1 and can't be used at minute 0",
                "shipments.csv:2: mass_g: lot A never has more than 10 g; 11 g are drawn",
            ])
        #expect(found.map(\.value) == ["A", "11"])
    }

    private static let values: [Telling] = [
        Telling("parties.csv:2: name: must not be empty", "") {
            $0.parties = [Party(source: SourceLine(.parties, line: 2), party: "Q", name: "")]
        },
        Telling(
            """
            intakes.csv:2: driver: is 65 characters long; at most 64 are kept here
            """, String(repeating: "王", count: 65)
        ) {
            $0.intake("T1", 10, 1)
            $0.intakes[0].driver = String(repeating: "王", count: 65)
        },
        Telling(
            """
            parties.csv:2: province: '990000' is not a province code; write six digits of GB/T 2260, such as 410000
            """, "990000"
        ) {
            $0.parties = [Party(source: SourceLine(.parties, line: 2), party: "Q", name: "q", province: "990000")]
        },
        Telling("facilities.csv:2: capacity_t_per_year: must not be negative", "-1.5") {
            $0.facilities = [
                Facility(
                    source: SourceLine(.facilities, line: 2), facility: "H", name: "h",
                    capacityPerYear: Mass(grams: -1_500_000))
            ]
        },
        Telling(
            "opening.csv:2: mass_g: 10000000000001 is out of range; a mass here is from 1 to 10000000000000 g",
            "10000000000001"
        ) { $0.opening("A", 10_000_000_000_001, 1) },
        Telling("counts.csv:2: mass_g: -1 is out of range; a mass here is from 0 to 10000000000000 g", "-1") {
            $0.count("K", -1, 5)
        },
        Telling(
            "adjustments.csv:2: mass_g: 0 is out of range; an adjustment is not 0 and at most 10000000000000 g", "0"
        ) { $0.adjust("K", 0, 5) },
        Telling("opening.csv:2: units: 0 is out of range; pieces are counted from 1", "0") {
            $0.opening("A", 10, 1, units: 0)
        },
        Telling("counts.csv:2: counted_at: minute 101441 is more than a day in the future", "minute 101441") {
            $0.count("K", 5, 101_441)
        },
        Telling(
            "opening.csv:2: at: minute -1001 is too long ago; a time here is in 1900 or later", "minute -1001"
        ) { $0.opening("A", 10, -1_001) },
    ]

    private static let wordsOfCodes: [Telling] = [
        ("a b", "must not contain white space"), ("a*", "must not contain '*'"),
        ("a\u{1}", "must not contain control characters"),
        ("\u{212B}", "must be in Unicode normal form C (NFC)"),
        (String(repeating: "x", count: 65), "has more than 64 characters"),
    ].map { code, words in
        Telling("parties.csv:2: party: '\(code)' \(words)", code) {
            $0.parties = [Party(source: SourceLine(.parties, line: 2), party: code, name: "q")]
        }
    }

    private static let ofTickets: [Telling] = [
        Telling("intakes.csv:2: net_g: 11 does not equal gross − tare − deduction = 10", "11") {
            $0.intake("A", 10, 1)
            $0.intakes[0].net = Mass(grams: 11)
        },
        Telling("intakes.csv:2: impurity_g: moisture + impurity = 3 is more than the deduction of 2", "1") {
            $0.intake("A", 10, 1)
            $0.intakes[0].deduction = Mass(grams: 2)
            $0.intakes[0].net = Mass(grams: 8)
            $0.intakes[0].moisture = Mass(grams: 2)
            $0.intakes[0].impurity = Mass(grams: 1)
        },
        Telling("gross_g: gross 10 g is not more than tare + deduction = 13 g", "10") {
            $0.intake("A", 10, 1)
            $0.intakes[0].source = SourceLine(.intakes, line: 0)
            $0.intakes[0].tare = Mass(grams: 11)
            $0.intakes[0].deduction = Mass(grams: 2)
            $0.intakes[0].net = Mass(grams: -3)
        },
    ]

    private static let ofRuns: [Telling] = [
        Telling("runs.csv:2: ended_at: ended at minute 4, before it started at minute 5", "minute 4") {
            $0.intake("A", 10, 1)
            $0.run("R", 5, 4, in: ["A": 10], out: ["B": 10])
        },
        Telling("runs.csv:2: green_kwh: 2 kWh is more than energy_kwh = 1.5", "2") {
            $0.run("R", 5, 6, in: ["K": 1], out: ["B": 1])
            $0.runs[0].energy = Energy(units: 1_500_000)
            $0.runs[0].greenEnergy = Energy(units: 2_000_000)
        },
        Telling("runs.csv:2: run: run R has no inputs", "R") { $0.run("R", 5, 6, in: [:]) },
        Telling(
            """
            runs.csv:2: run: run R takes in 10 g (inputs and additions) and gives 8 g (outputs and losses); \
            2 g are missing
            """, "R"
        ) {
            $0.intake("A", 10, 1)
            $0.run("R", 5, 6, in: ["A": 10], out: ["B": 8])
        },
        Telling(
            """
            runs.csv:2: run: run R takes in 10 g (inputs and additions) and gives 11 g (outputs and losses); \
            1 g too much
            """, "R"
        ) {
            $0.intake("A", 10, 1)
            $0.run("R", 5, 6, in: ["A": 10], out: ["B": 11])
        },
        Telling("run_losses.csv:2: run: run 'R9' is not in runs.csv of this bundle", "R9") { $0.loss("R9", 5) },
        Telling(unfinished("run_outputs", "outputs"), "R") { $0.run("R", 5, nil, in: ["K": 1], out: ["B": 1]) },
        Telling(unfinished("run_losses", "losses"), "R") {
            $0.run("R", 5, nil, in: ["K": 1])
            $0.loss("R", 1)
        },
        Telling(unfinished("run_additions", "additions"), "R") {
            $0.run("R", 5, nil, in: ["K": 1])
            $0.addition("R", 1)
        },
        Telling(
            """
            run_inputs.csv:3: lot: run R draws lot B, which it makes itself (perhaps through other runs of the same \
            instant)
            """, "B"
        ) {
            $0.intake("A", 10, 1)
            $0.run("R", 5, 5, in: ["A": 10, "B": 5], out: ["B": 15])
        },
    ]

    private static func unfinished(_ file: String, _ what: String) -> String {
        "\(file).csv:2: run: run R has not ended, so it has no \(what) yet; give it an ended_at"
    }

    private static let ofDocuments: [Telling] = [
        Telling("transfers.csv:2: received_at: received at minute 4, before it was sent at minute 5", "minute 4") {
            $0.intake("A", 10, 1)
            $0.transfer("V", "A", 10, 5, 4)
        },
        Telling(
            """
            transfers.csv:2: received_g: received_g is given but received_at is not; give both, or neither while it \
            is on the road
            """, "5"
        ) {
            $0.intake("A", 10, 1)
            $0.transfer("V", "A", 10, 5, nil)
            $0.transfers[0].received = Mass(grams: 5)
        },
        Telling("transfers.csv:2: to_facility: a transfer goes from one facility to another, not to itself", "F") {
            $0.intake("A", 10, 1)
            $0.transfer("V", "A", 10, 5, 6)
            $0.transfers[0].toFacility = "F"
        },
        Telling("intakes.csv:3: ticket: TA is already in intakes.csv:2", "TA") {
            $0.intake("A", 10, 1)
            $0.intake("B", 10, 1, ticket: "TA")
        },
        Telling("lot: K is given twice", "K") {
            $0.run("R", 5, nil, in: ["K": 1, "K": 1])
            for line in 0..<2 { $0.runInputs[line].source = SourceLine(.runInputs, line: 0) }
        },
        Telling(unequal("shipped_at"), "minute 5") {
            $0.ship("S", "A", 10, 4)
            $0.ship("S", "B", 10, 5)
            $0.intake("A", 10, 1)
            $0.intake("B", 10, 1)
        },
        Telling(unequal("recorded_by"), "Li") {
            $0.ship("S", "A", 10, 4)
            $0.ship("S", "B", 10, 4)
            $0.shipments[1].recordedBy = "Li"
            $0.intake("A", 10, 1)
            $0.intake("B", 10, 1)
        },
        Telling("facility: shipment S has one facility for all its lines; say it without a lot", "G") {
            $0.ship("S", "A", 10, 4)
            $0.ship("S", "B", 10, 4, facility: "G")
            for line in 0..<2 { $0.shipments[line].source = SourceLine(.shipments, line: 0) }
            $0.intake("A", 10, 1)
            $0.intake("B", 10, 1)
        },
    ]

    private static func unequal(_ column: String) -> String {
        """
        shipments.csv:3: \(column): shipment S says something else in line 2; the lines of one document have equal \
        \(column), another document needs another id
        """
    }

    private static let ofNames: [Telling] = [
        Telling("intakes.csv:2: supplier: there is no party 'Nobody'", "Nobody") {
            $0.intake("A", 10, 1, supplier: "Nobody")
        },
        Telling("shipments.csv:2: lot: there is no lot 'LOT-2'; did you mean 'LOT-1'?", "LOT-2") {
            $0.intake("LOT-1", 10, 1)
            $0.ship("S", "LOT-2", 10, 4)
        },
        Telling("shipments.csv:2: lot: the document that made lot 'X' was reversed", "X") { $0.ship("S", "X", 1, 5) },
        Telling(
            """
            intakes.csv:2: ticket: intake T-OLD is recorded already with other content; correct what was typed wrong \
            with 'urbanmine correct', or give this document another id
            """, "T-OLD"
        ) { $0.intake("A", 10, 1, ticket: "T-OLD") },
        Telling(
            """
            intakes.csv:2: lot: lot K is on record already; a lot is created once, and its code is never used again
            """, "K"
        ) { $0.intake("K", 10, 1) },
    ]

    private static let ofLots: [Telling] = [
        Telling("counts.csv:2: lot: lot K comes to be at minute 1 and can't be used at minute 0", "K") {
            $0.count("K", 10, 0)
        },
        Telling(
            "shipments.csv:2: mass_g: lot A has 10 g at F at minute 5; 12 g are drawn, 2 g too much", "12"
        ) {
            $0.intake("A", 10, 1)
            $0.ship("S", "A", 12, 5)
        },
        Telling(
            "adjustments.csv:2: mass_g: lot A has 10 g at F at minute 5; 12 g are drawn, 2 g too much", "-12"
        ) {
            $0.intake("A", 10, 1)
            $0.adjust("A", -12, 5)
        },
        Telling(
            """
            shipments.csv:2: mass_g: lot K would be 1 g below zero at F at minute 20, when run R7 draws 5 g
            """, "6"
        ) { $0.ship("S", "K", 6, 10) },
        Telling("shipments.csv:2: units: lot A has 4 pieces left, 5 are drawn", "5") {
            $0.opening("A", 10, 1, units: 4)
            $0.ship("S", "A", 10, 5, units: 5)
        },
    ]

    private static let ofReturns: [Telling] = [
        Telling("returns.csv:2: returned_at: returned at minute 4, before shipment S left at minute 5", "minute 4") {
            $0.shipped()
            $0.giveBack("S", "A", 1, 4)
        },
        Telling("returns.csv:2: mass_g: 6 g come back, but only 5 g of lot A are out with shipment S", "6") {
            $0.shipped()
            $0.giveBack("S", "A", 6, 6)
        },
        Telling("returns.csv:2: units: 3 pieces come back, but only 2 of lot A are out with shipment S", "3") {
            $0.shipped(units: 2)
            $0.giveBack("S", "A", 1, 6, units: 3)
        },
        Telling("returns.csv:2: units: 1 pieces come back, and lot A would have 5 of its 4 pieces", "1") {
            $0.shipped()
            $0.giveBack("S", "A", 1, 6, units: 1)
        },
        Telling("returns.csv:2: lot: shipment S carried no lot B", "B") {
            $0.shipped()
            $0.intake("B", 10, 1)
            $0.giveBack("S", "B", 1, 6)
        },
    ]

    private static let ofRevisions: [Telling] = [
        Telling(
            "shipments.csv:2: mass_g: 3 g of lot K came back of shipment SK, more than 2 g", "2",
            revising: [.shipment: ["SK": 30]]
        ) { $0.ship("SK", "K", 2, 5) },
        Telling(
            "shipments.csv:2: units: 2 pieces of lot K came back of shipment SK, more than 1", "1",
            revising: [.shipment: ["SK": 30]]
        ) { $0.ship("SK", "K", 3, 5, units: 1) },
        Telling(
            "shipments.csv:2: shipped_at: shipped at minute 31, after goods of it came back at minute 30", "minute 31",
            revising: [.shipment: ["SK": 30]]
        ) { $0.ship("SK", "K", 3, 31) },
        Telling(
            "intakes.csv:2: received_at: lot K can't come to be at minute 25, after count C1 at minute 15", "minute 25",
            revising: [.intake: ["TK": 8]]
        ) { $0.intake("K", 10, 25) },
        Telling(
            "opening.csv:2: units: lot K can't have 2 pieces: 3 of it are drawn already", "2",
            revising: [.opening: ["K": 8]]
        ) { $0.opening("K", 10, 1, units: 2) },
    ]
}

extension Bundle {
    /// 10 g and 4 pieces of A, of which S ships 5 g at minute 5.
    fileprivate mutating func shipped(units: Int64? = nil) {
        opening("A", 10, 1, units: 4)
        ship("S", "A", 5, 5, units: units)
    }
}
