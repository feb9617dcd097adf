import ArgumentParser
internal import Interchange
internal import MaterialLedger
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
            var answer = Answer(isList: true)
            answer.fields = [Field("at", Text("At", "时点"), .time(at))]
            answer.sheets = [Sheet("balances", nil, balances.rows, hasTotal: true, columns(session.output, key))]
            answer.closing = [Field("total_g", Text("Total", "合计"), .mass(balances.total))]
            try session.show(answer)
        }
    }

    /// All columns for programs; for people those that are not summed over.
    private func columns(_ output: Output, _ key: BalanceKey?) -> [Column<BalanceRow>] {
        let all: [(key: BalanceKey, column: Column<BalanceRow>)] = [
            (.account, Column("account", Text("Account", "科目"), { .text($0.account) })),
            (.facility, Column("facility", Label.facility, { .text($0.facility) })),
            (.material, Column("material", Label.material, { .text($0.material) })),
            (.lot, Column("lot", Label.lot, { .text($0.lot) })),
        ]
        var shown = all.filter { output.format != .table || key == nil || $0.key == key }.map(\.column)
        if output.format == .table, output.language == .zh, key == nil || key == .account {
            shown.insert(
                Column("account_name", Text("Name", "科目名称"), { .text(AccountName.chinese($0.account)) }), at: 1)
        }
        return shown + [Column("mass_g", Label.mass, { .mass($0.mass) })]
    }
}
