package import MaterialLedger

/// Writes JSON by appending bytes: keys in the order in which they are written, so that same figures give same bytes.
package struct JSONWriter {
    package private(set) var bytes: [UInt8] = []
    /// Whether the next value in the innermost container needs a comma before it.
    private var needsComma = false

    package init() {}

    package var text: String { String(decoding: bytes, as: UTF8.self) }

    // MARK: Containers

    package mutating func object(_ body: (inout JSONWriter) throws -> Void) rethrows {
        try container(open: "{", close: "}", body)
    }

    package mutating func array<S: Sequence>(_ items: S, _ body: (inout JSONWriter, S.Element) throws -> Void) rethrows
    {
        try container(open: "[", close: "]") { writer in
            for item in items { try body(&writer, item) }
        }
    }

    private mutating func container(
        open: Unicode.Scalar, close: Unicode.Scalar, _ body: (inout JSONWriter) throws -> Void
    ) rethrows {
        separate()
        bytes.append(UInt8(ascii: open))
        needsComma = false
        try body(&self)
        bytes.append(UInt8(ascii: close))
        needsComma = true
    }

    // MARK: Keys

    package mutating func key(_ name: String) {
        separate()
        appendString(name)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    package mutating func field(_ name: String, _ value: String?) { key(name); string(value) }
    package mutating func field(_ name: String, _ value: Int64?) { key(name); integer(value) }
    package mutating func field(_ name: String, _ value: Int?) { key(name); integer(value.map(Int64.init)) }
    package mutating func field(_ name: String, _ value: Double?) { key(name); number(value) }
    package mutating func field(_ name: String, _ value: Bool) { key(name); bool(value) }
    package mutating func field(_ name: String, _ value: Mass?) { key(name); integer(value?.grams) }

    // MARK: Values

    package mutating func string(_ value: String?) {
        guard let value else { return null() }
        separate()
        appendString(value)
        needsComma = true
    }

    package mutating func integer(_ value: Int64?) {
        guard let value else { return null() }
        raw(String(value))
    }

    /// A finite number, shortest text that reads back the same; what is not finite has no JSON and becomes null.
    package mutating func number(_ value: Double?) {
        guard let value, value.isFinite else { return null() }
        if value == value.rounded(), abs(value) < 1e15 {
            raw(String(Int64(value)))
        } else {
            raw("\(value)")
        }
    }

    package mutating func bool(_ value: Bool) { raw(value ? "true" : "false") }
    package mutating func null() { raw("null") }

    private mutating func raw(_ text: String) {
        separate()
        bytes.append(contentsOf: text.utf8)
        needsComma = true
    }

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
    }

    private mutating func appendString(_ value: String) {
        bytes.append(UInt8(ascii: "\""))
        for byte in value.utf8 {
            switch byte {
            case UInt8(ascii: "\""): bytes.append(contentsOf: [UInt8(ascii: "\\"), byte])
            case UInt8(ascii: "\\"): bytes.append(contentsOf: [byte, byte])
            case 0x0A: bytes.append(contentsOf: Array("\\n".utf8))
            case 0x0D: bytes.append(contentsOf: Array("\\r".utf8))
            case 0x09: bytes.append(contentsOf: Array("\\t".utf8))
            case 0..<0x20:
                let hex = String(byte, radix: 16)
                bytes.append(contentsOf: Array("\\u00\(hex.utf8.count == 1 ? "0" : "")\(hex)".utf8))
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}
