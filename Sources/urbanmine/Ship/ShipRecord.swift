internal import Answers
import ArgumentParser
internal import MaterialLedger
internal import Operations

struct ShipRecord: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "record", abstract: "Record a shipment.",
        discussion: """
            Example:
              urbanmine ship record --facility F-01 --customer C-001 --lot CELL-0001=6.9t:1000 --order PO-77
            """)

    @Option(help: "Where it left.") var facility: String
    @Option(help: "To whom.") var customer: String
    @Option(
        name: .customLong("lot"),
        help: ArgumentHelp("A lot and how much of it, with units LOT=6.9t:1000. Repeatable.", valueName: "lot=mass"))
    var lots: [String]
    @Option(help: "sale (default), disposal, return_to_supplier or sample.") var kind: String?
    @Option(help: "The hazardous-waste manifest (转移联单).") var manifest: String?
    @Option(help: "The customer's order.") var order: String?
    @Option(help: ArgumentHelp("When it left (default: now).", valueName: "time")) var at: String?
    @Option(help: "Its id (default: generated).") var shipment: String?
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
            request.code = shipment
            request.recordedBy = recording.recordedBy
            let kind = typed.choice("kind", kind, of: ShipmentKind.self) ?? .sale
            try typed.check()
            let outcome = try await RecordMovement(session.books).shipment(
                request, customer: customer, kind: kind, manifest: manifest, order: order,
                dryRun: recording.isDryRun)
            try session.show(Answer(recorded: outcome, as: .shipment))
        }
    }
}
