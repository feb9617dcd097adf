internal import Answers
import ArgumentParser
internal import MaterialLedger
internal import Operations

/// A run that has ended.
struct RunRecord: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "record", abstract: "Record a run that has ended.",
        discussion: """
            A run conserves mass: inputs and additions equal outputs and losses, to the
            gram.

            Example:
              urbanmine run record --facility F-01 --process breaking --in LOT-0001=12.5t \\
                --out PASTE=8t --out GRID=3.5t:GRID-0001 --loss-rest WATER --energy 3200kWh --green 60%
            """)

    @Option(help: "Where it ran.") var facility: String
    @Option(help: "What was done.") var process: String
    @Option(
        name: .customLong("in"),
        help: ArgumentHelp("A lot drawn and how much of it. Repeatable.", valueName: "lot=mass"))
    var inputs: [String] = []
    @OptionGroup var yield: YieldOptions
    @Option(help: ArgumentHelp("When the inputs were drawn (default: when it ended).", valueName: "time"))
    var started: String?
    @Option(help: ArgumentHelp("When it ended (default: now).", valueName: "time")) var ended: String?
    @Option(help: "Its id (default: generated).") var run: String?
    @OptionGroup var recording: RecordingOptions
    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run() async throws {
        try await options.withBooks { session in
            var typed = session.typed
            var request = RunRequest(
                facility: facility, process: process, inputs: typed.lots("in", inputs), yield: yield.yield(&typed))
            request.startedAt = typed.time("started", started)
            request.endedAt = typed.time("ended", ended)
            request.run = run
            request.recordedBy = recording.recordedBy
            try typed.check()
            let outcome = try await RecordRun(session.books).run(request, dryRun: recording.isDryRun)
            try session.show(Answer(recorded: outcome, as: .run))
        }
    }
}
