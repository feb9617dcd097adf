package import Postgres

/// The site: the number in its ids and the time zone of its business days.
package struct Site: Sendable {
    package let number: Int32
    package let timeZone: String

    package static func load(on connection: isolated Connection) throws -> Site {
        let (number, zone) = try connection.query("SELECT number, time_zone FROM site").only()
            .decode(Int32.self, String.self)
        return Site(number: number, timeZone: zone)
    }

    /// Sets zone and number; the database refuses it once a document is recorded.
    package static func configure(
        number: Int32?, timeZone: String?, on connection: isolated Connection
    ) throws {
        _ = try connection.execute(
            """
            UPDATE urbanmine.site SET number = coalesce(\(number), number), time_zone = coalesce(\(timeZone), time_zone)
            """)
    }
}
