import Testing

@Suite("Help and usage")
struct HelpTests {
    static let commands = [
        "import", "batch record", "batch list", "batch show", "run record", "run start", "run finish", "run list",
        "run show", "transfer record", "transfer receive", "transfer list", "transfer show", "ship record",
        "ship list", "ship show", "return record", "return list", "return show", "adjust record", "adjust list",
        "adjust show", "count record", "count accept", "count list", "count show", "correct", "material add",
        "material list", "material show", "material revise", "party add", "party list", "party show",
        "party revise", "facility add", "facility list", "facility show", "facility revise", "report monthly",
        "trace", "ledger balance", "ledger entries", "ledger reverse", "ledger close", "init", "status", "doctor",
        "cluster start", "cluster stop", "cluster status", "cluster backup", "cluster restore", "simulate",
        "version",
    ]

    @Test("Every command has help with an example of itself and the global options", arguments: commands)
    func help(command: String) async throws {
        let result = try await Program.run(command.split(separator: " ").map(String.init) + ["--help"])
        #expect(result.status == 0)
        #expect(result.errors == "")
        let example = result.output.split(separator: "Example:").last.map(String.init) ?? ""
        #expect(example.contains("urbanmine \(command)"))
        for option in ["--database", "--format", "--lang", "--quiet"] { #expect(result.output.contains(option)) }
    }

    @Test("The program by itself shows all its nouns")
    func root() async throws {
        let result = try await Program.run([])
        #expect(result.status == 0)
        for noun in Set(Self.commands.compactMap { $0.split(separator: " ").first }) {
            #expect(result.output.contains("\n  \(noun) "), "\(noun)")
        }
    }

    static let mistakes: [(line: String, message: String)] = [
        ("frobnicate", "Unexpected argument 'frobnicate'"),
        ("batch frobnicate", "Unexpected argument 'frobnicate'"),
        ("batch list --frob", "Unknown option '--frob'"),
        ("batch show", "Missing expected argument '<lot>'"),
        ("correct T1 --set a=b", "Missing expected argument '--reason <reason>'"),
        ("report monthly 2024-13", "'2024-13' is not a month; write YYYY-MM, such as 2024-11"),
        (
            "report monthly 2024-11 --facility F1 --park P1",
            "--facility, --park and --operator can't be combined"
        ),
        (
            "trace L1 --down --by supplier",
            "--by supplier is for --up; with --down write lot, facility, material, state or customer"
        ),
        (
            "trace L1 --up --by customer",
            "--by customer is for --down; with --up write lot, supplier, province, facility or material"
        ),
        ("trace L1 --epsilon 2", "--epsilon is from 0 up to less than 1"),
        ("ledger balance --by colour", "'colour' is no key of balances; write account, facility, material or lot"),
        ("cluster stop --mode soon", "'soon' is no way to stop; write smart, fast or immediate"),
        ("simulate jieshou --from 2024-11 --months 1 --seed 1", "name a directory for the bundle with -o"),
        (
            "simulate jieshou --summary --seed -1",
            "The value '-1' is invalid for '--seed <seed>': expected a whole number from 0 to 18446744073709551615"
        ),
        (
            "simulate jieshou --summary --months 0",
            "The value '0' is invalid for '--months <months>': expected a whole number from 1 to 1200"
        ),
        (
            "simulate jieshou --summary --scale -0.5",
            "The value '-0.5' is invalid for '--scale <scale>': expected a number from 0.0001 to 100"
        ),
    ]

    @Test("A mistake in the command line is told with how to use it, and is exit 64", arguments: mistakes)
    func usage(line: String, message: String) async throws {
        let arguments = line.split(separator: " ").map(String.init)
        let plain = try await Program.run(arguments)
        #expect(plain.status == 64)
        #expect(plain.output == "")
        #expect(plain.errors.hasPrefix("error: \(message)\nUsage: urbanmine"))

        let json = try await Program.run(arguments + ["--format", "json"])
        #expect(json.status == 64)
        #expect(
            json.errors == """
                {"error":{"code":"usage","message":"\(message)","file":null,"line":null,"field":null,"value":null}}

                """)
    }

    @Test("A format that a command does not write is a usage error", arguments: ["xlsx", "dot"])
    func format(_ format: String) async throws {
        let result = try await Program.run(["ledger", "balance", "--format", format, "--database", "host=/nowhere"])
        #expect(result.status == 64)
        #expect(
            result.errors
                == "error: format: this command does not write \(format); write table, json, csv\n")
    }

    @Test("Global options may stand before the verb, too")
    func globalsFirst() async throws {
        let after = try await Program.run(["version", "--format", "json"])
        let before = try await Program.run(["--format=json", "--quiet", "version"])
        #expect(after.output == "{\"version\":\"0.1.0\"}\n")
        #expect(before.output == after.output)
    }
}
