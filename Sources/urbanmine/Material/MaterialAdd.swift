internal import Answers
import ArgumentParser
internal import MaterialLedger
internal import Operations

struct MaterialAdd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Record a new material.",
        discussion: """
            Example:
              urbanmine material add --material PB-ALLOY --name-zh 铅合金 --name-en "Lead alloy" --stream battery \\
                --role product
            """)

    @Option(help: "Its code.") var material: String
    @Option(name: .customLong("name-zh"), help: "Its Chinese name.") var nameChinese: String
    @Option(name: .customLong("name-en"), help: "Its English name.") var nameEnglish: String
    @Option(help: "battery, aluminium, plastic, copper, lithium or other.") var stream: String
    @Option(help: "scrap, intermediate, product, auxiliary, residue or loss.") var role: String
    @Option(
        name: .customLong("unit-mass"),
        parsing: .unconditional, help: ArgumentHelp("Nominal mass of one piece, with its unit.", valueName: "mass"))
    var unitMass: String?
    @Option(name: .customLong("waste-code"), help: "Its code as hazardous waste.") var wasteCode: String?
    @Option(help: "Whether it belongs to the output table: true or false (default: role product).")
    var reported: String?
    @Flag(name: .customLong("dry-run"), help: "Check everything, record nothing.") var isDryRun = false
    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run() async throws {
        try await options.withBooks { session in
            var typed = session.typed
            let row = Material(
                source: SourceLine(.materials, line: 0), material: material, nameChinese: nameChinese,
                nameEnglish: nameEnglish, stream: typed.choice("stream", stream, of: Stream.self) ?? .other,
                role: typed.choice("role", role, of: MaterialRole.self) ?? .scrap,
                unitMass: typed.mass("unit-mass", unitMass), wasteCode: wasteCode,
                reported: typed.flag("reported", reported))
            try typed.check()
            let outcome = try await RecordMasterData(session.books).add(row, dryRun: isDryRun)
            try session.show(Answer(recorded: outcome, as: .material, code: material))
        }
    }
}
