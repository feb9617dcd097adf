internal import Answers
import ArgumentParser
internal import MaterialLedger
internal import Operations

struct PartyAdd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Record a new party.",
        discussion: """
            Example:
              urbanmine party add --party S-001 --name 周口回收 --province 411600
            """)

    @Option(help: "Its code.") var party: String
    @Option(help: "Its name.") var name: String
    @Option(help: "GB/T 2260, six digits.") var province: String?
    @Option(help: "Unified social credit code, GB 32100.") var uscc: String?
    @Flag(name: .customLong("dry-run"), help: "Check everything, record nothing.") var isDryRun = false
    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run() async throws {
        try await options.withBooks { session in
            let row = Party(
                source: SourceLine(.parties, line: 0), party: party, name: name, province: province, uscc: uscc)
            let outcome = try await RecordMasterData(session.books).add(row, dryRun: isDryRun)
            try session.show(Answer(recorded: outcome, as: .party, code: party))
        }
    }
}
