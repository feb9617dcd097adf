import Postgres
import Testing

/// A superuser's session beside the program: stops it in the middle, by locks and triggers, and looks at the books.
struct Holder: Sendable {
    private let connection: Connection

    init(_ books: TestBooks) async throws {
        connection = try await Connection.connect(
            ConnectionSettings(books.database, statements: ["SET search_path = urbanmine, urbanmine_read, public"]))
    }

    func run(_ script: String) async throws {
        try await connection.run { try $0.script(script) }
    }

    /// Holds locks until ``letGo()``.
    func hold(_ locks: String) async throws { try await run("BEGIN; \(locks)") }

    func letGo() async throws { try await run("ROLLBACK; SELECT pg_advisory_unlock_all()") }

    func close() async { await connection.close() }

    /// Has a session that defines something wait behind it until ``letGo()``, where a condition is true.
    func waitBehind(_ tag: String, where condition: String = "true") async throws {
        try await run(
            """
            CREATE FUNCTION public.wait() RETURNS event_trigger LANGUAGE plpgsql SECURITY DEFINER AS
                $$ BEGIN IF \(condition) THEN PERFORM pg_advisory_xact_lock_shared(1); END IF; END $$;
            CREATE EVENT TRIGGER wait ON ddl_command_end WHEN TAG IN ('\(tag)') EXECUTE FUNCTION public.wait();
            SELECT pg_advisory_lock(1)
            """)
    }

    /// Waits until a query gives true.
    func eventually(_ query: SQL, _ sourceLocation: SourceLocation = #_sourceLocation) async throws {
        let deadline = ContinuousClock.now.advanced(by: .seconds(30))
        while ContinuousClock.now < deadline {
            if try await connection.run({ try $0.query(query).decode(Bool.self).contains(true) }) { return }
            try await Task.sleep(for: .milliseconds(10))
        }
        Issue.record("did not come true: \(query)", sourceLocation: sourceLocation)
    }

    /// Waits until a session of this database waits for a lock.
    func someoneWaits(_ sourceLocation: SourceLocation = #_sourceLocation) async throws {
        try await eventually(
            """
            SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted
                AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))
            """, sourceLocation)
    }

    /// Waits until this is the only session, since that of a killed program goes on to the end of its statement.
    func isAlone(_ sourceLocation: SourceLocation = #_sourceLocation) async throws {
        try await eventually(
            """
            SELECT NOT EXISTS (SELECT FROM pg_stat_activity
                WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid())
            """, sourceLocation)
    }

    /// Count and content of the rows of every table: equal before and after what must leave no trace.
    func fingerprint() async throws -> [String] {
        let content: SQL = """
            SELECT c.relname || ' ' || query_to_xml(format(
                'SELECT count(*), sum(hashtextextended(t::text, 0)) FROM urbanmine.%I t', c.relname),
                true, true, '')::text
            FROM pg_class c
            WHERE c.relnamespace = to_regnamespace('urbanmine') AND c.relkind IN ('r', 'p') ORDER BY c.relname
            """
        return try await connection.run { try $0.query(content).decode(String.self) }
    }
}

extension TestBooks {
    /// The newest schema that the program knows.
    static func programVersion() async throws -> Substring {
        let status = try await make().run("status --format json").output
        return try #require(status.firstMatch(of: /"program_schema_version":(\d+)/)).output.1
    }

    /// What the doctor finds wrong, as lines of its CSV, but for the test server's fsync.
    func wrong() async throws -> [Substring] {
        let findings = try await run("doctor --format csv").output.split(whereSeparator: \.isNewline)
        guard findings.count > 5 else { throw Program.Failure(description: "the doctor said nothing") }
        return findings.dropFirst().filter { !$0.hasPrefix("true,") && !$0.hasPrefix("false,server,fsync is off") }
    }
}
