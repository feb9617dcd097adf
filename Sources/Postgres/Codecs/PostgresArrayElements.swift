/// Walks over the elements of an array in a result.
package struct PostgresArrayElements {
    /// How many elements there are.
    package let count: Int
    private let elementType: PostgresType
    private let bytes: UnsafeRawBufferPointer
    private var offset = 0

    /// Reads the head; an array of more than one dimension is `malformed` for this client.
    init(_ cell: PostgresCell) throws(PostgresDecodingFailure) {
        bytes = cell.bytes
        guard bytes.count >= 12 else { throw .malformed }
        let dimensions = Int32(bigEndian: bytes.loadUnaligned(fromByteOffset: 0, as: Int32.self))
        elementType = PostgresType(
            rawValue: UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt32.self))
        )
        if dimensions == 0 {
            count = 0
            return
        }
        guard dimensions == 1, bytes.count >= 20 else { throw .malformed }
        let size = Int(Int32(bigEndian: bytes.loadUnaligned(fromByteOffset: 12, as: Int32.self)))
        // Each element takes at least its length: a count from bytes of another meaning must not reserve memory.
        guard size >= 0, size <= (bytes.count - 20) / 4 else { throw .malformed }
        count = size
        offset = 20
    }

    /// The next element, nil for NULL.
    ///
    /// To be called ``count`` times.
    @inline(__always)
    package mutating func next() throws(PostgresDecodingFailure) -> PostgresCell? {
        guard bytes.count - offset >= 4 else { throw .malformed }
        let length = Int(Int32(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Int32.self)))
        offset += 4
        if length < 0 { return nil }
        guard bytes.count - offset >= length else { throw .malformed }
        defer { offset += length }
        return PostgresCell(
            type: elementType, bytes: UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + length])
        )
    }
}
