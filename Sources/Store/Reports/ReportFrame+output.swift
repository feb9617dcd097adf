import MaterialLedger
import Postgres

extension ReportFrame {
    /// Outputs of reported materials: mass from the ledger, lots and pieces from the runs.
    func loadOutput(on connection: isolated Connection) throws -> [MonthlyReport.Output] {
        let reported = materials.filter(\.isReported)
        let ids = reported.map(\.id)
        let masses = try connection.query(
            """
            SELECT f.month, f.material, sum(f.mass)::bigint FROM month_flow(\(comparedSince.number), \(month.number)) f
            WHERE f.kind = 'run' AND f.leg = 'end' AND f.account = 'stock'
              AND f.facility = ANY (\(facilityIDs)) AND f.material = ANY (\(ids))
            GROUP BY f.month, f.material
            """, prepared: false
        ).decode(Month.self, Int64.self, Int64.self)
        let pieces = try connection.query(
            """
            SELECT o.month, o.material, sum(o.lots)::bigint, sum(o.units)::bigint
            FROM run_output(\(comparedSince.number), \(comparedStarts)) o
            WHERE o.facility = ANY (\(facilityIDs)) AND o.material = ANY (\(ids))
            GROUP BY o.month, o.material
            """, prepared: false
        ).decode(Month.self, Int64.self, Int64.self, Int64?.self)

        var mass: [Int64: MonthlySeries] = [:]
        var units: [Int64: MonthlySeries] = [:]
        var lots: [Int64: Int64] = [:]
        for (rowMonth, material, grams) in masses {
            mass[material, default: MonthlySeries(firstMonth: firstMonth)].add(grams, in: rowMonth)
        }
        for (rowMonth, material, count, number) in pieces {
            if rowMonth == month { lots[material] = count }
            guard let number else { continue }
            units[material, default: MonthlySeries(firstMonth: firstMonth)].add(number, in: rowMonth)
        }
        for row in history where row.table == HistoryFigure.Table.output.rawValue {
            mass[row.material, default: MonthlySeries(firstMonth: firstMonth)].addHistory(row.mass, in: row.month)
            guard let number = row.units else { continue }
            units[row.material, default: MonthlySeries(firstMonth: firstMonth)].addHistory(number, in: row.month)
        }

        return reported.compactMap { material in
            guard let series = mass[material.id] else { return nil }
            let comparison = series.comparison(of: month)
            let count = lots[material.id] ?? 0
            guard comparison.isWorthARow || count != 0 else { return nil }
            let numbers = units[material.id]
            return MonthlyReport.Output(
                material: material.label, lots: count, units: numbers?.given(in: month),
                unitsCumulative: numbers?.bookedCumulative(to: month),
                unitsPreviousMonth: numbers?.given(in: month.previous), unitsYearAgo: numbers?.given(in: month.yearAgo),
                unitsYearAgoCumulative: comparison.yearAgoCumulative == nil
                    ? nil : numbers?.givenCumulative(to: month.yearAgo),
                mass: comparison)
        }
    }
}

extension MonthlyReport.Comparison {
    /// A row is listed when the month, the cumulative or the year-ago figure is not 0.
    var isWorthARow: Bool { month != 0 || cumulative != 0 || (yearAgo ?? 0) != 0 }
}
