import ArgumentParser

/// Transfers between facilities (调拨).
struct TransferCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "transfer", abstract: "Transfers between facilities.",
        discussion: """
            Example:
              urbanmine transfer record --from F-01 --to F-02 --lot LEAD-0001=20t
            """,
        subcommands: [TransferRecord.self, TransferReceive.self, TransferList.self, TransferShow.self])
}
