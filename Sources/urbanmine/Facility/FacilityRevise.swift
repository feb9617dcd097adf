internal import Answers
import ArgumentParser
internal import MaterialLedger
internal import Operations

struct FacilityRevise: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revise", abstract: "Change what is said of a facility from now on.",
        discussion: """
            An empty value removes what was said. Closed months keep what they said.

            Example:
              urbanmine facility revise F-01 --capacity 150000t
            """)

    @Argument(help: "Its code.") var facility: String
    @Option(help: "Its name.") var name: String?
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
            let newCapacity = capacity == "" ? nil : typed.mass("capacity", capacity)
            let newPermitCapacity = permitCapacity == "" ? nil : typed.mass("permit-capacity", permitCapacity)
            try typed.check()
            let outcome = try await RecordMasterData(session.books).revise(facility: facility, dryRun: isDryRun) {
                row in
                row.name = name ?? row.name
                row.operator = `operator`.replacing(row.operator)
                row.park = park.replacing(row.park)
                row.permit = permit.replacing(row.permit)
                if capacity != nil { row.capacityPerYear = newCapacity }
                if permitCapacity != nil { row.permitPerYear = newPermitCapacity }
            }
            try session.show(Answer(recorded: outcome, as: .facility, code: facility))
        }
    }
}
