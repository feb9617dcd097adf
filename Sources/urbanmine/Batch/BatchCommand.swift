import ArgumentParser

/// Intakes (过磅单) and the lots that they make.
struct BatchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "batch", abstract: "Intakes at the gate, and lots.",
        discussion: """
            Example:
              urbanmine batch record --facility F-01 --material LAB --supplier S-001 --gross 48.2t --tare 15.1t
            """,
        subcommands: [BatchRecord.self, BatchList.self, BatchShow.self])
}
