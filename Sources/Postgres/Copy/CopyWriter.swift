import CLibPQ

/// Takes the data of a `COPY … FROM STDIN`, to be used only while the body of `copyIn` runs.
///
/// Bytes go out in pieces of about 64 KiB, however they come in. The format is the statement's: text by default, rows
/// by ``writeTextRow(_:)``; with `FORMAT binary` rows by ``writeRow(_:)``, which write the file header by themselves.
/// Data that is encoded already goes through ``write(_:)`` in any format.
package struct CopyWriter: ~Copyable {
    private static let pieceSize = 65_536

    private let connection: OpaquePointer
    private let canceller: Canceller
    private let isBinary: Bool
    private var buffer: [UInt8] = []
    private var hasHeader = false

    init(_ connection: OpaquePointer, _ canceller: Canceller, isBinary: Bool) {
        self.connection = connection
        self.canceller = canceller
        self.isBinary = isBinary
        buffer.reserveCapacity(Self.pieceSize * 2)
    }

    /// Adds encoded bytes, which need not end where a row does.
    package mutating func write(_ bytes: UnsafeRawBufferPointer) throws(PostgresError) {
        buffer.append(contentsOf: bytes)
        try sendFullPieces()
    }

    /// Adds encoded bytes, which need not end where a row does.
    package mutating func write(_ bytes: some Collection<UInt8>) throws(PostgresError) {
        buffer.append(contentsOf: bytes)
        try sendFullPieces()
    }

    /// Adds encoded text, which need not end where a row does.
    package mutating func write(_ text: String) throws(PostgresError) {
        buffer.append(contentsOf: text.utf8)
        try sendFullPieces()
    }

    /// Adds a row in the text format; nil is NULL.
    ///
    /// For statements without DELIMITER and NULL of their own.
    package mutating func writeTextRow(_ fields: [String?]) throws(PostgresError) {
        try check(isBinary: false)
        var isFirst = true
        for field in fields {
            if !isFirst { buffer.append(UInt8(ascii: "\t")) }
            isFirst = false
            guard let field else {
                buffer.append(contentsOf: [UInt8(ascii: "\\"), UInt8(ascii: "N")])
                continue
            }
            for byte in field.utf8 {
                switch byte {
                case UInt8(ascii: "\\"): buffer.append(contentsOf: [byte, byte])
                case UInt8(ascii: "\t"): buffer.append(contentsOf: [UInt8(ascii: "\\"), UInt8(ascii: "t")])
                case UInt8(ascii: "\n"): buffer.append(contentsOf: [UInt8(ascii: "\\"), UInt8(ascii: "n")])
                case UInt8(ascii: "\r"): buffer.append(contentsOf: [UInt8(ascii: "\\"), UInt8(ascii: "r")])
                default: buffer.append(byte)
                }
            }
        }
        buffer.append(UInt8(ascii: "\n"))
        try sendFullPieces()
    }

    /// Adds a row in the binary format.
    ///
    /// The values' types must be exactly those of the columns: the server converts nothing here.
    package mutating func writeRow<each Value: PostgresEncodable>(
        _ values: repeat each Value
    ) throws(PostgresError) {
        try check(isBinary: true)
        if !hasHeader {
            // The signature, no flags, no header extension.
            buffer.append(contentsOf: "PGCOPY\n".utf8)
            buffer.append(contentsOf: [0xFF, 0x0D, 0x0A, 0x00, 0, 0, 0, 0, 0, 0, 0, 0])
            hasHeader = true
        }
        var count: Int16 = 0
        for _ in repeat each values { count += 1 }
        buffer.appendBigEndian(count)
        for value in repeat each values {
            if value.isPostgresNull {
                buffer.appendBigEndian(Int32(-1))
            } else {
                buffer.appendWithLength { value.postgresEncode(into: &$0) }
            }
        }
        try sendFullPieces()
    }

    /// Sends what is left; the body has ended well.
    mutating func finish() throws(PostgresError) {
        if hasHeader { buffer.appendBigEndian(Int16(-1)) }
        try send()
    }

    private func check(isBinary: Bool) throws(PostgresError) {
        guard self.isBinary == isBinary else {
            throw PostgresError(
                code: .protocolViolation,
                message: "the statement's format is \(self.isBinary ? "binary" : "text"), the row's is not"
            )
        }
    }

    @inline(__always)
    private mutating func sendFullPieces() throws(PostgresError) {
        if buffer.count >= Self.pieceSize { try send() }
    }

    private mutating func send() throws(PostgresError) {
        guard !canceller.isUseCancelled else {
            throw PostgresError(code: .cancelled, message: "the task was cancelled")
        }
        var start = 0
        // libpq counts in 32 bits.
        while start < buffer.count {
            let size = min(buffer.count - start, 1 << 20)
            let sent = buffer.withUnsafeBytes { bytes in
                let piece = UnsafeRawBufferPointer(rebasing: bytes[start..<start + size])
                return PQputCopyData(
                    connection, piece.assumingMemoryBound(to: CChar.self).baseAddress, Int32(size)
                )
            }
            guard sent == 1 else { throw PostgresError(connection: connection, code: .connectionLost, sql: nil) }
            start += size
        }
        buffer.removeAll(keepingCapacity: true)
    }
}
