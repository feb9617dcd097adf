internal import Answers
import ArgumentParser
internal import MaterialLedger
internal import Operations
internal import Store
internal import Wording

/// Which documents a list holds.
struct ListOptions: ParsableArguments {
    @Option(help: "Only those of this facility.")
    var facility: String?

    @Option(help: ArgumentHelp("Only those of this business time or later.", valueName: "time"))
    var since: String?

    @Option(help: ArgumentHelp("Only those before this business time.", valueName: "time"))
    var until: String?

    @Option(parsing: .unconditional, help: "The last recorded so many, 1 to 1000000.")
    var limit = 50

    func validate() throws {
        guard (1...1_000_000).contains(limit) else { throw ValidationError(saying: "--limit is 1 to 1000000") }
    }

    /// Shows the documents of a kind that the options ask for.
    func show(_ kind: EventKind, openOnly: Bool = false, _ session: Session) async throws {
        let filter = try filter(session.typed, openOnly: openOnly)
        let documents = try await DocumentBrowser(session.books).list(kind, filter)
        try session.show(Answer(documents: documents, of: kind))
    }

    private func filter(_ typed: TypedFields, openOnly: Bool = false) throws -> DocumentFilter {
        var typed = typed
        let filter = DocumentFilter(
            facility: facility, since: typed.time("since", since), until: typed.time("until", until),
            openOnly: openOnly, limit: limit)
        try typed.check()
        return filter
    }
}
