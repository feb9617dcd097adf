/// What the books say of some runs and lots, as far as where mass went goes; rows in any order.
///
/// Ids are those of the database: a run is named by the id of its document.
package struct DestinationFacts: Sendable {
    /// A part of what a run had in it: an input or addition by substance, an output or loss by mass.
    package struct Content: Sendable {
        package var run: Int64
        package var weight: SubstanceMass

        package init(run: Int64, weight: SubstanceMass) {
            self.run = run
            self.weight = weight
        }
    }

    /// A lot that a run made.
    package struct Output: Sendable {
        package var run: Int64
        package var lot: Int64
        package var created: Mass
        /// What a gram of it counts: 1, or its fraction of the substance.
        package var fraction: Fraction

        package init(run: Int64, lot: Int64, created: Mass, fraction: Fraction) {
            self.run = run
            self.lot = lot
            self.created = created
            self.fraction = fraction
        }
    }

    /// Mass that left the books in a run.
    package struct Loss: Sendable {
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

    /// What became of a part of a lot, other than being used by a run that has ended.
    package struct Part: Sendable {
        package var lot: Int64
        package var state: DestinationTrace.State
        package var facility: Int64?
        package var customer: Int64?
        /// Positive as in the lot's row of the result; an adjustment that added mass and a return are negative.
        package var grams: Int64

        package init(lot: Int64, state: DestinationTrace.State, facility: Int64?, customer: Int64?, grams: Int64) {
            self.lot = lot
            self.state = state
            self.facility = facility
            self.customer = customer
            self.grams = grams
        }
    }

    /// What a run that has ended drew of a lot.
    package struct Use: Sendable {
        package var lot: Int64
        package var run: Int64
        package var mass: Mass

        package init(lot: Int64, run: Int64, mass: Mass) {
            self.lot = lot
            self.run = run
            self.mass = mass
        }
    }

    /// The runs that these facts are complete for; so they are for the lots among the outputs.
    package var runs: [Int64]
    package var contents: [Content]
    package var outputs: [Output]
    package var losses: [Loss]
    package var parts: [Part]
    package var uses: [Use]

    package init(
        runs: [Int64], contents: [Content], outputs: [Output], losses: [Loss], parts: [Part], uses: [Use]
    ) {
        self.runs = runs
        self.contents = contents
        self.outputs = outputs
        self.losses = losses
        self.parts = parts
        self.uses = uses
    }
}

/// What the search for destinations found, by the ids of the database; largest share first.
package struct DestinationFindings: Sendable {
    package struct Place: Sendable, Hashable {
        package var lot: Int64
        package var state: DestinationTrace.State
        package var facility: Int64?
        package var customer: Int64?
        package var share: Double
        /// Of the traced lot's mass, or of its substance's.
        package var grams: Double

        package init(
            lot: Int64, state: DestinationTrace.State, facility: Int64?, customer: Int64?, share: Double, grams: Double
        ) {
            self.lot = lot
            self.state = state
            self.facility = facility
            self.customer = customer
            self.share = share
            self.grams = grams
        }
    }

    package struct Loss: Sendable, Hashable {
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

    package var places: [Place]
    package var losses: [Loss]
    package var residualShare: Double
    package var residualGrams: Double
    /// Distinct lots and ended runs visited, the traced lot included.
    package var lotCount: Int
    package var runCount: Int
}
