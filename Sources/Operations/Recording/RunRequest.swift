package import MaterialLedger
internal import Wording

/// What a run draws, as typed: `LOT=12.5t`.
package struct LotMass: Sendable, Equatable {
    package var lot: String
    package var mass: Mass
    package var units: Int64?

    package init(lot: String, mass: Mass, units: Int64? = nil) {
        self.lot = lot
        self.mass = mass
        self.units = units
    }
}

/// An addition or a loss, as typed: `MATERIAL=2t`.
package struct MaterialMass: Sendable, Equatable {
    package var material: String
    package var mass: Mass

    package init(material: String, mass: Mass) {
        self.material = material
        self.mass = mass
    }
}

/// An output, as typed: `MATERIAL=8t:LOT:UNITS`.
package struct OutputRequest: Sendable, Equatable {
    package var material: String
    package var mass: Mass
    /// Nil: the run's code and a number.
    package var lot: String?
    package var units: Int64?

    package init(material: String, mass: Mass, lot: String? = nil, units: Int64? = nil) {
        self.material = material
        self.mass = mass
        self.lot = lot
        self.units = units
    }
}

/// Green energy, as typed: a share of the run's energy or an amount.
package enum GreenEnergy: Sendable, Equatable {
    case share(Percentage)
    case amount(Energy)

    func energy(of total: Energy?) -> Energy? {
        switch self {
        case .amount(let energy): energy
        case .share(let share): total.map { Energy(units: share.of($0.units)) }
        }
    }
}

/// What came of a run.
package struct RunYield: Sendable {
    package var outputs: [OutputRequest] = []
    package var additions: [MaterialMass] = []
    package var losses: [MaterialMass] = []
    /// The material as which what is missing to balance is lost, with basis difference.
    package var restLoss: String?
    package var energy: Energy?
    package var green: GreenEnergy?

    package init() {}

    /// Puts additions, outputs, losses and energy into a run's rows.
    ///
    /// - Throws: `Fault` where a rest is asked for and nothing is missing.
    func apply(to bundle: inout Bundle, run code: String) throws {
        bundle.runs = bundle.runs.map { run in
            var run = run
            run.energy = energy ?? run.energy
            run.greenEnergy = green?.energy(of: run.energy) ?? run.greenEnergy
            return run
        }
        bundle.runAdditions = additions.map {
            RunAddition(source: SourceLine(.runAdditions, line: 0), run: code, material: $0.material, mass: $0.mass)
        }
        bundle.runOutputs = outputs.enumerated().map { index, output in
            RunOutput(
                source: SourceLine(.runOutputs, line: 0), run: code, lot: output.lot ?? "\(code)-\(index + 1)",
                material: output.material, mass: output.mass, units: output.units)
        }
        bundle.runLosses = losses.map {
            RunLoss(source: SourceLine(.runLosses, line: 0), run: code, material: $0.material, mass: $0.mass)
        }
        guard let restLoss else { return }
        let missing = try missing(in: bundle)
        guard missing > 0 else {
            throw Faults(
                Fault(
                    missing == 0 ? .badValue : .massImbalance, field: "loss-rest", value: restLoss,
                    missing == 0
                        ? "nothing is missing: inputs and additions equal outputs and losses; leave --loss-rest out"
                        : "outputs and losses are \(-missing) g more than inputs and additions"))
        }
        bundle.runLosses.append(
            RunLoss(
                source: SourceLine(.runLosses, line: 0), run: code, material: restLoss, mass: Mass(grams: missing),
                measurement: Measurement(basis: .difference)))
    }

    /// Σ inputs + Σ additions − Σ outputs − Σ losses, in grams.
    private func missing(in bundle: Bundle) throws -> Int64 {
        let drawn = bundle.runInputs.map(\.mass) + bundle.runAdditions.map(\.mass)
        let made = bundle.runOutputs.map(\.mass) + bundle.runLosses.map(\.mass)
        let sum =
            drawn.reduce(Int128(0)) { $0 + Int128($1.grams) } - made.reduce(Int128(0)) { $0 + Int128($1.grams) }
        guard let grams = Int64(exactly: sum) else {
            throw Faults(Fault(.badValue, field: "loss-rest", "the masses of this run are out of range"))
        }
        return grams
    }
}

/// A run, as an operator types it.
package struct RunRequest: Sendable {
    package var facility: String
    package var process: String
    package var inputs: [LotMass]
    /// Nil: still under way.
    package var yield: RunYield?
    package var startedAt: Instant?
    package var endedAt: Instant?
    package var run: String?
    package var recordedBy: String?

    package init(facility: String, process: String, inputs: [LotMass], yield: RunYield?) {
        self.facility = facility
        self.process = process
        self.inputs = inputs
        self.yield = yield
    }
}
