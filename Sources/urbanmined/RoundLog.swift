import Interchange
import Logging
import MaterialLedger
import Operations

/// Tells what rounds have come to.
struct RoundLog {
    private let logger: Logger

    init(_ logger: Logger) { self.logger = logger }

    func tell(_ month: Month, _ outcome: MonthlyReportRound.Outcome) {
        switch outcome {
        case .made(let report):
            logger.info("made version \(report.version) of \(month.text) (\(report.state.rawValue)): \(report.path)")
            if let lost = report.lost {
                logger.warning(
                    """
                    version \(lost) of \(month.text) is missing or damaged in the directory and can't be written \
                    again: the books have moved on
                    """)
            }
        case .rewritten(let report):
            logger.notice("wrote version \(report.version) of \(month.text) again: \(report.path)")
        case .unchanged(let report):
            logger.debug("\(month.text) is as in version \(report.version)")
        case .busy:
            logger.debug("another daemon is at \(month.text)")
        }
    }

    /// One line for the service manager and the log.
    static func status(_ summary: MonthlyReportRound.Summary, zone: ZoneRules) -> String {
        var text = "all reports are made"
        if !summary.failures.isEmpty {
            let months = summary.failures.keys.sorted().map(\.text).joined(separator: ", ")
            text = "reports of \(months) can't be made"
        }
        if let next = summary.next {
            text += "; \(next.month.text) is due at \(TimeText.dateTime(next.dueAt, zone: zone)) (\(zone.identifier))"
        }
        return text
    }
}
