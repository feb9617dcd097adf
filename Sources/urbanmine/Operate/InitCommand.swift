import ArgumentParser
internal import Operations
internal import Store
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
        var answer = Answer()
        answer.headline =
            switch (outcome.from, outcome.to) {
            case (0, let version): Text("The books are created, schema version \(version)", "账套已建立，结构版本 \(version)")
            case (let old, let new) where old == new:
                Text("The books are up to date, schema version \(new)", "账套已是最新，结构版本 \(new)")
            case (let old, let new):
                Text("The books are upgraded from schema version \(old) to \(new)", "账套结构已由版本 \(old) 升级到 \(new)")
            }
        answer.fields = [
            Field("database", Text("Database", "数据库"), .sentence(location.description)),
            Field("schema_version", Text("Schema version", "结构版本"), .count(Int64(outcome.to))),
            Field("previous_version", Text("Version before", "原版本"), .count(Int64(outcome.from))),
        ]
        answer.next = [
            "urbanmine import DIRECTORY",
            "urbanmine simulate jieshou --from 2024-11 --months 1 --seed 1 --scale 0.01 -o demo",
        ]
        try output.show(answer)
    }
}
