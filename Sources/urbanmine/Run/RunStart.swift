internal import Answers
import ArgumentParser
internal import MaterialLedger
internal import Operations

/// A run that has begun: its inputs are in process from now on.
struct RunStart: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "start", abstract: "Record that a run has begun.",
        discussion: """
            Example:
              urbanmine run start --facility F-01 --process smelting --in PASTE-7=20t --run HEAT-118
            """)

    @Option(help: "Where it runs.") var facility: String
    @Option(help: "What is done.") var process: String
    @Option(
        name: .customLong("in"),
        help: ArgumentHelp("A lot drawn and how much of it. Repeatable.", valueName: "lot=mass"))
    var inputs: [String] = []
    @Option(help: ArgumentHelp("When the inputs were drawn (default: now).", valueName: "time"))
    var started: String?
    @Option(help: "Its id (default: generated).") var run: String?
    @OptionGroup var recording: RecordingOptions
    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run() async throws {
        try await options.withBooks { session in
            var typed = session.typed
            var request = RunRequest(
                facility: facility, process: process, inputs: typed.lots("in", inputs), yield: nil)
            request.startedAt = typed.time("started", started)
            request.run = run
            request.recordedBy = recording.recordedBy
            try typed.check()
            let outcome = try await RecordRun(session.books).run(request, dryRun: recording.isDryRun)
            try session.show(Answer(recorded: outcome, as: .run))
        }
    }
}
