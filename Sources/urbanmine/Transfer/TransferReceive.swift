internal import Answers
import ArgumentParser
internal import MaterialLedger
internal import Operations

struct TransferReceive: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "receive", abstract: "Record that a transfer has arrived.",
        discussion: """
            What was sent and did not arrive goes to the difference account.

            Example:
              urbanmine transfer receive TR-0007 --received LEAD-0001=19.98t
            """)

    @Argument(help: "Its id.") var transfer: String
    @Option(
        name: .customLong("received"),
        help: ArgumentHelp("What was weighed of a lot (default: all). Repeatable.", valueName: "lot=mass"))
    var received: [String] = []
    @Option(help: ArgumentHelp("When it arrived (default: now).", valueName: "time")) var at: String?
    @Flag(name: .customLong("dry-run"), help: "Check everything, record nothing.") var isDryRun = false
    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run() async throws {
        try await options.withBooks { session in
            var typed = session.typed
            let weighed = typed.lots("received", received)
            let receivedAt = typed.time("at", at)
            try typed.check()
            let outcome = try await RecordTransfer(session.books).receive(
                transfer, received: weighed, receivedAt: receivedAt, dryRun: isDryRun)
            try session.show(Answer(recorded: outcome, as: .transfer))
        }
    }
}
