/// `int8`; reads every integer type that the value fits.
extension Int: PostgresArrayElement, PostgresDecodable {
    package static var postgresType: PostgresType { .int8 }
    package static var postgresArrayType: PostgresType { .int8Array }

    package func postgresEncode(into buffer: inout [UInt8]) {
        buffer.appendBigEndian(self)
    }

    package static func postgresEncodeElements(_ elements: [Int], into buffer: inout [UInt8]) {
        buffer.appendElements(elements, as: Int.self) { $0 }
    }

    package static func postgresEncodeElements(_ elements: [Int?], into buffer: inout [UInt8]) {
        buffer.appendElements(elements, as: Int.self) { $0 }
    }

    package static func postgresDecode(_ cell: PostgresCell) throws(PostgresDecodingFailure) -> Int {
        try cell.integer(as: Int.self)
    }
}
