internal import Answers
import ArgumentParser
internal import MaterialLedger
internal import Operations

struct RunShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a run as it stands.",
        discussion: """
            Example:
              urbanmine run show R-0042
            """)

    @Argument(help: "Its id.") var run: String
    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run() async throws {
        try await options.withBooks { session in
            let (document, rows) = try await DocumentBrowser(session.books).show(.run, run)
            try session.show(Answer(document, rows, of: .run))
        }
    }
}
