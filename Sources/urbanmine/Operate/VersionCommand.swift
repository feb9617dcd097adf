internal import Answers
import ArgumentParser

struct VersionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "version", abstract: "Show the program's version.",
        discussion: """
            Example:
              urbanmine version --format json
            """)

    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run() throws {
        try options.output().show(Answer(version: Urbanmine.version, of: "urbanmine"))
    }
}
