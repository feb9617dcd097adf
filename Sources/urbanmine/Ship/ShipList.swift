import ArgumentParser
internal import MaterialLedger

struct ShipList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List shipments, the last recorded first.",
        discussion: """
            Example:
              urbanmine ship list --since 2024-11-01
            """)

    @OptionGroup var list: ListOptions
    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run() async throws {
        try await options.withBooks { try await list.show(.shipment, $0) }
    }
}
