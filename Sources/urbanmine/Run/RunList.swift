import ArgumentParser
internal import MaterialLedger

struct RunList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List process runs, the last recorded first.",
        discussion: """
            Example:
              urbanmine run list --since 2024-11-01
            """)

    @OptionGroup var list: ListOptions
    @Flag(name: .customLong("open"), help: "Only those under way.") var isOpenOnly = false
    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run() async throws {
        try await options.withBooks { try await list.show(.run, openOnly: isOpenOnly, $0) }
    }
}
