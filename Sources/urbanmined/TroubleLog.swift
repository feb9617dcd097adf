import Logging
import Operations

/// Logs that something does not work once, and once that it works again, however often it is tried in between.
struct TroubleLog {
    private let logger: Logger
    private var present: (message: String, since: ContinuousClock.Instant)?

    init(_ logger: Logger) { self.logger = logger }

    mutating func note(_ trouble: ReportingTrouble) {
        guard present?.message != trouble.message else {
            logger.debug("still: \(trouble.message)")
            return
        }
        // A server that goes down and comes up has several reasons in a row; the time counts from the first.
        present = (trouble.message, present?.since ?? .now)
        logger.error("\(trouble.message); trying again")
        if let details = trouble.failure.details { logger.debug("\(details)") }
    }

    mutating func noteSuccess() {
        guard let since = present?.since else { return }
        present = nil
        logger.notice("working again after \(since.duration(to: .now).components.seconds) s")
    }
}
