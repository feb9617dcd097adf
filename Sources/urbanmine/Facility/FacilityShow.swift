internal import Answers
import ArgumentParser
internal import Operations

struct FacilityShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a facility and what was said of it before.",
        discussion: """
            Example:
              urbanmine facility show F-01
            """)

    @Argument(help: "Its code.") var facility: String
    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run() async throws {
        try await options.withBooks { session in
            let revisions = try await MasterData(session.books).facility(facility)
            try session.show(Answer(revisions: revisions))
        }
    }
}
