internal import Answers
import ArgumentParser
internal import Operations

struct LedgerReverse: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reverse", abstract: "Reverse a document that should not exist (冲销).",
        discussion: """
            What used its outputs has to be reversed first. Its id stays used.

            Example:
              urbanmine ledger reverse intake:WT-0001 --reason "entered twice"
            """)

    @Argument(help: "The entry's number, the document's id, or KIND:ID.") var entry: String
    @Option(help: "Why.") var reason: String
    @Flag(name: .customLong("dry-run"), help: "Check everything, record nothing.") var isDryRun = false
    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run() async throws {
        try await options.withBooks { session in
            let reversal = try await LedgerBook(session.books).reverse(entry, reason: reason, dryRun: isDryRun)
            try session.show(Answer(reversal, dryRun: isDryRun))
        }
    }
}
