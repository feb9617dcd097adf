/// What the books say of some runs, as far as the origins of their outputs go; rows in any order.
///
/// Ids are those of the database: a run is named by the id of its document, which is also the source of the lots that
/// it made.
package struct OriginFacts: Sendable {
    /// What a run drew of a lot.
    package struct Input: Sendable {
        package var run: Int64
        package var lot: Int64
        /// The document that made the lot.
        package var source: Int64
        /// Whether that document is a run; else the lot is an origin itself.
        package var isMadeByRun: Bool
        /// By what the lot weighs in the mix: its mass, or the substance's.
        package var weight: SubstanceMass

        package init(run: Int64, lot: Int64, source: Int64, isMadeByRun: Bool, weight: SubstanceMass) {
            self.run = run
            self.lot = lot
            self.source = source
            self.isMadeByRun = isMadeByRun
            self.weight = weight
        }
    }

    /// Mass that entered a run without a lot.
    package struct Addition: Sendable {
        package var run: Int64
        package var material: Int64
        /// The run's.
        package var facility: Int64
        package var weight: SubstanceMass

        package init(run: Int64, material: Int64, facility: Int64, weight: SubstanceMass) {
            self.run = run
            self.material = material
            self.facility = facility
            self.weight = weight
        }
    }

    /// Mass that adjustments and accepted counts added to a lot at a facility.
    package struct Gain: Sendable {
        package var lot: Int64
        package var facility: Int64
        package var mass: Mass
        /// The lot's mass when it was created.
        package var created: Mass

        package init(lot: Int64, facility: Int64, mass: Mass, created: Mass) {
            self.lot = lot
            self.facility = facility
            self.mass = mass
            self.created = created
        }
    }

    /// The runs that these facts are complete for.
    package var runs: [Int64]
    package var inputs: [Input]
    package var additions: [Addition]
    /// Gains of the lots among the inputs.
    package var gains: [Gain]

    package init(runs: [Int64], inputs: [Input], additions: [Addition], gains: [Gain]) {
        self.runs = runs
        self.inputs = inputs
        self.additions = additions
        self.gains = gains
    }
}

/// What the search for origins found, by the ids of the database; largest share first.
package struct OriginFindings: Sendable {
    package struct Lot: Sendable, Hashable {
        package var lot: Int64
        package var share: Double
        /// Of the traced lot's mass, or of its substance's.
        package var grams: Double

        package init(lot: Int64, share: Double, grams: Double) {
            self.lot = lot
            self.share = share
            self.grams = grams
        }
    }

    package struct Addition: Sendable, Hashable {
        package var material: Int64
        package var facility: Int64
        package var share: Double
        /// Of the traced lot's mass, or of its substance's.
        package var grams: Double

        package init(material: Int64, facility: Int64, share: Double, grams: Double) {
            self.material = material
            self.facility = facility
            self.share = share
            self.grams = grams
        }
    }

    package struct Gain: Sendable, Hashable {
        package var lot: Int64
        package var facility: Int64
        package var share: Double
        /// Of the traced lot's mass, or of its substance's.
        package var grams: Double

        package init(lot: Int64, facility: Int64, share: Double, grams: Double) {
            self.lot = lot
            self.facility = facility
            self.share = share
            self.grams = grams
        }
    }

    /// Lots of intakes and opening stock.
    package var lots: [Lot]
    package var additions: [Addition]
    package var gains: [Gain]
    package var residualShare: Double
    package var residualGrams: Double
    /// Runs on the longest path that was followed.
    package var depth: Int
    /// Distinct lots and runs visited, the traced lot included.
    package var lotCount: Int
    package var runCount: Int
}
