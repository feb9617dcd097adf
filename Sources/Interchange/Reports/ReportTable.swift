package import MaterialLedger

/// The monthly report for a terminal.
package enum ReportTable {
    /// Writes the form, with bold heads and totals by ANSI sequences where `color` says so.
    ///
    /// Tables wider than `width` cells are cut into blocks; `time` writes an instant in the site's time zone.
    package static func write(
        _ report: MonthlyReport, language: Language, color: Bool, width: Int = 120, time: (Instant) -> String
    ) -> String {
        let form = ReportForm(report, language: language, time: time)
        func bold(_ text: String) -> String { color ? "\u{1B}[1m\(text)\u{1B}[0m" : text }
        let title = String(repeating: " ", count: max(0, (width - DisplayWidth.of(form.title)) / 2)) + bold(form.title)
        let head = wrapped(form.headTexts.map(TextTable.printable), width: width)
        var text = ([title] + head + [""]).map { $0 + "\n" }.joined()
        for section in form.sections {
            text += bold(section.title) + "\n"
            text +=
                section.rows.isEmpty
                ? "  " + language.text(en: "(none)", zh: "（本月无）") + "\n"
                : table(section).rendered(width: width, color: color)
            for remark in section.remarks {
                text += broken(TextTable.printable(remark), width: width - 2).map { "  \($0)\n" }.joined()
            }
            text += "\n"
        }
        return text + wrapped(form.foot, width: width).map { $0 + "\n" }.joined()
    }

    static func table(_ section: ReportForm.Section) -> TextTable {
        TextTable(
            columns: section.columns.map { column in
                TextTable.Column(
                    column.group.map { "\($0)\n\(column.title)" } ?? column.title,
                    column.numeric ? .trailing : .leading)
            },
            rows: section.rows.map { $0.cells.map { $0.text(grouped: true) } },
            emphasisedRows: Set(section.rows.indices.filter { section.rows[$0].emphasised }),
            keyColumns: section.keyColumns)
    }

    /// Entries beside each other, as many on a line as fit.
    private static func wrapped(_ entries: [String], width: Int) -> [String] {
        entries.reduce(into: [String]()) { lines, entry in
            if let last = lines.last, DisplayWidth.of(last) + 4 + DisplayWidth.of(entry) <= width {
                lines[lines.count - 1] = last + "    " + entry
            } else {
                lines.append(entry)
            }
        }
    }

    /// A sentence in lines: broken after a space or, in Chinese, anywhere but before a mark of punctuation.
    static func broken(_ sentence: String, width: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        var pending = ""
        func flush() {
            if !line.isEmpty, DisplayWidth.of(line) + DisplayWidth.of(pending) > width {
                while line.last == " " { line.removeLast() }
                lines.append(line)
                line = ""
            }
            line += pending
            pending = ""
        }
        for character in sentence {
            if DisplayWidth.of(character: character) == 2, !"。，；：、）”".contains(character) { flush() }
            pending.append(character)
            if character == " " { flush() }
        }
        flush()
        if !line.isEmpty { lines.append(line) }
        return lines
    }
}
