/// A raw value as messages quote it: on one line, without what would steer a terminal, and of bounded length.
enum QuotedValue {
    static let maximumLength = 60

    static func printable(_ bytes: some Collection<UInt8>) -> String {
        var shown = ""
        var length = 0
        // Four bytes a character at most, so that a huge value isn't decoded whole.
        for scalar in String(decoding: bytes.prefix(maximumLength * 4 + 4), as: UTF8.self).unicodeScalars {
            guard length < maximumLength else { return shown + "…" }
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator: shown.unicodeScalars.append(" ")
            default: shown.unicodeScalars.append(scalar)
            }
            length += 1
        }
        return shown
    }
}
