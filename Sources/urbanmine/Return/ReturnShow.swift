internal import Answers
import ArgumentParser
internal import MaterialLedger
internal import Operations

struct ReturnShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a return as it stands.",
        discussion: """
            Example:
              urbanmine return show RT-0001
            """)

    @Argument(help: "Its id.") var `return`: String
    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run() async throws {
        try await options.withBooks { session in
            let (document, rows) = try await DocumentBrowser(session.books).show(.goodsReturn, `return`)
            try session.show(Answer(document, rows, of: .goodsReturn))
        }
    }
}
