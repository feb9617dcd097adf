internal import Interchange
internal import Wording

extension AnswerWriter {
    func table(_ answer: Answer) -> String {
        var parts: [String] = []
        var head = answer.headline.map { $0.in(language) + "\n" } ?? ""
        let indent = answer.headline == nil ? "" : "  "
        let fields = answer.fields.compactMap { field in text(field.cell).map { (field.label.in(language), $0) } }
        let width = fields.map { DisplayWidth.of($0.0) }.max() ?? 0
        for (label, value) in fields {
            let space = String(repeating: " ", count: width - DisplayWidth.of(label))
            head += indent + label + space + "  " + value + "\n"
        }
        if !head.isEmpty { parts.append(head) }
        parts += answer.sheets.map(table)
        if showsNext, !answer.next.isEmpty {
            let label = language.text(en: "next:", zh: "下一步：")
            parts.append(answer.next.map { "\(label) \($0)\n" }.joined())
        }
        return parts.joined(separator: "\n")
    }

    private func table(_ whole: Sheet) -> String {
        let sheet = whole.seen(by: language == .zh ? [.everyone, .readersOfChinese] : [.everyone])
        guard !sheet.rows.isEmpty else {
            let title = sheet.title.map { $0.in(language) + ": " } ?? ""
            return title + language.text(en: "(none)", zh: "（无）") + "\n"
        }
        var columns: [TextTable.Column] = []
        for (index, column) in sheet.columns.enumerated() {
            let label = column.label.in(language)
            switch sheet.rows[0][index] {
            // Tonnes for the eye, grams for the books.
            case .mass: columns += [.init(label + " (t)", .trailing), .init("(g)", .trailing)]
            case .count, .number: columns.append(.init(label, .trailing))
            case .text, .sentence, .bilingual, .account, .time, .flag, .texts, .counts:
                columns.append(.init(label))
            }
        }
        var rows = sheet.rows.map { $0.flatMap(cells) }
        var emphasised: Set<Int> = []
        if sheet.hasTotal {
            emphasised = [rows.count]
            rows.append(total(of: sheet))
        }
        return TextTable(
            title: sheet.title?.in(language), columns: columns, rows: rows, emphasisedRows: emphasised
        ).rendered(width: width, color: isColored)
    }

    private func cells(_ cell: Cell) -> [String] {
        switch cell {
        case .mass(let grams): grams.map { [Self.tonnes($0), Self.grouped($0)] } ?? ["", ""]
        case .count(let count): [count.map(Self.grouped) ?? ""]
        case .text, .sentence, .bilingual, .account, .time, .number, .flag, .texts, .counts:
            [text(cell) ?? ""]
        }
    }

    private func total(of sheet: Sheet) -> [String] {
        sheet.columns.indices.flatMap { index -> [String] in
            guard case .mass = sheet.rows[0][index] else {
                return [index == 0 ? language.text(en: "total", zh: "合计") : ""]
            }
            let sum = sheet.rows.reduce(Int128(0)) { sum, row in
                if case .mass(let grams?) = row[index] { sum + Int128(grams) } else { sum }
            }
            return [
                DecimalText.text(DecimalText.rounded(sum, scale: 6, decimals: 3), decimals: 3, grouped: true),
                DecimalText.text(sum, decimals: 0, grouped: true),
            ]
        }
    }

    /// A value as people read it; nil where there is none.
    private func text(_ cell: Cell) -> String? {
        switch cell {
        case .text(let text): text.map(TextTable.printable)
        case .sentence(let sentence): (sentence?.text(in: language)).map(TextTable.printable)
        case .bilingual(let text): TextTable.printable(text.in(language))
        case .account(let account): TextTable.printable(AccountName.label(account, language))
        case .mass(let grams): grams.map { "\(Self.tonnes($0)) t  (\(Self.grouped($0)) g)" }
        case .time(let instant): instant.map(time)
        case .count(let count): count.map(Self.grouped)
        case .number(let number): number.map { "\($0)" }
        case .flag(let flag):
            flag.map { $0 ? language.text(en: "yes", zh: "是") : language.text(en: "no", zh: "否") }
        case .texts(let texts): texts.isEmpty ? nil : texts.map(TextTable.printable).joined(separator: ", ")
        case .counts(let counts):
            counts.contains { $0.count != 0 }
                ? counts.filter { $0.count != 0 }
                    .map { "\(Sentence(term: $0.name).text(in: language)) \(Self.grouped($0.count))" }
                    .joined(separator: ", ") : nil
        }
    }

    private static func tonnes(_ grams: Int64) -> String {
        DecimalText.text(DecimalText.rounded(Int128(grams), scale: 6, decimals: 3), decimals: 3, grouped: true)
    }

    package static func grouped(_ number: Int64) -> String {
        DecimalText.text(Int128(number), decimals: 0, grouped: true)
    }
}
