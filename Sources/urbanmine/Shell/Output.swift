internal import Interchange
internal import MaterialLedger
internal import Wording

/// The one place where answers are written: every format is handled here and nowhere else.
struct Output: Sendable {
    let format: OutputFormat
    let language: Language
    let isQuiet: Bool
    var zone = ZoneRules(identifier: "UTC", fixedOffset: 0)

    var isColored: Bool {
        Standard.outputIsTerminal && !Environment.isSet("NO_COLOR") && Environment.variables["TERM"] != "dumb"
    }

    /// Whether progress may be shown.
    var showsProgress: Bool { Standard.errorIsTerminal && !isQuiet }

    func time(_ instant: Instant) -> String { TimeText.dateTime(instant, zone: zone) }
    func rfc3339(_ instant: Instant) -> String { TimeText.rfc3339(instant, zone: zone) }

    func show(_ answer: Answer) throws {
        for warning in answer.warnings ?? [] {
            Standard.writeError(
                language.text(en: "warning: ", zh: "警告：") + warning.message.in(language) + "\n")
        }
        switch format {
        case .table, .xlsx, .dot: try Standard.write(Array(table(answer).utf8))
        case .json: try Standard.write(json(answer))
        case .csv: try Standard.write(csv(answer))
        }
    }

    /// Writes what is ready already, to a file where one is named.
    func write(_ bytes: [UInt8], toFile path: String?) throws {
        guard let path, path != "-" else { return try Standard.write(bytes) }
        try Standard.write(bytes, toFile: path)
        note(Text("written to \(path)", "已写入 \(path)"))
    }

    /// A remark beside the answer, for people only.
    func note(_ text: Text) {
        if !isQuiet { Standard.writeError(text.in(language) + "\n") }
    }

    // MARK: - Table

    private func table(_ answer: Answer) -> String {
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
        if !isQuiet, !answer.next.isEmpty {
            let label = language.text(en: "next:", zh: "下一步：")
            parts.append(answer.next.map { "\(label) \($0)\n" }.joined())
        }
        return parts.joined(separator: "\n")
    }

    private func table(_ sheet: Sheet) -> String {
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
            case .text, .sentence, .time, .flag, .texts, .counts: columns.append(.init(label))
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
        ).rendered(width: Standard.outputIsTerminal ? Standard.width : nil, color: isColored)
    }

    private func cells(_ cell: Cell) -> [String] {
        switch cell {
        case .mass(let grams): grams.map { [Self.tonnes($0), Self.grouped($0)] } ?? ["", ""]
        case .count(let count): [count.map(Self.grouped) ?? ""]
        case .text, .sentence, .time, .number, .flag, .texts, .counts: [text(cell) ?? ""]
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
        case .text(let text): text.map(\.printable)
        case .sentence(let sentence): sentence?.text(in: language).printable
        case .mass(let grams): grams.map { "\(Self.tonnes($0)) t  (\(Self.grouped($0)) g)" }
        case .time(let instant): instant.map(time)
        case .count(let count): count.map(Self.grouped)
        case .number(let number): number.map { "\($0)" }
        case .flag(let flag):
            flag.map { $0 ? language.text(en: "yes", zh: "是") : language.text(en: "no", zh: "否") }
        case .texts(let texts): texts.isEmpty ? nil : texts.map(\.printable).joined(separator: ", ")
        case .counts(let counts):
            counts.contains { $0.count != 0 }
                ? counts.filter { $0.count != 0 }
                    .map { "\(Sentence(term: $0.name).text(in: language)) \(Self.grouped($0.count))" }
                    .joined(separator: ", ") : nil
        }
    }

    static func tonnes(_ grams: Int64) -> String {
        DecimalText.text(DecimalText.rounded(Int128(grams), scale: 6, decimals: 3), decimals: 3, grouped: true)
    }

    static func grouped(_ number: Int64) -> String { DecimalText.text(Int128(number), decimals: 0, grouped: true) }

    // MARK: - JSON

    private func json(_ answer: Answer) -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            for field in answer.fields {
                json.key(field.key)
                write(field.cell, to: &json)
            }
            for sheet in answer.sheets {
                json.key(sheet.key)
                json.array(sheet.rows) { json, row in
                    json.object { json in
                        for (column, cell) in zip(sheet.columns, row) {
                            json.key(column.key)
                            write(cell, to: &json)
                        }
                    }
                }
            }
            for field in answer.closing {
                json.key(field.key)
                write(field.cell, to: &json)
            }
            if let warnings = answer.warnings {
                json.key("warnings")
                json.array(warnings) { json, warning in
                    json.object { json in
                        json.field("code", warning.code)
                        json.field("message", warning.message.en)
                    }
                }
            }
        }
        return json.bytes + [0x0A]
    }

    private func write(_ cell: Cell, to json: inout JSONWriter) {
        switch cell {
        case .text(let text): json.string(text)
        case .sentence(let sentence): json.string(sentence?.english)
        case .mass(let grams): json.integer(grams)
        case .time(let instant): json.string(instant.map(rfc3339))
        case .count(let count): json.integer(count)
        case .number(let number): json.number(number)
        case .flag(let flag): if let flag { json.bool(flag) } else { json.null() }
        case .texts(let texts): json.array(texts) { json, text in json.string(text) }
        case .counts(let counts):
            json.object { json in for count in counts { json.field(count.name, count.count) } }
        }
    }

    // MARK: - CSV

    /// A list as its rows; anything else as a single record of its fields, whose lists are in JSON only.
    private func csv(_ answer: Answer) -> [UInt8] {
        let sheet = answer.isList ? answer.sheets.first : nil
        let heads = sheet?.columns.map(\.key) ?? answer.fields.map(\.key)
        let rows = sheet?.rows ?? [answer.fields.map(\.cell)]
        return TextTable(columns: heads.map { .init($0) }, rows: rows.map { $0.map(plain) }).csv()
    }

    private func plain(_ cell: Cell) -> String {
        switch cell {
        case .text(let text): text ?? ""
        case .sentence(let sentence): sentence?.english ?? ""
        case .mass(let grams): grams.map(String.init) ?? ""
        case .time(let instant): instant.map(rfc3339) ?? ""
        case .count(let count): count.map(String.init) ?? ""
        case .number(let number): number.map { "\($0)" } ?? ""
        case .flag(let flag): flag.map { $0 ? "true" : "false" } ?? ""
        case .texts(let texts): texts.joined(separator: " ")
        case .counts(let counts): counts.map { "\($0.name)=\($0.count)" }.joined(separator: " ")
        }
    }
}
