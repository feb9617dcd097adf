import ArgumentParser

/// Adjustments (调整): drying, drained acid, a pile that weighs more than booked.
struct AdjustCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "adjust", abstract: "Adjustments of lots, up or down, with their reason.",
        discussion: """
            Example:
              urbanmine adjust record --facility F-01 --lot LOT-0001=-0.35t --reason "acid drained"
            """,
        subcommands: [AdjustRecord.self, AdjustList.self, AdjustShow.self])
}
