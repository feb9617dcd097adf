internal import Answers
import ArgumentParser
internal import MaterialLedger
internal import Operations

struct TransferShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a transfer as it stands.",
        discussion: """
            Example:
              urbanmine transfer show TR-0007
            """)

    @Argument(help: "Its id.") var transfer: String
    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run() async throws {
        try await options.withBooks { session in
            let (document, rows) = try await DocumentBrowser(session.books).show(.transfer, transfer)
            try session.show(Answer(document, rows, of: .transfer))
        }
    }
}
