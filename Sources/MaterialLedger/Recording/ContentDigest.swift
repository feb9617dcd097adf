internal import CLibCrypto

/// SHA-256 of a document's normalised content: grams, instants, lines as a set, absent = empty (contract, section 3).
///
/// The same content has the same digest however it was written; a repeated import is told from a conflict by it.
package struct ContentDigest: Hashable, Sendable {
    package let bytes: [UInt8]

    package init(bytes: [UInt8]) { self.bytes = bytes }

    /// SHA-256 (FIPS 180-4) of any bytes.
    package static func sha256(_ data: [UInt8]) -> ContentDigest {
        var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
        data.withUnsafeBytes { input in
            _ = SHA256(input.baseAddress?.assumingMemoryBound(to: UInt8.self), input.count, &digest)
        }
        return ContentDigest(bytes: digest)
    }
}

/// Writes fields so that no two different contents give the same bytes: each value with its length before it.
struct ContentWriter {
    private(set) var bytes: [UInt8] = []

    init() { bytes.reserveCapacity(256) }

    mutating func add(_ text: String?) {
        guard let text, !text.isEmpty else { return bytes.append(0xFF) }
        let count = text.utf8.count
        bytes.append(UInt8(truncatingIfNeeded: min(count, 0xFE)))
        if count >= 0xFE { add(Int64(count)) }
        bytes.append(contentsOf: text.utf8)
    }

    mutating func add(_ number: Int64?) {
        guard let number else { return bytes.append(0xFF) }
        bytes.append(8)
        withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func add(_ mass: Mass?) { add(mass?.grams) }
    mutating func add(_ instant: Instant?) { add(instant?.microseconds) }
    mutating func add(_ number: Double?) { add(number.map { Int64(bitPattern: ($0 == 0 ? 0 : $0).bitPattern) }) }

    mutating func add(_ measurement: Measurement) {
        add(measurement.basis?.rawValue)
        add(measurement.method)
        add(measurement.sigmaGrams)
    }

    /// Lines as a set: their bytes in sorted order.
    mutating func add(lines: [[UInt8]]) {
        add(Int64(lines.count))
        for line in lines.count > 1 ? lines.sorted(by: { $0.lexicographicallyPrecedes($1) }) : lines {
            add(Int64(line.count))
            bytes.append(contentsOf: line)
        }
    }

    var digest: ContentDigest { ContentDigest.sha256(bytes) }

    static func line(_ body: (inout ContentWriter) -> Void) -> [UInt8] {
        var writer = ContentWriter()
        body(&writer)
        return writer.bytes
    }
}
