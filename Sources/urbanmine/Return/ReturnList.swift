import ArgumentParser
internal import MaterialLedger

struct ReturnList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List returns, the last recorded first.",
        discussion: """
            Example:
              urbanmine return list --since 2024-11-01
            """)

    @OptionGroup var list: ListOptions
    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run() async throws {
        try await options.withBooks { try await list.show(.goodsReturn, $0) }
    }
}
