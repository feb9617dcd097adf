import ArgumentParser

/// Suppliers and customers (往来单位).
struct PartyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "party", abstract: "Suppliers and customers.",
        discussion: """
            Example:
              urbanmine party add --party S-001 --name 周口回收 --province 411600
            """,
        subcommands: [PartyAdd.self, PartyList.self, PartyShow.self, PartyRevise.self])
}
