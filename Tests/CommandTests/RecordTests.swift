import Testing

@Suite("Recording single documents")
struct RecordTests {
    @Test("An intake is told whole: ticket, lot, net and book mass, in both languages and formats")
    func intake() async throws {
        let books = try await TestBooks.make()
        let english = try await books.run(TestBooks.intake)
        #expect(english.status == 0)
        #expect(english.errors == "")
        #expect(
            english.output == """
                intake T1 recorded
                  Ticket          T1
                  Lot             T1
                  Weighed         2024-11-05 08:30:00
                  Facility        F1
                  Material        LAB
                  Supplier        S1
                  Gross           48.200 t  (48,200,000 g)
                  Tare            15.100 t  (15,100,000 g)
                  Deduction       0.993 t  (993,000 g)
                  Net (settled)   32.107 t  (32,107,000 g)
                  In the books    33.100 t  (33,100,000 g)
                  Deduction kind  commercial
                  of it moisture  0.662 t  (662,000 g)
                  of it impurity  0.331 t  (331,000 g)
                  Truck           豫P12345
                  Status          recorded
                  Ledger entries  1
                  Postings        2

                next: urbanmine batch show T1
                next: urbanmine trace T1

                """)
        let json = try await books.run(TestBooks.intake + " --format json")
        #expect(
            json.output == """
                {"ticket":"T1","lot":"T1","received_at":"2024-11-05T08:30:00+08:00","facility":"F1","material":"LAB",\
                "supplier":"S1","province":null,"gross_g":48200000,"tare_g":15100000,"deduction_g":993000,\
                "net_g":32107000,"book_g":33100000,"deduction_kind":"commercial","moisture_g":662000,\
                "impurity_g":331000,"declared_g":null,"truck":"豫P12345","driver":null,"manifest":null,"owner":null,\
                "origin_class":null,"recorded_by":null,"status":"already_recorded","entries":0,"postings":0,\
                "warnings":[]}

                """)
        let chinese = try await books.run(TestBooks.intake + " --quiet", environment: ["LC_ALL": "zh_CN.UTF-8"])
        #expect(chinese.output.hasPrefix("过磅单 T1 此前已登记，内容一致，未作更改\n  过磅单号  T1\n  批号      T1\n"))
        #expect(chinese.output.contains("  结算重量  32.107 t  (32,107,000 g)\n"))
    }

    @Test("Sent again without its time, a document is already recorded; with other content it is a conflict")
    func sentAgain() async throws {
        let books = try await TestBooks.make()
        try await books.prepare(TestBooks.intake)
        let again = TestBooks.intake.split(separator: " --at").first.map(String.init) ?? ""
        let same = try await books.run(again)
        #expect(same.status == 0)
        #expect(same.output.hasPrefix("intake T1 was already recorded; nothing changed\n"))
        #expect(same.output.contains("2024-11-05 08:30:00"))
        let other = try await books.run(again + " --manifest M1")
        #expect(other.status == 65)
        #expect(
            other.errors == """
                error: ticket: intake T1 is recorded already with other content: manifest is empty on record and M1 \
                here; correct what was typed wrong with 'urbanmine correct', or give this document another id

                """)
    }

    static let deductions: [(gross: String, options: String, deduction: Int, moisture: String, impurity: String)] = [
        // 2.5 g is rounded to the even gram, once; the parts add up to it.
        ("1250g", "--moisture 0.4% --impurity 0.6%", 2, "1", "1"),
        // 1.5 g likewise; each part by itself would be 1 g.
        ("1150g", "--moisture 0.5% --impurity 0.5%", 2, "1", "1"),
        ("1350g", "--moisture 1%", 4, "4", "null"),
        ("1350g", "--impurity 1% --deduction 10g", 14, "null", "4"),
        ("1350g", "--deduction 10g", 10, "null", "null"),
    ]

    @Test("A deduction is a share of gross less tare, half-even, and what is deducted outright", arguments: deductions)
    func deduction(gross: String, options: String, deduction: Int, moisture: String, impurity: String) async throws {
        let books = try await TestBooks.make()
        let result = try await books.run(
            """
            batch record --facility F1 --material LAB --supplier S1 --gross \(gross) --tare 1kg \(options) \
            --format json --dry-run
            """)
        #expect(result.status == 0)
        #expect(result.output.contains("\"deduction_g\":\(deduction),"))
        #expect(result.output.contains("\"moisture_g\":\(moisture),\"impurity_g\":\(impurity),"))
    }

    @Test("The same ticket typed at several desks at once is recorded once, and nobody is told of a conflict")
    func sameTicketAtOnce() async throws {
        let books = try await TestBooks.make()
        let line = "batch record --facility F1 --material LAB --supplier S1 --gross 2t --tare 1t --ticket T7"
        let results = try await withThrowingTaskGroup(of: ProgramResult.self) { group in
            for _ in 0..<4 { group.addTask { try await books.run(line) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(results.map(\.status) == [0, 0, 0, 0])
        #expect(results.count { $0.output.hasPrefix("intake T7 recorded\n") } == 1)
        #expect(results.count { $0.output.hasPrefix("intake T7 was already recorded; nothing changed\n") } == 3)
    }

    @Test("Generated tickets are readable, and two in one minute differ")
    func generated() async throws {
        let books = try await TestBooks.make()
        let line = "batch record --facility F1 --material LAB --supplier S1 --gross 2t --tare 1t --format csv"
        var tickets: Set<String> = []
        for _ in 0..<3 {
            let result = try await books.run(line)
            #expect(result.status == 0)
            let record = result.output.split(whereSeparator: \.isNewline).last ?? ""
            let cells = record.split(separator: ",")
            #expect(cells[0].wholeMatch(of: /WT\d{8}-\d{4}-[2-9A-Z]{4}/) != nil)
            #expect(cells[0] == cells[1])
            tickets.insert(String(cells[0]))
        }
        #expect(tickets.count == 3)
    }

    @Test("Everything that was typed wrong is told at once")
    func typedWrong() async throws {
        let books = try await TestBooks.make()
        let result = try await books.run(
            """
            batch record --facility F1 --material LAB --supplier S1 --gross 48.2 --tare 0.0000001t --moisture 2 \
            --deduction 1lb --at yesterday
            """)
        #expect(result.status == 65)
        #expect(
            result.errors == """
                error: gross: a mass needs a unit: 48.2t, 48.2kg or 48.2g
                error: tare: 0.0000001 t is not a whole number of grams
                error: moisture: '2' is not a percentage; write it with its sign, such as 2%
                error: deduction: '1lb' is not a mass; write a number and t, kg or g, such as 30.25t
                error: at: 'yesterday' is not a time; write 2024-12-01T08:30:00+08:00 or 2024-12-01 08:30

                """)
    }

    @Test("Names that are not on record are unknown references, all of them")
    func unknownNames() async throws {
        let books = try await TestBooks.make()
        let result = try await books.run(
            "batch record --facility F9 --material XXX --supplier S1 --gross 2t --tare 1t --format json")
        #expect(result.status == 65)
        #expect(
            result.errors == """
                {"errors":[{"code":"unknown_reference","message":"there is no facility 'F9'; \
                did you mean 'F1'?","file":null,"line":null,"field":"facility","value":"F9"},{"code":"unknown_reference",\
                "message":"there is no material 'XXX'","file":null,"line":null,"field":"material","value":"XXX"}]}

                """)
    }

    @Test("Names that are nearly on record are suggested, of whatever kind")
    func nearNames() async throws {
        let books = try await TestBooks.make()
        try await books.prepare(TestBooks.intake)
        let intake = try await books.run("batch record --facility f1 --material LAD --supplier s1 --gross 2t --tare 1t")
        #expect(
            intake.errors == """
                error: facility: there is no facility 'f1'; did you mean 'F1'?
                error: material: there is no material 'LAD'; did you mean 'LAB'?
                error: supplier: there is no party 's1'; did you mean 'S1'?

                """)
        let shipment = try await books.run("ship record --facility F1 --customer c1 --lot T2=1t")
        #expect(
            shipment.errors == """
                error: customer: there is no party 'c1'; did you mean 'C1'?
                error: lot: there is no lot 'T2'; did you mean 'T1'?

                """)
    }

    @Test("A document on record says in what another one of its id differs")
    func differences() async throws {
        let books = try await TestBooks.make()
        try await books.prepare(
            TestBooks.intake,
            "run record --run R1 --facility F1 --process melt --in T1=10t --out LEAD=7t:P1 --loss WATER=3t "
                + "--started 2024-11-06T08:00:00+08:00 --ended 2024-11-06T10:00:00+08:00",
            "transfer record --transfer X1 --from F1 --to F2 --lot T1=1t --sent 2024-11-07T08:00:00+08:00",
            "ship record --shipment H1 --facility F1 --customer C1 --lot P1=1t --at 2024-11-07T08:00:00+08:00")
        func difference(_ line: String) async throws -> String? {
            let words = try await books.run(line).errors.split(separator: "with other content: ").last
            return words?.split(separator: ";").first.map(String.init)
        }
        #expect(
            try await difference(
                "run record --run R1 --facility F1 --process melt --in T1=10t --out LEAD=7t:P1 --loss WATER=2t --loss LEAD=1t"
            )
                == "mass_g of material WATER in run_losses.csv is 3000000 on record and 2000000 here")
        #expect(
            try await difference(
                "run record --run R1 --facility F1 --process cast --in T1=10t --out LEAD=7t:P1 --loss WATER=3t")
                == "process is melt on record and cast here")
        #expect(
            try await difference("transfer record --transfer X1 --from F1 --to F2 --lot T1=2t")
                == "mass_g of lot T1 in transfers.csv is 1000000 on record and 2000000 here")
        #expect(
            try await difference("ship record --shipment H1 --facility F1 --customer C1 --lot P1=1t --lot T1=1t")
                == "lot T1 in shipments.csv is not on record")
        try await books.prepare("ledger reverse H1 --reason twice")
        let reversed = try await books.run("ship record --shipment H1 --facility F1 --customer C1 --lot P1=2t")
        #expect(
            reversed.errors
                == "error: shipment: shipment H1 was reversed, and its id stays used; give this document another id\n")
    }

    @Test(
        "A number below its range is told with the range",
        arguments: [
            ("trace T1 --depth -1", "--depth is 0 or more"),
            ("trace T1 --epsilon -1", "--epsilon is from 0 up to less than 1"),
            ("run list --limit -1", "--limit is 1 to 1000000"),
            ("ledger entries --limit -1", "--limit is 1 to 1000000"),
            ("init --site -1", "--site is 0 to 32767"),
        ])
    func ranges(line: String, message: String) async throws {
        let result = try await Program.run(
            line.split(separator: " ").map(String.init) + ["--database", "host=/nowhere"])
        #expect(result.status == 64)
        #expect(result.errors.hasPrefix("error: \(message)\n"))
    }

    @Test("The same truck with the same net mass within half an hour is a warning, later it is not")
    func sameTruck() async throws {
        let books = try await TestBooks.make()
        try await books.prepare(TestBooks.intake)
        func intake(_ ticket: String, at time: String) -> String {
            """
            batch record --facility F1 --material LAB --supplier S1 --gross 48.2t --tare 15.1t --moisture 2% \
            --impurity 1% --truck 豫P12345 --ticket \(ticket) --at 2024-11-05T\(time):00+08:00
            """
        }
        let soon = try await books.run(intake("T2", at: "09:00") + " --format json --dry-run")
        #expect(soon.status == 0)
        let message = """
            the same truck came with the same net mass within 30 minutes: T1; if this is the same load, \
            reverse one of them
            """
        #expect(soon.errors == "warning: \(message)\n")
        #expect(
            soon.output.contains("\"warnings\":[{\"code\":\"same_truck_and_mass\",\"message\":\"\(message)\"}]"))
        let later = try await books.run(intake("T2", at: "09:01"))
        #expect(later.status == 0)
        #expect(later.errors == "")
    }

    @Test("A dry run says what would be recorded, and records nothing")
    func dryRun() async throws {
        let books = try await TestBooks.make()
        let result = try await books.run(TestBooks.intake + " --dry-run")
        #expect(result.status == 0)
        #expect(result.output.hasPrefix("intake T1 is in order; nothing was recorded (dry run)\n"))
        let show = try await books.run("batch show T1")
        #expect(show.status == 65)
        #expect(show.errors == "error: lot: there is no lot 'T1'\n")
    }

    @Test("What was typed stands in no file, and only what was typed is told")
    func typedFaults() async throws {
        let books = try await TestBooks.make()
        try await books.prepare(TestBooks.intake)
        let twice = try await books.run("ship record --facility F1 --customer C1 --lot T1=1t --lot T1=1t")
        #expect(twice.errors == "error: lot: T1 is given twice\n")
        let ticket = try await books.run(
            "batch record --facility F1 --material LAB --supplier S1 --gross 2t --tare 1t --ticket x:8")
        #expect(ticket.status == 65)
        #expect(ticket.errors == "error: ticket: 'x:8' must not contain ':'\n")
        let early = try await books.run(
            "batch record --facility F1 --material LAB --supplier S1 --gross 2t --tare 1t --at 0024-11-05")
        #expect(early.status == 65)
        #expect(early.errors.hasPrefix("error: received_at: 0024-11-05 00:00:00 is too long ago; "))
    }

    @Test("Bytes that are not UTF-8 are refused, not recorded as something else")
    func encoding() async throws {
        let books = try await TestBooks.make()
        let line = TestBooks.intake.split(separator: " ").map(String.init)
        let result = try await Program.run(
            line + ["--database", books.database, "--format", "json", "--manifest"], lastBytes: [0x61, 0xFF, 0xFE])
        #expect(result.status == 64)
        #expect(result.lastError.contains("\"code\":\"usage\""))
        #expect(result.lastError.contains("is not valid UTF-8"))
        #expect(try await books.run("batch list --format json").output == "{\"intakes\":[]}\n")
    }
}
