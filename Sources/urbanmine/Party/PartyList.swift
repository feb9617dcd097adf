import ArgumentParser
internal import MaterialLedger
internal import Operations
internal import Store

struct PartyList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List all parties.",
        discussion: """
            Example:
              urbanmine party list --format csv
            """)

    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run() async throws {
        try await options.withBooks { session in
            let rows = try await MasterData(session.books).parties()
            var answer = Answer(isList: true)
            answer.sheets = [Sheet("parties", nil, rows.map(\.value), Party.columns)]
            try session.show(answer)
        }
    }
}
