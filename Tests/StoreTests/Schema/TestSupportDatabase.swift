import TestSupport

/// An empty database of the shared server.
enum TestSupportDatabase {
    static func empty() async throws -> String { try await TestServer.shared.database() }
}
