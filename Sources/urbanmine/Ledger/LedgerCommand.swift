import ArgumentParser

/// The material ledger (物料台账).
struct LedgerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ledger", abstract: "The ledger: balances, entries, reversals, closed months.",
        discussion: """
            Example:
              urbanmine ledger balance --by facility
            """,
        subcommands: [LedgerBalance.self, LedgerEntries.self, LedgerReverse.self, LedgerClose.self])
}
