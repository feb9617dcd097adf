internal import Interchange
internal import MaterialLedger
internal import Wording

extension AnswerWriter {
    /// A list as its rows; anything else as a single record of its fields, whose lists are in JSON only.
    func csv(_ answer: Answer) -> [UInt8] {
        let sheet = answer.isList ? answer.sheets.first?.seen(by: [.everyone, .programs]) : nil
        let heads = sheet?.columns.map(\.key) ?? answer.fields.map(\.key)
        let rows = sheet?.rows ?? [answer.fields.map(\.cell)]
        return TextTable(columns: heads.map { .init($0) }, rows: rows.map { $0.map(plain) }).csv()
    }

    private func plain(_ cell: Cell) -> String {
        switch cell {
        case .text(let text): text ?? ""
        case .sentence(let sentence): sentence?.english ?? ""
        case .bilingual(let text): text.en
        case .account(let account): account
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
