import MaterialLedger
import Operations
import Testing

/// One mistake in a bundle that is right otherwise is told once: what merely follows from it is not.
struct RootFaultTests {
    struct Mistake: CustomTestStringConvertible, Sendable {
        let file: String
        let wrong: String
        let right: String
        let told: String
        var testDescription: String { "\(file): \(told)" }

        init(_ file: String, _ right: String, _ wrong: String, _ told: String) {
            self.file = file
            self.right = right
            self.wrong = wrong
            self.told = told
        }
    }

    private static let files = [
        "compositions.csv": """
        material,substance,fraction,valid_from
        lead,Pb,0.98,
        lead,Pb,0.99,2024-11-15
        """,
        "intakes.csv": """
        ticket,received_at,facility,material,supplier,gross_g,tare_g,deduction_g,net_g,lot
        T1,2024-11-05 08:00,F1,scrap,P1,100000,0,0,100000,L1
        T2,2024-11-05 09:00,F1,scrap,P1,50000,0,0,50000,L2
        """,
        "runs.csv": """
        run,facility,process,started_at,ended_at
        R1,F1,smelting,2024-11-06 08:00,2024-11-06 20:00
        """,
        "run_inputs.csv": """
        run,lot,mass_g
        R1,L1,80000
        """,
        "run_outputs.csv": """
        run,lot,material,mass_g
        R1,A1,lead,70000
        """,
        "run_losses.csv": """
        run,material,mass_g
        R1,fume,10000
        """,
        "transfers.csv": """
        transfer,sent_at,received_at,lot,from_facility,to_facility,mass_g
        V1,2024-11-07 08:00,2024-11-07 10:00,A1,F1,F2,60000
        V1,2024-11-07 08:00,2024-11-07 10:00,L2,F1,F2,20000
        """,
        "shipments.csv": """
        shipment,shipped_at,facility,customer,lot,mass_g
        S1,2024-11-08 08:00,F2,C1,A1,60000
        S2,2024-11-08 08:00,F2,C1,L2,20000
        S3,2024-11-20 08:00,F2,C1,A1,5000
        """,
        "returns.csv": """
        return,returned_at,facility,shipment,lot,mass_g
        B1,2024-11-10 08:00,F2,S1,A1,5000
        """,
        "counts.csv": """
        count,counted_at,facility,lot,mass_g
        N1,2024-11-30 18:00,F1,A1,10000
        """,
    ]

    @Test(arguments: [
        Mistake("intakes.csv", "T1,2024", "T1,2024", ""),
        Mistake("counts.csv", "2024-11-30 18:00", "2024-11-31 18:00", "bad_value counts.csv:2 counted_at"),
        // Rows that mean an id which stands wrong where it should become known.
        Mistake("intakes.csv", "100000,L1", "100000,L 1", "bad_value intakes.csv:2 lot"),
        Mistake("runs.csv", "R1,", ",", "bad_value runs.csv:2 run"),
        Mistake("runs.csv", "R1,", "R 1,", "bad_value runs.csv:2 run"),
        Mistake("run_outputs.csv", "R1,A1,", "R1,,", "bad_value run_outputs.csv:2 lot"),
        Mistake("run_outputs.csv", "R1,A1,", "R1,A 1,", "bad_value run_outputs.csv:2 lot"),
        Mistake("shipments.csv", "S1,", ",", "bad_value shipments.csv:2 shipment"),
        Mistake("shipments.csv", "S1,", "S 1,", "bad_value shipments.csv:2 shipment"),
        Mistake(
            "counts.csv", "counted_at", "when",
            "unknown_column counts.csv:1 when, missing_column counts.csv:1 counted_at"),
        Mistake("counts.csv", "N1,2024-11-30 18:00", "N1,2024-11-06 19:00", "time_order counts.csv:2 lot"),
        Mistake("compositions.csv", "2024-11-15", "15.11.2024", "bad_value compositions.csv:3 valid_from"),
        Mistake(
            "compositions.csv", "material,", "stuff,",
            "unknown_column compositions.csv:1 stuff, missing_column compositions.csv:1 material"),
        Mistake(
            "transfers.csv", "transfer,", "number,",
            "unknown_column transfers.csv:1 number, missing_column transfers.csv:1 transfer"),
        Mistake(
            "transfers.csv", ",lot,", ",pile,",
            "unknown_column transfers.csv:1 pile, missing_column transfers.csv:1 lot"),
        Mistake("transfers.csv", ",L2,", ",NOPE,", "unknown_reference transfers.csv:3 lot"),
        Mistake("transfers.csv", ",L2,", ",L2x,", "unknown_reference transfers.csv:3 lot"),
        Mistake(
            "run_inputs.csv", "run,", "batch,",
            "unknown_column run_inputs.csv:1 batch, missing_column run_inputs.csv:1 run"),
        Mistake("run_losses.csv", "R1,", "R7,", "unknown_reference run_losses.csv:2 run"),
        Mistake("run_inputs.csv", "R1,L1,80000", "R1,L1,80000\nR1,L1,80000", "duplicate run_inputs.csv:3 lot"),
        Mistake(
            "run_outputs.csv", "R1,A1,lead,70000", "R1,A1,lead,70000\nR1,A1,lead,70000",
            "duplicate run_outputs.csv:3 lot"),
        Mistake(
            "returns.csv", "S1,A1,5000", "S1,A1,5000\nB1,2024-11-10 08:00,F2,S1,A1,5000", "duplicate returns.csv:3 lot"),
        Mistake("intakes.csv", "P1,100000,", "P1,10000,", "bad_value intakes.csv:2 net_g"),
        Mistake(
            "intakes.csv", "50000,L2", "50000,L2\nT2,2024-11-05 09:00,F1,scrap,P1,50000,0,0,50000,L2",
            "duplicate intakes.csv:4 ticket"),
        Mistake("runs.csv", ",2024-11-06 20:00", ",", "bad_value run_outputs.csv:2 run"),
        // And what is no consequence of anything else is told.
        Mistake("run_losses.csv", "10000", "9000", "mass_imbalance runs.csv:2 run"),
        Mistake("shipments.csv", "L2,20000", "L2,20001", "overdraw shipments.csv:3 mass_g"),
    ])
    func aMistakeIsToldOnce(_ mistake: Mistake) async throws {
        let books = try await TestBooks.open()
        var texts = Self.files
        let text = try #require(texts[mistake.file])
        #expect(text.contains(mistake.right))
        texts[mistake.file] = text.replacing(mistake.right, with: mistake.wrong, maxReplacements: 1)
        do {
            try await books.importFiles(texts.map { ($0.key, $0.value + "\n") })
            #expect(mistake.told == "")
        } catch let faults as Faults {
            let told = faults.list.map { "\($0.code.text) \($0.file ?? ""):\($0.line ?? 0) \($0.field ?? "")" }
            #expect(told.joined(separator: ", ") == mistake.told)
        }
    }
}
