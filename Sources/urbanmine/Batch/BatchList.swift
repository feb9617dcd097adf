import ArgumentParser
internal import MaterialLedger

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
        try await options.withBooks { try await list.show(.intake, $0) }
    }
}
