import ArgumentParser
internal import MaterialLedger

struct CountList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List counts, the last recorded first.",
        discussion: """
            Example:
              urbanmine count list --since 2024-11-01
            """)

    @OptionGroup var list: ListOptions
    @Flag(name: .customLong("open"), help: "Only those that are not accepted.") var isOpenOnly = false
    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run() async throws {
        try await options.withBooks { try await list.show(.count, openOnly: isOpenOnly, $0) }
    }
}
