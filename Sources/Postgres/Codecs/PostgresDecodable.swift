/// What a Swift array can hold to be read out of one value.
package protocol PostgresArrayDecodable: Sendable {
    /// Reads the whole array.
    static func postgresDecodeArray(_ cell: PostgresCell) throws(PostgresDecodingFailure) -> [Self]
}

/// A value that can be read out of a result.
///
/// A type with a raw value of such a type needs to state the conformance only.
package protocol PostgresDecodable: PostgresArrayDecodable {
    /// What NULL is read as; nil, the default, means that NULL is an error.
    static var postgresNull: Self? { get }

    /// Reads a value that is not NULL.
    static func postgresDecode(_ cell: PostgresCell) throws(PostgresDecodingFailure) -> Self
}

extension PostgresDecodable {
    package static var postgresNull: Self? { nil }

    package static func postgresDecodeArray(_ cell: PostgresCell) throws(PostgresDecodingFailure) -> [Self] {
        guard cell.type.mayBeArray else { throw .typeMismatch }
        var elements = try PostgresArrayElements(cell)
        var values: [Self] = []
        values.reserveCapacity(elements.count)
        for _ in 0..<elements.count {
            if let element = try elements.next() {
                values.append(try postgresDecode(element))
            } else if let null = postgresNull {
                values.append(null)
            } else {
                throw .null
            }
        }
        return values
    }
}

extension PostgresDecodable where Self: RawRepresentable, RawValue: PostgresDecodable {
    package static func postgresDecode(_ cell: PostgresCell) throws(PostgresDecodingFailure) -> Self {
        guard let value = Self(rawValue: try RawValue.postgresDecode(cell)) else { throw .unknownValue }
        return value
    }
}
