import ArgumentParser
internal import MaterialLedger
internal import Operations
internal import Store

struct MaterialList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List all materials.",
        discussion: """
            Example:
              urbanmine material list --format csv
            """)

    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run() async throws {
        try await options.withBooks { session in
            let rows = try await MasterData(session.books).materials()
            var answer = Answer(isList: true)
            answer.sheets = [Sheet("materials", nil, rows.map(\.value), Material.columns)]
            try session.show(answer)
        }
    }
}
