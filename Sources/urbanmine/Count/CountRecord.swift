internal import Answers
import ArgumentParser
internal import MaterialLedger
internal import Operations

struct CountRecord: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "record", abstract: "Record a count; the books change only when it is accepted.",
        discussion: """
            Example:
              urbanmine count record --facility F-01 --lot LOT-0001=12.1t --lot LOT-0002=0t --count CT-0001
            """)

    @Option(help: "Where it was counted.") var facility: String
    @Option(
        name: .customLong("lot"),
        help: ArgumentHelp("A lot and what is there of it. Repeatable.", valueName: "lot=mass"))
    var lots: [String]
    @Option(help: ArgumentHelp("When it was counted (default: now).", valueName: "time")) var at: String?
    @Option(help: "Its id (default: generated).") var count: String?
    @OptionGroup var measurement: MeasurementOptions
    @OptionGroup var recording: RecordingOptions
    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run() async throws {
        try await options.withBooks { session in
            var typed = session.typed
            var request = MovementRequest(
                facility: facility, lots: typed.lots("lot", lots), measurement: measurement.measurement(&typed))
            request.at = typed.time("at", at)
            request.code = count
            request.recordedBy = recording.recordedBy
            try typed.check()
            let outcome = try await RecordMovement(session.books).count(request, dryRun: recording.isDryRun)
            try session.show(Answer(recorded: outcome, as: .count))
        }
    }
}
