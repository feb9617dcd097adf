/// `int2`; reads every integer type that the value fits.
extension Int16: PostgresArrayElement, PostgresDecodable {
    package static var postgresType: PostgresType { .int2 }
    package static var postgresArrayType: PostgresType { .int2Array }

    package func postgresEncode(into buffer: inout [UInt8]) {
        buffer.appendBigEndian(self)
    }

    package static func postgresEncodeElements(_ elements: [Int16], into buffer: inout [UInt8]) {
        buffer.appendElements(elements, as: Int16.self) { $0 }
    }

    package static func postgresEncodeElements(_ elements: [Int16?], into buffer: inout [UInt8]) {
        buffer.appendElements(elements, as: Int16.self) { $0 }
    }

    package static func postgresDecode(_ cell: PostgresCell) throws(PostgresDecodingFailure) -> Int16 {
        try cell.integer(as: Int16.self)
    }
}
