internal import Answers
import ArgumentParser
internal import Operations

struct BatchShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a lot: what made it, where it lies, what happened to it.",
        discussion: """
            Example:
              urbanmine batch show LOT-0001
            """)

    @Argument(help: "The lot's code, or the ticket's number.") var lot: String
    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run() async throws {
        try await options.withBooks { session in
            let (page, intake) = try await DocumentBrowser(session.books).lot(lot)
            try session.show(Answer(page, intake))
        }
    }
}
