internal import Answers
import ArgumentParser
internal import MaterialLedger
internal import Operations

struct AdjustShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show an adjustment as it stands.",
        discussion: """
            Example:
              urbanmine adjust show AD-0001
            """)

    @Argument(help: "Its id.") var adjustment: String
    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run() async throws {
        try await options.withBooks { session in
            let (document, rows) = try await DocumentBrowser(session.books).show(.adjustment, adjustment)
            try session.show(Answer(document, rows, of: .adjustment))
        }
    }
}
