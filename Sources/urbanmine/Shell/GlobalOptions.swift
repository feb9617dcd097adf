internal import Answers
import ArgumentParser
internal import Interchange
internal import MaterialLedger
internal import Operations
internal import Wording

extension AnswerFormat: ExpressibleByArgument {}
extension Language: ExpressibleByArgument {}

/// What every command takes.
struct GlobalOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Where the books are: a URL or a libpq conninfo string.", valueName: "url"))
    var database: String?

    @Option(help: "How to write the answer: table, json or csv.")
    var format: AnswerFormat = .table

    @Option(help: "The language of tables and errors: en or zh.")
    var lang: Language?

    @Flag(help: "No progress, notes and hints.")
    var quiet = false

    @Flag(help: .hidden)
    var debug = false

    func validate() throws {
        // As from a shell variable that is not set: the books of another place are not what was meant.
        if let database, database.allSatisfy(\.isWhitespace) {
            throw ValidationError(saying: "--database is empty; name a database, or leave the option out")
        }
    }

    var location: DatabaseLocation {
        DatabaseLocation.find(option: database, environment: Environment.variables)
    }

    /// The asked language, else that of the environment.
    var language: Language { lang ?? Environment.language }

    /// Where and how this command's answer is written.
    ///
    /// - Throws: `Fault` with code `usage` for a format that this command does not write.
    func output(formats: Set<AnswerFormat> = [.table, .json, .csv]) throws -> Output {
        guard formats.contains(format) else {
            let words = AnswerFormat.allCases.filter(formats.contains).map(\.rawValue)
            throw Fault(
                .usage, field: "format", value: format.rawValue,
                "this command does not write \(format.rawValue); write \(words.joined(separator: ", "))")
        }
        return Output(format: format, language: language, isQuiet: quiet)
    }

    /// Opens the books, works with them, and closes them.
    func withBooks(
        formats: Set<AnswerFormat> = [.table, .json, .csv], _ body: (Session) async throws -> Void
    ) async throws {
        var output = try output(formats: formats)
        let books = try await Books.open(location)
        output.writer.zone = books.zone
        do {
            try await body(Session(books: books, output: output))
        } catch {
            await books.close()
            throw error
        }
        await books.close()
    }
}

/// The books, and where answers go.
struct Session {
    let books: Books
    let output: Output

    /// Reads what was typed, in the site's time zone.
    var typed: TypedFields { TypedFields(zone: books.zone) }

    func show(_ answer: Answer) throws { try output.show(answer) }
}
