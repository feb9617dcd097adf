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
