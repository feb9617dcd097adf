internal import Answers
import ArgumentParser
internal import MaterialLedger
internal import Operations

struct MaterialRevise: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revise", abstract: "Change what is said of a material from now on.",
        discussion: """
            An empty value removes what was said. Closed months keep what they said.

            Example:
              urbanmine material revise PB-ALLOY --waste-code ""
            """)

    @Argument(help: "Its code.") var material: String
    @Option(name: .customLong("name-zh"), help: "Its Chinese name.") var nameChinese: String?
    @Option(name: .customLong("name-en"), help: "Its English name.") var nameEnglish: String?
    @Option(help: "battery, aluminium, plastic, copper, lithium or other.") var stream: String?
    @Option(help: "scrap, intermediate, product, auxiliary, residue or loss.") var role: String?
    @Option(
        name: .customLong("unit-mass"),
        parsing: .unconditional, help: ArgumentHelp("Nominal mass of one piece, with its unit.", valueName: "mass"))
    var unitMass: String?
    @Option(name: .customLong("waste-code"), help: "Its code as hazardous waste.") var wasteCode: String?
    @Option(help: "Whether it belongs to the output table: true or false.") var reported: String?
    @Flag(name: .customLong("dry-run"), help: "Check everything, record nothing.") var isDryRun = false
    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run() async throws {
        try await options.withBooks { session in
            var typed = session.typed
            let newStream = typed.choice("stream", stream, of: Stream.self)
            let newRole = typed.choice("role", role, of: MaterialRole.self)
            let newUnitMass = unitMass == "" ? nil : typed.mass("unit-mass", unitMass)
            let newReported = typed.flag("reported", reported)
            try typed.check()
            let outcome = try await RecordMasterData(session.books).revise(material: material, dryRun: isDryRun) {
                row in
                row.nameChinese = nameChinese ?? row.nameChinese
                row.nameEnglish = nameEnglish ?? row.nameEnglish
                row.stream = newStream ?? row.stream
                row.role = newRole ?? row.role
                if unitMass != nil { row.unitMass = newUnitMass }
                row.wasteCode = wasteCode.replacing(row.wasteCode)
                row.reported = newReported ?? row.reported
            }
            try session.show(Answer(recorded: outcome, as: .material, code: material))
        }
    }
}
