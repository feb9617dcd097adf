import ArgumentParser

/// Returns of shipments (退货).
struct ReturnCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "return", abstract: "Returns: part of a shipment comes back.",
        discussion: """
            Example:
              urbanmine return record --facility F-01 --shipment SH-0003 --lot LEAD-0001=2t
            """,
        subcommands: [ReturnRecord.self, ReturnList.self, ReturnShow.self])
}
