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

/// The content of a document as bytes, so that no two different contents give the same.
///
/// The version, the kind of the document, then each field that has a value, by name: the name's length and the name, a
/// letter for the form, the value's length and the value. An absent field adds nothing, so a field that documents get
/// later changes no digest of a document without it. Numbers are big-endian. Lines follow as a set: the name of
/// their file, how many there are, and their bytes in sorted order.
package struct DocumentContent: Sendable {
    /// Of the encoding; a later one gets another number, and digests of both kinds stay comparable with themselves.
    static let version: UInt8 = 1

    private(set) package var bytes: [UInt8] = []

    package init(_ kind: EventKind) {
        bytes.reserveCapacity(384)
        bytes.append(Self.version)
        bytes.append(UInt8(truncatingIfNeeded: kind.rawValue))
    }

    package var digest: ContentDigest { .sha256(bytes) }

    // MARK: Fields

    package mutating func add(_ name: String, _ value: FieldValue) { bytes.add(Array(name.utf8), value) }

    mutating func addHead<Row: BundleRow>(_ row: Row) {
        let row = row.normalised
        for field in Row.schema.head { bytes.add(field, of: row) }
    }

    /// Adds the lines that stand in one file; none add nothing.
    mutating func addLines<Row: BundleRow>(_ rows: some Collection<Row>) {
        guard !rows.isEmpty else { return }
        var lines = rows.map { row in
            let row = row.normalised
            var bytes: [UInt8] = []
            bytes.reserveCapacity(96)
            for field in Row.schema.line { bytes.add(field, of: row) }
            return bytes
        }
        if lines.count > 1 { lines.sort { $0.lexicographicallyPrecedes($1) } }
        add(lines: lines, named: Row.file.name)
    }

    package mutating func add(lines: [[UInt8]], named name: String) {
        bytes.addName(Array(name.utf8), form: "L")
        bytes.addCount(lines.count)
        for line in lines {
            bytes.addCount(line.count)
            bytes.append(contentsOf: line)
        }
    }
}

extension [UInt8] {
    fileprivate mutating func addName(_ name: [UInt8], form: Unicode.Scalar) {
        append(UInt8(truncatingIfNeeded: name.count))
        append(contentsOf: name)
        append(UInt8(ascii: form))
    }

    fileprivate mutating func addCount(_ count: Int) {
        Swift.withUnsafeBytes(of: UInt32(truncatingIfNeeded: count).bigEndian) { append(contentsOf: $0) }
    }

    private mutating func add(_ name: [UInt8], _ text: String?) {
        guard let text, !text.isEmpty else { return }
        addName(name, form: "t")
        addCount(text.utf8.count)
        append(contentsOf: text.utf8)
    }

    private mutating func add(_ name: [UInt8], _ number: Int64?, form: Unicode.Scalar = "i") {
        guard let number else { return }
        addName(name, form: form)
        addCount(8)
        Swift.withUnsafeBytes(of: number.bigEndian) { append(contentsOf: $0) }
    }

    private mutating func add(_ name: [UInt8], _ number: Double?) {
        // −0 is no other value than 0.
        add(name, number.map { Int64(bitPattern: ($0 == 0 ? 0 : $0).bitPattern) }, form: "d")
    }

    fileprivate mutating func add(_ name: [UInt8], _ value: FieldValue) {
        switch value {
        case .absent: break
        case .text(let text): add(name, text)
        case .whole(let number): add(name, number)
        case .real(let number): add(name, number)
        case .flag(let flag): add(name, flag ? 1 : 0)
        case .time(let instant): add(name, instant.microseconds)
        }
    }

    /// The same as by the field's value, without making one: every row of a bundle comes this way.
    fileprivate mutating func add<Row>(_ field: TaggedField<Row>, of row: Row) {
        switch field.place {
        case .text(let path): add(field.name, path.get(row))
        case .optionalText(let path): add(field.name, path.get(row))
        case .mass(let path): add(field.name, path.get(row).grams)
        case .optionalMass(let path), .tonnes(let path): add(field.name, path.get(row)?.grams)
        case .time(let path): add(field.name, path.get(row).microseconds)
        case .optionalTime(let path): add(field.name, path.get(row)?.microseconds)
        case .count(let path): add(field.name, path.get(row))
        case .energy(let path): add(field.name, path.get(row)?.units)
        case .fraction(let path): add(field.name, path.get(row).units)
        case .deviation(let path), .massDeviation(let path): add(field.name, path.get(row))
        case .flag(let path): add(field.name, path.get(row) ? 1 : 0)
        case .month(let path): add(field.name, path.get(row).text)
        case .word(_, let path): add(field.name, path.get(row))
        }
    }
}

// MARK: - Documents

extension BundleRow {
    /// The content of a document or thing that is one row.
    package func content(_ kind: EventKind) -> DocumentContent {
        var content = DocumentContent(kind)
        content.addHead(self)
        return content
    }
}

extension Intake {
    package var digest: ContentDigest { content(.intake).digest }
}

extension OpeningStock {
    package var digest: ContentDigest { content(.opening).digest }
}

extension Run {
    /// The run's head and its lines.
    package func content(
        inputs: some Collection<RunInput>, additions: some Collection<RunAddition>,
        outputs: some Collection<RunOutput>, losses: some Collection<RunLoss>
    ) -> DocumentContent {
        var content = content(.run)
        content.addLines(additions)
        content.addLines(inputs)
        content.addLines(losses)
        content.addLines(outputs)
        return content
    }
}

extension DocumentLine {
    /// A document's head, which all its lines say, and its lines as a set.
    package static func content(of lines: some Collection<Self>) -> DocumentContent {
        var content = lines.first?.content(kind) ?? DocumentContent(kind)
        content.addLines(lines)
        return content
    }
}
