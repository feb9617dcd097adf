internal import Answers
import ArgumentParser
internal import Operations
internal import Wording

struct LedgerEntries: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "entries", abstract: "Entries and their postings, the last recorded last.",
        discussion: """
            Example:
              urbanmine ledger entries --lot LOT-0001
            """)

    @Option(help: "Only entries that move this lot.") var lot: String?
    @Option(help: ArgumentHelp("Only entries recorded at this time or later.", valueName: "time")) var since: String?
    @Option(parsing: .unconditional, help: "The last recorded so many, 1 to 1000000.") var limit = 50
    @OptionGroup(title: "Global options") var options: GlobalOptions

    func validate() throws {
        guard (1...1_000_000).contains(limit) else { throw ValidationError(saying: "--limit is 1 to 1000000") }
    }

    func run() async throws {
        try await options.withBooks { session in
            var typed = session.typed
            let since = typed.time("since", since)
            try typed.check()
            let entries = try await LedgerBook(session.books).entries(lot: lot, since: since, limit: limit)
            try session.output.write(session.output.writer.bytes(of: entries), toFile: nil)
        }
    }
}
