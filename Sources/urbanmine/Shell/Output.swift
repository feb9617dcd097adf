internal import Answers
internal import Interchange

/// Where a command's answer goes: standard output, a file, and remarks to standard error.
struct Output: Sendable {
    var writer: AnswerWriter
    let isQuiet: Bool

    init(format: AnswerFormat, language: Language, isQuiet: Bool) {
        let isColored =
            Standard.outputIsTerminal && !Environment.isSet("NO_COLOR") && Environment.variables["TERM"] != "dumb"
        writer = AnswerWriter(
            format: format, language: language, width: Standard.outputIsTerminal ? Standard.width : nil,
            isColored: isColored, showsNext: !isQuiet)
        self.isQuiet = isQuiet
    }

    /// Whether progress may be shown.
    var showsProgress: Bool { Standard.errorIsTerminal && !isQuiet }

    /// Writes an answer to standard output, its warnings to standard error.
    func show(_ answer: Answer) throws {
        for warning in writer.lines(ofWarningsIn: answer) { Standard.writeError(warning + "\n") }
        try Standard.write(writer.bytes(of: answer))
    }

    /// Writes what is ready already, to a file where one is named.
    func write(_ bytes: [UInt8], toFile path: String?) throws {
        guard let path, path != "-" else { return try Standard.write(bytes) }
        try Standard.write(bytes, toFile: path)
        note(Text("written to \(path)", "已写入 \(path)"))
    }

    /// A remark beside the answer, for people only.
    func note(_ text: Text) {
        if !isQuiet { Standard.writeError(text.in(writer.language) + "\n") }
    }

    /// Replaces the line of progress on a terminal.
    func showProgress(_ text: Text) {
        if showsProgress { Standard.writeError("\r\u{1B}[K" + text.in(writer.language)) }
    }

    func endProgress() {
        if showsProgress { Standard.writeError("\r\u{1B}[K") }
    }
}
