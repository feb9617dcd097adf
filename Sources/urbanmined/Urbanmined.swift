import ArgumentParser
import Glibc
import Logging
import Operations

/// The daemon of urbanmine: makes the monthly reports.
@main
struct Urbanmined: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "urbanmined",
        abstract: "Makes the monthly report of every ended month into a directory, and keeps making new versions of it "
            + "while its figures change.",
        discussion: """
            The database is --database, URBANMINE_DATABASE_URL, libpq's environment (PGHOST, PGSERVICE, PGDATABASE), \
            else the embedded cluster below URBANMINE_HOME, as for urbanmine.

            Reports are in DIR/2024-11/v1/ as JSON, and as CSV and XLSX in English and Chinese; DIR/2024-11/latest is \
            the newest version. SIGTERM and SIGINT end the daemon gracefully.

            Example:
              urbanmined --reports /var/lib/urbanmine/reports --day 1 --hour 2
            """)

    static var _errorLabel: String { "error" }

    @OptionGroup var options: DaemonOptions

    func validate() throws {
        try options.validateTogether()
    }

    func run() async throws {
        // A peer that is gone is told by an error, not by a signal.
        signal(SIGPIPE, SIG_IGN)
        let settings = try options.settings(environment: Environment.all)
        let logger = Logger(label: "urbanmined") { _ in LineLogHandler(level: settings.logLevel) }
        let status: Int32
        if options.check {
            status = await DaemonCheck(settings).run()
        } else if options.once {
            status = await SingleRound(settings, logger: logger).run()
        } else {
            status = await Daemon(settings, logger: logger).run()
        }
        // Without the clean-up that libraries do at exit: threads of the runtime are alive, and OpenSSL's is not safe
        // beside one that ends.
        fflush(nil)
        _exit(status)
    }
}
