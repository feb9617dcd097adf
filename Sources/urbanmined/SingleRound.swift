import Logging
import Operations

/// Makes what is due now: for cron, and for trying a configuration out.
struct SingleRound {
    private let settings: DaemonSettings
    private let logger: Logger

    init(_ settings: DaemonSettings, logger: Logger) {
        self.settings = settings
        self.logger = logger
    }

    /// Gives the exit status; a signal simply ends the program, which the next round makes good.
    func run() async -> Int32 {
        do {
            let books = try await settings.location.openBooks(program: DaemonSettings.program)
            let log = RoundLog(logger)
            let round = MonthlyReportRound(books, archive: settings.archive, timing: settings.timing)
            let summary = try await round.run(log.tell)
            await books.close()
            var months = MonthTroubles(logger)
            months.note(summary)
            logger.info("\(RoundLog.status(summary, zone: books.zone))")
            if settings.stopsCluster { _ = try await settings.location.stopCluster() }
            return summary.failures.values.first.map { ExitStatus.of($0.failure) } ?? ExitStatus.done
        } catch {
            let trouble = ReportingTrouble(error)
            logger.critical("\(trouble.message)")
            if let details = trouble.failure.details { logger.debug("\(details)") }
            return ExitStatus.of(trouble.failure)
        }
    }
}
