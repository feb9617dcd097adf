internal import Answers
import ArgumentParser
internal import Operations

/// Checks the installation and the books.
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Check the installation and the books; exit 1 where something is wrong.",
        discussion: """
            Example:
              urbanmine doctor --format json
            """)

    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run() async throws {
        let output = try options.output()
        let findings = await Inspection.doctor(options.location)
        try Task.checkCancellation()
        try output.show(Answer(findings))
        if !findings.allSatisfy(\.ok) { throw ExitCode(ExitStatus.checkFailed) }
    }
}
