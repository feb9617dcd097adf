import ArgumentParser
internal import MaterialLedger

struct AdjustList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List adjustments, the last recorded first.",
        discussion: """
            Example:
              urbanmine adjust list --since 2024-11-01
            """)

    @OptionGroup var list: ListOptions
    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run() async throws {
        try await options.withBooks { try await list.show(.adjustment, $0) }
    }
}
