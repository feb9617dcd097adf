package import MaterialLedger
package import Postgres

/// The figures of the monthly report, out of the report functions of sql/code (15 to 18).
package enum MonthlyReportStore {
    /// Loads the report of a month: as it was known at the close of a closed month, as it is known now of an open one.
    ///
    /// Several statements: called within a REPEATABLE READ transaction its figures are of one moment. Sets the
    /// `work_mem` of the transaction.
    ///
    /// - Parameters:
    ///   - month: any month, also one before the first document.
    ///   - scope: which facilities the report is of.
    ///   - allMaterials: whether the stock table has the materials that are not reported, too.
    /// - Throws: `Fault` `not_found` for a facility, park or operator that the report does not know; `PostgresError`.
    package static func load(
        _ month: Month, scope: ReportScopeRequest, allMaterials: Bool, on connection: isolated Connection
    ) throws -> MonthlyReport {
        // The planner cannot know how few groups there are, and would sort every ticket on disk.
        try connection.query("SELECT set_config('work_mem', '64MB', true), set_config('jit', 'off', true)")
        let frame = try ReportFrame.load(month, scope: scope, on: connection)
        var report = MonthlyReport(
            period: month, timeZone: frame.timeZone, state: frame.lastEvent == nil ? .open : .closed,
            scope: frame.scope)

        let inflow = try frame.loadInflow(on: connection)
        report.inflow = inflow.scrap
        report.auxiliaries = inflow.others
        report.inflowByProvince = inflow.provinces

        let balances = try frame.loadBalances(on: connection)
        report.facilities = balances.facilities(of: frame)
        report.city = report.facilities.map(\.balance).reduce(MonthlyReport.Balance(), +)
        report.difference = balances.difference
        report.inTransit = try frame.loadInTransit(balances, on: connection)
        report.stock = try frame.loadStock(balances, allMaterials: allMaterials, on: connection)
        report.losses = try frame.loadLosses(balances, on: connection)

        report.output = try frame.loadOutput(on: connection)
        report.recovery = try frame.loadRecovery(on: connection)
        report.energy = try frame.loadEnergy(balances, on: connection)
        report.totals = try frame.loadTotals(on: connection)
        report.absent = frame.absent.comparison(of: month)
        report.changes = try frame.loadChanges(on: connection)
        return report
    }
}
