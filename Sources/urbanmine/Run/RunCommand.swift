import ArgumentParser

/// Process runs (生产批).
struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Process runs: what went in, what came out, what was lost.",
        discussion: """
            Example:
              urbanmine run record --facility F-01 --process breaking --in LOT-0001=12.5t \\
                --out PASTE=8t --out GRID=3.5t --loss-rest WATER
            """,
        subcommands: [RunRecord.self, RunStart.self, RunFinish.self, RunList.self, RunShow.self])
}
