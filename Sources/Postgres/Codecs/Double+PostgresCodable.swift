/// `float8`; reads the other numbers too, integers only where they are exact.
extension Double: PostgresArrayElement, PostgresDecodable {
    package static var postgresType: PostgresType { .float8 }
    package static var postgresArrayType: PostgresType { .float8Array }

    package func postgresEncode(into buffer: inout [UInt8]) {
        buffer.appendBigEndian(bitPattern)
    }

    package static func postgresEncodeElements(_ elements: [Double], into buffer: inout [UInt8]) {
        buffer.appendElements(elements, as: UInt64.self) { $0.bitPattern }
    }

    package static func postgresEncodeElements(_ elements: [Double?], into buffer: inout [UInt8]) {
        buffer.appendElements(elements, as: UInt64.self) { $0.bitPattern }
    }

    package static func postgresDecode(_ cell: PostgresCell) throws(PostgresDecodingFailure) -> Double {
        switch cell.type {
        case .float8:
            return Double(bitPattern: try cell.bigEndian(as: UInt64.self))
        case .float4:
            return Double(Float(bitPattern: try cell.bigEndian(as: UInt32.self)))
        case .numeric:
            guard let value = try PostgresNumeric.postgresDecode(cell).approximation else { throw .malformed }
            return value
        default:
            guard let value = Double(exactly: try cell.integer(as: Int64.self)) else { throw .outOfRange }
            return value
        }
    }
}
