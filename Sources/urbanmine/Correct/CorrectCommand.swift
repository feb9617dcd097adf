internal import Answers
import ArgumentParser
internal import Operations
internal import Wording

/// Corrects what a clerk typed wrong.
struct CorrectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "correct", abstract: "Correct what was typed wrong; every revision stays visible.",
        discussion: """
            Fields are the columns of the bundle's file; column:LOT means one line of
            several, and KIND:ID a document whose id is used by several kinds.

            Example:
              urbanmine correct WT-0001 --set truck=豫P54321 --set gross_kg=48150 --reason "typed wrong"
            """)

    @Argument(help: "The document's id, or KIND:ID.") var document: String
    @Option(
        name: .customLong("set"),
        help: ArgumentHelp("A field and what it should say. Repeatable.", valueName: "field=value"))
    var assignments: [String]
    @Option(help: "Why.") var reason: String
    @Option(help: ArgumentHelp("When it was corrected (default: now).", valueName: "time")) var at: String?
    @Flag(name: .customLong("dry-run"), help: "Check everything, record nothing.") var isDryRun = false
    @OptionGroup(title: "Global options") var options: GlobalOptions

    func validate() throws {
        var fields: Set<Substring> = []
        for assignment in assignments {
            let field = assignment.prefix { $0 != "=" }
            guard fields.insert(field).inserted else {
                throw ValidationError(saying: "--set \(String(field)) is given twice")
            }
        }
    }

    func run() async throws {
        try await options.withBooks { session in
            var typed = session.typed
            let fields = typed.assignments("set", assignments)
            let at = typed.time("at", at)
            try typed.check()
            let receipt = try await Revisions(session.books).correct(
                document, set: fields, reason: reason, at: at, dryRun: isDryRun)
            try session.show(Answer(receipt, correcting: document, set: fields, reason: reason))
        }
    }
}
