import Interchange
import Logging
import MaterialLedger
import Operations

/// Tells what rounds have come to.
struct RoundLog {
    private let logger: Logger
    private let archive: ReportArchive

    init(_ logger: Logger, archive: ReportArchive) {
        self.logger = logger
        self.archive = archive
    }

    func tell(_ month: Month, _ outcome: MonthlyReportRound.Outcome) {
        switch outcome {
        case .made(let version):
            logger.info(
                "made version \(version.number) of \(month.text) (\(version.state.rawValue)): \(archive.path(of: version))")
        case .rewritten(let version):
            logger.notice("wrote version \(version.number) of \(month.text) again: \(archive.path(of: version))")
        case .unchanged(let version):
            logger.debug("\(month.text) is as in version \(version.number)")
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
