internal import Interchange
internal import MaterialLedger
internal import Wording

extension AnswerWriter {
    func json(_ answer: Answer) -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            for field in answer.fields {
                json.key(field.key)
                write(field.cell, to: &json)
            }
            for sheet in answer.sheets.map({ $0.seen(by: [.everyone, .programs]) }) {
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
        case .bilingual(let text): json.string(text.en)
        case .account(let account): json.string(account)
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
}
