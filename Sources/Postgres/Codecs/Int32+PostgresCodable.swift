/// `int4`; reads every integer type that the value fits.
extension Int32: PostgresArrayElement, PostgresDecodable {
    package static var postgresType: PostgresType { .int4 }
    package static var postgresArrayType: PostgresType { .int4Array }

    package func postgresEncode(into buffer: inout [UInt8]) {
        buffer.appendBigEndian(self)
    }

    package static func postgresEncodeElements(_ elements: [Int32], into buffer: inout [UInt8]) {
        buffer.appendElements(elements, as: Int32.self) { $0 }
    }

    package static func postgresEncodeElements(_ elements: [Int32?], into buffer: inout [UInt8]) {
        buffer.appendElements(elements, as: Int32.self) { $0 }
    }

    package static func postgresDecode(_ cell: PostgresCell) throws(PostgresDecodingFailure) -> Int32 {
        try cell.integer(as: Int32.self)
    }
}
