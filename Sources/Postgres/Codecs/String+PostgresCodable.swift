/// `text`; reads every type whose binary form is text, enumerations and the like included.
extension String: PostgresArrayElement, PostgresDecodable {
    package static var postgresType: PostgresType { .text }
    package static var postgresArrayType: PostgresType { .textArray }

    package func postgresEncode(into buffer: inout [UInt8]) {
        buffer.append(contentsOf: utf8)
    }

    package static func postgresDecode(_ cell: PostgresCell) throws(PostgresDecodingFailure) -> String {
        switch cell.type {
        case .text, .varchar, .bpchar, .name, .unknown, .char, .cstring, .json, .xml, .void:
            return try cell.utf8()
        case .jsonb:
            return try PostgresJSON.postgresDecode(cell).text
        default:
            // An enumeration's or citext's number differs between databases; both are sent as text.
            guard cell.type.isUserDefined, !cell.bytes.contains(0) else { throw .typeMismatch }
            return try cell.utf8()
        }
    }
}
