extension ZoneRules {
    /// Reads a zone file: TZif version 1, or the 64-bit part and the footer of later ones (RFC 8536).
    ///
    /// Nil where the bytes are no such file, or one that counts leap seconds ("right/…"), as our instants do not.
    package init?(identifier: String, file: [UInt8]) {
        var cursor = Cursor(bytes: file)
        guard var block = cursor.header() else { return nil }
        var transitionSize = 4
        if block.version >= UInt8(ascii: "2") {
            // The first part is for readers of version 1 only.
            guard cursor.skip(block.size(transitionSize: 4)), let second = cursor.header() else { return nil }
            block = second
            transitionSize = 8
        }
        guard block.leapSeconds == 0, (1...256).contains(block.types),
            let transitions = cursor.integers(count: block.transitions, size: transitionSize),
            let indexes = cursor.integers(count: block.transitions, size: 1),
            zip(transitions, transitions.dropFirst()).allSatisfy({ $0 < $1 })
        else { return nil }
        var offsetsOfTypes: [Int] = []
        for _ in 0..<block.types {
            // Offset, daylight-saving flag, index of the abbreviation; only the offset matters here.
            guard let offset = cursor.integers(count: 1, size: 4)?.first, (-93_600...93_600).contains(offset),
                cursor.skip(2)
            else { return nil }
            offsetsOfTypes.append(Int(offset))
        }
        var offsets: [Int] = []
        for index in indexes {
            guard offsetsOfTypes.indices.contains(Int(index)) else { return nil }
            offsets.append(offsetsOfTypes[Int(index)])
        }
        var rule: RecurringRule?
        if transitionSize == 8 {
            guard cursor.skip(block.sizeAfterTypes(transitionSize: 8)), let footer = cursor.footer() else { return nil }
            if !footer.isEmpty {
                rule = RecurringRule(footer)
                if rule == nil { return nil }
            }
        }
        self.init(
            identifier: identifier, initialOffset: offsetsOfTypes[0], transitions: transitions, offsets: offsets,
            rule: rule)
    }

    /// The counts in the header of one part.
    private struct Header {
        let version: UInt8
        let utcIndicators: Int
        let standardIndicators: Int
        let leapSeconds: Int
        let transitions: Int
        let types: Int
        let abbreviationBytes: Int

        func sizeAfterTypes(transitionSize: Int) -> Int {
            abbreviationBytes + leapSeconds * (transitionSize + 4) + standardIndicators + utcIndicators
        }

        func size(transitionSize: Int) -> Int {
            transitions * (transitionSize + 1) + types * 6 + sizeAfterTypes(transitionSize: transitionSize)
        }
    }

    private struct Cursor {
        let bytes: [UInt8]
        var position = 0

        init(bytes: [UInt8]) { self.bytes = bytes }

        mutating func skip(_ count: Int) -> Bool {
            guard count >= 0, count <= bytes.count - position else { return false }
            position += count
            return true
        }

        /// Big-endian integers with sign; single bytes without.
        mutating func integers(count: Int, size: Int) -> [Int64]? {
            let start = position
            guard count >= 0, skip(count * size) else { return nil }
            return (0..<count).map { index in
                let first = start + index * size
                var value = size == 1 ? 0 : Int64(Int8(bitPattern: bytes[first])) >> 8
                for byte in bytes[first..<(first + size)] { value = value << 8 | Int64(byte) }
                return value
            }
        }

        mutating func header() -> Header? {
            let start = position
            guard skip(44), bytes[start..<(start + 4)].elementsEqual("TZif".utf8) else { return nil }
            position = start + 20
            guard let counts = integers(count: 6, size: 4), counts.allSatisfy({ (0...100_000).contains($0) }) else {
                return nil
            }
            return Header(
                version: bytes[start + 4], utcIndicators: Int(counts[0]), standardIndicators: Int(counts[1]),
                leapSeconds: Int(counts[2]), transitions: Int(counts[3]), types: Int(counts[4]),
                abbreviationBytes: Int(counts[5]))
        }

        /// The line between two line feeds at the end.
        mutating func footer() -> ArraySlice<UInt8>? {
            let lineFeed = UInt8(ascii: "\n")
            guard position < bytes.count, bytes[position] == lineFeed,
                let end = bytes[(position + 1)...].firstIndex(of: lineFeed)
            else { return nil }
            return bytes[(position + 1)..<end]
        }
    }
}
