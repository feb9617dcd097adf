package import MaterialLedger
internal import Store

/// A version of a month's report as it stands in the directory.
package struct PublishedReport: Sendable, Equatable {
    package let month: Month
    /// From 1 on.
    package let version: Int32
    /// Whether the month was open or closed when the version was made.
    package let state: MonthlyReport.State
    /// The directory of its files.
    package let path: String
    /// The version before it, where that is missing or damaged in the directory: it can't be written again, as the
    /// books have moved on.
    package internal(set) var lost: Int32?

    init(_ version: ReportVersion, in archive: ReportArchive) {
        month = version.month
        self.version = version.number
        state = version.state
        path = archive.path(of: version)
    }
}
