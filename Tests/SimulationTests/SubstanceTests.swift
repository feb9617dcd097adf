import Testing

@testable import Simulation

@Suite struct SubstanceTests {
    struct Key: Hashable {
        let process: String
        let substance: String
    }

    struct Fraction {
        let value: Double
        let sigma: Double
    }

    /// Sums of one substance over a run or over all runs of a process.
    struct Sums {
        var gap = 0.0
        var entering = 0.0
        var sigmas: [String: Double] = [:]

        /// The spread that the compositions state: materials vary independently, lots of one material together.
        var spread: Double { sigmas.values.reduce(0) { $0 + $1 * $1 }.squareRoot() }
    }

    @Test("Each substance is conserved by each run within the stated spread", arguments: ScenarioFile.names)
    func substancesAreConserved(name: String) throws {
        let bundle = try SimulatedBundle(ScenarioFile.scenario(name), months: 3, seed: 11, scale: 0.03)
        let sums = try sums(bundle)
        #expect(sums.count > 1000)
        var totals: [Key: Sums] = [:]
        for ((_, key), run) in sums {
            #expect(abs(run.gap) <= 3 * run.spread, "\(key): \(run.gap) g against \(run.spread) g")
            totals[key, default: Sums()].gap += run.gap
            totals[key, default: Sums()].entering += run.entering
        }
        for substance in ["Pb", "Sb", "Sn", "S", "Al", "Cu", "Fe", "PET", "PE", "PP", "Li"] {
            #expect(totals.contains { $0.key.substance == substance }, "\(substance) takes part")
        }
        for (key, total) in totals where total.entering > 1e6 {
            #expect(abs(total.gap) < 0.02 * total.entering, "\(key): \(total.gap) g of \(total.entering) g")
        }
        let lead = try #require(totals[Key(process: "smelting", substance: "Pb")])
        #expect(lead.entering > 1e9, "there is lead to lose")
    }

    @Test("Lead leaves the books only in residues: recovery of the lead chain is above 98 %")
    func leadRecovery() throws {
        let bundle = try SimulatedBundle(ScenarioFile.scenario("jieshou-lead"), months: 3, seed: 4, scale: 0.05)
        let fractions = try compositions(bundle)
        let roles = Dictionary(
            uniqueKeysWithValues: try bundle.rows("materials").map { ($0["material"] ?? "", $0["role"] ?? "") })
        let replay = try MovementReplay(bundle)
        var fed = 0.0
        for row in try bundle.rows("run_inputs") {
            guard let material = replay.material[row["lot"] ?? ""], roles[material] == "scrap" else { continue }
            fed += Double(try row.grams("mass_g")) * (fractions[material]?["Pb"]?.value ?? 0)
        }
        var lost = 0.0
        for row in try bundle.rows("run_outputs") where roles[row["material"] ?? ""] == "residue" {
            lost += Double(try row.grams("mass_g")) * (fractions[row["material"] ?? ""]?["Pb"]?.value ?? 0)
        }
        #expect(lost > 0)
        #expect((0.98...0.999).contains(1 - lost / fed))
    }

    // MARK: -

    private func compositions(_ bundle: SimulatedBundle) throws -> [String: [String: Fraction]] {
        var fractions: [String: [String: Fraction]] = [:]
        for row in try bundle.rows("compositions") {
            fractions[row["material"] ?? "", default: [:]][row["substance"] ?? ""] = try fraction(row)
        }
        return fractions
    }

    private func fraction(_ row: SimulatedBundle.Row) throws -> Fraction {
        Fraction(
            value: try #require(row["fraction"].flatMap { Double($0) }),
            sigma: try #require(row["sigma"].flatMap { Double($0) }))
    }

    private func sums(_ bundle: SimulatedBundle) throws -> [(key: (run: String, key: Key), value: Sums)] {
        let fractions = try compositions(bundle)
        var assays: [String: [String: Double]] = [:]
        for row in try bundle.rows("assays") {
            assays[row["lot"] ?? "", default: [:]][row["substance"] ?? ""] = try fraction(row).value
        }
        let replay = try MovementReplay(bundle)
        var processes: [String: String] = [:]
        for row in try bundle.rows("runs") where row.text("ended_at") != nil {
            processes[row["run"] ?? ""] = row["process"]
        }
        var sums: [String: [Key: Sums]] = [:]
        let tables = [("run_inputs", 1.0), ("run_additions", 1.0), ("run_outputs", -1.0), ("run_losses", -1.0)]
        for (table, sign) in tables {
            for row in try bundle.rows(table) {
                guard let process = processes[row["run"] ?? ""] else { continue }
                let lot = row["lot"] ?? ""
                let material = row["material"] ?? replay.material[lot] ?? ""
                let mass = Double(try row.grams("mass_g"))
                for (substance, fraction) in fractions[material] ?? [:] {
                    let key = Key(process: process, substance: substance)
                    let held = mass * (assays[lot]?[substance] ?? fraction.value)
                    var sum = sums[row["run"] ?? ""]?[key] ?? Sums()
                    sum.gap += sign * held
                    if sign > 0 { sum.entering += held }
                    sum.sigmas[material, default: 0] += mass * fraction.sigma
                    sums[row["run"] ?? "", default: [:]][key] = sum
                }
            }
        }
        return sums.flatMap { run, byKey in byKey.map { ((run, $0.key), $0.value) } }
    }
}
