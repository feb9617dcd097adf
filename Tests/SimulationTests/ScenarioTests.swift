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
        let three = summary.intake.filter { !["scrap-cu", "scrap-li"].contains($0.material) }
        #expect(three.reduce(0) { $0 + $1.tonnes } == 4_020_000)
        let lead = try #require(summary.cityCapacities.first { $0.name == "secondary-lead" })
        #expect(lead.capacity == 990_000 && lead.binds)
        let share = try #require(summary.shares.first { $0.name == "secondary-lead" })
        #expect(share.agrees == true)
        #expect((0.33...0.36).contains(share.share))
        #expect(summary.shares.first { $0.name == "waste-plastics-recovered" }?.share == 0.1)
        #expect(summary.binding.map(\.name).contains("battery-assembly"))
    }

    @Test("The printed reading gives a tenth of the nation's aluminium and says that this is no third")
    func printedReading() throws {
        let scenario = try ScenarioFile.scenario("jieshou")
        let summary = try Simulator(scenario: scenario, firstMonth: (2024, 11), months: 1, seed: 1).summary()
        let three = summary.intake.filter { !["scrap-cu", "scrap-li"].contains($0.material) }
        #expect(three.reduce(0) { $0 + $1.tonnes } == 4_020_000)
        let aluminium = try #require(summary.shares.first { $0.name == "secondary-aluminium" })
        #expect(aluminium.quoted == 0.333 && aluminium.agrees == false)
        #expect((0.10...0.11).contains(aluminium.share))
        #expect(summary.description.contains("quoted 33.3 %, which this scenario does not give"))
        let cells = try #require(summary.output.first { $0.material == "li-cell" }?.units)
        #expect(abs(cells / 365 - 70_000) < 100)
        let batteries = try #require(summary.output.first { $0.material == "battery-lab" }?.units)
        #expect(abs(batteries - 100_000_000) < 1)
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

    @Test(
        "What is no YAML, or nothing, is an error of the file",
        arguments: ["", "a: [b", "- 1\n- 2\n", "scenario: a\nscenario: b\n"])
    func notYAML(text: String) {
        #expect(throws: ScenarioError.self) { try Scenario(yaml: text, name: "broken.yaml") }
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
