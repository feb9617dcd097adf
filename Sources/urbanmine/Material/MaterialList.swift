internal import Answers
import ArgumentParser
internal import Operations

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
            try session.show(Answer(list: try await MasterData(session.books).materials()))
        }
    }
}
