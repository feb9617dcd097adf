import ArgumentParser
internal import Operations

struct CountAccept: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "accept", abstract: "Post the differences of a count to adjustment.",
        discussion: """
            Example:
              urbanmine count accept CT-0001 --dry-run
            """)

    @Argument(help: "Its id.") var count: String
    @Flag(name: .customLong("dry-run"), help: "Show the differences, post nothing.") var isDryRun = false
    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run() async throws {
        try await options.withBooks { session in
            let acceptance = try await Revisions(session.books).acceptCount(count, dryRun: isDryRun)
            var answer = Answer()
            answer.headline =
                if acceptance.wasAccepted {
                    Text("count \(count) was already accepted; nothing changed", "盘点单 \(count) 此前已确认，未作更改")
                } else if isDryRun {
                    Text("count \(count) can be accepted; nothing was posted (dry run)", "盘点单 \(count) 可以确认（试运行，未过账）")
                } else {
                    Text("count \(count) accepted", "盘点单 \(count) 已确认")
                }
            answer.fields = [
                Field("count", Text("Count", "盘点单"), .text(acceptance.count)),
                Field("status", Text("Status", "状态"), .word(status(acceptance))),
                Field("entries", Text("Ledger entries", "台账分录"), .count(acceptance.entries)),
                Field("postings", Text("Postings", "过账行"), .count(acceptance.postings)),
            ]
            answer.sheets = [
                Sheet(
                    "lots", Text("Lots", "批次明细"), acceptance.lots,
                    [
                        Column("lot", Label.lot, { .text($0.lot) }),
                        Column("booked_g", Text("Booked", "账面"), { .mass($0.booked) }),
                        Column("counted_g", Text("Counted", "实盘"), { .mass($0.counted) }),
                        Column("difference_g", Text("Difference", "差异"), { .mass($0.difference) }),
                    ])
            ]
            try session.show(answer)
        }
    }

    private func status(_ acceptance: Revisions.Acceptance) -> String {
        if acceptance.wasAccepted { return "already_accepted" }
        return isDryRun ? "dry_run" : "accepted"
    }
}
