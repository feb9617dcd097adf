@_spi(_Unicode) import Swift
package import Wording

/// The rules for identifiers of people's own: tickets, lots, parties, facilities, materials … (contract, section 3).
package enum Code {
    package static let maximumLength = 64

    /// What is wrong with a code, as a sentence, or nil where nothing is.
    package static func fault(in text: String) -> Sentence? {
        if isPlain(text) { return nil }
        if text.isEmpty { return "must not be empty" }
        if text.unicodeScalars.count > maximumLength { return "has more than 64 characters" }
        for scalar in text.unicodeScalars {
            switch scalar {
            case ",", "=", ":", "*", "?":
                return "must not contain '\(String(scalar))'"
            default:
                if scalar.properties.isWhitespace { return "must not contain white space" }
                switch scalar.properties.generalCategory {
                case .control, .lineSeparator, .paragraphSeparator: return "must not contain control characters"
                default: break
                }
            }
        }
        return isNormalized(text) ? nil : "must be in Unicode normal form C (NFC)"
    }

    /// The quick way for the ordinary case: 1 to 64 printable ASCII letters, digits and signs without a meaning here.
    private static func isPlain(_ text: String) -> Bool {
        let bytes = text.utf8
        guard !bytes.isEmpty, bytes.count <= maximumLength else { return false }
        for byte in bytes {
            guard byte > 0x20, byte < 0x7F else { return false }
            switch byte {
            case UInt8(ascii: ","), UInt8(ascii: "="), UInt8(ascii: ":"), UInt8(ascii: "*"), UInt8(ascii: "?"):
                return false
            default: break
            }
        }
        return true
    }

    /// Whether the text is in normal form C.
    package static func isNormalized(_ text: String) -> Bool {
        text._nfc.elementsEqual(text.unicodeScalars)
    }
}
