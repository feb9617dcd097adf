package import MaterialLedger
package import Postgres

/// Closed months.
package enum PeriodQuery {
    /// The last closed month; nil before the first close.
    package static func lastClosed(on connection: isolated Connection) throws -> Month? {
        try connection.query("SELECT last_closed_month()").only().decode(Int32?.self).flatMap { Month(number: $0) }
    }

    /// Where differences to closed months are posted; nil before the first close.
    ///
    /// The first instant of the month after the last closed one, in the site's time zone.
    package static func firstOpenInstant(on connection: isolated Connection) throws -> Instant? {
        try connection.query(
            """
            SELECT make_date(c.next / 12, c.next % 12 + 1, 1)::timestamp AT TIME ZONE (SELECT time_zone FROM site)
            FROM (SELECT last_closed_month() + 1 AS next) c
            """
        ).only().decode(Instant?.self)
    }
}
