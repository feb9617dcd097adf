package import MaterialLedger
package import Postgres

// How the core's values stand in the database.

extension Instant: PostgresArrayElement, PostgresDecodable {
    package static var postgresType: PostgresType { PostgresTimestamp.postgresType }
    package static var postgresArrayType: PostgresType { PostgresTimestamp.postgresArrayType }

    package func postgresEncode(into buffer: inout [UInt8]) {
        PostgresTimestamp(microseconds: microseconds).postgresEncode(into: &buffer)
    }

    package static func postgresDecode(_ cell: PostgresCell) throws(PostgresDecodingFailure) -> Instant {
        Instant(microseconds: try PostgresTimestamp.postgresDecode(cell).microseconds)
    }
}

extension ContentDigest: PostgresArrayElement, PostgresDecodable {
    package static var postgresType: PostgresType { [UInt8].postgresType }
    package static var postgresArrayType: PostgresType { .byteaArray }

    package func postgresEncode(into buffer: inout [UInt8]) { bytes.postgresEncode(into: &buffer) }

    package static func postgresDecode(_ cell: PostgresCell) throws(PostgresDecodingFailure) -> ContentDigest {
        ContentDigest(bytes: try [UInt8].postgresDecode(cell))
    }
}

extension Mass: PostgresArrayElement, PostgresDecodable {
    package static var postgresType: PostgresType { .int8 }
    package static var postgresArrayType: PostgresType { .int8Array }

    package func postgresEncode(into buffer: inout [UInt8]) { grams.postgresEncode(into: &buffer) }

    package static func postgresDecode(_ cell: PostgresCell) throws(PostgresDecodingFailure) -> Mass {
        Mass(grams: try Int64.postgresDecode(cell))
    }
}

extension EventKind: PostgresArrayElement {
    package static var postgresType: PostgresType { .int2 }
    package static var postgresArrayType: PostgresType { .int2Array }

    package func postgresEncode(into buffer: inout [UInt8]) { rawValue.postgresEncode(into: &buffer) }
}

extension Month {
    /// As the column type of months: counted from year 0.
    package var number: Int32 { Int32(truncatingIfNeeded: index) }

    package init?(number: Int32) { self.init(year: Int(number) / 12, month: Int(number) % 12 + 1) }
}
