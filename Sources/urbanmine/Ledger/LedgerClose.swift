internal import Answers
import ArgumentParser
internal import MaterialLedger
internal import Operations
internal import Wording

struct LedgerClose: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "close", abstract: "Close a month (结账): nothing more can be dated in it or before.",
        discussion: """
            Example:
              urbanmine ledger close 2024-11
            """)

    @Argument(help: "The month, YYYY-MM.") var month: String
    @OptionGroup(title: "Global options") var options: GlobalOptions

    func validate() throws {
        guard Month(month) != nil else {
            throw ValidationError(saying: "'\(month)' is not a month; write YYYY-MM, such as 2024-11")
        }
    }

    func run() async throws {
        guard let period = Month(month) else { return }
        try await options.withBooks { session in
            try await LedgerBook(session.books).close(period)
            try session.show(Answer(closed: period))
        }
    }
}
