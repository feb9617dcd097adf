/// A JSON document as text, bound as `jsonb` and read from `json` and `jsonb`.
///
/// The text is passed on as it is: building and parsing are left to whoever knows the document's shape.
package struct PostgresJSON: Hashable, Sendable {
    package var text: String

    package init(_ text: String) {
        self.text = text
    }
}

extension PostgresJSON: PostgresArrayElement, PostgresDecodable {
    package static var postgresType: PostgresType { .jsonb }
    package static var postgresArrayType: PostgresType { .jsonbArray }

    package func postgresEncode(into buffer: inout [UInt8]) {
        // The version of jsonb's binary format; there is only this one.
        buffer.append(1)
        buffer.append(contentsOf: text.utf8)
    }

    package static func postgresDecode(_ cell: PostgresCell) throws(PostgresDecodingFailure) -> PostgresJSON {
        switch cell.type {
        case .json:
            return PostgresJSON(try cell.utf8())
        case .jsonb:
            guard cell.bytes.first == 1 else { throw .malformed }
            let text = PostgresCell(type: .json, bytes: UnsafeRawBufferPointer(rebasing: cell.bytes.dropFirst()))
            return PostgresJSON(try text.utf8())
        default:
            throw .typeMismatch
        }
    }
}
