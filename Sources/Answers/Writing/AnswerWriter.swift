package import Interchange
internal import MaterialLedger

/// Turns answers, reports and traces into bytes; where those go is the caller's business.
package struct AnswerWriter: Sendable {
    package var format: AnswerFormat
    package var language: Language
    /// The zone in which times are written.
    package var zone: ZoneRules
    /// The cells of a line, where a table must be cut to them.
    package var width: Int?
    package var isColored: Bool
    /// Whether tables end with commands to go on with.
    package var showsNext: Bool

    package init(
        format: AnswerFormat, language: Language, zone: ZoneRules = ZoneRules(identifier: "UTC", fixedOffset: 0),
        width: Int? = nil, isColored: Bool = false, showsNext: Bool = true
    ) {
        self.format = format
        self.language = language
        self.zone = zone
        self.width = width
        self.isColored = isColored
        self.showsNext = showsNext
    }

    /// The same for a file, which has neither width nor colours.
    package var forFile: AnswerWriter {
        var writer = self
        writer.width = nil
        writer.isColored = false
        return writer
    }

    /// An answer; what has only tables, JSON and CSV is a table in any other format.
    package func bytes(of answer: Answer) -> [UInt8] {
        switch format {
        case .table, .xlsx, .dot: Array(table(answer).utf8)
        case .json: json(answer)
        case .csv: csv(answer)
        }
    }

    /// The warnings of an answer as lines for people; JSON has them within the answer as well.
    package func lines(ofWarningsIn answer: Answer) -> [String] {
        (answer.warnings ?? []).map { language.text(en: "warning: ", zh: "警告：") + $0.message.in(language) }
    }

    /// The width of reports and traces, which are always cut.
    var reportWidth: Int { width ?? 120 }

    func time(_ instant: Instant) -> String { TimeText.dateTime(instant, zone: zone) }
    func rfc3339(_ instant: Instant) -> String { TimeText.rfc3339(instant, zone: zone) }
}
