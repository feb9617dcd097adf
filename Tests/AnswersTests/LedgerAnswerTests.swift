import Answers
import Interchange
import MaterialLedger
import Testing
import Wording

@testable import Operations
@testable import Store

struct LedgerAnswerTests {
    private let balances = LedgerBook.Balances(
        rows: [
            BalanceRow(account: "stock", facility: nil, material: nil, lot: nil, mass: 1_234_567),
            BalanceRow(account: "supplier:S-1", facility: nil, material: nil, lot: nil, mass: -1_234_567),
        ], total: 0)

    @Test func peopleSeeOnlyTheKeyOfTheBalances() {
        let answer = Answer(balances, by: .account, at: nil)
        #expect(
            AnswerWriter.writing(.table).text(of: answer) == """
                Account       Mass (t)         (g)
                ──────────────────────────────────
                stock            1.235   1,234,567
                supplier:S-1    -1.235  -1,234,567
                total            0.000           0
                ──────────────────────────────────

                """)
    }

    @Test func chineseTablesNameTheAccounts() {
        let text = AnswerWriter.writing(.table, .zh).text(of: Answer(balances, by: .account, at: nil))
        #expect(text.contains("supplier:S-1  供应商"))
        #expect(!text.contains("批次"))
    }

    @Test func programsGetEveryKeyAndTheTotal() {
        let answer = Answer(balances, by: .account, at: .sample)
        let row = #"{"account":"stock","facility":null,"material":null,"lot":null,"mass_g":1234567}"#
        for language in [Language.en, .zh] {
            let text = AnswerWriter.writing(.json, language).text(of: answer)
            #expect(text.hasPrefix(#"{"at":"2024-11-05T08:00:00+08:00","balances":["# + row + ","))
            #expect(text.hasSuffix(#"],"total_g":0}"# + "\n"))
        }
        let csv = AnswerWriter.writing(.csv, .zh).text(of: answer)
        #expect(csv.split(whereSeparator: \.isNewline).first == "account,facility,material,lot,mass_g")
    }

    @Test func anEmptyListSaysSo() {
        let none = Answer(LedgerBook.Balances(rows: [], total: 0), by: nil, at: nil)
        #expect(AnswerWriter.writing(.table).text(of: none) == "(none)\n")
        #expect(AnswerWriter.writing(.table, .zh).text(of: none) == "（无）\n")
        #expect(AnswerWriter.writing(.json).text(of: none) == #"{"at":null,"balances":[],"total_g":0}"# + "\n")
    }

    @Test func entriesHoldTheirPostingsInJSONAndAreLinesElsewhere() {
        let entry = LedgerEntry(
            event: 7, kind: "intake", documentKind: "intake", document: "WT-1", recordedAt: .sample, actor: "li",
            reason: nil,
            postings: [
                .init(account: "stock", facility: "F-01", material: "LAB", lot: "LOT-1", at: .sample, mass: 5),
                .init(account: "supplier:S-1", facility: nil, material: "LAB", lot: nil, at: .sample, mass: -5),
            ])
        func text(_ format: AnswerFormat, _ language: Language) -> String {
            String(decoding: AnswerWriter.writing(format, language).bytes(of: [entry]), as: UTF8.self)
        }
        #expect(text(.json, .zh).hasPrefix(#"{"entries":[{"entry":7,"kind":"intake","#))
        #expect(text(.json, .zh).contains(#""postings":[{"account":"stock","facility":"F-01","#))
        #expect(text(.table, .zh).contains("supplier:S-1 供应商"))
        #expect(!text(.table, .en).contains("供应商"))
        #expect(text(.csv, .zh).split(whereSeparator: \.isNewline).count == 3)
    }

    @Test func aReversalSaysWhatBecameOfTheDocument() throws {
        var reversal = LedgerBook.Reversal(event: 9, document: "intake WT-1", wasReversed: false, postings: 2)
        #expect(Answer(reversal, dryRun: false).headline == Text("intake WT-1 reversed", "过磅单 WT-1 已冲销"))
        reversal.wasReversed = true
        let text = AnswerWriter.writing(.csv).text(of: Answer(reversal, dryRun: false))
        #expect(text.split(whereSeparator: \.isNewline).last == "intake WT-1,9,already_reversed,2,")
    }
}
