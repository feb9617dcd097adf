/// `[UInt8]` is `bytea`, a single value: a byte alone has no type in PostgreSQL, so it conforms for arrays only.
extension UInt8: PostgresArrayEncodable, PostgresArrayDecodable {
    package static var postgresArrayType: PostgresType { .bytea }

    package static func postgresEncodeArray(_ elements: [UInt8], into buffer: inout [UInt8]) {
        buffer.append(contentsOf: elements)
    }

    package static func postgresDecodeArray(_ cell: PostgresCell) throws(PostgresDecodingFailure) -> [UInt8] {
        guard cell.type == .bytea else { throw .typeMismatch }
        return [UInt8](cell.bytes)
    }
}

/// `[[UInt8]]` is `bytea[]`.
extension Array: PostgresArrayEncodable where Element == UInt8 {
    package static var postgresArrayType: PostgresType { .byteaArray }
}

extension Array: PostgresArrayElement where Element == UInt8 {}
