import MaterialLedger
import Postgres

extension ReportFrame {
    /// Substances over the runs that ended in the month, exact to 10^-15 g, by their symbols.
    func loadRecovery(on connection: isolated Connection) throws -> [MonthlyReport.Recovery] {
        let rows = try connection.query(
            """
            SELECT s.substance, s.input * 1e15, s.lost * 1e15, s.imbalance * 1e15, s.unassayed
            FROM substance_balance(\(month.number), \(monthStarts), \(scopedFacilities as [Int64]?)) s
            ORDER BY s.substance COLLATE "C"
            """, prepared: false
        ).decode(String.self, PostgresNumeric.self, PostgresNumeric.self, PostgresNumeric.self, Int64.self)
        return try rows.map { substance, input, lost, imbalance, unassayed in
            MonthlyReport.Recovery(
                substance: substance, input: try SubstanceMass(exactly: input), lost: try SubstanceMass(exactly: lost),
                imbalance: try SubstanceMass(exactly: imbalance), unassayed: unassayed)
        }
    }

    func loadEnergy(
        _ balances: ReportBalances, on connection: isolated Connection
    ) throws -> [MonthlyReport.EnergyUse] {
        let rows = try connection.query(
            """
            SELECT e.facility, (e.kwh * 1000000)::bigint, (e.green_kwh * 1000000)::bigint
            FROM run_energy(\(monthStarts)) e WHERE e.kwh <> 0 OR e.green_kwh <> 0
            """, prepared: false
        ).decode(Int64.self, Int64.self, Int64.self)
        let used = Dictionary(uniqueKeysWithValues: rows.map { ($0.0, (energy: $0.1, green: $0.2)) })
        let sums = balances.balances(by: \.facility)
        return facilities.compactMap { facility in
            guard let use = used[facility.id] else { return nil }
            return MonthlyReport.EnergyUse(
                facility: facility.code, name: facility.name, energy: Energy(units: use.energy),
                green: Energy(units: use.green), processed: sums[facility.id]?.processed ?? 0)
        }
    }

    /// Corrections and reversals that were made in the month or moved its figures.
    ///
    /// A part's report has those of documents that touched one of its facilities.
    func loadChanges(on connection: isolated Connection) throws -> [MonthlyReport.Change] {
        let rows = try connection.query(
            """
            SELECT c.code, c.kind, c.reason, c.made_at, c.recorded_at
            FROM document_change c
            WHERE (c.made_at >= (\(monthStarts))[1] AND c.made_at < (\(monthStarts))[2]
                OR c.counts_at >= (\(monthStarts))[1] AND c.counts_at < (\(monthStarts))[2]
                OR EXISTS (SELECT FROM posting p WHERE p.event = c.event
                    AND p.at >= (\(monthStarts))[1] AND p.at < (\(monthStarts))[2]))
              AND (\(lastEvent as Int64?) IS NULL OR c.event <= \(lastEvent as Int64?))
              AND (\(isCity)
                OR EXISTS (SELECT FROM posting p WHERE p.event IN (c.document, c.event)
                    AND p.facility = ANY (\(facilityIDs)))
                OR EXISTS (SELECT FROM inventory_count n WHERE n.event = c.document
                    AND n.facility = ANY (\(facilityIDs))))
            ORDER BY c.event
            """, prepared: false
        ).decode(String?.self, String.self, String?.self, Instant.self, Instant.self)
        return rows.map { code, kind, reason, made, recorded in
            MonthlyReport.Change(
                document: code ?? "", kind: kind, reason: reason ?? "", madeAt: made, recordedAt: recorded)
        }
    }
}

extension SubstanceMass {
    /// A whole number of 10^-15 g, as the database computed it.
    fileprivate init(exactly number: PostgresNumeric) throws(PostgresError) {
        let parts = number.text.split(separator: ".", maxSplits: 1)
        guard let whole = parts.first, let units = Int128(whole), parts.count < 2 || parts[1].allSatisfy({ $0 == "0" })
        else {
            throw PostgresError(
                code: .decoding, message: "the mass of a substance is \(number.text), not a whole number of 1e-15 g")
        }
        self.init(units: units)
    }
}

extension ReportFrame {
    /// What all runs of the report's facilities charged, made and lost, with the months compared with.
    func loadTotals(on connection: isolated Connection) throws -> MonthlyReport.Totals {
        let products = materials.filter { $0.label.role == .product }.map(\.id)
        let rows = try connection.query(
            """
            SELECT f.month,
                -coalesce(sum(f.mass) FILTER (WHERE f.account = 'process' AND f.leg = 'end'), 0)::bigint,
                coalesce(sum(f.mass) FILTER (
                    WHERE f.account = 'stock' AND f.leg = 'end' AND f.material = ANY (\(products))), 0)::bigint,
                coalesce(sum(f.mass) FILTER (WHERE f.account = 'loss'), 0)::bigint
            FROM month_flow(\(comparedSince.number), \(month.number)) f
            WHERE f.kind = 'run' AND f.facility = ANY (\(facilityIDs)) GROUP BY f.month
            """, prepared: false
        ).decode(Month.self, Int64.self, Int64.self, Int64.self)
        var series = (processed: absent, product: absent, loss: absent)
        for (rowMonth, processed, product, loss) in rows {
            series.processed.add(processed, in: rowMonth)
            series.product.add(product, in: rowMonth)
            series.loss.add(loss, in: rowMonth)
        }
        return MonthlyReport.Totals(
            processed: series.processed.comparison(of: month), product: series.product.comparison(of: month),
            loss: series.loss.comparison(of: month))
    }

    /// The figures of something that never was: 0 in the months of the books, unknown before.
    var absent: MonthlySeries { MonthlySeries(firstMonth: firstMonth) }
}
