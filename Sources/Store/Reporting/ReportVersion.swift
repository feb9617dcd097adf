package import MaterialLedger

/// A version of a month's report that was published.
package struct ReportVersion: Sendable, Equatable {
    package var month: Month
    /// From 1 on.
    package var number: Int32
    /// Whether the month was open or closed when the version was made.
    package var state: MonthlyReport.State
    /// SHA-256 of the version's JSON file.
    package var figures: ContentDigest

    package init(month: Month, number: Int32, state: MonthlyReport.State, figures: ContentDigest) {
        self.month = month
        self.number = number
        self.state = state
        self.figures = figures
    }

    /// The number after a version's, 1 after none; nil where there is none, which the database rules out.
    package static func number(after newest: ReportVersion?) -> Int32? {
        let (number, isTooLarge) = (newest?.number ?? 0).addingReportingOverflow(1)
        return isTooLarge || number < 1 ? nil : number
    }
}
