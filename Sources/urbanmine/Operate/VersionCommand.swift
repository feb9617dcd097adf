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
        var answer = Answer()
        answer.fields = [Field("version", Text(same: "urbanmine"), .text(Urbanmine.version))]
        try options.output().show(answer)
    }
}
