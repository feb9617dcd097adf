import Testing

@Suite("The ledger, corrections and closed months")
struct LedgerTests {
    private func books() async throws -> TestBooks {
        let books = try await TestBooks.make()
        try await books.prepare(TestBooks.intake)
        return books
    }

    @Test("Balances of all accounts come to zero, as a table and as JSON")
    func balance() async throws {
        let books = try await books()
        let table = try await books.run("ledger balance")
        #expect(
            table.output == """
                Account      Facility  Material  Lot  Mass (t)          (g)
                ───────────────────────────────────────────────────────────
                stock        F1        LAB       T1     33.100   33,100,000
                supplier:S1  F1        LAB       T1    -33.100  -33,100,000
                total                                    0.000            0
                ───────────────────────────────────────────────────────────

                """)
        let json = try await books.run("ledger balance --by facility --at 2024-11-30 --format json")
        #expect(json.output == "{\"at\":\"2024-11-30T00:00:00+08:00\",\"balances\":[],\"total_g\":0}\n")
        let account = try await books.run("ledger balance --by account --account supplier:* --format json")
        #expect(
            account.output == """
                {"at":null,"balances":[{"account":"supplier:S1","facility":null,"material":null,"lot":null,\
                "mass_g":-33100000}],"total_g":-33100000}

                """)
    }

    @Test("What was typed wrong is corrected, by fields; a wrong field has a name to offer")
    func correct() async throws {
        let books = try await books()
        let first = try await books.run("correct T1 --set truck=豫P54321 --reason typo --format json")
        #expect(first.status == 0)
        #expect(
            first.output == """
                {"document":"T1","status":"corrected","reason":"typo","entries":1,"postings":0,\
                "fields":[{"field":"truck","value":"豫P54321"}]}

                """)
        #expect(try await books.run("batch show T1").output.contains("豫P54321"))
        let wrong = try await books.run("correct T1 --set truk=X --reason typo")
        #expect(wrong.status == 65)
        #expect(wrong.errors == "error: field: this document has no field 'truk'; did you mean 'truck'?\n")
        let missing = try await books.run("correct T9 --set truck=X --reason typo")
        #expect(missing.status == 65)
        let json = try await books.run("correct T9 --set truck=X --reason typo --format json")
        #expect(json.lastError.hasPrefix("{\"error\":{\"code\":\"not_found\","))
        let twice = try await books.run("correct T1 --set truck=X --set truck=Y --reason typo")
        #expect(twice.status == 64)
        #expect(twice.errors.hasPrefix("error: --set truck is given twice\n"))
        let alias = try await books.run("correct T1 --set gross=48t --set gross_t=47 --reason typo")
        #expect(alias.status == 64)
        #expect(alias.errors == "error: field: gross_t is set twice, also as gross\n")
    }

    @Test("A document is reversed once, and not while others use what it made")
    func reverse() async throws {
        let books = try await books()
        try await books.prepare("adjust record --facility F1 --lot T1=-0.1t --reason drying --adjustment A1")
        let early = try await books.run("ledger reverse intake:T1 --reason twice")
        #expect(early.status == 65)
        #expect(
            early.errors == """
                error: entry: intake T1 can't be reversed while others use what it made; reverse first: adjustment A1

                """)
        let last = try await books.run("ledger reverse adjustment:A1 --reason wrong --format json")
        #expect(last.status == 0)
        #expect(last.output.contains("\"document\":\"adjustment A1\""))
        #expect(last.output.contains("\"status\":\"reversed\",\"postings\":2"))
        let first = try await books.run("ledger reverse T1 --reason twice")
        #expect(first.status == 0)
        #expect(first.output.hasPrefix("intake T1 reversed\n"))
        let again = try await books.run("ledger reverse T1 --reason twice")
        #expect(again.output.hasPrefix("intake T1 was already reversed; nothing changed\n"))
        #expect(try await books.run("ledger balance --format json").output.contains("\"balances\":[],\"total_g\":0"))
    }

    @Test("Nothing can be dated in a closed month")
    func close() async throws {
        let books = try await books()
        let close = try await books.run("ledger close 2024-11 --quiet")
        #expect(close.status == 0)
        #expect(close.output == "2024-11 is closed\n  Month  2024-11\n  State  closed\n")
        let late = try await books.run(
            """
            batch record --facility F1 --material LAB --supplier S1 --gross 2t --tare 1t --ticket T2 \
            --at 2024-11-20 --format json
            """)
        #expect(late.status == 65)
        #expect(late.lastError.hasPrefix("{\"error\":{\"code\":\"period_closed\","))
        let status = try await books.run("status --format json")
        #expect(status.output.contains("\"first_month\":\"2024-11\",\"last_closed\":\"2024-11\",\"log_head\":\""))
        let skip = try await books.run("ledger close 2025-02")
        #expect(skip.status == 65)
        #expect(skip.errors == "error: months are closed in order: 2024-12 comes first\n")
    }

    @Test("A lot's page has its stock and its movements; its trace ends in itself")
    func showAndTrace() async throws {
        let books = try await books()
        let show = try await books.run("batch show T1 --format json")
        #expect(show.output.contains("\"origin\":\"intake:T1\",\"reversed\":false,\"in_stock_g\":33100000"))
        #expect(
            show.output.contains(
                """
                "stock":[{"facility":"F1","mass_g":33100000}],"movements":[{"at":"2024-11-05T08:30:00+08:00",\
                "facility":"F1","mass_g":33100000,"kind":"intake","document":"T1"}]
                """))
        let up = try await books.run("trace T1 --origins --by province --format json")
        #expect(up.output.contains("\"origins\":[{\"key\":\"410000\",\"share\":1,\"mass_g\":33100000}]"))
        let dot = try await books.run("trace T1 --format dot")
        #expect(dot.output.hasPrefix("digraph trace {\n"))
        let down = try await books.run("trace T1 --by state --format csv")
        #expect(down.output.contains("stock,1"))
    }

    @Test("Parties, facilities and materials are added once and revised after that")
    func masterData() async throws {
        let books = try await TestBooks.make()
        let add = ["party", "add", "--party", "S2", "--name", "阜阳再生", "--province", "341200"]
        #expect(try await books.run(add).status == 0)
        #expect(
            try await books.run(add).output.hasPrefix("party S2 was already recorded; nothing changed\n"))
        let other = try await books.run(["party", "add", "--party", "S2", "--name", "别家"])
        #expect(other.status == 65)
        #expect(
            other.errors == """
                error: party: party 'S2' is on record with other content; use 'urbanmine party revise' to change it

                """)
        let revise = try await books.run(["party", "revise", "S2", "--name", "阜阳再生资源", "--province", ""])
        #expect(revise.output.hasPrefix("party S2 revised\n  Party"))
        let show = try await books.run("party show S2 --format json")
        #expect(
            show.output.hasPrefix(
                "{\"party\":\"S2\",\"name\":\"阜阳再生资源\",\"province\":null,\"uscc\":null,\"revisions\":[{"))
        #expect(show.output.contains("\"name\":\"阜阳再生\",\"province\":\"341200\""))
        let missing = try await books.run("facility show F9")
        #expect(missing.status == 65)
        #expect(missing.errors == "error: facility: there is no facility 'F9'; did you mean 'F1'?\n")
        let capacity = try await books.run("facility revise F1 --capacity 120000t --format json")
        #expect(capacity.output.contains("\"capacity_per_year_g\":120000000000,"))
    }
}
