package import Postgres

/// The sums of each day, from which balances and reports are read.
///
/// Each batch adds rows of its own, so that writers never wait for each other. A day that has come in many rows is
/// added up from time to time.
package enum DayDeltas {
    /// Adds up the days that came in many rows, beside writers and readers.
    ///
    /// - Returns: how many rows are left of those days; 0 where there was nothing to do.
    @discardableResult
    package static func fold(on connection: isolated Connection) throws -> Int64 {
        try connection.query("SELECT fold_day_deltas()").only().decode(Int64.self)
    }

    /// How many days have come in many rows, and the rows of these days.
    package static func crowd(on connection: isolated Connection) throws -> (days: Int64, rows: Int64) {
        try connection.query("SELECT count(*), coalesce(sum(c.deltas), 0)::bigint FROM crowded_days() c").only()
            .decode(Int64.self, Int64.self)
    }
}
