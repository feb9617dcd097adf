/// nil is NULL.
extension Optional: PostgresEncodable where Wrapped: PostgresEncodable {
    package static var postgresType: PostgresType { Wrapped.postgresType }

    package var isPostgresNull: Bool { self?.isPostgresNull ?? true }

    package func postgresEncode(into buffer: inout [UInt8]) {
        self?.postgresEncode(into: &buffer)
    }
}

extension Optional: PostgresArrayEncodable where Wrapped: PostgresArrayElement {
    package static var postgresArrayType: PostgresType { Wrapped.postgresArrayType }
}

extension Optional: PostgresArrayElement where Wrapped: PostgresArrayElement {
    package static func postgresEncodeArray(_ elements: [Wrapped?], into buffer: inout [UInt8]) {
        buffer.appendArrayHeader(element: postgresType, count: elements.count, mayHoldNulls: true)
        Wrapped.postgresEncodeElements(elements, into: &buffer)
    }

    package static func postgresEncodeElements(_ elements: [Wrapped?], into buffer: inout [UInt8]) {
        Wrapped.postgresEncodeElements(elements, into: &buffer)
    }
}

extension Optional: PostgresArrayDecodable where Wrapped: PostgresDecodable {}

extension Optional: PostgresDecodable where Wrapped: PostgresDecodable {
    package static var postgresNull: Wrapped?? { .some(nil) }

    package static func postgresDecode(_ cell: PostgresCell) throws(PostgresDecodingFailure) -> Wrapped? {
        try Wrapped.postgresDecode(cell)
    }
}
