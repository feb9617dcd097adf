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
        /// A customer or other place outside the books.
        case outside
    }

    package struct Node: Sendable, Hashable {
        /// Unique within the graph; never shown.
        package var id: String
        /// What is shown; may have several lines.
        package var label: String
        package var kind: Kind

        package init(id: String, label: String, kind: Kind) {
            self.id = id
            self.label = label
            self.kind = kind
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

    package var nodes: [Node]
    package var edges: [Edge]

    package init(nodes: [Node], edges: [Edge]) {
        self.nodes = nodes
        self.edges = edges
    }
}
