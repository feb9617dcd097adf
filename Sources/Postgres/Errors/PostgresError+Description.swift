package import Wording

extension PostgresError: CustomStringConvertible {
    package var description: String { sentence.english }

    /// One bland line for users: the condition, its state and the constraint; no SQL and no values.
    ///
    /// Bland, because errors have a way of being shown to whoever called. Only the reason of a failed connection is
    /// told in the server's or libpq's words: it holds names and addresses, never a password.
    package var sentence: Sentence {
        if code == .connectionFailed {
            // "connection to server at … failed: FATAL:  database "x" does not exist": what follows is the reason.
            let reason = message.firstRange(of: "FATAL: ").map { String(message[$0.upperBound...]) } ?? message
            return "cannot connect to the database: \(reason.onOneLine)"
        }
        guard let constraint else { return "\(code.phrase) (\(code.rawValue))" }
        return "\(code.phrase) (\(code.rawValue), constraint \(constraint))"
    }
}

extension PostgresError: CustomDebugStringConvertible {
    /// Everything for the operator, on several lines, but no data.
    ///
    /// The server quotes refused values in messages of class 22, and whole keys or rows in the details of classes 22
    /// and 23: there quotations are masked and details left out.
    package var debugDescription: String {
        let quotesData = code.classCode == "22" || code.classCode == "23"
        var lines = ["PostgresError \(code.rawValue): \(code.classCode == "22" ? message.maskingQuotations : message)"]
        func add(_ name: String, _ value: String?) {
            if let value { lines.append("  \(name): \(value)") }
        }
        if serverCode != code { add("server", serverCode?.rawValue) }
        add("detail", quotesData ? nil : detail)
        add("hint", hint)
        add("schema", schema)
        add("table", table)
        add("column", column)
        add("constraint", constraint)
        add("context", context?.maskingQuotations)
        add("sql", sql)
        return lines.joined(separator: "\n")
    }
}

extension String {
    /// The text with all between the first and the last double quote of each line replaced by an ellipsis: what is
    /// quoted may hold quotes itself.
    var maskingQuotations: String {
        split(separator: "\n", omittingEmptySubsequences: false).map { line in
            guard let first = line.firstIndex(of: "\""), let last = line.lastIndex(of: "\"") else {
                return String(line)
            }
            return line[...first] + "…" + line[last...]
        }.joined(separator: "\n")
    }

    /// The first place of a text; the standard library alone finds only collections of elements.
    func firstRange(of text: String) -> Range<String.Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
            start = index(after: start)
        }
        return nil
    }
}
