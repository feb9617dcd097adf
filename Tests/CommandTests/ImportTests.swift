import Testing

@Suite("Importing bundles")
struct ImportTests {
    private static let intakes = """
        ticket,received_at,facility,material,supplier,gross_g,tare_g,deduction_g,net_g,lot
        T1,2024-11-05 08:30,F1,LAB,S1,48200000,15100000,0,33100000,L1

        """

    @Test("A bundle is recorded once; what is there already is counted as skipped")
    func twice() async throws {
        let books = try await TestBooks.make()
        let bundle = try Bundle.write(["intakes.csv": Self.intakes])
        defer { TemporaryDirectory.remove(bundle) }
        let first = try await books.run(["import", bundle, "--format", "json"])
        #expect(first.status == 0)
        #expect(
            first.output.hasPrefix(
                """
                {"recorded":{"intakes":1},"skipped":{"intakes":0},"revised":{"intakes":0},"entries":1,"postings":2,\
                "seconds":
                """))
        let second = try await books.run(["import", bundle, "--lang", "zh"])
        #expect(second.status == 0)
        #expect(second.output.hasPrefix("数据包此前已登记，内容一致，未作更改\n  已存在      过磅单 1\n"))
    }

    @Test(
        "Files of a directory that are not of the format are named, whatever they end in; capitals make no difference")
    func otherFiles() async throws {
        let books = try await TestBooks.make()
        let bundle = try Bundle.write([
            "Intakes.CSV": Self.intakes, "intakes.csv.txt": Self.intakes, "intake.csv": Self.intakes, "runs.xlsx": "",
            ".hidden": "",
        ])
        defer { TemporaryDirectory.remove(bundle) }
        let done = try await books.run(["import", bundle])
        #expect(done.status == 0)
        #expect(done.output.contains("Recorded        intakes 1\n"))
        #expect(
            done.errors.contains("not part of the format, ignored: intake.csv, intakes.csv.txt, runs.xlsx\n"))
    }

    @Test("What is on record but reversed is not passed over in silence")
    func reversed() async throws {
        let books = try await TestBooks.make()
        let bundle = try Bundle.write(["intakes.csv": Self.intakes])
        defer { TemporaryDirectory.remove(bundle) }
        #expect(try await books.run(["import", bundle]).status == 0)
        #expect(try await books.run(["ledger", "reverse", "T1", "--reason", "another truck"]).status == 0)
        let again = try await books.run(["import", bundle])
        #expect(again.status == 0)
        #expect(
            (again.output + again.errors).contains(
                "on record, but reversed, so not counted: T1; record it anew under another id"))
        let json = try await books.run(["import", bundle, "--format", "json"])
        #expect(
            json.output.contains(
                #""warnings":[{"code":"reversed","message":"on record, but reversed, so not counted: T1; record it anew under another id"}]"#
            ))
    }

    static let mistakes: [(change: (String, String), message: String, code: String)] = [
        (
            ("33100000,L1", "33000000,L1"),
            "intakes.csv:2: net_g: 33000000 does not equal gross − tare − deduction = 33100000", "bad_value"
        ),
        (("F1,LAB", "F3,LAB"), "intakes.csv:2: facility: there is no facility 'F3'", "unknown_reference"),
        (("2024-11-05 08:30", "05.11.2024"), "intakes.csv:2: received_at: ", "bad_value"),
        (("net_g,lot", "net_g,lott"), "intakes.csv:1: ", "missing_column"),
    ]

    @Test("A mistake in a file is told with file, line and field, and nothing is recorded", arguments: mistakes)
    func mistake(change: (String, String), message: String, code: String) async throws {
        let books = try await TestBooks.make()
        let text = Self.intakes.split(separator: change.0, omittingEmptySubsequences: false).joined(separator: change.1)
        let bundle = try Bundle.write(["intakes.csv": text])
        defer { TemporaryDirectory.remove(bundle) }
        let plain = try await books.run(["import", bundle])
        #expect(plain.status == 65)
        #expect(plain.output == "")
        #expect(plain.errors.hasPrefix("error: \(message)"))
        let json = try await books.run(["import", bundle, "--format", "json"])
        #expect(json.lastError.contains("\"code\":\"\(code)\""))
        #expect(json.lastError.contains("\"file\":\"intakes.csv\""))
        let list = try await books.run("batch list --format json")
        #expect(list.output == "{\"intakes\":[]}\n")
    }

    @Test("A path that is not there is unreadable, before any database is looked for")
    func noPath() async throws {
        let result = try await Program.run(["import", "/nonexistent/intakes.csv", "--database", "host=/nowhere"])
        #expect(result.status == 65)
        #expect(
            result.errors
                == "error: intakes.csv: can't read /nonexistent/intakes.csv: No such file or directory\n")
    }

    @Test("Two tickets with one number are duplicates, told at the second")
    func duplicates() async throws {
        let books = try await TestBooks.make()
        let row = Self.intakes.split(separator: "\n")[1]
        let bundle = try Bundle.write([
            "intakes.csv": Self.intakes + row.split(separator: ",").dropLast().joined(separator: ",") + ",L2\n"
        ])
        defer { TemporaryDirectory.remove(bundle) }
        let result = try await books.run(["import", bundle, "--format", "json"])
        #expect(result.status == 65)
        #expect(result.lastError.hasPrefix("{\"error\":{\"code\":\"duplicate\","))
        #expect(result.lastError.contains("\"file\":\"intakes.csv\",\"line\":3,\"field\":\"ticket\",\"value\":\"T1\""))
    }

    @Test("Two bundles with the same file are told with both paths")
    func twoBundles() async throws {
        let books = try await TestBooks.make()
        let (one, other) = (
            try Bundle.write(["intakes.csv": Self.intakes]), try Bundle.write(["intakes.csv": Self.intakes])
        )
        defer {
            TemporaryDirectory.remove(one)
            TemporaryDirectory.remove(other)
        }
        let result = try await books.run(["import", one, other])
        #expect(result.status == 65)
        #expect(
            result.errors
                == "error: intakes.csv: the file is given twice, as \(one)/intakes.csv and as \(other)/intakes.csv\n")
    }

    @Test("A hundred faults are listed, and that there are more is said")
    func more() async throws {
        let books = try await TestBooks.make()
        func bundle(_ count: Int) throws -> String {
            let header = Self.intakes.split(separator: "\n")[0]
            let rows = (0..<count).map { "Z\($0),2024-11-05 08:30,F1,LAB,NOBODY,1000,100,0,900,Z\($0)\n" }
            return try Bundle.write(["intakes.csv": header + "\n" + rows.joined()])
        }
        let (full, over) = (try bundle(100), try bundle(101))
        defer {
            TemporaryDirectory.remove(full)
            TemporaryDirectory.remove(over)
        }
        let exact = try await books.run(["import", full, "--format", "json"])
        #expect(exact.lastError.hasSuffix("}]}"))
        let json = try await books.run(["import", over, "--format", "json"])
        #expect(json.lastError.hasSuffix("\"line\":101,\"field\":\"supplier\",\"value\":\"NOBODY\"}],\"more\":true}"))
        let plain = try await books.run(["import", over])
        let lines = plain.errors.split(separator: "\n")
        #expect(lines.count == 101)
        #expect(lines.last == "error: there are more; these are the first 100")
    }

    /// Archives and their files, as the tests of the format have them.
    private static let fixtures =
        #filePath.split(separator: "/").dropLast(2).map { "/" + $0 }.joined() + "/InterchangeTests"

    @Test("A zip of a bundle is the bundle: it is recorded, and its files are on record then")
    func zip() async throws {
        let books = try await TestBooks.make()
        let zip = try await books.run(
            ["import", Self.fixtures + "/Zip/Fixtures/three-months.zip", "--format", "json"])
        #expect(zip.status == 0)
        #expect(zip.errors == "not part of the format, ignored: bundle/README.md\n")
        let documents = """
            "opening":6,"intakes":113,"runs":128,"transfers":42,"shipments":46,"returns":3,"adjustments":8,\
            "counts":1,"assays":44,"history":12}
            """
        #expect(zip.output.contains("{\"recorded\":{"))
        #expect(zip.output.contains(documents + ",\"skipped\":{"))
        // S1 and C1 are on record from before, with other names.
        #expect(zip.output.contains("\"revised\":{\"parties\":2,"))
        let files = try await books.run(
            ["import", Self.fixtures + "/Bundles/Fixtures/three-months", "--format", "json"])
        #expect(files.output.contains(documents + ",\"revised\":{\"parties\":0,"))
        #expect(files.output.contains("\"entries\":0,\"postings\":0,"))
    }

    @Test("What is wrong with an archive is told with its name or that of a file in it")
    func brokenZip() async throws {
        for (name, message) in [
            ("encrypted.zip", "parties.csv: the file is encrypted; pack it without a password"),
            ("bomb.zip", "intakes.csv: the file would unpack to more than 200 times its packed size"),
        ] {
            let result = try await Program.run(
                ["import", "\(Self.fixtures)/Zip/Fixtures/\(name)", "--database", "host=/nowhere"])
            #expect(result.status == 65)
            #expect(result.errors == "error: \(message)\n")
        }
        let bundle = try Bundle.write(["cut.zip": "PK\u{3}\u{4}"])
        defer { TemporaryDirectory.remove(bundle) }
        let cut = try await Program.run(["import", bundle + "/cut.zip", "--database", "host=/nowhere"])
        #expect(
            cut.errors == "error: cut.zip: this is no readable zip archive (Not a zip archive); pack it anew\n")
    }
}
