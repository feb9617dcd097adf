internal import Answers
import ArgumentParser
internal import Operations

struct CountAccept: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "accept", abstract: "Post the differences of a count to adjustment.",
        discussion: """
            Example:
              urbanmine count accept CT-0001 --dry-run
            """)

    @Argument(help: "Its id.") var count: String
    @Flag(name: .customLong("dry-run"), help: "Show the differences, post nothing.") var isDryRun = false
    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run() async throws {
        try await options.withBooks { session in
            let acceptance = try await Revisions(session.books).acceptCount(count, dryRun: isDryRun)
            try session.show(Answer(acceptance, of: count, dryRun: isDryRun))
        }
    }
}
