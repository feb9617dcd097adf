import ArgumentParser
internal import MaterialLedger
internal import Operations

struct LedgerReverse: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reverse", abstract: "Reverse a document that should not exist (冲销).",
        discussion: """
            What used its outputs has to be reversed first. Its id stays used.

            Example:
              urbanmine ledger reverse intake:WT-0001 --reason "entered twice"
            """)

    @Argument(help: "The entry's number, the document's id, or KIND:ID.") var entry: String
    @Option(help: "Why.") var reason: String
    @Flag(name: .customLong("dry-run"), help: "Check everything, record nothing.") var isDryRun = false
    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run() async throws {
        try await options.withBooks { session in
            let reversal = try await LedgerBook(session.books).reverse(entry, reason: reason, dryRun: isDryRun)
            let name = Text(EventKind.sentence(naming: reversal.document))
            var answer = Answer()
            answer.headline =
                if reversal.wasReversed {
                    Text("\(name.en) was already reversed; nothing changed", "\(name.zh) 此前已冲销，未作更改")
                } else if isDryRun {
                    Text("\(name.en) can be reversed; nothing was recorded (dry run)", "\(name.zh) 可以冲销（试运行，未登记）")
                } else {
                    Text("\(name.en) reversed", "\(name.zh) 已冲销")
                }
            answer.fields = [
                Field("document", Text("Document", "单据"), .text(reversal.document)),
                Field("entry", Text("Entry", "分录"), .count(isDryRun ? nil : reversal.event)),
                Field("status", Text("Status", "状态"), .word(status(reversal))),
                Field("postings", Text("Postings", "过账行"), .count(reversal.postings)),
                Field("late_at", Text("Posted at, as its month is closed", "所属期已结账，过账于"), .time(reversal.lateAt)),
            ]
            try session.show(answer)
        }
    }

    private func status(_ reversal: LedgerBook.Reversal) -> String {
        if reversal.wasReversed { return "already_reversed" }
        return isDryRun ? "dry_run" : "reversed"
    }
}
