import Glibc
import Testing

@testable import Simulation

@Suite struct BundleTests {
    @Test("Every finished run conserves mass to the gram", arguments: ScenarioFile.names)
    func runsBalance(name: String) throws {
        let bundle = try SimulatedBundle(ScenarioFile.scenario(name), months: 2, seed: 3)
        var entering: [String: Int64] = [:]
        var leaving: [String: Int64] = [:]
        for table in ["run_inputs", "run_additions"] {
            for row in try bundle.rows(table) { entering[row["run"] ?? "", default: 0] += try row.grams("mass_g") }
        }
        for table in ["run_outputs", "run_losses"] {
            for row in try bundle.rows(table) {
                #expect(try row.grams("mass_g") > 0)
                leaving[row["run"] ?? "", default: 0] += try row.grams("mass_g")
            }
        }
        let runs = try bundle.rows("runs")
        #expect(runs.count > 500)
        for run in runs {
            let code = try #require(run["run"])
            if let ended = run.text("ended_at") {
                #expect(entering[code] == leaving[code], "\(run)")
                #expect(ended >= run["started_at"] ?? "")
            } else {
                #expect(leaving[code] == nil, "a run under way has no outputs yet")
            }
        }
        let closings = try bundle.rows("run_losses").filter { $0["basis"] == "difference" }
        #expect(closings.count == runs.filter { $0.text("ended_at") != nil }.count)
    }

    @Test("No lot is used before it exists or beyond what is there", arguments: [1, 2, 3] as [UInt64])
    func nothingOverdraws(seed: UInt64) throws {
        let bundle = try SimulatedBundle(ScenarioFile.scenario("jieshou-lead"), months: 2, seed: seed)
        let replay = try MovementReplay(bundle)
        #expect(replay.movements.count > 2000)
        #expect(replay.faults().isEmpty)
    }

    @Test("The replay of the test itself notices an overdraw")
    func replayNoticesOverdraw() throws {
        let bundle = try SimulatedBundle(ScenarioFile.scenario("jieshou-lead"), months: 1, scale: 0.005)
        let shipments = try bundle.rows("shipments")
        let shipment = try #require(shipments.first)
        let line =
            "X1,\(shipment["shipped_at"] ?? ""),\(shipment["facility"] ?? ""),C-LEAD-1,"
            + "\(shipment["lot"] ?? ""),9000000000000,,,\n"
        try bundle.append(line, to: "shipments")
        #expect(!(try MovementReplay(bundle).faults().isEmpty))
    }

    @Test("Settled weight, deductions, plates, manifests and provinces of tickets are as the bundle wants them")
    func tickets() throws {
        let bundle = try SimulatedBundle(ScenarioFile.scenario("jieshou-lead"), months: 1, scale: 0.05)
        let roles = Dictionary(
            uniqueKeysWithValues: try bundle.rows("materials").map { ($0["material"] ?? "", $0["role"] ?? "") })
        let parties = try bundle.rows("parties")
        let known = Set(parties.compactMap { $0["party"] })
        #expect(parties.contains { $0.text("province") == nil })
        #expect(parties.contains { $0["province"] == "411600" })
        let rows = try bundle.rows("intakes")
        var kinds: Set<String> = []
        for row in rows {
            let net = try row.grams("gross_g") - row.grams("tare_g") - row.grams("deduction_g")
            #expect(try row.grams("net_g") == net && net > 0)
            #expect(known.contains(row["supplier"] ?? ""))
            guard roles[row["material"] ?? ""] == "scrap" else {
                #expect(roles[row["material"] ?? ""] == "auxiliary")
                continue
            }
            kinds.insert(row.text("deduction_kind") ?? "commercial")
            #expect(try row.grams("moisture_g") + row.grams("impurity_g") == row.grams("deduction_g"))
            #expect(try row.grams("gross_g") - row.grams("tare_g") <= 32_020_000)
            #expect((row["truck"] ?? "").wholeMatch(of: /\p{Han}[A-Z][A-Z0-9]{5}/) != nil)
            let manifest = row.text("manifest")
            #expect((manifest != nil) == (row["material"] == "scrap-lab"))
            if let manifest { #expect(manifest.wholeMatch(of: /2024[1-9]\d{9}/) != nil) }
        }
        #expect(kinds == ["commercial", "removed"])
    }

    @Test("Batteries come in lots of 1,000 units, cells in lots of 5,000, of about their nominal mass")
    func unitLots() throws {
        let bundle = try SimulatedBundle(ScenarioFile.scenario("jieshou"), months: 2, scale: 0.02)
        let outputs = try bundle.rows("run_outputs")
        let kinds: [(material: String, units: Int64, grams: Int64)] = [
            ("battery-lab", 1000, 6900), ("li-cell", 5000, 550),
        ]
        for (material, units, grams) in kinds {
            let lots = outputs.filter { $0["material"] == material }
            #expect(!lots.isEmpty)
            for lot in lots {
                #expect(try lot.grams("units") == units)
                let mass = try lot.grams("mass_g")
                #expect(abs(mass - units * grams) < units * grams / 100)
            }
        }
        #expect(outputs.filter { $0["material"] == "refined-lead" }.allSatisfy { $0.text("units") == nil })
    }

    @Test("A heel is what one heat leaves and the next of the same furnace takes, and nothing else")
    func heels() throws {
        let bundle = try SimulatedBundle(ScenarioFile.scenario("jieshou-lead"), months: 2)
        let replay = try MovementReplay(bundle)
        let heels = replay.material.filter { $0.value.hasPrefix("heel-") }.keys
        #expect(heels.count > 100)
        let used = Dictionary(grouping: try bundle.rows("run_inputs"), by: { $0["lot"] ?? "" })
        #expect(heels.allSatisfy { (used[$0] ?? []).count <= 1 })
        let unused = heels.filter { used[$0] == nil }
        #expect(unused.count < 20, "only the furnaces that rest at the end hold an unused heel")
        let opening = try bundle.rows("opening").filter { $0["material"]?.hasPrefix("heel-") == true }
        #expect(opening.allSatisfy { used[$0["lot"] ?? ""]?.count == 1 })
    }

    @Test("Runs and transfers cross the end of a month, and some are under way at the end of the books")
    func monthsAreCrossed() throws {
        let bundle = try SimulatedBundle(ScenarioFile.scenario("jieshou-lead"), months: 6, seed: 5, scale: 0.2)
        let runs = try bundle.rows("runs")
        #expect(runs.contains { $0.isCrossing("started_at", "ended_at") })
        #expect(runs.contains { $0.text("ended_at") == nil })
        let transfers = try bundle.rows("transfers")
        #expect(transfers.contains { $0.isCrossing("sent_at", "received_at") })
        #expect(transfers.contains { $0.text("received_g") != nil })
        let times = runs.compactMap { $0["started_at"] } + transfers.compactMap { $0.text("received_at") }
        #expect(times.allSatisfy { $0 >= "2024-11-01T00:00:00+08:00" && $0 < "2025-05-01T00:00:00+08:00" })
    }

    @Test("Rows stand in the order of their business time and documents of every kind occur")
    func orderAndKinds() throws {
        let bundle = try SimulatedBundle(ScenarioFile.scenario("jieshou-lead"), months: 3, seed: 2, scale: 0.1)
        let columns = [
            ("intakes", "received_at"), ("runs", "started_at"), ("transfers", "sent_at"),
            ("shipments", "shipped_at"), ("returns", "returned_at"), ("adjustments", "at"), ("counts", "counted_at"),
        ]
        for (table, column) in columns {
            let times = try bundle.rows(table).compactMap { $0[column] }
            #expect(!times.isEmpty, "\(table)")
            #expect(times == times.sorted(), "\(table)")
        }
        let kinds = Set(try bundle.rows("shipments").map { $0.text("kind") ?? "sale" })
        #expect(kinds == ["sale", "disposal", "sample", "return_to_supplier"])
        #expect(try bundle.rows("adjustments").contains { try $0.grams("mass_g") < 0 })
        #expect(try bundle.rows("assays").count > 20)
        #expect(try bundle.rows("history").first?["period"] == "2023-11")
        #expect(try bundle.rows("history").last?["period"] == "2024-10")
    }

    @Test("A bundle has all files under their names and nothing else")
    func files() throws {
        let bundle = try SimulatedBundle(ScenarioFile.scenario("jieshou"), months: 1, scale: 0.001)
        #expect(SimulatedBundle.names(in: bundle.directory) == SimulatedBundle.tables.map { $0 + ".csv" }.sorted())
        for (table, count) in bundle.summary.rows { #expect(try bundle.rows(table).count == count, "\(table)") }
    }
}

extension SimulatedBundle {
    /// Adds a line to a file, to break a bundle on purpose.
    func append(_ line: String, to table: String) throws {
        let file = try #require(fopen("\(directory)/\(table).csv", "a"))
        fputs(line, file)
        fclose(file)
    }
}

extension SimulatedBundle.Row {
    /// Whether the second time is in a later month than the first.
    func isCrossing(_ first: String, _ second: String) -> Bool {
        guard let start = text(first), let end = text(second) else { return false }
        return start.prefix(7) < end.prefix(7)
    }
}
