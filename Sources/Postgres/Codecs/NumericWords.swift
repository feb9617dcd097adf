/// The binary form of `numeric`: groups of four decimal digits and where the point is.
struct NumericWords {
    static let positive: UInt16 = 0x0000
    static let negative: UInt16 = 0x4000
    static let nan: UInt16 = 0xC000
    static let infinity: UInt16 = 0xD000
    static let negativeInfinity: UInt16 = 0xF000

    /// Groups of 0 to 9999, the highest first, without zeros at either end.
    var groups: [UInt16]
    /// The power of 10,000 that the first group counts.
    var weight: Int16
    var sign: UInt16
    /// How many decimals are shown.
    var scale: UInt16

    init(groups: [UInt16], weight: Int16, sign: UInt16, scale: UInt16) {
        self.groups = groups
        self.weight = weight
        self.sign = sign
        self.scale = scale
    }

    /// One of the values that are not numbers, by its text.
    static func special(_ text: String) -> NumericWords {
        let sign =
            switch text {
            case "Infinity": infinity
            case "-Infinity": negativeInfinity
            default: nan
            }
        return NumericWords(groups: [], weight: 0, sign: sign, scale: 0)
    }

    init(_ bytes: UnsafeRawBufferPointer) throws(PostgresDecodingFailure) {
        func word(_ index: Int) -> UInt16 {
            UInt16(bigEndian: bytes.loadUnaligned(fromByteOffset: index * 2, as: UInt16.self))
        }
        guard bytes.count >= 8, bytes.count == 8 + 2 * Int(word(0)) else { throw .malformed }
        groups = (0..<Int(word(0))).map { word(4 + $0) }
        weight = Int16(bitPattern: word(1))
        sign = word(2)
        scale = word(3)
        guard groups.allSatisfy({ $0 < 10_000 }) else { throw .malformed }
    }

    func append(to buffer: inout [UInt8]) {
        buffer.appendBigEndian(UInt16(groups.count))
        buffer.appendBigEndian(weight)
        buffer.appendBigEndian(sign)
        buffer.appendBigEndian(scale)
        for group in groups { buffer.appendBigEndian(group) }
    }
}
