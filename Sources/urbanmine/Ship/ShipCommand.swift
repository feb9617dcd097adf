import ArgumentParser

/// Shipments to customers (发货), disposal included.
struct ShipCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ship", abstract: "Shipments: sales, disposal, samples.",
        discussion: """
            Example:
              urbanmine ship record --facility F-01 --customer C-001 --lot LEAD-0001=20t
            """,
        subcommands: [ShipRecord.self, ShipList.self, ShipShow.self])
}
