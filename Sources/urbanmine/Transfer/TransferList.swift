import ArgumentParser
internal import MaterialLedger

struct TransferList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List transfers between facilities, the last recorded first.",
        discussion: """
            Example:
              urbanmine transfer list --since 2024-11-01
            """)

    @OptionGroup var list: ListOptions
    @Flag(name: .customLong("open"), help: "Only those on the road.") var isOpenOnly = false
    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run() async throws {
        try await options.withBooks { try await list.show(.transfer, openOnly: isOpenOnly, $0) }
    }
}
