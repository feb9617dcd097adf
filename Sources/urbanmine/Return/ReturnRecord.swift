internal import Answers
import ArgumentParser
internal import MaterialLedger
internal import Operations

struct ReturnRecord: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "record", abstract: "Record a return.",
        discussion: """
            Example:
              urbanmine return record --facility F-01 --shipment SH-0003 --lot LEAD-0001=2t
            """)

    @Option(help: "Where it came back to.") var facility: String
    @Option(help: "The shipment that it was part of.") var shipment: String
    @Option(
        name: .customLong("lot"),
        help: ArgumentHelp("A lot and how much of it, with units LOT=6.9t:1000. Repeatable.", valueName: "lot=mass"))
    var lots: [String]
    @Option(help: ArgumentHelp("When it came back (default: now).", valueName: "time")) var at: String?
    @Option(help: "Its id (default: generated).") var `return`: String?
    @OptionGroup var measurement: MeasurementOptions
    @OptionGroup var recording: RecordingOptions
    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run() async throws {
        try await options.withBooks { session in
            var typed = session.typed
            var request = MovementRequest(
                facility: facility, lots: typed.lots("lot", lots, units: true),
                measurement: measurement.measurement(&typed))
            request.at = typed.time("at", at)
            request.code = `return`
            request.recordedBy = recording.recordedBy
            try typed.check()
            let outcome = try await RecordMovement(session.books).goodsReturn(
                request, shipment: shipment, dryRun: recording.isDryRun)
            try session.show(Answer(recorded: outcome, as: .goodsReturn))
        }
    }
}
