internal import Answers
import ArgumentParser
internal import MaterialLedger
internal import Operations

struct FacilityAdd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Record a new facility.",
        discussion: """
            Example:
              urbanmine facility add --facility F-01 --name 一厂 --park 田营 --capacity 120000t
            """)

    @Option(help: "Its code.") var facility: String
    @Option(help: "Its name.") var name: String
    @Option(help: "Who runs it.") var `operator`: String?
    @Option(help: "The park that it stands in.") var park: String?
    @Option(
        parsing: .unconditional, help: ArgumentHelp("What it can process in a year, with its unit.", valueName: "mass"))
    var capacity: String?
    @Option(help: "The number of its permit.") var permit: String?
    @Option(
        name: .customLong("permit-capacity"),
        parsing: .unconditional,
        help: ArgumentHelp("What the permit allows in a year, with its unit.", valueName: "mass"))
    var permitCapacity: String?
    @Flag(name: .customLong("dry-run"), help: "Check everything, record nothing.") var isDryRun = false
    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run() async throws {
        try await options.withBooks { session in
            var typed = session.typed
            let row = Facility(
                source: SourceLine(.facilities, line: 0), facility: facility, name: name, operator: `operator`,
                park: park, capacityPerYear: typed.mass("capacity", capacity), permit: permit,
                permitPerYear: typed.mass("permit-capacity", permitCapacity))
            try typed.check()
            let outcome = try await RecordMasterData(session.books).add(row, dryRun: isDryRun)
            try session.show(Answer(recorded: outcome, as: .facility, code: facility))
        }
    }
}
