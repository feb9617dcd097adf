import Answers
import Interchange
import MaterialLedger
import Testing
import Wording

@testable import Operations

struct RecordingAnswerTests {
    @Test func aTicketAsATableInEnglish() {
        let text = AnswerWriter.writing(.table).text(of: Answer(recorded: recordedIntake(), as: .intake))
        #expect(
            text == """
                intake WT-1 recorded
                  Ticket          WT-1
                  Lot             LOT-1
                  Weighed         2024-11-05 08:00:00
                  Facility        F-01
                  Material        LAB
                  Supplier        S-001
                  Gross           48.200 t  (48,200,000 g)
                  Tare            15.100 t  (15,100,000 g)
                  Deduction       0.100 t  (100,000 g)
                  Net (settled)   33.000 t  (33,000,000 g)
                  In the books    33.100 t  (33,100,000 g)
                  Deduction kind  commercial
                  Truck           豫P1\u{FFFD}[31m
                  Status          recorded
                  Ledger entries  1
                  Postings        2

                next: urbanmine batch show LOT-1
                next: urbanmine trace LOT-1

                """)
    }

    @Test func aTicketAsATableInChinese() {
        let text = AnswerWriter.writing(.table, .zh).text(of: Answer(recorded: recordedIntake(), as: .intake))
        #expect(text.hasPrefix("过磅单 WT-1 已登记\n"))
        #expect(text.contains("  结算重量  33.000 t  (33,000,000 g)\n"))
        #expect(text.contains("  状态      已登记\n"))
        #expect(text.hasSuffix("下一步： urbanmine trace LOT-1\n"))
    }

    @Test func programsGetTheSameInEveryLanguage() {
        let answer = Answer(recorded: recordedIntake(), as: .intake)
        for format in [AnswerFormat.json, .csv] {
            #expect(
                AnswerWriter.writing(format, .zh).bytes(of: answer) == AnswerWriter.writing(format).bytes(of: answer))
        }
    }

    @Test func aTicketAsJSON() {
        let text = AnswerWriter.writing(.json).text(of: Answer(recorded: recordedIntake(), as: .intake))
        #expect(text.hasPrefix(#"{"ticket":"WT-1","lot":"LOT-1","received_at":"2024-11-05T08:00:00+08:00","#))
        #expect(text.contains(#""gross_g":48200000,"tare_g":15100000,"#))
        #expect(text.hasSuffix(#""status":"recorded","entries":1,"postings":2,"warnings":[]}"# + "\n"))
    }

    @Test func aTicketAsCSVIsOneRecord() {
        let lines = AnswerWriter.writing(.csv).text(of: Answer(recorded: recordedIntake(), as: .intake))
            .split(whereSeparator: \.isNewline)
        #expect(lines.count == 2)
        #expect(lines.first?.hasPrefix("ticket,lot,received_at,facility,") == true)
        #expect(lines.last?.hasPrefix("WT-1,LOT-1,2024-11-05T08:00:00+08:00,F-01,") == true)
    }

    @Test func aDryRunHasNoNextCommands() {
        var outcome = recordedIntake()
        outcome.receipt.isDryRun = true
        let answer = Answer(recorded: outcome, as: .intake)
        #expect(
            answer.headline == Text("intake WT-1 is in order; nothing was recorded (dry run)", "过磅单 WT-1 检查无误（试运行，未登记）")
        )
        #expect(answer.next.isEmpty)
    }

    @Test(arguments: [("L 1", "'L 1'"), ("-L1", "-- -L1"), ("L'1", #"'L'\''1'"#), ("铅-1", "铅-1")])
    func codesInCommandsAreShellWords(_ lot: String, _ word: String) {
        #expect(Answer(recorded: recordedIntake(lot: lot), as: .intake).next.last == "urbanmine trace \(word)")
    }

    @Test func warningsAreLinesForPeopleAndFieldsForPrograms() {
        var outcome = recordedIntake()
        outcome.receipt.reversed = ["WT-1"]
        let answer = Answer(recorded: outcome, as: .intake)
        #expect(
            AnswerWriter.writing(.table).lines(ofWarningsIn: answer) == [
                "warning: on record, but reversed, so not counted: WT-1; record it anew under another id"
            ])
        #expect(
            AnswerWriter.writing(.table, .zh).lines(ofWarningsIn: answer) == [
                "警告：已登记但已冲销，不计入账：WT-1；请换编号重新登记"
            ])
        #expect(AnswerWriter.writing(.json).text(of: answer).contains(#""warnings":[{"code":"reversed","message":"on"#))
    }
}
