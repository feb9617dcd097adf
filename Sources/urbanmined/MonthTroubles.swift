import Logging
import MaterialLedger
import Operations

/// Logs months whose report can't be made, once for each reason, and damaged versions that can't be written again.
struct MonthTroubles {
    private let logger: Logger
    private var present: [Month: String] = [:]
    private var damaged: Set<String> = []

    init(_ logger: Logger) { self.logger = logger }

    mutating func note(_ summary: MonthlyReportRound.Summary) {
        note(summary.failures)
        for report in summary.damaged where !damaged.contains(report.path) {
            logger.warning(
                """
                version \(report.version) of \(report.month.text) is damaged and can't be written again, as the books \
                have moved on; take it from a backup: \(report.path)
                """)
        }
        damaged = Set(summary.damaged.map(\.path))
    }

    private mutating func note(_ failures: [Month: ReportingTrouble]) {
        for (month, trouble) in failures.sorted(by: { $0.key < $1.key }) where present[month] != trouble.message {
            logger.error("the report of \(month.text) can't be made: \(trouble.message)")
            if let details = trouble.failure.details { logger.debug("\(details)") }
        }
        present = failures.mapValues(\.message)
    }
}
