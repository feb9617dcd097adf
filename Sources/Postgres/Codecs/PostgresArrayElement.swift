/// What a Swift array can hold to be bound as one value.
package protocol PostgresArrayEncodable: Sendable {
    /// The type of the whole array.
    static var postgresArrayType: PostgresType { get }

    /// Appends the whole array in the server's binary format, without a length in front.
    static func postgresEncodeArray(_ elements: [Self], into buffer: inout [UInt8])
}

/// A value that can be an element of a PostgreSQL array: `unnest(\(ids))` is the quick way to insert many rows.
package protocol PostgresArrayElement: PostgresEncodable, PostgresArrayEncodable {
    /// Appends every element with its length in front.
    ///
    /// This and the next are requirements only for speed: the default ones are compiled for each type beside its
    /// conformance, and numbers write straight into the buffer.
    static func postgresEncodeElements(_ elements: [Self], into buffer: inout [UInt8])

    /// Appends every element with its length in front, NULL as length -1.
    static func postgresEncodeElements(_ elements: [Self?], into buffer: inout [UInt8])
}

extension PostgresArrayElement {
    package static func postgresEncodeArray(_ elements: [Self], into buffer: inout [UInt8]) {
        buffer.appendArrayHeader(element: postgresType, count: elements.count, mayHoldNulls: false)
        postgresEncodeElements(elements, into: &buffer)
    }

    package static func postgresEncodeElements(_ elements: [Self], into buffer: inout [UInt8]) {
        for element in elements { buffer.appendElement(element) }
    }

    package static func postgresEncodeElements(_ elements: [Self?], into buffer: inout [UInt8]) {
        for element in elements {
            if let element {
                buffer.appendElement(element)
            } else {
                buffer.appendBigEndian(Int32(-1))
            }
        }
    }
}

extension PostgresArrayElement where Self: RawRepresentable, RawValue: PostgresArrayElement {
    package static var postgresArrayType: PostgresType { RawValue.postgresArrayType }
}

extension [UInt8] {
    /// Appends the head of a one-dimensional array, whose first index is 1; none at all has no dimension.
    ///
    /// Whether there really are NULLs is found out by the server; looking here as well would cost a pass.
    mutating func appendArrayHeader(element: PostgresType, count: Int, mayHoldNulls: Bool) {
        appendBigEndian(Int32(count == 0 ? 0 : 1))
        appendBigEndian(Int32(mayHoldNulls ? 1 : 0))
        appendBigEndian(element.rawValue)
        guard count > 0 else { return }
        // A count that does not fit is over the limit of a bound value, which is checked when the statement is sent.
        appendBigEndian(Int32(truncatingIfNeeded: count))
        appendBigEndian(Int32(1))
    }

    @inline(__always)
    mutating func appendElement(_ element: some PostgresEncodable) {
        if element.isPostgresNull {
            appendBigEndian(Int32(-1))
        } else {
            appendWithLength { element.postgresEncode(into: &$0) }
        }
    }

    /// Appends the integers that the elements stand for with their lengths in front, in one pass over memory that is
    /// made room for at once.
    @inline(__always)
    mutating func appendElements<Number, Integer: FixedWidthInteger>(
        _ elements: [Number], as integer: Integer.Type, _ value: (Number) -> Integer
    ) {
        let start = count
        let size = MemoryLayout<Integer>.size
        append(contentsOf: repeatElement(0, count: elements.count * (4 + size)))
        withUnsafeMutableBytes { bytes in
            var offset = start
            for element in elements {
                bytes.storeBytes(of: Int32(size).bigEndian, toByteOffset: offset, as: Int32.self)
                bytes.storeBytes(of: value(element).bigEndian, toByteOffset: offset + 4, as: Integer.self)
                offset += 4 + size
            }
        }
    }

    /// As ``appendElements(_:as:_:)``, with NULL as length -1.
    @inline(__always)
    mutating func appendElements<Number, Integer: FixedWidthInteger>(
        _ elements: [Number?], as integer: Integer.Type, _ value: (Number) -> Integer
    ) {
        let start = count
        let size = MemoryLayout<Integer>.size
        append(contentsOf: repeatElement(0, count: elements.count * (4 + size)))
        var offset = start
        withUnsafeMutableBytes { bytes in
            for element in elements {
                if let element {
                    bytes.storeBytes(of: Int32(size).bigEndian, toByteOffset: offset, as: Int32.self)
                    bytes.storeBytes(of: value(element).bigEndian, toByteOffset: offset + 4, as: Integer.self)
                    offset += 4 + size
                } else {
                    bytes.storeBytes(of: -1, toByteOffset: offset, as: Int32.self)
                    offset += 4
                }
            }
        }
        removeSubrange(offset...)
    }
}
