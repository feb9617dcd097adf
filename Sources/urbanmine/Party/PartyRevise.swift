internal import Answers
import ArgumentParser
internal import MaterialLedger
internal import Operations

struct PartyRevise: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revise", abstract: "Change what is said of a party from now on.",
        discussion: """
            An empty value removes what was said. Closed months keep what they said.

            Example:
              urbanmine party revise S-001 --name 周口再生资源
            """)

    @Argument(help: "Its code.") var party: String
    @Option(help: "Its name.") var name: String?
    @Option(help: "GB/T 2260, six digits.") var province: String?
    @Option(help: "Unified social credit code, GB 32100.") var uscc: String?
    @Flag(name: .customLong("dry-run"), help: "Check everything, record nothing.") var isDryRun = false
    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run() async throws {
        try await options.withBooks { session in
            let outcome = try await RecordMasterData(session.books).revise(party: party, dryRun: isDryRun) { row in
                row.name = name ?? row.name
                row.province = province.replacing(row.province)
                row.uscc = uscc.replacing(row.uscc)
            }
            try session.show(Answer(recorded: outcome, as: .party, code: party))
        }
    }
}
