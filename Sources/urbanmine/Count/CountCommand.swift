import ArgumentParser

/// Physical inventories (盘点).
struct CountCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "count", abstract: "Physical inventories, and what they change in the books.",
        discussion: """
            Example:
              urbanmine count record --facility F-01 --lot LOT-0001=12.1t --count CT-0001
            """,
        subcommands: [CountRecord.self, CountAccept.self, CountList.self, CountShow.self])
}
