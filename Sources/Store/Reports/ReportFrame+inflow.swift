import MaterialLedger
import Postgres

extension ReportFrame {
    struct InflowTables {
        var scrap: [MonthlyReport.Inflow] = []
        var others: [MonthlyReport.Inflow] = []
        var provinces: [MonthlyReport.ProvinceInflow] = []
    }

    private struct StreamProvince: Hashable {
        var stream: MaterialLedger.Stream
        var province: String?
    }

    /// Intakes by material and by province: settled mass from the tickets, book mass from the ledger.
    func loadInflow(on connection: isolated Connection) throws -> InflowTables {
        let rows = try connection.query(
            """
            SELECT f.month, f.material, CASE WHEN f.month = \(month.number) THEN f.province END,
                sum(f.tickets)::bigint, sum(f.net)::bigint
            FROM inflow(\(comparedSince.number), \(comparedStarts)) f
            WHERE f.facility = ANY (\(facilityIDs))
            GROUP BY 1, 2, 3
            """, prepared: false
        ).decode(Month.self, Int64.self, String?.self, Int64.self, Int64.self)
        let received = Dictionary(
            uniqueKeysWithValues: try connection.query(
                """
                SELECT f.material, sum(f.mass)::bigint FROM month_flow(\(month.number), \(month.number)) f
                WHERE f.kind = 'intake' AND f.account = 'stock' AND f.facility = ANY (\(facilityIDs)) GROUP BY f.material
                """, prepared: false
            ).decode(Int64.self, Int64.self).map { ($0.0, $0.1) })

        let labels = Dictionary(uniqueKeysWithValues: materials.map { ($0.id, $0.label) })
        var net: [Int64: MonthlySeries] = [:]
        var tickets: [Int64: Int64] = [:]
        var provinces: [StreamProvince: (tickets: Int64, net: Int64)] = [:]
        for (rowMonth, material, province, count, mass) in rows {
            net[material, default: MonthlySeries(firstMonth: firstMonth)].add(mass, in: rowMonth)
            guard rowMonth == month else { continue }
            tickets[material, default: 0] += count
            guard let label = labels[material], label.role == .scrap else { continue }
            let key = StreamProvince(stream: label.stream, province: province)
            let sum = provinces[key] ?? (0, 0)
            provinces[key] = (sum.tickets + count, sum.net + mass)
        }
        for row in history where row.table == HistoryFigure.Table.inflow.rawValue {
            net[row.material, default: MonthlySeries(firstMonth: firstMonth)].addHistory(row.mass, in: row.month)
        }

        var tables = InflowTables()
        for material in materials {
            guard let series = net[material.id] else { continue }
            let row = MonthlyReport.Inflow(
                material: material.label, tickets: tickets[material.id] ?? 0, received: received[material.id] ?? 0,
                net: series.comparison(of: month))
            guard row.net.isWorthARow || row.tickets != 0 || row.received != 0 else { continue }
            if material.label.role == .scrap { tables.scrap.append(row) } else { tables.others.append(row) }
        }
        tables.provinces = ReportFrame.ordered(provinces)
        return tables
    }

    /// By stream, then by province, those of unknown province last.
    private static func ordered(
        _ sums: [StreamProvince: (tickets: Int64, net: Int64)]
    ) -> [MonthlyReport.ProvinceInflow] {
        MaterialLedger.Stream.allCases.flatMap { stream in
            sums.filter { $0.key.stream == stream && ($0.value.tickets != 0 || $0.value.net != 0) }
                .map { key, sum in
                    MonthlyReport.ProvinceInflow(
                        stream: stream, province: key.province, tickets: sum.tickets, net: sum.net)
                }
                .sorted { left, right in
                    guard let first = left.province else { return false }
                    guard let second = right.province else { return true }
                    return first < second
                }
        }
    }
}
