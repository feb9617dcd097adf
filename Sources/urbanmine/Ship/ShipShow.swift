internal import Answers
import ArgumentParser
internal import MaterialLedger
internal import Operations

struct ShipShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a shipment as it stands.",
        discussion: """
            Example:
              urbanmine ship show SH-0003
            """)

    @Argument(help: "Its id.") var shipment: String
    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run() async throws {
        try await options.withBooks { session in
            let (document, rows) = try await DocumentBrowser(session.books).show(.shipment, shipment)
            try session.show(Answer(document, rows, of: .shipment))
        }
    }
}
