import Testing

@testable import Simulation

@Suite struct ScenarioTests {
    @Test("Both built-in scenarios share materials, processes and routes to the letter")
    func sharedSections() throws {
        let (printed, lead) = (try ScenarioFile.text("jieshou"), try ScenarioFile.text("jieshou-lead"))
        let sections = [
            ("\nmaterials:", "\n# Settled tonnes"), ("\nprocesses:", "\nplants:"), ("\ntransfers:", "\nincidents:"),
        ]
        for (from, to) in sections {
            let section = try #require(Self.part(of: printed, from: from, to: to))
            #expect(section.count > 1000)
            #expect(section == Self.part(of: lead, from: from, to: to))
        }
    }

    @Test("The lead reading comes to 4.02 Mt, 990,000 t of lead, a third and a tenth of the market")
    func leadReading() throws {
        let scenario = try ScenarioFile.scenario("jieshou-lead")
        let summary = try Simulator(scenario: scenario, firstMonth: (2024, 11), months: 1, seed: 1).summary()
        let three = summary.intake.filter { !["scrap-cu", "scrap-li"].contains($0.name.code) }
        #expect(three.reduce(0) { $0 + $1.tonnes } == 4_020_000)
        let lead = try #require(summary.cityCapacities.first { $0.name.code == "secondary-lead" })
        #expect(lead.capacity == 990_000 && lead.binds)
        let share = try #require(summary.shares.first { $0.name.code == "secondary-lead" })
        #expect(share.agrees == true)
        #expect((0.33...0.36).contains(try #require(share.share)))
        #expect(summary.shares.first { $0.name.code == "waste-plastics-recovered" }?.share == 0.1)
        #expect(summary.binding.map(\.name.code).contains("battery-assembly"))
    }

    @Test("The printed reading gives a tenth of the nation's aluminium and says that this is no third")
    func printedReading() throws {
        let scenario = try ScenarioFile.scenario("jieshou")
        let summary = try Simulator(scenario: scenario, firstMonth: (2024, 11), months: 1, seed: 1).summary()
        let three = summary.intake.filter { !["scrap-cu", "scrap-li"].contains($0.name.code) }
        #expect(three.reduce(0) { $0 + $1.tonnes } == 4_020_000)
        let aluminium = try #require(summary.shares.first { $0.name.code == "secondary-aluminium" })
        #expect(aluminium.quoted == 0.333 && aluminium.agrees == false)
        #expect((0.10...0.11).contains(try #require(aluminium.share)))
        let cells = try #require(summary.output.first { $0.name.code == "li-cell" }?.units)
        #expect(abs(cells / 365 - 70_000) < 100)
        let batteries = try #require(summary.output.first { $0.name.code == "battery-lab" }?.units)
        #expect(abs(batteries - 100_000_000) < 1)
    }

    @Test(
        "No capacity is planned beyond itself, and aluminium and batteries use all of theirs",
        arguments: ScenarioFile.names)
    func capacities(name: String) throws {
        let scenario = try ScenarioFile.scenario(name)
        let summary = try Simulator(scenario: scenario, firstMonth: (2024, 11), months: 1, seed: 1).summary()
        #expect(summary.cityCapacities.count == 3)
        for capacity in summary.cityCapacities {
            #expect(capacity.binds, "\(capacity.name.code)")
            #expect(capacity.planned <= capacity.capacity * 1.000_001, "\(capacity.name.code)")
        }
        for process in summary.processes { #expect(process.load < 1.000_001, "\(process.name.code)") }
    }

    @Test("A share that was quoted without a known national total says so", arguments: ScenarioFile.names)
    func unknownTotal(name: String) throws {
        let scenario = try ScenarioFile.scenario(name)
        let summary = try Simulator(scenario: scenario, firstMonth: (2024, 11), months: 1, seed: 1).summary()
        let batteries = try #require(summary.shares.first { $0.name.code == "traction-batteries" })
        #expect(batteries.quoted == 0.2 && batteries.nationalTonnes == nil && batteries.share == nil)
        #expect(batteries.agrees == nil)
        #expect(abs(try #require(batteries.units) - 100_000_000) < 1)
        #expect(batteries.source.zh.contains("每5隻動力電池"))
    }

    @Test("A summary at a scale has scaled flows and capacities, and the shares of the whole city")
    func scaledSummary() throws {
        let scenario = try ScenarioFile.scenario("jieshou")
        let whole = try Simulator(scenario: scenario, firstMonth: (2024, 11), months: 1, seed: 1).summary()
        let tenth = try Simulator(scenario: scenario, firstMonth: (2024, 11), months: 1, seed: 1, scale: 0.1).summary()
        #expect(tenth.intake.map(\.tonnes) == whole.intake.map { $0.tonnes * 0.1 })
        #expect(tenth.output.map(\.units) == whole.output.map { $0.units.map { $0 * 0.1 } })
        #expect(tenth.processes.map(\.capacity) == whole.processes.map { $0.capacity * 0.1 })
        #expect(tenth.binding.map(\.name) == whole.binding.map(\.name))
        #expect(tenth.shares == whole.shares)
    }

    @Test("A mistake in the file is told with its path, its value and what would be right", arguments: Mistake.all)
    func mistakes(_ mistake: Mistake) throws {
        let text = try ScenarioFile.text("jieshou-lead")
        let broken = try #require(
            Self.replacingFirst(mistake.old, with: mistake.new, in: text), "the text to break is there")
        let error = try #require(throws: ScenarioError.self) { try Scenario(yaml: broken, name: "broken.yaml") }
        #expect(error.path == mistake.path)
        if let value = mistake.value { #expect(error.value == value) }
        #expect(error.expected.contains(mistake.says))
        #expect(error.description.hasPrefix("broken.yaml"))
        #expect(error.description.contains(mistake.path))
    }

    @Test("An error tells the line where the parser knows it")
    func line() throws {
        let text = try ScenarioFile.text("jieshou")
        let broken = try #require(Self.replacingFirst("lines: 3,", with: "lines: many,", in: text))
        let error = try #require(throws: ScenarioError.self) { try Scenario(yaml: broken, name: "broken.yaml") }
        let before = try #require(Self.part(of: broken, from: "", to: "lines: many,"))
        #expect(error.line == before.split(separator: "\n", omittingEmptySubsequences: false).count)
    }

    /// A text, the line to blame (nil for the file), the value, and what the error must say.
    static let brokenTexts: [(text: String, line: Int?, value: String?, says: String)] = [
        ("", nil, nil, "the file is empty"),
        ("# nothing\n", nil, nil, "the file is empty"),
        ("- 1\n- 2\n", 1, nil, "expected a mapping with keys such as scenario"),
        ("a: 1\nb:\n  c: 1\n  d: 2\n  # once more\n  \"c\" : 3\n", 6, "c", "stands twice, first in line 3"),
        ("{a: 1, a: 2}\n", 1, "a", "stands twice in one mapping"),
        ("a: b\n\tc: d\n", 2, nil, "a tab stands where spaces must"),
        ("a:\n\t- b\n", 2, nil, "a tab stands where spaces must"),
        ("a: 1\n b: 2\n", 2, nil, "check the indentation"),
        ("a:\n   b: 2\n  c: 3\n", 3, nil, "the mapping that begins in line 1; check the indentation"),
        ("a: 1\nb: \"open\nc: 2\n", 2, nil, "the quote that opens here is never closed"),
        ("a: [1, 2\nb: 3\n", 2, nil, "expected ',' or ']' in the list that begins in line 1"),
        ("a: @b\n", 1, nil, "no value can begin with '@'"),
        ("a: *b\n", 1, nil, "no anchor"),
        ("a: 1\r\nb\r\nc: 1\r\n", 2, nil, "':' and a space are missing"),
        ("a: 1\n---\nb: 2\n", 2, nil, "a second document begins here"),
        ("a: 1\nb: \u{0}\u{1}\n", 2, nil, "the control character U+0000"),
        ("a: " + String(repeating: "[", count: 5000), 1, nil, "nested too deeply"),
    ]

    @Test("What is no YAML is told in one short line with its place", arguments: brokenTexts)
    func broken(text: String, line: Int?, value: String?, says: String) throws {
        let error = try #require(throws: ScenarioError.self) { try Scenario(yaml: text, name: "broken.yaml") }
        #expect(error.line == line)
        #expect(error.value == value)
        #expect(error.expected.contains(says), "\(error)")
        #expect(error.description.utf8.count < 200 && !error.description.contains("\n"))
    }

    @Test("A key that stands twice in a long file is told with its line, not with the file")
    func duplicateKey() throws {
        let text = try ScenarioFile.text("jieshou")
        let broken = try #require(
            Self.replacingFirst("    spread: 0.004\n", with: "    spread: 0.004\n    spread: 0.1\n", in: text))
        let error = try #require(throws: ScenarioError.self) { try Scenario(yaml: broken, name: "broken.yaml") }
        let before = try #require(Self.part(of: broken, from: "", to: "    spread: 0.1\n"))
        #expect(error.line == before.split(separator: "\n", omittingEmptySubsequences: false).count)
        #expect(error.value == "spread")
    }

    // MARK: -

    private static func range(of part: String, in text: String) -> Range<String.Index>? {
        part.isEmpty ? text.startIndex..<text.startIndex : text.firstRange(of: part)
    }

    private static func part(of text: String, from: String, to: String) -> Substring? {
        guard let start = range(of: from, in: text), let end = text[start.upperBound...].firstRange(of: to) else {
            return nil
        }
        return text[start.upperBound..<end.lowerBound]
    }

    private static func replacingFirst(_ old: String, with new: String, in text: String) -> String? {
        guard let found = range(of: old, in: text) else { return nil }
        return String(text[..<found.lowerBound]) + new + text[found.upperBound...]
    }
}
