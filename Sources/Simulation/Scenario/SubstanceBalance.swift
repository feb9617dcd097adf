/// Whether a process conserves each named substance at its nominal yields.
///
/// The compositions of a file are typed in by hand; a figure that creates or destroys lead would be found months
/// later in somebody's recovery rate. The balance must close within half of the stated spread, which is the root of
/// the summed squares of (mass × sigma) over the materials that take part.
struct SubstanceBalance {
    let scenario: Scenario
    let process: Process

    func check() throws(ScenarioError) {
        for variant in 0..<(process.inputs.map(\.materials.count).max() ?? 1) {
            let flows = flows(variant: variant)
            var substances: [String] = []
            for (material, _) in flows {
                for part in scenario.material(material)?.composition ?? [] where !substances.contains(part.substance) {
                    substances.append(part.substance)
                }
            }
            for substance in substances {
                let (gap, spread) = imbalance(of: substance, in: flows)
                guard abs(gap) <= 0.5 * spread + 0.000_02 else {
                    throw ScenarioError(
                        scenario: scenario.name, line: nil, path: "processes.\(process.code)", value: substance,
                        expected: "outputs and losses hold \(Decimal.text(abs(gap), digits: 5)) t a tonne of feed "
                            + "\(gap > 0 ? "less" : "more") of it than inputs and additions; expected at most "
                            + "\(Decimal.text(0.5 * spread, digits: 5)), half of the stated spread")
                }
            }
        }
    }

    /// Tonnes of each material a tonne of feed, entering positive, leaving negative.
    ///
    /// A variant takes the n-th of alternative materials for each input.
    private func flows(variant: Int) -> [(material: String, mass: Double)] {
        var flows: [(material: String, mass: Double)] = []
        for input in process.inputs {
            flows.append((input.materials[min(variant, input.materials.count - 1)], input.share))
        }
        for addition in process.additions { flows.append((addition.material, addition.ratio)) }
        for output in process.outputs { flows.append((output.material, -output.ratio)) }
        for loss in process.losses { flows.append((loss.material, -loss.ratio)) }
        return flows
    }

    private func imbalance(of substance: String, in flows: [(material: String, mass: Double)]) -> (Double, Double) {
        var gap = 0.0
        var variance = 0.0
        for (material, mass) in flows {
            guard let part = scenario.material(material)?.fraction(of: substance) else { continue }
            // A tonne of clean feed comes from more than a tonne of scrap as it was weighed.
            let scale = 1 / scenario.cleanShare(of: material)
            gap += mass * part.fraction * scale
            variance += mass * part.sigma * scale * mass * part.sigma * scale
        }
        return (gap, variance.squareRoot())
    }
}

extension Scenario {
    /// What is left of a tonne of scrap without its usual moisture and dirt; 1 for all other materials.
    func cleanShare(of material: String) -> Double {
        guard let stream = intakes.first(where: { $0.material == material }) else { return 1 }
        return 1 - stream.moisture.first - stream.impurity.first
    }
}
