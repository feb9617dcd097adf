internal import Answers
import ArgumentParser
internal import Operations
internal import Store
internal import Wording

struct LedgerBalance: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "balance", abstract: "Balances, now or at any time.",
        discussion: """
            The total over all accounts is 0 at any time.

            Example:
              urbanmine ledger balance --by lot --account stock --at 2024-11-30
            """)

    @Option(help: "Sum by account, facility, material or lot.") var by: String?
    @Option(help: ArgumentHelp("Only accounts of this pattern: stock, 'supplier:*'.", valueName: "glob"))
    var account: String?
    @Option(help: ArgumentHelp("What was there at this time.", valueName: "time")) var at: String?
    @Option(
        name: .customLong("known-at"), help: ArgumentHelp("Only what was recorded by this time.", valueName: "time"))
    var knownAt: String?
    @OptionGroup(title: "Global options") var options: GlobalOptions

    func validate() throws {
        if let by, BalanceKey(rawValue: by) == nil {
            throw ValidationError(saying: "'\(by)' is no key of balances; write account, facility, material or lot")
        }
    }

    func run() async throws {
        try await options.withBooks { session in
            var typed = session.typed
            let at = typed.time("at", at)
            let knownAt = typed.time("known-at", knownAt)
            try typed.check()
            let key = by.flatMap(BalanceKey.init)
            let balances = try await LedgerBook(session.books).balance(
                by: key, account: account, at: at, knownAt: knownAt)
            try session.show(Answer(balances, by: key, at: at))
        }
    }
}
