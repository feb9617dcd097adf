package import MaterialLedger
internal import Store

/// Whose mass is in a lot, and where a lot's mass is now, as of one moment.
package struct LotTracing: Sendable {
    /// What is followed, and how far.
    package struct Request: Sendable {
        package var lot: String
        /// Nil: mass itself.
        package var substance: String?
        /// The share that may be cut off in all.
        package var epsilon: Double
        /// The most runs on one way; nil: any number.
        package var depth: Int?

        package init(lot: String, substance: String? = nil, epsilon: Double? = nil, depth: Int? = nil) {
            self.lot = lot
            self.substance = substance
            self.epsilon = epsilon ?? TraceStore.defaultEpsilon
            self.depth = depth
        }
    }

    let books: Books

    package init(_ books: Books) { self.books = books }

    /// Up for a lot that a run made, down for others.
    package func defaultDirection(of lot: String) async throws -> TraceDirection {
        try await books.read { try TraceStore.defaultDirection(of: lot, on: $0) }
    }

    package func origins(_ request: Request) async throws -> OriginTrace {
        try await books.read { connection in
            try TraceStore.origins(
                of: request.lot, substance: request.substance, epsilon: request.epsilon, depth: request.depth,
                on: connection)
        }
    }

    package func destinations(_ request: Request) async throws -> DestinationTrace {
        try await books.read { connection in
            try TraceStore.destinations(
                of: request.lot, substance: request.substance, epsilon: request.epsilon, depth: request.depth,
                on: connection)
        }
    }

    package func graph(_ request: Request, direction: TraceDirection) async throws -> TraceGraph {
        try await books.read { connection in
            try TraceStore.graph(
                of: request.lot, direction: direction, substance: request.substance, epsilon: request.epsilon,
                depth: request.depth, on: connection)
        }
    }
}
