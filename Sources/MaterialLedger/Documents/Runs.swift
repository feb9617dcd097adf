import Wording

/// A process run (生产批): what was drawn at `startedAt` became outputs and losses at `endedAt`.
package struct Run: Sendable, Hashable {
    package var source: SourceLine
    package var run: String
    package var facility: String
    package var process: String
    package var startedAt: Instant
    /// Nil: still in process; then the run has no outputs, losses or additions yet.
    package var endedAt: Instant?
    package var energy: Energy?
    /// The part of the energy from certified renewable sources.
    package var greenEnergy: Energy?
    package var recordedBy: String?

    package init(
        source: SourceLine, run: String, facility: String, process: String, startedAt: Instant,
        endedAt: Instant? = nil, energy: Energy? = nil, greenEnergy: Energy? = nil, recordedBy: String? = nil
    ) {
        self.source = source
        self.run = run
        self.facility = facility
        self.process = process
        self.startedAt = startedAt
        self.endedAt = endedAt
        self.energy = energy
        self.greenEnergy = greenEnergy
        self.recordedBy = recordedBy
    }
}

/// Electric energy, exact to 10^-6 kWh.
package struct Energy: Sendable, Hashable {
    package static let decimals = 6
    /// Kilowatt-hours × 10^6.
    package let units: Int64

    package init(units: Int64) { self.units = units }

    package var text: String { FixedDecimal.text(units, decimals: Energy.decimals) }
    package var kilowattHours: Double { Double(units) / 1_000_000 }
}

/// Mass of a lot that a run draws.
package struct RunInput: Sendable, Hashable {
    package var source: SourceLine
    package var run: String
    package var lot: String
    package var mass: Mass
    package var measurement: Measurement

    package init(source: SourceLine, run: String, lot: String, mass: Mass, measurement: Measurement = .none) {
        self.source = source
        self.run = run
        self.lot = lot
        self.mass = mass
        self.measurement = measurement
    }
}

/// Mass that enters the books in a run without a lot: air, water, recirculated material.
package struct RunAddition: Sendable, Hashable {
    package var source: SourceLine
    package var run: String
    package var material: String
    package var mass: Mass
    /// Where it came from, in the plant's words (the column `source`).
    package var from: String?
    package var measurement: Measurement

    package init(
        source: SourceLine, run: String, material: String, mass: Mass, from: String? = nil,
        measurement: Measurement = .none
    ) {
        self.source = source
        self.run = run
        self.material = material
        self.mass = mass
        self.from = from
        self.measurement = measurement
    }
}

/// A lot that a run makes.
package struct RunOutput: Sendable, Hashable {
    package var source: SourceLine
    package var run: String
    package var lot: String
    package var material: String
    package var mass: Mass
    package var units: Int64?
    package var measurement: Measurement

    package init(
        source: SourceLine, run: String, lot: String, material: String, mass: Mass, units: Int64? = nil,
        measurement: Measurement = .none
    ) {
        self.source = source
        self.run = run
        self.lot = lot
        self.material = material
        self.mass = mass
        self.units = units
        self.measurement = measurement
    }
}

/// Mass that leaves the books in a run: fume, moisture, treated water.
package struct RunLoss: Sendable, Hashable {
    package var source: SourceLine
    package var run: String
    package var material: String
    package var mass: Mass
    package var measurement: Measurement

    package init(source: SourceLine, run: String, material: String, mass: Mass, measurement: Measurement = .none) {
        self.source = source
        self.run = run
        self.material = material
        self.mass = mass
        self.measurement = measurement
    }
}

extension Energy {
    /// Reads plain decimal text, such as PostgreSQL's numeric; nil where it is none or finer than 10^-6 kWh.
    package init?(text: String) {
        guard case .value(let units)? = FixedDecimal.parse(text.utf8, decimals: Energy.decimals) else { return nil }
        self.init(units: units)
    }
}

extension Run: HeadRow {
    package static var file: BundleFile { .runs }
    package static var list: Path<Bundle, [Run]> { \.runs }
    package static var kind: EventKind { .run }
    package var documentCode: String { run }
    package var occurredAt: Instant { startedAt }
    package static let schema = FieldTable<Run>(
        [
            Field("run", "Run", .text({ $0.run }, { $0.run = $1 }), part: .identity, naming: .document, rule: .code),
            Field("facility", "Facility", .text({ $0.facility }, { $0.facility = $1 }), naming: .refers(.facility)),
            Field("process", "Process", .text({ $0.process }, { $0.process = $1 }), rule: .filled),
            Field("started_at", "Started", .time({ $0.startedAt }, { $0.startedAt = $1 }), moment: .dating),
            Field("ended_at", "Ended", .optionalTime({ $0.endedAt }, { $0.endedAt = $1 }), .optional, moment: .ending),
            Field("energy_kwh", "Energy", .energy({ $0.energy }, { $0.energy = $1 }), .optional),
            Field("green_kwh", "Green energy", .energy({ $0.greenEnergy }, { $0.greenEnergy = $1 }), .optional),
        ] + [.recordedBy({ $0.recordedBy }, { $0.recordedBy = $1 })])

    package init(placeholderAt source: SourceLine) {
        self.init(source: source, run: "", facility: "", process: "", startedAt: Instant(microseconds: 0))
    }
}

extension RunInput: RunLine {
    package static var file: BundleFile { .runInputs }
    package static var list: Path<Bundle, [RunInput]> { \.runInputs }
    package static var enters: Bool { true }
    package static let schema = FieldTable<RunInput>(
        [
            Field("run", "Run", .text({ $0.run }, { $0.run = $1 }), part: .identity),
            Field("lot", "Lot", .text({ $0.lot }, { $0.lot = $1 }), part: .key, naming: .refers(.lot)),
            Field("mass_g", "Mass", .mass({ $0.mass }, { $0.mass = $1 }), part: .line),
        ] + .measurement({ $0.measurement }, { $0.measurement = $1 }), ignoring: ["recorded_by"]
    )

    package init(placeholderAt source: SourceLine) {
        self.init(source: source, run: "", lot: "", mass: .zero)
    }
}

extension RunAddition: RunLine {
    package static var file: BundleFile { .runAdditions }
    package static var list: Path<Bundle, [RunAddition]> { \.runAdditions }
    package static var enters: Bool { true }
    package static let schema = FieldTable<RunAddition>(
        [
            Field("run", "Run", .text({ $0.run }, { $0.run = $1 }), part: .identity),
            Field(
                "material", "Material", .text({ $0.material }, { $0.material = $1 }), part: .line,
                naming: .refers(.material)),
            Field("mass_g", "Mass", .mass({ $0.mass }, { $0.mass = $1 }), part: .line),
            Field("source", "Source", .optionalText({ $0.from }, { $0.from = $1 }), .optional, part: .line),
        ] + .measurement({ $0.measurement }, { $0.measurement = $1 }), ignoring: ["recorded_by"]
    )

    package init(placeholderAt source: SourceLine) {
        self.init(source: source, run: "", material: "", mass: .zero)
    }
}

extension RunOutput: RunLine {
    package static var file: BundleFile { .runOutputs }
    package static var list: Path<Bundle, [RunOutput]> { \.runOutputs }
    package static var enters: Bool { false }
    package static let schema = FieldTable<RunOutput>(
        [
            Field("run", "Run", .text({ $0.run }, { $0.run = $1 }), part: .identity),
            Field("lot", "Lot", .text({ $0.lot }, { $0.lot = $1 }), part: .key, naming: .defines(.lot)),
            Field(
                "material", "Material", .text({ $0.material }, { $0.material = $1 }), part: .line,
                naming: .refers(.material)),
            Field("mass_g", "Mass", .mass({ $0.mass }, { $0.mass = $1 }), part: .line),
            Field("units", "Pieces", .count({ $0.units }, { $0.units = $1 }), .optional, part: .line, rule: .pieces),
        ] + .measurement({ $0.measurement }, { $0.measurement = $1 }), ignoring: ["recorded_by"]
    )

    package init(placeholderAt source: SourceLine) {
        self.init(source: source, run: "", lot: "", material: "", mass: .zero)
    }
}

extension RunLoss: RunLine {
    package static var file: BundleFile { .runLosses }
    package static var list: Path<Bundle, [RunLoss]> { \.runLosses }
    package static var enters: Bool { false }
    package static let schema = FieldTable<RunLoss>(
        [
            Field("run", "Run", .text({ $0.run }, { $0.run = $1 }), part: .identity),
            Field(
                "material", "Material", .text({ $0.material }, { $0.material = $1 }), part: .line,
                naming: .refers(.material)),
            Field("mass_g", "Mass", .mass({ $0.mass }, { $0.mass = $1 }), part: .line),
        ] + .measurement({ $0.measurement }, { $0.measurement = $1 }), ignoring: ["recorded_by"]
    )

    package init(placeholderAt source: SourceLine) {
        self.init(source: source, run: "", material: "", mass: .zero)
    }
}
