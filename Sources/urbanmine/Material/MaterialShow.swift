internal import Answers
import ArgumentParser
internal import Operations

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
            try session.show(Answer(revisions: revisions, compositions: compositions))
        }
    }
}
