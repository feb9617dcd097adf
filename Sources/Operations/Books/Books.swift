internal import EmbeddedCluster
package import Interchange
package import MaterialLedger
package import Postgres
package import Store
internal import Wording

/// The books of one site, open for work: connections, and what every use case needs to know of the site.
package struct Books: Sendable {
    /// Each piece of work borrows a connection for as long as it runs.
    package let pool: Pool
    package let site: Site
    package let zone: ZoneRules
    package let provenance: Provenance
    /// The clock; tests set it.
    package let now: @Sendable () -> Instant
    /// Tickets that are waiting for their batch.
    let tickets = TicketQueue()

    /// Opens the books that are there.
    ///
    /// The embedded cluster is created and started where needed, and gets its schema, also where a program was killed
    /// while it made that; a database of someone else's is never changed without `urbanmine init`.
    ///
    /// - Parameters:
    ///   - connections: how many pieces of work can run at once; each opens its connection when it needs one.
    ///   - statements: what else is set in every session.
    /// - Throws: `SchemaMismatch`, `PostgresError`, `ClusterError`.
    package static func open(
        _ location: DatabaseLocation, program: String = "urbanmine", connections: Int = 1, statements: [String] = [],
        now: @escaping @Sendable () -> Instant = Clock.now
    ) async throws -> Books {
        var settings = try settings(location, program: program)
        settings.statements += statements
        let connection = try await Connection.connect(settings)
        if case .embedded = location {
            try await connection.run { connection in
                if try Migrator.isUnmade(on: connection) { _ = try Migrator.migrate(on: connection) }
            }
        }
        return try await open(connection, program: program, connections: connections, now: now)
    }

    /// From here on nothing can be written but through the recording functions.
    private static let giveUpRights = "SET ROLE urbanmine_app"

    /// Opens the books on a connection that is there already, the first of several.
    package static func open(
        _ connection: Connection, program: String = "urbanmine", connections: Int = 1,
        now: @escaping @Sendable () -> Instant = Clock.now
    ) async throws -> Books {
        let site = try await connection.run { connection in
            try Migrator.check(on: connection)
            try connection.script(giveUpRights)
            return try Site.load(on: connection)
        }
        // The role is there only once the schema is, so the first connection takes it after the check.
        var settings = connection.settings
        settings.statements.append(giveUpRights)
        guard let zone = ZoneRules.load(site.timeZone) else {
            throw Fault(
                .unavailable, field: "time_zone", value: site.timeZone,
                "the time zone '\(site.timeZone)' of the site is not known here; install the package tzdata")
        }
        return Books(
            pool: Pool(settings, adopting: connection, limit: connections), site: site, zone: zone,
            provenance: Provenance(actor: Host.user, host: Host.name, program: program), now: now)
    }

    /// Creates or upgrades the books.
    package static func initialise(
        _ location: DatabaseLocation, siteNumber: Int32? = nil, timeZone: String? = nil
    ) async throws -> Migrator.Outcome {
        if let timeZone, ZoneRules.load(timeZone) == nil {
            throw Fault(
                .badValue, field: "time-zone", value: timeZone,
                "'\(timeZone)' is not a time zone; write a name such as Asia/Shanghai")
        }
        let connection = try await connect(location, program: "urbanmine init")
        let outcome = try await connection.run { connection in
            let outcome = try Migrator.migrate(on: connection)
            if siteNumber != nil || timeZone != nil {
                try Site.configure(number: siteNumber, timeZone: timeZone, on: connection)
            }
            return outcome
        }
        await connection.close()
        return outcome
    }

    /// Connects without looking at the schema.
    private static func connect(_ location: DatabaseLocation, program: String) async throws -> Connection {
        try await Connection.connect(try settings(location, program: program))
    }

    /// How to connect; starts the embedded cluster where the books are there.
    private static func settings(_ location: DatabaseLocation, program: String) throws -> ConnectionSettings {
        let conninfo: String
        var usesEnvironment = true
        switch location {
        case .conninfo(let text): conninfo = text
        case .environment: conninfo = ""
        case .embedded(let cluster):
            conninfo = try cluster.start().conninfo(database: EmbeddedCluster.database)
            usesEnvironment = false
        }
        return ConnectionSettings(
            conninfo, usesEnvironment: usesEnvironment, applicationName: program,
            statements: [
                "SET search_path = urbanmine, urbanmine_read, pg_temp", "SET TimeZone = 'UTC'",
                // Whatever the database's own default is: what is recorded checks what others did a moment ago.
                "SET default_transaction_isolation = 'read committed'",
                // A client that is gone must not keep lots locked.
                "SET idle_in_transaction_session_timeout = '10min'",
            ])
    }

    package func close() async { await pool.close() }

    /// What the checks need to know of clock and calendar.
    package var rules: RecordingRules {
        let zone = zone
        let months = MonthCache(zone: zone)
        return RecordingRules(
            now: now(), earliest: Month.startOfMonth(.first, in: zone), month: { months.month(of: $0) },
            text: { TimeText.dateTime($0, zone: zone) })
    }

    /// An instant as the contract writes it in JSON.
    package func rfc3339(_ instant: Instant) -> String { TimeText.rfc3339(instant, zone: zone) }
}
