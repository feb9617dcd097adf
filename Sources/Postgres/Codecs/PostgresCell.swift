/// The bytes of one value in a result, valid only while it is being decoded.
package struct PostgresCell {
    package let type: PostgresType
    /// The value in the server's binary format.
    package let bytes: UnsafeRawBufferPointer

    package init(type: PostgresType, bytes: UnsafeRawBufferPointer) {
        self.type = type
        self.bytes = bytes
    }

    /// Reads the whole value as an integer in network order.
    @inline(__always)
    package func bigEndian<Integer: FixedWidthInteger>(
        as type: Integer.Type
    ) throws(PostgresDecodingFailure) -> Integer {
        guard bytes.count == MemoryLayout<Integer>.size else { throw .malformed }
        return Integer(bigEndian: bytes.loadUnaligned(as: Integer.self))
    }

    /// Reads any of the server's integer types, and `numeric` without a fraction, into one that it fits.
    @inline(__always)
    func integer<Integer: FixedWidthInteger>(
        as type: Integer.Type
    ) throws(PostgresDecodingFailure) -> Integer {
        let wide: Int64
        switch self.type {
        case .int8: wide = try bigEndian(as: Int64.self)
        case .int4: wide = Int64(try bigEndian(as: Int32.self))
        case .int2: wide = Int64(try bigEndian(as: Int16.self))
        case .oid, .xid: wide = Int64(try bigEndian(as: UInt32.self))
        case .xid8:
            guard let fitting = Int64(exactly: try bigEndian(as: UInt64.self)) else { throw .outOfRange }
            wide = fitting
        case .numeric:
            guard let fitting = try PostgresNumeric.postgresDecode(self).exactInteger else { throw .outOfRange }
            wide = fitting
        default: throw .typeMismatch
        }
        guard let integer = Integer(exactly: wide) else { throw .outOfRange }
        return integer
    }

    /// Reads the bytes as UTF-8, the encoding that every connection is set to.
    func utf8() throws(PostgresDecodingFailure) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else { throw .malformed }
        return text
    }
}
