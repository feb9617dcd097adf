import ArgumentParser
internal import MaterialLedger
internal import Operations
internal import Wording

/// Corrects what a clerk typed wrong.
struct CorrectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "correct", abstract: "Correct what was typed wrong; every revision stays visible.",
        discussion: """
            Fields are the columns of the bundle's file; column:LOT means one line of
            several, and KIND:ID a document whose id is used by several kinds.

            Example:
              urbanmine correct WT-0001 --set truck=豫P54321 --set gross_kg=48150 --reason "typed wrong"
            """)

    @Argument(help: "The document's id, or KIND:ID.") var document: String
    @Option(
        name: .customLong("set"),
        help: ArgumentHelp("A field and what it should say. Repeatable.", valueName: "field=value"))
    var assignments: [String]
    @Option(help: "Why.") var reason: String
    @Option(help: ArgumentHelp("When it was corrected (default: now).", valueName: "time")) var at: String?
    @Flag(name: .customLong("dry-run"), help: "Check everything, record nothing.") var isDryRun = false
    @OptionGroup(title: "Global options") var options: GlobalOptions

    func validate() throws {
        var fields: Set<Substring> = []
        for assignment in assignments {
            let field = assignment.prefix { $0 != "=" }
            guard fields.insert(field).inserted else {
                throw ValidationError(saying: "--set \(String(field)) is given twice")
            }
        }
    }

    func run() async throws {
        try await options.withBooks { session in
            var typed = session.typed
            let fields = typed.assignments("set", assignments)
            let at = typed.time("at", at)
            try typed.check()
            let receipt = try await Revisions(session.books).correct(
                document, set: fields, reason: reason, at: at, dryRun: isDryRun)
            try session.show(answer(receipt, fields))
        }
    }

    private func answer(_ receipt: ImportBundle.Receipt, _ fields: [(field: String, value: String)]) -> Answer {
        let isRepeated = receipt.recorded.isEmpty
        var answer = Answer()
        answer.headline =
            if isRepeated {
                Text("\(document) says that already; nothing changed", "\(document) 内容已一致，未作更改")
            } else if receipt.isDryRun {
                Text("\(document) can be corrected; nothing was recorded (dry run)", "\(document) 可以更正（试运行，未登记）")
            } else {
                Text("\(document) corrected", "\(document) 已更正")
            }
        answer.fields = [
            Field("document", Text("Document", "单据"), .text(document)),
            Field(
                "status", Text("Status", "状态"),
                .word(isRepeated ? "unchanged" : receipt.isDryRun ? "dry_run" : "corrected")),
            Field("reason", Label.reason, .text(reason)),
            Field("entries", Text("Ledger entries", "台账分录"), .count(receipt.entries)),
            Field("postings", Text("Postings", "过账行"), .count(receipt.postings)),
        ]
        answer.sheets = [
            Sheet(
                "fields", Text("Fields", "字段"), fields,
                [
                    Column("field", Text("Field", "字段"), { .text($0.field) }),
                    Column("value", Text("Value", "更正后"), { .text($0.value) }),
                ])
        ]
        return answer
    }
}
