import ArgumentParser
internal import Interchange
internal import MaterialLedger
internal import Operations
internal import Store
internal import Wording

struct LedgerEntries: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "entries", abstract: "Entries and their postings, the last recorded last.",
        discussion: """
            Example:
              urbanmine ledger entries --lot LOT-0001
            """)

    @Option(help: "Only entries that move this lot.") var lot: String?
    @Option(help: ArgumentHelp("Only entries recorded at this time or later.", valueName: "time")) var since: String?
    @Option(parsing: .unconditional, help: "The last recorded so many, 1 to 1000000.") var limit = 50
    @OptionGroup(title: "Global options") var options: GlobalOptions

    func validate() throws {
        guard (1...1_000_000).contains(limit) else { throw ValidationError(saying: "--limit is 1 to 1000000") }
    }

    func run() async throws {
        try await options.withBooks { session in
            var typed = session.typed
            let since = typed.time("since", since)
            try typed.check()
            let entries = try await LedgerBook(session.books).entries(lot: lot, since: since, limit: limit)
            if session.output.format == .json {
                try session.output.write(EntriesJSON.write(entries, time: session.output.rfc3339), toFile: nil)
            } else {
                try session.show(table(entries, session.output))
            }
        }
    }

    /// A line for each posting.
    private func table(_ entries: [LedgerEntry], _ output: Output) -> Answer {
        let rows = entries.flatMap { entry in entry.postings.map { (entry: entry, posting: $0) } }
        var answer = Answer(isList: true)
        answer.sheets = [
            Sheet(
                "entries", nil, rows,
                [
                    Column("entry", Text("Entry", "分录"), { .text("\($0.entry.event)") }),
                    Column("kind", Text("Kind", "类型"), { .word($0.entry.kind) }),
                    Column("document", Text("Document", "单据号"), { .text($0.entry.document) }),
                    Column("at", Label.at, { .time($0.posting.at) }),
                    Column(
                        "account", Text("Account", "科目"),
                        { row in
                            let isForChinese = output.format == .table && output.language == .zh
                            let name = isForChinese ? AccountName.chinese(row.posting.account) : nil
                            return .text(row.posting.account + (name.map { " \($0)" } ?? ""))
                        }),
                    Column("facility", Label.facility, { .text($0.posting.facility) }),
                    Column("material", Label.material, { .text($0.posting.material) }),
                    Column("lot", Label.lot, { .text($0.posting.lot) }),
                    Column("mass_g", Label.mass, { .mass($0.posting.mass) }),
                    Column("recorded_at", Label.recordedAt, { .time($0.entry.recordedAt) }),
                    Column("recorded_by", Label.recordedBy, { .text($0.entry.actor) }),
                    Column("reason", Label.reason, { .text($0.entry.reason) }),
                ])
        ]
        return answer
    }
}
