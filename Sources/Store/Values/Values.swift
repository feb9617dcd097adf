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

/// A value of the enumeration `event_kind`.
///
/// Its type has another number in each database, so the server finds it out from where the value stands. An array says
/// what its elements are: it goes as `text[]`, and where an array of kinds is wanted the statement says so,
/// `ANY (\(kinds)::event_kind[])`.
extension EventKind: PostgresArrayElement, PostgresDecodable {
    package static var postgresType: PostgresType { .unknown }
    package static var postgresArrayType: PostgresType { .textArray }

    package func postgresEncode(into buffer: inout [UInt8]) { name.postgresEncode(into: &buffer) }

    package static func postgresEncodeArray(_ elements: [EventKind], into buffer: inout [UInt8]) {
        String.postgresEncodeArray(elements.map(\.name), into: &buffer)
    }

    package static func postgresDecode(_ cell: PostgresCell) throws(PostgresDecodingFailure) -> EventKind {
        guard let kind = EventKind(name: try String.postgresDecode(cell)) else { throw .typeMismatch }
        return kind
    }
}

extension Month {
    /// As the column type of months: counted from year 0.
    package var number: Int32 { Int32(truncatingIfNeeded: index) }

    package init?(number: Int32) { self.init(year: Int(number) / 12, month: Int(number) % 12 + 1) }
}
