internal import Answers
import ArgumentParser
internal import MaterialLedger
internal import Operations

/// The end of a run under way.
struct RunFinish: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "finish", abstract: "Record what came of a run under way.",
        discussion: """
            Example:
              urbanmine run finish HEAT-118 --out LEAD=15.2t --loss-rest SLAG --energy 8MWh
            """)

    @Argument(help: "Its id.") var run: String
    @OptionGroup var yield: YieldOptions
    @Option(help: ArgumentHelp("When it ended (default: now).", valueName: "time")) var ended: String?
    @Flag(name: .customLong("dry-run"), help: "Check everything, record nothing.") var isDryRun = false
    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run() async throws {
        try await options.withBooks { session in
            var typed = session.typed
            let yield = yield.yield(&typed)
            let endedAt = typed.time("ended", ended)
            try typed.check()
            let outcome = try await RecordRun(session.books).finish(
                run, yield: yield, endedAt: endedAt, dryRun: isDryRun)
            try session.show(Answer(recorded: outcome, as: .run))
        }
    }
}
