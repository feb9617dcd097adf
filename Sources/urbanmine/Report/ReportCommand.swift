import ArgumentParser

/// Reports.
struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "Reports for statistics.",
        discussion: """
            Example:
              urbanmine report monthly 2024-11 --format xlsx -o 2024-11.xlsx
            """,
        subcommands: [ReportMonthly.self])
}
