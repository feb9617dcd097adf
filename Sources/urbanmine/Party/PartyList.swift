internal import Answers
import ArgumentParser
internal import Operations

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
            try session.show(Answer(list: try await MasterData(session.books).parties()))
        }
    }
}
