/// A value that can be bound to a statement or written into a binary COPY.
///
/// A type with a raw value of such a type needs to state the conformance only.
package protocol PostgresEncodable: Sendable {
    /// The type that the server is told.
    static var postgresType: PostgresType { get }

    /// Whether the value is NULL; then it is not encoded.
    var isPostgresNull: Bool { get }

    /// Appends the value in the server's binary format, without a length in front.
    func postgresEncode(into buffer: inout [UInt8])
}

extension PostgresEncodable {
    package var isPostgresNull: Bool { false }
}

extension PostgresEncodable where Self: RawRepresentable, RawValue: PostgresEncodable {
    package static var postgresType: PostgresType { RawValue.postgresType }

    package func postgresEncode(into buffer: inout [UInt8]) {
        rawValue.postgresEncode(into: &buffer)
    }
}

extension [UInt8] {
    /// Appends an integer in network order.
    @inline(__always)
    package mutating func appendBigEndian<Integer: FixedWidthInteger>(_ integer: Integer) {
        Swift.withUnsafeBytes(of: integer.bigEndian) { append(contentsOf: $0) }
    }

    /// Appends what the body appends, with its length as 32 bits in front.
    @inline(__always)
    mutating func appendWithLength(_ body: (inout [UInt8]) -> Void) {
        let start = count
        appendBigEndian(Int32(0))
        body(&self)
        // A length that does not fit is refused when the statement is sent.
        let length = Int32(truncatingIfNeeded: count - start - 4)
        Swift.withUnsafeBytes(of: length.bigEndian) { digits in
            for offset in 0..<4 { self[start + offset] = digits[offset] }
        }
    }
}
