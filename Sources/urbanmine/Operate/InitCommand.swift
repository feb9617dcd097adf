internal import Answers
import ArgumentParser
internal import Operations
internal import Wording

/// Creates or upgrades the books.
struct InitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Create the books in a database, or upgrade them.",
        discussion: """
            Time zone and site number are fixed with the first document.

            Example:
              urbanmine init --time-zone Asia/Shanghai
            """)

    @Option(name: .customLong("time-zone"), help: "The zone of the site's days and months (default: Asia/Shanghai).")
    var timeZone: String?
    @Option(parsing: .unconditional, help: "The site's number, 0 to 32767, where several sites share one hub.")
    var site: Int32?
    @OptionGroup(title: "Global options") var options: GlobalOptions

    func validate() throws {
        if let site, !(0...32767).contains(site) { throw ValidationError(saying: "--site is 0 to 32767") }
    }

    func run() async throws {
        let output = try options.output()
        let location = options.location
        let outcome = try await Books.initialise(location, siteNumber: site, timeZone: timeZone)
        try output.show(Answer(initialised: outcome, in: location))
    }
}
