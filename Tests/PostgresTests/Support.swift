import Postgres
import TestSupport
import Testing

/// Lends a connection to a database of its own, or to the common one where nothing is made.
func withConnection<Result>(
    ownDatabase: Bool = true,
    statements: [String] = [],
    onNotice: (@Sendable (Notice) -> Void)? = nil,
    _ body: (Connection) async throws -> Result
) async throws -> Result {
    let server = TestServer.shared
    let conninfo = ownDatabase ? try await server.database() : try await server.conninfo()
    let connection = try await Connection.connect(
        ConnectionSettings(conninfo, statements: statements, onNotice: onNotice)
    )
    let result = try await body(connection)
    await connection.close()
    return result
}

/// The error that the body throws, which must be a PostgresError.
func postgresError(
    _ sourceLocation: SourceLocation = #_sourceLocation, _ body: () async throws -> some Any
) async throws -> PostgresError {
    do {
        _ = try await body()
    } catch {
        return try #require(error as? PostgresError, "\(error)", sourceLocation: sourceLocation)
    }
    Issue.record("nothing was thrown", sourceLocation: sourceLocation)
    return PostgresError(code: SQLState(rawValue: "00000"), message: "")
}

/// How long the body takes.
func duration(_ body: () async throws -> Void) async rethrows -> Duration {
    let start = ContinuousClock.now
    try await body()
    return start.duration(to: .now)
}

/// Waits until a query on another connection gives true, for ten seconds at most.
func eventually(
    _ connection: Connection, _ query: SQL, _ sourceLocation: SourceLocation = #_sourceLocation
) async throws {
    for _ in 0..<1000 {
        if try await connection.run({ try $0.query(query).only().decode(Bool.self) }) { return }
        try await Task.sleep(for: .milliseconds(10))
    }
    Issue.record("did not come true: \(query)", sourceLocation: sourceLocation)
}
