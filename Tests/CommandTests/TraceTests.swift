import Testing

@Suite("Traces of lots")
struct TraceTests {
    private static let files = [
        "compositions.csv": "material,substance,fraction\nLAB,Pb,0.62\nLEAD,Pb,0.99\n",
        "intakes.csv": """
        ticket,received_at,facility,material,supplier,gross_kg,tare_kg,deduction_kg,net_kg,lot
        T1,2024-11-01 10:00,F1,LAB,S1,30000,10000,0,20000,L1
        T2,2024-11-02 10:00,F1,LAB,S1,30000,20000,0,10000,L2

        """,
        "runs.csv": """
        run,facility,process,started_at,ended_at
        R1,F1,smelt,2024-11-03 08:00,2024-11-03 12:00
        R2,F1,refine,2024-11-04 08:00,2024-12-04 12:00

        """,
        "run_inputs.csv": "run,lot,mass_kg\nR1,L1,10000\nR1,L2,5000\nR2,P1,8000\nR2,L2,2000\n",
        "run_outputs.csv": "run,lot,material,mass_kg\nR1,P1,LEAD,12000\nR2,P2,LEAD,9500\n",
        "run_losses.csv": "run,material,mass_kg\nR1,WATER,3000\nR2,WATER,500\n",
        "transfers.csv": """
        transfer,sent_at,received_at,lot,from_facility,to_facility,mass_kg
        X1,2024-11-05 10:00,,L1,F1,F2,1000

        """,
    ]

    private func books(_ check: (ProgramResult) -> Void = { _ in }) async throws -> TestBooks {
        let books = try await TestBooks.make()
        let bundle = try Bundle.write(Self.files)
        defer { TemporaryDirectory.remove(bundle) }
        let result = try await books.run(["import", bundle])
        check(result)
        guard result.status == 0 else { throw Program.Failure(description: result.errors) }
        return books
    }

    @Test("An import ends with commands that show what it brought")
    func hints() async throws {
        let books = try await books { result in
            #expect(
                result.output.hasSuffix("next: urbanmine report monthly 2024-12\nnext: urbanmine trace P2\n"))
        }
        #expect(try await books.run("report monthly 2024-12").status == 0)
        #expect(try await books.run("trace P2").output.contains("Destinations") == false)
    }

    @Test("The picture states the residual, marks where the walk was cut, and shows every state")
    func picture() async throws {
        let books = try await books()
        let up = try await books.run("trace P2 --depth 1 --format dot").output
        #expect(up.contains("Not followed: 0.8 of 1 (7.600 t)"))
        #expect(up.contains("[label=\"P1\\nLEAD secondary lead\\n(cut here)\", shape=box, style=dashed]"))
        #expect(up.contains("\"residual\" -> "))
        let down = try await books.run("trace L1 --format dot --lang zh").output
        #expect(down.contains("批次 L1 的去向（LAB 废铅酸电池，20.000 t）\\n未追溯份额：0.0"))
        for label in ["库存\\nF1", "在途", "损耗\\nWATER 水分\\nF1"] {
            #expect(down.contains("[label=\"\(label)\", shape="), "\(label)")
        }
        #expect(down.contains("[label=\"9.000 t\"]"))
        #expect(!down.contains("\"residual\""))
    }

    @Test("What is a mass of the ledger is told as the ledger has it")
    func exact() async throws {
        let books = try await books()
        let down = try await books.run("trace L1 --format csv").output
        #expect(down.contains("\r\nin_transit,L1,LAB,scrap,,,0.05,1000000.0\r\n"))
        #expect(down.contains("\r\nstock,L1,LAB,scrap,F1,,0.45,9000000.0\r\n"))
    }

    @Test("Mass without a customer is told by its state, things by code and name")
    func customers() async throws {
        let books = try await books()
        try await books.prepare("ship record --facility F1 --customer C1 --lot P2=1t --at 2024-12-05T08:00:00+08:00")
        let table = try await books.run("trace P2 --down --by customer").output
        #expect(
            table.contains("\nstock     —       89.4737%  8,500.000\nC1        客户一  10.5263%  1,000.000\n"), "\(table)")
        #expect(try await books.run("trace P2 --lang zh").output.contains("LAB 废铅酸电池"))
        let balance = try await books.run("ledger balance --by account --lang zh").output
        #expect(balance.contains("\nsupplier:S1  供应商"))
    }

    @Test("A substance that nothing on record names is an error")
    func substance() async throws {
        let books = try await books()
        let result = try await books.run("trace P2 --substance pb --format json")
        #expect(result.status == 65)
        #expect(
            result.errors == """
                {"error":{"code":"unknown_reference","message":"no composition and no assay on record names the \
                substance 'pb'; did you mean 'Pb'?","file":null,"line":null,"field":"substance","value":"pb"}}

                """)
        #expect(try await books.run("trace L1 --substance Pb").status == 0)
        let empty = try await books.run(["trace", "L1", "--substance", ""])
        #expect(empty.status == 64)
        #expect(empty.errors.hasPrefix("error: --substance has no value; write one such as Pb"))
    }

    @Test("A lot whose document was reversed says so, and no code is suggested that was typed")
    func reversed() async throws {
        let books = try await books()
        try await books.prepare("ledger reverse R2 --reason twice")
        let result = try await books.run("trace P2")
        #expect(result.status == 65)
        #expect(result.errors.hasPrefix("error: lot: run R2, which made the lot P2, was reversed at 20"))
        #expect(result.errors.hasSuffix(": twice\n"))
        #expect(try await books.run("trace P3").errors == "error: lot: there is no lot 'P3'; did you mean 'P1'?\n")
    }
}
