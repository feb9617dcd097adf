internal import Wording

/// The few lines of a program's output, or of the server's log, that tell why it gave up.
enum LogExcerpt {
    private static let lines = 5
    private static let lineLength = 150
    /// So that what is told with it stays within 500 characters.
    private static let length = 300

    /// How lines begin that tell of a failure, after the log's prefix of time, process and session.
    private static let failures = ["PANIC:", "FATAL:", "ERROR:", "error:", "No space left on device"]
    /// How lines begin that say more of the line before.
    private static let additions = ["DETAIL:", "HINT:", "detail:", "hint:"]

    /// The last telling lines, each from its mark on and none twice; the very last lines where none has a mark.
    static func telling(_ text: String) -> String {
        let all = text.split(whereSeparator: \.isNewline).map(trimmed).filter { !$0.isEmpty }
        var chosen: [String] = []
        var isTelling = false
        for line in all {
            let failure = from(failures, in: line)
            // What is said to a line of the log that tells of no failure would mislead.
            guard let told = failure ?? (isTelling ? from(additions, in: line) : nil) else {
                isTelling = false
                continue
            }
            isTelling = true
            if !chosen.contains(told) { chosen.append(told) }
        }
        if chosen.isEmpty { chosen = all }
        var excerpt: [String] = []
        var length = 0
        for line in chosen.suffix(lines).reversed() {
            let line = shortened(line.hasSuffix(".") ? String(line.dropLast()) : line)
            length += line.count + 2
            guard length <= Self.length || excerpt.isEmpty else { break }
            excerpt.insert(line, at: 0)
        }
        return excerpt.joined(separator: "; ")
    }

    /// The telling lines as the end of a sentence; nothing where the program said nothing.
    static func quoted(_ text: String) -> Sentence {
        let excerpt = telling(text)
        return excerpt.isEmpty ? "" : ". It said: \(excerpt)"
    }

    /// Whether a text says that a disk is full.
    static func saysDiskIsFull(_ text: String) -> Bool {
        text.split(whereSeparator: \.isNewline).contains { $0.contains("No space left on device") }
    }

    private static func from(_ marks: [String], in line: String) -> String? {
        for mark in marks {
            guard let place = line.range(ofText: mark) else { continue }
            // "initdb: error: …", and a line whose end tells, are whole by themselves.
            return mark.first?.isUppercase == true && mark.last == ":" ? String(line[place...]) : line
        }
        return nil
    }

    private static func shortened(_ line: String) -> String {
        line.count <= lineLength ? line : line.prefix(lineLength) + "…"
    }

    private static func trimmed(_ line: Substring) -> String {
        line.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}

extension String {
    /// Where a text begins within this one.
    fileprivate func range(ofText text: String) -> Index? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(text) { return start }
            start = index(after: start)
        }
        return nil
    }
}
