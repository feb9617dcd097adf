internal import ArgumentParser
internal import MaterialLedger
internal import Operations
internal import Postgres
internal import Store

/// The monthly report beside the plainest statements that read the same rows.
struct ReportBenchmark: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "The monthly report, and one bare SELECT … GROUP BY over each table and period that it reads.")

    @Option(help: "Conninfo or URL of the books.")
    var database: String

    @Option(help: "The month, YYYY-MM.")
    var month: String

    @Option(help: "How often both are measured, taking turns.")
    var rounds = 9

    mutating func run() async throws {
        guard let month = Month(month) else { throw ValidationError("'\(month)' is not a month: YYYY-MM") }
        let books = try await Books.open(.conninfo(database), program: "urbanmine-bench")
        let reporting = MonthlyReporting(books)
        var ours: [Double] = []
        var bare: [Double] = []
        for round in 0...rounds {
            let report = try await Measuring.seconds {
                _ = try await reporting.load(month, scope: .city, allMaterials: false)
            }
            let selects = try await Measuring.seconds { try await selectAll(month, books) }
            // The first round only warms the caches.
            guard round > 0 else { continue }
            ours.append(report)
            bare.append(selects)
        }
        await books.close()
        Measuring.write([
            "report_ms": Measuring.quantile(0.5, of: ours) * 1000, "bare_ms": Measuring.quantile(0.5, of: bare) * 1000,
            "ratio": Measuring.quantile(0.5, of: ours) / Measuring.quantile(0.5, of: bare),
        ])
    }

    private func selectAll(_ month: Month, _ books: Books) async throws {
        try await books.read { connection in
            // As the report has it.
            try connection.query("SELECT set_config('work_mem', '64MB', true), set_config('jit', 'off', true)")
            let first = month.yearAgo.firstOfYear.number
            let (since, start, end) = try connection.query(
                """
                SELECT s[1], s[cardinality(s) - 1], s[cardinality(s)]
                FROM month_starts(\(first), \(month.number)) s
                """
            ).only().decode(Instant.self, Instant.self, Instant.self)
            for statement in bareStatements(since: since, start: start, end: end) {
                _ = try connection.query(statement, prepared: false)
            }
        }
    }
}

/// One statement for each table and period that the report reads: groups and sums, and nothing that makes them right
/// (no revisions, no closed months, no comparisons, no names).
private func bareStatements(since: Instant, start: Instant, end: Instant) -> [SQL] {
    [
        // Tickets since the January of the year before.
        """
        SELECT facility, material, count(*), sum(net) FROM intake
        WHERE received_at >= \(since) AND received_at < \(end) GROUP BY facility, material
        """,
        // Balances at the start, flows of the month, outputs since the January of the year before.
        """
        SELECT account, facility, material, sum(mass) FROM day_delta
        WHERE day < (\(start)::timestamptz AT TIME ZONE 'Asia/Shanghai')::date GROUP BY account, facility, material
        """,
        """
        SELECT kind, leg, account, facility, material, sum(mass) FROM day_delta
        WHERE day >= (\(start)::timestamptz AT TIME ZONE 'Asia/Shanghai')::date
          AND day < (\(end)::timestamptz AT TIME ZONE 'Asia/Shanghai')::date
        GROUP BY kind, leg, account, facility, material
        """,
        """
        SELECT kind, leg, account, facility, material, sum(mass) FROM day_delta
        WHERE day >= (\(since)::timestamptz AT TIME ZONE 'Asia/Shanghai')::date
          AND day < (\(end)::timestamptz AT TIME ZONE 'Asia/Shanghai')::date
        GROUP BY kind, leg, account, facility, material
        """,
        // Lots and pieces.
        """
        SELECT facility, material, count(*), sum(units) FROM lot
        WHERE created_at >= \(since) AND created_at < \(end) GROUP BY facility, material
        """,
        // Runs of the month and what went in and out of them: recovery, energy, losses.
        """
        SELECT facility, count(*), sum(energy_kwh), sum(green_kwh) FROM run
        WHERE ended_at >= \(start) AND ended_at < \(end) GROUP BY facility
        """,
        """
        SELECT l.material, count(*), sum(i.mass) FROM run r JOIN run_input i USING (event) JOIN lot l ON l.lot = i.lot
        WHERE r.ended_at >= \(start) AND r.ended_at < \(end) GROUP BY l.material
        """,
        """
        SELECT material, count(*), sum(mass) FROM lot
        WHERE created_at >= \(start) AND created_at < \(end) GROUP BY material
        """,
        """
        SELECT a.material, count(*), sum(a.mass) FROM run r JOIN run_addition a USING (event)
        WHERE r.ended_at >= \(start) AND r.ended_at < \(end) GROUP BY a.material
        """,
        """
        SELECT x.material, count(*), sum(x.mass) FROM run r JOIN run_loss x USING (event)
        WHERE r.ended_at >= \(start) AND r.ended_at < \(end) GROUP BY x.material
        """,
        """
        SELECT substance, count(*) FROM assay GROUP BY substance
        """,
        // What was shipped and came back.
        """
        SELECT s.kind, count(*), sum(x.mass) FROM shipment s JOIN shipment_line x USING (event)
        WHERE s.shipped_at >= \(start) AND s.shipped_at < \(end) GROUP BY s.kind
        """,
        """
        SELECT g.facility, count(*), sum(x.mass) FROM goods_return g JOIN goods_return_line x USING (event)
        WHERE g.returned_at >= \(start) AND g.returned_at < \(end) GROUP BY g.facility
        """,
    ]
}
