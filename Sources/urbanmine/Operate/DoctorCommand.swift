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
        let wrong = findings.count { !$0.ok }
        var answer = Answer()
        answer.headline =
            wrong == 0
            ? Text("Everything is in order", "一切正常") : Text("Not in order: \(wrong)", "发现问题：\(wrong) 项")
        answer.fields = [Field("ok", Text("In order", "正常"), .flag(wrong == 0))]
        answer.sheets = [
            Sheet(
                "findings", nil, findings,
                [
                    Column("ok", Text("OK", "正常"), { .flag($0.ok) }),
                    Column("name", Text("What", "项目"), { .sentence($0.name) }),
                    Column("message", Text("How it is", "结果"), { .sentence($0.message) }),
                ])
        ]
        answer.isList = true
        try output.show(answer)
        if wrong > 0 { throw ExitCode(ExitStatus.checkFailed) }
    }
}
