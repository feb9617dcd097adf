import Logging
import MaterialLedger
import Operations

/// Logs months whose report can't be made, once for each reason.
struct MonthTroubles {
    private let logger: Logger
    private var present: [Month: String] = [:]

    init(_ logger: Logger) { self.logger = logger }

    mutating func note(_ failures: [Month: ReportingTrouble]) {
        for (month, trouble) in failures.sorted(by: { $0.key < $1.key }) where present[month] != trouble.message {
            logger.error("the report of \(month.text) can't be made: \(trouble.message)")
            if let details = trouble.failure.details { logger.debug("\(details)") }
        }
        present = failures.mapValues(\.message)
    }
}
