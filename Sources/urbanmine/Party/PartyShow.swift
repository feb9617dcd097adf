internal import Answers
import ArgumentParser
internal import Operations

struct PartyShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a party and what was said of it before.",
        discussion: """
            Example:
              urbanmine party show S-001
            """)

    @Argument(help: "Its code.") var party: String
    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run() async throws {
        try await options.withBooks { session in
            let revisions = try await MasterData(session.books).party(party)
            try session.show(Answer(revisions: revisions))
        }
    }
}
