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

    /// Corrections and reversals recorded in the month, whatever month their documents are of.
    ///
    /// A part's report has those of documents that touched one of its facilities.
    func loadChanges(on connection: isolated Connection) throws -> [MonthlyReport.Change] {
        let rows = try connection.query(
            """
            SELECT c.code, c.kind, c.reason, c.recorded_at
            FROM document_change c
            WHERE c.recorded_at >= (\(monthStarts))[1] AND c.recorded_at < (\(monthStarts))[2]
              AND (\(isCity)
                OR EXISTS (SELECT FROM posting p WHERE p.event IN (c.document, c.event)
                    AND p.facility = ANY (\(facilityIDs)))
                OR EXISTS (SELECT FROM inventory_count n WHERE n.event = c.document
                    AND n.facility = ANY (\(facilityIDs))))
            ORDER BY c.event
            """, prepared: false
        ).decode(String?.self, String.self, String?.self, Instant.self)
        return rows.map { code, kind, reason, time in
            MonthlyReport.Change(document: code ?? "", kind: kind, reason: reason ?? "", recordedAt: time)
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
