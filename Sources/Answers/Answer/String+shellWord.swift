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
