import Glibc
import Testing

@testable import Simulation

@Suite struct SimulatorTests {
    struct Interruption: Error {}

    @Test("The same seed gives the same bytes, another seed others")
    func seeds() throws {
        let scenario = try ScenarioFile.scenario("jieshou-lead")
        let first = try SimulatedBundle(scenario, months: 1, seed: 42, scale: 0.01)
        let second = try SimulatedBundle(scenario, months: 1, seed: 42, scale: 0.01)
        let other = try SimulatedBundle(scenario, months: 1, seed: 43, scale: 0.01)
        for table in SimulatedBundle.tables { #expect(try first.bytes(table) == second.bytes(table), "\(table)") }
        for table in ["intakes", "runs", "run_outputs", "shipments"] {
            #expect(try first.bytes(table) != other.bytes(table), "\(table)")
        }
        #expect(try first.bytes("materials") == other.bytes("materials"))
    }

    @Test("Scale multiplies trucks and tonnes, and the capacities of the facilities")
    func scale() throws {
        let scenario = try ScenarioFile.scenario("jieshou-lead")
        let small = try SimulatedBundle(scenario, months: 2, scale: 0.01)
        let large = try SimulatedBundle(scenario, months: 2, scale: 0.04)
        func scrap(_ bundle: SimulatedBundle) throws -> (tickets: Int, tonnes: Double) {
            let rows = try bundle.rows("intakes").filter { $0["material"]?.hasPrefix("scrap-") == true }
            return (rows.count, Double(try rows.reduce(0) { try $0 + $1.grams("net_g") }) / 1e6)
        }
        let (few, many) = (try scrap(small), try scrap(large))
        #expect((3.5...4.5).contains(Double(many.tickets) / Double(few.tickets)))
        #expect((3.7...4.3).contains(many.tonnes / few.tonnes))
        // 61 of 365 days of 4.089 Mt at a hundredth, more in the autumn than on average.
        #expect((6000...8500).contains(few.tonnes))
        let capacity = try large.rows("facilities").first { $0["facility"] == "smelt-1" }?["capacity_t_per_year"]
        #expect(capacity == "25600")
    }

    @Test("At full scale a month has 600 to 1,000 tickets a day")
    func fullScale() throws {
        let bundle = try SimulatedBundle(ScenarioFile.scenario("jieshou-lead"), months: 1, scale: 1)
        let intakes = try #require(bundle.summary.rows.first { $0.table == "intakes" })
        #expect((600.0...1000.0).contains(Double(intakes.rows) / 30))
        let runs = try #require(bundle.summary.rows.first { $0.table == "runs" })
        #expect((2300...2670).contains(runs.rows), "a twelfth of 28,000 to 32,000")
        let outputs = try #require(bundle.summary.rows.first { $0.table == "run_outputs" })
        #expect((27_500...32_500).contains(intakes.rows + outputs.rows), "a twelfth of 330,000 to 380,000 lots")
        let units = try #require(bundle.summary.simulated?.units["battery-lab"])
        #expect((7_500_000...9_000_000).contains(units), "a twelfth of 100 million")
        let settled = try #require(bundle.summary.simulated?.settled)
        #expect((300_000...400_000).contains(settled))
    }

    @Test(
        "A year at a small scale comes to the plan within 2 %, and no plant beyond its capacity",
        arguments: ScenarioFile.names)
    func smallYear(name: String) throws {
        let scenario = try ScenarioFile.scenario(name)
        let bundle = try SimulatedBundle(scenario, from: (2024, 1), months: 12, seed: 1, scale: 0.05)
        let simulated = try #require(bundle.summary.simulated)
        for flow in bundle.summary.output where flow.tonnes > 2000 {
            let made = try #require(simulated.made[flow.name.code])
            #expect((0.975...1.025).contains(made / flow.tonnes), "\(flow.name.code): \(made) of \(flow.tonnes) t")
        }
        let batteries = try #require(simulated.units["battery-lab"])
        #expect((4_950_000...5_000_000).contains(batteries))
        var made: [String: Double] = [:]
        let plants = Dictionary(
            uniqueKeysWithValues: try bundle.rows("runs").map {
                ($0["run"] ?? "", "\($0["facility"] ?? "") \($0["process"] ?? "")")
            })
        for row in try bundle.rows("run_outputs") {
            let key = "\(plants[row["run"] ?? ""] ?? "") \(row["material"] ?? "")"
            made[key, default: 0] += Double(try row.grams("mass_g")) / 1e6
        }
        let rated = scenario.plants.filter { $0.ratedOn != nil }
        #expect(rated.count > 5)
        for plant in rated {
            let key = "\(plant.facility) \(plant.process) \(plant.ratedOn ?? "")"
            #expect(try #require(made[key]) <= plant.capacityTonnes * 0.05, "\(key)")
        }
    }

    @Test("A simulation that is given up leaves no files")
    func interruption() throws {
        let directory = try SimulatedBundle.temporaryDirectory()
        defer { rmdir(directory) }
        let simulator = try Simulator(
            scenario: ScenarioFile.scenario("jieshou"), firstMonth: (2024, 11), months: 1, seed: 1, scale: 0.001)
        #expect(throws: Interruption.self) {
            try simulator.run(into: directory) { progress in if progress.day == 10 { throw Interruption() } }
        }
        #expect(SimulatedBundle.names(in: directory).isEmpty)
    }

    @Test("A directory that can't be written is named with the reason")
    func unwritable() throws {
        let simulator = try Simulator(
            scenario: ScenarioFile.scenario("jieshou"), firstMonth: (2024, 11), months: 1, seed: 1, scale: 0.001)
        #expect(throws: SimulationError.cannotWrite(path: "/nowhere/at/all", reason: ENOENT)) {
            try simulator.run(into: "/nowhere/at/all")
        }
        #expect("\(SimulationError.cannotWrite(path: "/x", reason: ENOENT))".contains("No such file"))
    }

    @Test("Arguments out of range are refused with what would be right")
    func arguments() throws {
        let scenario = try ScenarioFile.scenario("jieshou")
        #expect(throws: SimulationError.self) {
            try Simulator(scenario: scenario, firstMonth: (2024, 13), months: 1, seed: 1)
        }
        #expect(throws: SimulationError.self) {
            try Simulator(scenario: scenario, firstMonth: (2024, 1), months: 0, seed: 1)
        }
        #expect(throws: SimulationError.self) {
            try Simulator(scenario: scenario, firstMonth: (2024, 1), months: 1, seed: 1, scale: .nan)
        }
    }

    @Test("Progress counts the days up to the last")
    func progress() throws {
        let directory = try SimulatedBundle.temporaryDirectory()
        defer {
            for name in SimulatedBundle.names(in: directory) { unlink("\(directory)/\(name)") }
            rmdir(directory)
        }
        let simulator = try Simulator(
            scenario: ScenarioFile.scenario("jieshou"), firstMonth: (2024, 2), months: 1, seed: 1, scale: 0.001)
        var days: [Int] = []
        _ = try simulator.run(into: directory) { days.append($0.day) }
        #expect(days == Array(0...29))
    }
}
