internal import Answers
import ArgumentParser
internal import MaterialLedger
internal import Operations

struct AdjustRecord: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "record", abstract: "Record an adjustment; negative masses are less than booked.",
        discussion: """
            Example:
              urbanmine adjust record --facility F-01 --lot LOT-0001=-0.35t --reason "acid drained"
            """)

    @Option(help: "Where the lot lies.") var facility: String
    @Option(
        name: .customLong("lot"),
        help: ArgumentHelp("A lot and the difference: LOT=-0.35t. Repeatable.", valueName: "lot=mass"))
    var lots: [String]
    @Option(help: "Why.") var reason: String
    @Option(help: ArgumentHelp("When (default: now).", valueName: "time")) var at: String?
    @Option(help: "Its id (default: generated).") var adjustment: String?
    @OptionGroup var measurement: MeasurementOptions
    @OptionGroup var recording: RecordingOptions
    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run() async throws {
        try await options.withBooks { session in
            var typed = session.typed
            var request = MovementRequest(
                facility: facility, lots: typed.lots("lot", lots), measurement: measurement.measurement(&typed))
            request.at = typed.time("at", at)
            request.code = adjustment
            request.recordedBy = recording.recordedBy
            try typed.check()
            let outcome = try await RecordMovement(session.books).adjustment(
                request, reason: reason, dryRun: recording.isDryRun)
            try session.show(Answer(recorded: outcome, as: .adjustment))
        }
    }
}
