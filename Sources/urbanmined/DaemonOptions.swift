import ArgumentParser
import Logging
import Operations

/// The command line; what it leaves out comes from the environment.
struct DaemonOptions: ParsableArguments {
    @Option(help: "The database: a URL or a conninfo string (environment: URBANMINE_DATABASE_URL).")
    var database: String?

    @Option(help: "The directory of the reports (environment: URBANMINE_REPORTS).")
    var reports: String?

    @Option(help: "The day of the following month on which a report is made, 1 to 28.")
    var day = 1

    @Option(help: "The hour of that day by the clocks of the site, 0 to 23.")
    var hour = 2

    @Option(help: "Seconds between two looks at the database, 1 to 3600.")
    var poll = 60

    @Flag(help: "Make what is due now and exit.")
    var once = false

    @Flag(help: "Check configuration, database and directory, tell what is due, and exit.")
    var check = false

    @Flag(help: "Stop the embedded cluster at the end; it is left running otherwise.")
    var stopCluster = false

    @Option(help: "What is logged: trace, debug, info, notice, warning, error or critical.")
    var logLevel = "info"

    func validateTogether() throws {
        guard ReportTiming(day: day, hour: hour) != nil else {
            throw ValidationError("--day is 1 to 28 and --hour 0 to 23; this is day \(day), hour \(hour)")
        }
        guard (1...3600).contains(poll) else {
            throw ValidationError("--poll is 1 to 3600 seconds, not \(poll)")
        }
        guard Logger.Level(rawValue: logLevel) != nil else {
            let levels = Logger.Level.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("--log-level is one of \(levels), not '\(logLevel)'")
        }
        if let database, database.allSatisfy(\.isWhitespace) {
            throw ValidationError("--database is empty; name a database, or leave the option out")
        }
        guard !(once && check) else { throw ValidationError("--once and --check exclude each other") }
    }

    func settings(environment: [String: String]) throws -> DaemonSettings {
        let directory = [reports, environment["URBANMINE_REPORTS"]].compactMap { $0 }.first { !$0.isEmpty }
        guard let directory else {
            throw ValidationError("where do the reports go? Name a directory by --reports or URBANMINE_REPORTS")
        }
        guard let timing = ReportTiming(day: day, hour: hour), let level = Logger.Level(rawValue: logLevel) else {
            throw ValidationError("--day, --hour or --log-level is out of its range")
        }
        return DaemonSettings(
            location: DatabaseLocation.find(option: database, environment: environment),
            archive: ReportArchive(directory: directory), timing: timing, poll: .seconds(poll),
            stopsCluster: stopCluster, logLevel: level)
    }
}
