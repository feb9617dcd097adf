/// One-dimensional arrays, with optional elements too.
extension Array: PostgresEncodable where Element: PostgresArrayEncodable {
    package static var postgresType: PostgresType { Element.postgresArrayType }

    package func postgresEncode(into buffer: inout [UInt8]) {
        Element.postgresEncodeArray(self, into: &buffer)
    }
}

extension Array: PostgresArrayDecodable where Element: PostgresArrayDecodable {
    package static func postgresDecodeArray(_ cell: PostgresCell) throws(PostgresDecodingFailure) -> [[Element]] {
        guard cell.type.mayBeArray else { throw .typeMismatch }
        var elements = try PostgresArrayElements(cell)
        var values: [[Element]] = []
        values.reserveCapacity(elements.count)
        for _ in 0..<elements.count {
            guard let element = try elements.next() else { throw .null }
            values.append(try postgresDecode(element))
        }
        return values
    }
}

extension Array: PostgresDecodable where Element: PostgresArrayDecodable {
    package static func postgresDecode(_ cell: PostgresCell) throws(PostgresDecodingFailure) -> [Element] {
        try Element.postgresDecodeArray(cell)
    }
}
