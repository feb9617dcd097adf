internal import Answers
import ArgumentParser
internal import Interchange
internal import Operations
internal import Store

/// Where the books are and how they stand.
struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Show where the books are, and how they stand.",
        discussion: """
            Example:
              urbanmine status
            """)

    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run() async throws {
        var output = try options.output()
        let status = try await Inspection.status(options.location)
        if let zone = ZoneRules.load(status.figures.timeZone) { output.writer.zone = zone }
        try output.show(Answer(status))
    }
}
