/// `bool`.
extension Bool: PostgresArrayElement, PostgresDecodable {
    package static var postgresType: PostgresType { .bool }
    package static var postgresArrayType: PostgresType { .boolArray }

    package func postgresEncode(into buffer: inout [UInt8]) {
        buffer.append(self ? 1 : 0)
    }

    package static func postgresDecode(_ cell: PostgresCell) throws(PostgresDecodingFailure) -> Bool {
        guard cell.type == .bool else { throw .typeMismatch }
        return try cell.bigEndian(as: UInt8.self) != 0
    }
}
