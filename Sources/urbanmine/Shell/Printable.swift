extension String {
    /// The text without what would move a terminal's cursor or start a sequence: names come from others' files.
    var printable: String {
        var clean = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            switch scalar {
            case "\n", "\r", "\t", "\u{2028}", "\u{2029}": clean.append(" ")
            case "\u{202A}"..."\u{202E}", "\u{2066}"..."\u{2069}": clean.append("\u{FFFD}")
            default: clean.append(scalar.properties.generalCategory == .control ? "\u{FFFD}" : scalar)
            }
        }
        return String(clean)
    }
}

extension String {
    /// The text as a shell takes it for one word, for commands that are told to be copied.
    var asShellWord: String {
        let isPlain = unicodeScalars.allSatisfy { scalar in
            scalar.properties.isAlphabetic || scalar.properties.numericType != nil
                || "-_./+@%".unicodeScalars.contains(scalar)
        }
        if isPlain, !isEmpty { return hasPrefix("-") ? "-- \(self)" : self }
        let quoted = split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''")
        return (hasPrefix("-") ? "-- " : "") + "'\(quoted)'"
    }
}
