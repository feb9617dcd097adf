internal import EmbeddedCluster

/// What a program that stays needs of the embedded cluster beyond its address.
extension DatabaseLocation {
    /// Opens the books for a program that must not block its threads.
    ///
    /// Starting the embedded cluster can take long (recovery after a crash), so it has a thread of its own.
    ///
    /// - Throws: as `Books.open`, or `CancellationError`.
    package func openBooks(program: String) async throws -> Books {
        if case .embedded(let cluster) = self {
            _ = try await BlockingWork.run { try cluster.start() }
        }
        // Nothing here takes minutes; what does hangs, and is better tried again.
        return try await Books.open(
            self, program: program, connections: 4, statements: ["SET statement_timeout = '10min'"])
    }

    /// Stops the embedded cluster, ending everybody's sessions; does nothing to other databases.
    ///
    /// - Returns: whether it ran.
    package func stopCluster() async throws -> Bool {
        guard case .embedded(let cluster) = self else { return false }
        return try await BlockingWork.run { try cluster.stop(mode: .fast) }
    }

    /// Whether there is a database to ask: an embedded cluster is only made when it is first needed.
    package var exists: Bool {
        get throws {
            guard case .embedded(let cluster) = self else { return true }
            if case .absent = try cluster.status().state { return false }
            return true
        }
    }
}
