/// An instant of `timestamptz`, in microseconds since 1970-01-01T00:00:00Z.
package struct PostgresTimestamp: Hashable, Sendable {
    /// Microseconds since 1970-01-01T00:00:00Z; the ends of the range stand for the infinities.
    package let microseconds: Int64

    package init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    /// Later than every instant.
    package static let infinity = PostgresTimestamp(microseconds: .max)
    /// Earlier than every instant.
    package static let negativeInfinity = PostgresTimestamp(microseconds: .min)

    package var isFinite: Bool { self != .infinity && self != .negativeInfinity }

    /// The server counts from 2000-01-01T00:00:00Z.
    private static let serverEpoch: Int64 = 946_684_800_000_000
}

extension PostgresTimestamp: Comparable {
    package static func < (left: PostgresTimestamp, right: PostgresTimestamp) -> Bool {
        left.microseconds < right.microseconds
    }
}

extension PostgresTimestamp: PostgresArrayElement, PostgresDecodable {
    package static var postgresType: PostgresType { .timestamptz }
    package static var postgresArrayType: PostgresType { .timestamptzArray }

    package func postgresEncode(into buffer: inout [UInt8]) {
        buffer.appendBigEndian(wireValue)
    }

    package static func postgresEncodeElements(_ elements: [PostgresTimestamp], into buffer: inout [UInt8]) {
        buffer.appendElements(elements, as: Int64.self) { $0.wireValue }
    }

    package static func postgresEncodeElements(_ elements: [PostgresTimestamp?], into buffer: inout [UInt8]) {
        buffer.appendElements(elements, as: Int64.self) { $0.wireValue }
    }

    /// Reads `timestamptz` only: a `timestamp` without a zone is no instant.
    ///
    /// The last 16,000 years that the server knows, to the year 294276, are `outOfRange` here.
    package static func postgresDecode(
        _ cell: PostgresCell
    ) throws(PostgresDecodingFailure) -> PostgresTimestamp {
        guard cell.type == .timestamptz else { throw .typeMismatch }
        let value = try cell.bigEndian(as: Int64.self)
        if value == .max { return .infinity }
        if value == .min { return .negativeInfinity }
        let (microseconds, overflow) = value.addingReportingOverflow(serverEpoch)
        guard !overflow else { throw .outOfRange }
        return PostgresTimestamp(microseconds: microseconds)
    }

    private var wireValue: Int64 {
        guard isFinite else { return microseconds }
        let (value, overflow) = microseconds.subtractingReportingOverflow(Self.serverEpoch)
        // Long before 4713 BC, where the server refuses a value; it must only not become an infinity.
        return overflow ? .min + 1 : value
    }
}
