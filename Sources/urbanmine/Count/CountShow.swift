internal import Answers
import ArgumentParser
internal import MaterialLedger
internal import Operations

struct CountShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a count as it stands.",
        discussion: """
            Example:
              urbanmine count show CT-0001
            """)

    @Argument(help: "Its id.") var count: String
    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run() async throws {
        try await options.withBooks { session in
            let (document, rows) = try await DocumentBrowser(session.books).show(.count, count)
            try session.show(Answer(document, rows, of: .count))
        }
    }
}
