internal import Answers
import ArgumentParser
internal import MaterialLedger
internal import Operations

struct TransferRecord: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "record", abstract: "Record a transfer; without an arrival it is on the road.",
        discussion: """
            Example:
              urbanmine transfer record --from F-01 --to F-02 --lot LEAD-0001=20t --transfer TR-0007
            """)

    @Option(help: "The facility that sends.") var from: String
    @Option(help: "The facility that receives.") var to: String
    @Option(
        name: .customLong("lot"), help: ArgumentHelp("A lot and how much of it. Repeatable.", valueName: "lot=mass"))
    var lots: [String]
    @Option(help: ArgumentHelp("When it left (default: now).", valueName: "time")) var sent: String?
    @Option(name: .customLong("arrived"), help: ArgumentHelp("When it arrived.", valueName: "time"))
    var arrived: String?
    @Option(
        name: .customLong("received"),
        help: ArgumentHelp("What the receiver weighed of a lot (default: all). Repeatable.", valueName: "lot=mass"))
    var received: [String] = []
    @Option(help: "Its id (default: generated).") var transfer: String?
    @OptionGroup var recording: RecordingOptions
    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run() async throws {
        try await options.withBooks { session in
            var typed = session.typed
            var request = TransferRequest(
                from: from, to: to, lots: typed.lots("lot", lots), received: typed.lots("received", received))
            request.sentAt = typed.time("sent", sent)
            request.receivedAt = typed.time("arrived", arrived)
            request.transfer = transfer
            request.recordedBy = recording.recordedBy
            try typed.check()
            let outcome = try await RecordTransfer(session.books).run(request, dryRun: recording.isDryRun)
            try session.show(Answer(recorded: outcome, as: .transfer))
        }
    }
}
