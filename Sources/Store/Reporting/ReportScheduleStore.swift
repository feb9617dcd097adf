package import MaterialLedger
package import Postgres

/// The schedule of monthly reports and their versions (sql/code/12_report_schedule.sql).
package enum ReportScheduleStore {
    /// What is known of the reports of all months.
    package struct Overview: Sendable {
        /// The month of the first document; nil in empty books.
        package var firstMonth: Month?
        /// The newest version of each month that has one.
        package var newest: [Month: ReportVersion]
        /// All versions before those, the oldest month's first.
        package var older: [ReportVersion]
        /// Months whose figures may differ from their newest version.
        package var stale: Set<Month>
    }

    /// Marks the months whose figures may have changed by what was recorded since the last call.
    ///
    /// Nothing happens while another daemon is at it.
    package static func markStale(on connection: isolated Connection) throws {
        try connection.query("SELECT mark_stale_reports()")
    }

    package static func overview(on connection: isolated Connection) throws -> Overview {
        let first = try connection.query("SELECT first_month()").only().decode(Int32?.self)
        let versions = try connection.query(
            """
            SELECT v.month, v.version, v.state, v.figures FROM report_version v ORDER BY v.month, v.version
            """)
        let stale = try connection.query("SELECT s.month FROM report_schedule s WHERE s.stale").decode(Int32.self)
        var newest: [Month: ReportVersion] = [:]
        var older: [ReportVersion] = []
        for row in versions {
            let version = try version(row)
            if let before = newest.updateValue(version, forKey: version.month) { older.append(before) }
        }
        return Overview(
            firstMonth: first.flatMap { Month(number: $0) }, newest: newest, older: older,
            stale: Set(stale.compactMap { Month(number: $0) }))
    }

    /// Enters months that have fallen due, with the instant at which they did; entered ones stay as they are.
    package static func schedule(
        _ months: [(month: Month, dueAt: Instant)], on connection: isolated Connection
    ) throws {
        try connection.query(
            "SELECT schedule_reports(\(months.map(\.month.number)), \(months.map(\.dueAt)))")
    }

    /// Takes a month for the rest of the transaction.
    ///
    /// In a REPEATABLE READ transaction a `serializationFailure` means that another daemon has just been at it.
    /// - Returns: false when another daemon has it now.
    package static func claim(_ month: Month, on connection: isolated Connection) throws -> Bool {
        try connection.query("SELECT claim_report(\(month.number))").only().decode(Bool.self)
    }

    package static func newest(of month: Month, on connection: isolated Connection) throws -> ReportVersion? {
        try connection.query(
            """
            SELECT v.month, v.version, v.state, v.figures
            FROM report_version v WHERE v.month = \(month.number) ORDER BY v.version DESC LIMIT 1
            """
        ).first.map(version)
    }

    /// Records a version; the caller holds the month.
    package static func add(
        _ version: ReportVersion, provenance: Provenance, on connection: isolated Connection
    ) throws {
        try connection.query(
            """
            SELECT add_report_version(\(version.month.number), \(version.number), \(version.state.rawValue),
                \(version.figures), \(provenance.actor), \(provenance.host), \(provenance.program))
            """)
    }

    /// Says that the newest version has the figures that this transaction sees.
    package static func markCurrent(_ month: Month, on connection: isolated Connection) throws {
        try connection.query("SELECT report_is_current(\(month.number))")
    }

    private static func version(_ row: Row) throws -> ReportVersion {
        let (number, version, stateText, figures) = try row.decode(
            Int32.self, Int32.self, String.self, ContentDigest.self)
        guard let month = Month(number: number), let state = MonthlyReport.State(rawValue: stateText) else {
            throw PostgresError(
                code: .decoding, message: "a version of a report has month \(number), state \(stateText)")
        }
        return ReportVersion(month: month, number: version, state: state, figures: figures)
    }
}
