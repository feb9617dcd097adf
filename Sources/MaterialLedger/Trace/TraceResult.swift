/// Whose mass is in a lot, and how that was found out (attribution by proportional mixing).
package struct OriginTrace: Sendable {
    package enum Kind: String, Sendable { case scrap, auxiliary, opening, addition, adjustment }

    package struct Origin: Sendable {
        package var kind: Kind
        /// Nil for an addition.
        package var lot: String?
        package var material: String
        package var supplier: String?
        package var province: String?
        package var facility: String?
        package var receivedAt: Instant?
        package var share: Double
        /// Of the traced lot's mass, or of its substance's.
        package var grams: Double

        package init(
            kind: Kind, lot: String?, material: String, supplier: String? = nil, province: String? = nil,
            facility: String? = nil, receivedAt: Instant? = nil, share: Double, grams: Double
        ) {
            self.kind = kind
            self.lot = lot
            self.material = material
            self.supplier = supplier
            self.province = province
            self.facility = facility
            self.receivedAt = receivedAt
            self.share = share
            self.grams = grams
        }
    }

    package var lot: String
    package var material: String
    /// The lot's mass when it was created.
    package var mass: Mass
    /// Nil: by mass; else the substance whose masses weigh.
    package var substance: String?
    /// What shares are multiplied with: grams of the lot, or of the substance in it.
    package var weighedGrams: Double
    package var epsilon: Double
    package var origins: [Origin]
    /// What was cut off or has no origin on record; never silently dropped.
    package var residualShare: Double
    package var residualGrams: Double
    /// Runs on the longest path that was followed.
    package var depth: Int
    /// Distinct lots and runs visited, the asked lot included.
    package var lots: Int
    package var runs: Int
    /// For people who read the codes above.
    package var names: TraceNameList

    package init(
        lot: String, material: String, mass: Mass, substance: String?, weighedGrams: Double, epsilon: Double,
        origins: [Origin], residualShare: Double, residualGrams: Double, depth: Int, lots: Int, runs: Int,
        names: TraceNameList = TraceNameList()
    ) {
        self.lot = lot
        self.material = material
        self.mass = mass
        self.substance = substance
        self.weighedGrams = weighedGrams
        self.epsilon = epsilon
        self.origins = origins
        self.residualShare = residualShare
        self.residualGrams = residualGrams
        self.depth = depth
        self.lots = lots
        self.runs = runs
        self.names = names
    }
}

/// Where a lot's mass is now.
package struct DestinationTrace: Sendable {
    package enum State: String, Sendable {
        case stock
        case inProcess = "in_process"
        case inTransit = "in_transit"
        case shipped, disposed
        case returnedToSupplier = "returned_to_supplier"
        case loss, adjustment, difference
    }

    package struct Destination: Sendable {
        /// Nil for losses.
        package var lot: String?
        package var material: String
        package var role: MaterialRole
        /// Nil in transit.
        package var facility: String?
        package var state: State
        package var customer: String?
        /// Of the traced lot's mass (or substance) when it was created; negative where an adjustment added mass.
        package var share: Double
        /// Of the traced lot's mass, or of its substance's.
        package var grams: Double

        package init(
            lot: String?, material: String, role: MaterialRole, facility: String?, state: State, customer: String?,
            share: Double, grams: Double
        ) {
            self.lot = lot
            self.material = material
            self.role = role
            self.facility = facility
            self.state = state
            self.customer = customer
            self.share = share
            self.grams = grams
        }
    }

    package var lot: String
    package var material: String
    package var mass: Mass
    package var substance: String?
    package var weighedGrams: Double
    package var epsilon: Double
    package var destinations: [Destination]
    package var residualShare: Double
    package var residualGrams: Double
    package var lots: Int
    package var runs: Int
    /// For people who read the codes above.
    package var names: TraceNameList

    package init(
        lot: String, material: String, mass: Mass, substance: String?, weighedGrams: Double, epsilon: Double,
        destinations: [Destination], residualShare: Double, residualGrams: Double, lots: Int, runs: Int,
        names: TraceNameList = TraceNameList()
    ) {
        self.lot = lot
        self.material = material
        self.mass = mass
        self.substance = substance
        self.weighedGrams = weighedGrams
        self.epsilon = epsilon
        self.destinations = destinations
        self.residualShare = residualShare
        self.residualGrams = residualGrams
        self.lots = lots
        self.runs = runs
        self.names = names
    }
}
