/// A trace as a picture is drawn of it: what was visited, and the masses that went from one to the next.
package struct TraceGraph: Sendable, Equatable {
    /// What a node stands for; drawings tell kinds apart by shape.
    package enum Kind: String, Sendable, CaseIterable {
        /// A lot that an intake, opening stock or a gain brought in: where a way up ends.
        case source
        /// A lot that a run made.
        case lot
        case run
        /// Mass that entered a run without a lot.
        case addition
        /// Mass that left the books: a loss, or the difference of a transfer.
        case loss
        /// Where mass of a lot is: a yard, the road, a customer.
        case place
        /// What was not followed.
        case residual
        /// What is too small to be drawn one by one.
        case others
    }

    /// A line of what is written on a node; the drawing puts words of the books into the reader's language.
    package enum Line: Sendable, Hashable {
        case text(String)
        /// By its code.
        case material(String)
        case origin(OriginTrace.Kind)
        case state(DestinationTrace.State)
    }

    package struct Node: Sendable, Hashable {
        /// Unique within the graph; never shown.
        package var id: String
        package var kind: Kind
        package var lines: [Line]
        /// Whether some of its mass was not followed any further.
        package var isCut: Bool

        package init(id: String, kind: Kind, lines: [Line], isCut: Bool = false) {
            self.id = id
            self.kind = kind
            self.lines = lines
            self.isCut = isCut
        }
    }

    package struct Edge: Sendable, Hashable {
        package var from: String
        package var to: String
        /// Grams that went this way; a real number, for attributed mass is one.
        package var grams: Double

        package init(from: String, to: String, grams: Double) {
            self.from = from
            self.to = to
            self.grams = grams
        }
    }

    package var lot: String
    package var material: String
    /// The lot's mass when it was created.
    package var mass: Mass
    package var direction: TraceDirection
    /// Nil: mass itself was followed.
    package var substance: String?
    package var residualShare: Double
    package var residualGrams: Double
    package var nodes: [Node]
    package var edges: [Edge]
    package var names: TraceNameList

    package init(
        lot: String, material: String, mass: Mass, direction: TraceDirection, substance: String? = nil,
        residualShare: Double, residualGrams: Double, nodes: [Node], edges: [Edge],
        names: TraceNameList = TraceNameList()
    ) {
        self.lot = lot
        self.material = material
        self.mass = mass
        self.direction = direction
        self.substance = substance
        self.residualShare = residualShare
        self.residualGrams = residualGrams
        self.nodes = nodes
        self.edges = edges
        self.names = names
    }
}
