import Interchange
import Logging
import MaterialLedger
import Operations
import ServiceLifecycle

/// Looks at the database again and again, and makes the reports that are due.
///
/// What is due is state of the database; the timer only wakes up. So nothing is lost by a kill, and nothing is made
/// twice by two daemons.
struct ReportService: Service {
    let settings: DaemonSettings
    let logger: Logger
    let notifier: SystemdNotifier
    let pulse: Pulse

    /// - Throws: `ReportingTrouble` that no waiting mends.
    func run() async throws {
        try await withGracefulShutdownHandler {
            try await cancelWhenGracefulShutdown { try await loop() }
        } onGracefulShutdown: {
            logger.info("stopping")
            notifier.stopping()
        }
    }

    private func loop() async throws {
        var books: Books?
        var isReady = false
        var hasSucceeded = false
        var backoff = Backoff()
        var troubles = TroubleLog(logger)
        var months = MonthTroubles(logger)
        var generator = SystemRandomNumberGenerator()
        while !Task.isCancelled {
            pulse.beat()
            var pause = settings.poll
            do {
                let open = if let books { books } else { try await open() }
                books = open
                let summary = try await MonthlyReportRound(open, archive: settings.archive, timing: settings.timing)
                    .run { month, outcome in
                        pulse.beat()
                        RoundLog(logger).tell(month, outcome)
                    }
                troubles.noteSuccess()
                months.note(summary)
                backoff.reset()
                pause = min(pause, untilNext(summary, open))
                let status = RoundLog.status(summary, zone: open.zone)
                if isReady { notifier.status(status) } else { notifier.ready(status) }
                if !hasSucceeded { logger.info("\(status)") }
                (isReady, hasSucceeded) = (true, true)
            } catch {
                let trouble = ReportingTrouble(error)
                if trouble.course == .interrupted { break }
                if trouble.course == .giveUp { throw trouble }
                troubles.note(trouble)
                // A session may be of no use any more; a new one always is. The directory needs none.
                if trouble.failure.kind != .cannotWrite {
                    await books?.close()
                    books = nil
                }
                pause = min(settings.poll, backoff.next(using: &generator))
                // Ready, even so: whoever waits for this unit must not wait for the database.
                if isReady { notifier.status(trouble.message) } else { notifier.ready(trouble.message) }
                isReady = true
            }
            try? await Task.sleep(for: pause)
        }
        await books?.close()
    }

    private func open() async throws -> Books {
        logger.debug("opening \(settings.location.description)")
        let books = try await settings.location.openBooks(program: DaemonSettings.program)
        logger.debug("the books are open, time zone \(books.zone.identifier)")
        return books
    }

    /// So that a report is ready at its hour and not up to a poll later.
    private func untilNext(_ summary: MonthlyReportRound.Summary, _ books: Books) -> Duration {
        guard let next = summary.next else { return settings.poll }
        return .microseconds(max(0, next.dueAt.microseconds - books.now().microseconds) + 1000)
    }
}
