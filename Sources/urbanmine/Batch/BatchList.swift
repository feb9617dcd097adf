import ArgumentParser
internal import MaterialLedger
internal import Operations
internal import Store

struct BatchList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List intakes, the last recorded first.",
        discussion: """
            Example:
              urbanmine batch list --facility F-01 --since 2024-11-05
            """)

    @OptionGroup var list: ListOptions
    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run() async throws {
        try await options.withBooks { session in
            let rows = try await DocumentBrowser(session.books).list(.intake, try list.filter(session.typed))
            var answer = Answer(isList: true)
            answer.sheets = [Sheet("intakes", nil, rows, Self.columns)]
            try session.show(answer)
        }
    }

    private static var columns: [Column<ListedDocument>] {
        [
            Column("ticket", Text("Ticket", "过磅单号"), { .text($0.code) }),
            Column("received_at", Text("Received", "收货时间"), { .time($0.occurredAt) }),
            Column("facility", Label.facility, { .text($0.facility) }),
            Column("material", Label.material, { .text($0.detail) }),
            Column("supplier", Label.supplier, { .text($0.counterpart) }),
            Column("truck", Text("Truck", "车牌"), { .text($0.truck) }),
            Column("lot", Label.lot, { .text($0.lot) }),
            Column("net_g", Text("Net", "结算重量"), { .mass($0.net) }),
            Column("book_g", Text("Books", "入账质量"), { .mass($0.mass) }),
            Column("reversed", Label.isReversed, { .flag($0.isReversed) }),
        ]
    }
}
