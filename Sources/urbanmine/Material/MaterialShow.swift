import ArgumentParser
internal import MaterialLedger
internal import Operations
internal import Store

struct MaterialShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a material and what was said of it before.",
        discussion: """
            Example:
              urbanmine material show PB-ALLOY
            """)

    @Argument(help: "Its code.") var material: String
    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run() async throws {
        try await options.withBooks { session in
            let revisions = try await MasterData(session.books).material(material)
            let compositions = try await MasterData(session.books).compositions(of: material)
            let sheet = Sheet("compositions", Text("Composition", "成分"), compositions, Composition.columns)
            try session.show(.revisions(revisions, Material.columns, more: [sheet]))
        }
    }
}
