package import MaterialLedger
package import Store

/// The monthly report, as of one moment.
package struct MonthlyReporting: Sendable {
    let books: Books

    package init(_ books: Books) { self.books = books }

    /// - Throws: `Fault` with `not_found` for a facility, park or operator that the report does not know.
    package func load(
        _ month: Month, scope: ReportScopeRequest, allMaterials: Bool
    ) async throws -> MonthlyReport {
        try await books.read { connection in
            try MonthlyReportStore.load(month, scope: scope, allMaterials: allMaterials, on: connection)
        }
    }
}
