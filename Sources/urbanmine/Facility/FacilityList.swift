import ArgumentParser
internal import MaterialLedger
internal import Operations
internal import Store

struct FacilityList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List all facilities.",
        discussion: """
            Example:
              urbanmine facility list --format csv
            """)

    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run() async throws {
        try await options.withBooks { session in
            let rows = try await MasterData(session.books).facilities()
            var answer = Answer(isList: true)
            answer.sheets = [Sheet("facilities", nil, rows.map(\.value), Facility.columns)]
            try session.show(answer)
        }
    }
}
