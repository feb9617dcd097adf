import MaterialLedger
import Postgres
import Store
import TestSupport
import Testing
import Wording

/// Books that an earlier program filled, with functions of its own, go on with those of this one.
struct GrownBooksTests {
    /// When the functions are replaced.
    enum Moment: CaseIterable { case beforeTheClose, afterTheClose, never }

    @Test(arguments: Moment.allCases)
    func booksOfAnEarlierProgramGoOn(moment: Moment) async throws {
        // Other functions by their checksum; what they do stays, or the figures could not be foretold.
        let earlier = CodeFile.all.map { CodeFile(name: $0.name, sql: $0.sql + "-- of an earlier program\n") }
        let connection = try await SchemaBooks.connect(try await TestServer.shared.database())
        try await connection.run { connection in
            func replaceFunctions(_ connection: isolated Connection) throws {
                let outcome = try Migrator.migrate(on: connection)
                #expect((outcome.from, outcome.to) == (Int32(Migration.all.count), Int32(Migration.all.count)))
                #expect(outcome.appliedCode)
            }
            _ = try Migrator.migrate(code: moment == .never ? CodeFile.all : earlier, on: connection)
            try SchemaBooks.record(SchemaBooks.masterData + SchemaBooks.documents, on: connection)
            try SchemaBooks.record(SchemaBooks.corrections, on: connection)
            try SchemaBooks.record(Self.reversalAndRunUnderWay, on: connection)
            if moment == .beforeTheClose { try replaceFunctions(connection) }
            try closeNovember(on: connection)
            if moment == .afterTheClose { try replaceFunctions(connection) }
            try expectFigures(december: [100, 0, 0, 1_419, 50], inflow: [0, 100], on: connection)

            // Recording goes on: a run that the earlier program began ends, a ticket comes, November stays closed.
            try SchemaBooks.record(Self.endOfTheRun, on: connection)
            try SchemaBooks.record(Self.ticket(610, "T2", "2024-12-05 08:00"), on: connection)
            try expectFigures(december: [600, 5, 45, 1_914, 0], inflow: [1, 600], on: connection)
            do {
                try SchemaBooks.record(Self.ticket(710, "T3", "2024-11-30 08:00"), on: connection)
                Issue.record("a ticket was recorded in a closed month")
            } catch let error as PostgresError {
                #expect(error.constraint == "period_closed")
            }
        }
        await connection.close()
    }

    private func closeNovember(on connection: isolated Connection) throws {
        try SchemaBooks.record(
            SchemaBooks.journal(310, .close, "2024-11", nil) + "SELECT close_period(310, month_number('2024-11'))",
            closing: "2024-11", on: connection)
        try SchemaBooks.record(Self.lateCorrection, on: connection)
    }

    /// The audit, what the accounts hold, and both months as they were worked out by hand.
    ///
    /// - Parameters:
    ///   - december: the city's intake, loss, output, closing stock, and what is in process.
    ///   - inflow: December's tickets and settled mass.
    private func expectFigures(december: [Int64], inflow: [Int64], on connection: isolated Connection) throws {
        try Migrator.check(on: connection)
        let problems = try BooksAudit.run(on: connection).flatMap { check in
            check.problems.map { "\(check.name.english): \($0)" }
        }
        #expect(problems == [])
        let november = try report("2024-11", on: connection)
        #expect(november.state == .closed)
        let city = november.city
        #expect(
            [city.intake, city.transferIn, city.transferOut, city.shipped, city.returned] == [1_000, 399, 400, 200, 0])
        // An opening of 500 g, 20 g drained, 10 g that a count found missing.
        #expect([city.added, city.loss, city.adjustment, city.closing] == [100, 50, 470, 1_319])
        #expect([city.inProcess, city.processed, november.difference] == [50, 300, 1])
        #expect(november.inflow.map { [$0.tickets, $0.net.month, $0.received] } == [[1, 1_000, 1_000]])
        let next = try report("2024-12", on: connection)
        #expect(next.city.opening == 1_319)
        let made = next.stock.reduce(0) { $0 + $1.produced }
        #expect([next.city.intake, next.city.loss, made, next.city.closing, next.city.inProcess] == december)
        #expect(next.inflow.map { [$0.tickets, $0.net.month] } == [inflow])
        #expect(next.city.gap == 0)
        let accounts = try BalanceQuery.load(by: .account, account: nil, at: nil, knownAt: nil, on: connection)
        let balances = Dictionary(uniqueKeysWithValues: accounts.map { ($0.account ?? "", $0.mass) })
        let wanted: [String: Int64] = [
            "stock": december[3] - december[4], "process": december[4], "supplier:P1": -1_000 - december[0],
            "opening": -500, "addition": -100, "loss": 50 + december[1], "difference": 1, "customer:P1": 200,
            "adjustment": 30,
        ]
        #expect(balances == wanted.filter { $0.value != 0 })
    }

    private func report(_ month: String, on connection: isolated Connection) throws -> MonthlyReport {
        try MonthlyReportStore.load(
            try #require(Month(month)), scope: .city, allMaterials: true, on: connection)
    }

    // MARK: - Scripts

    /// What came back did not come back after all; a run begins in November and has not ended.
    private static let reversalAndRunUnderWay =
        SchemaBooks.journal(201, .reversal, "B1", "2024-11-20 08:00", document: 28)
        + "INSERT INTO revision (event, document, kind, late) VALUES (201, 28, 'reversal', 'f');"
        + SchemaBooks.journal(202, .run, "R2", "2024-11-28 08:00")
            + """
            INSERT INTO run (event, document, facility, started_at, process)
            VALUES (202, 202, 3, '2024-11-28 08:00+08', 'refining');
            INSERT INTO run_input (event, lot, source, mass) VALUES (202, 26, 25, 50)
            """

    /// The ticket of November weighed 100 g more, which counts in December.
    private static let lateCorrection =
        SchemaBooks.journal(410, .correction, "T1", "2024-12-02 08:00", document: 20)
        + "INSERT INTO revision (event, document, kind, late, late_at) VALUES (410, 20, 'correction', 't', '2024-12-01 00:00+08');"
        + "INSERT INTO correction_field (event, n, field, old_value, new_value, typed) VALUES (410, 1, 'gross_g', '1100', '1200', '1200');"
        + SchemaBooks.lot(21, event: 410, document: 20, "L1", 1_100, at: "2024-11-05 08:00", facility: 2)
        + intake(410, document: 20, lot: 21, gross: 1_200, at: "2024-11-05 08:00")

    private static let endOfTheRun =
        SchemaBooks.journal(510, .completion, "R2", "2024-12-04 08:00", document: 202)
        + "INSERT INTO revision (event, document, kind, late, late_at) VALUES (510, 202, 'completion', 'f', '2024-12-01 00:00+08');"
        + SchemaBooks.lot(511, event: 510, document: 202, "B", 45, at: "2024-12-04 08:00")
            + """
            INSERT INTO run (event, document, facility, started_at, ended_at, process)
            VALUES (510, 202, 3, '2024-11-28 08:00+08', '2024-12-04 08:00+08', 'refining');
            INSERT INTO run_input (event, lot, source, mass) VALUES (510, 26, 25, 50);
            INSERT INTO run_loss (event, n, material, mass) VALUES (510, 1, 4, 5)
            """

    private static func ticket(_ event: Int, _ code: String, _ at: String) -> String {
        SchemaBooks.journal(event, .intake, code, at)
            + SchemaBooks.lot(event + 1, event: event, "L-\(code)", 500, at: at, facility: 2)
            + intake(event, document: event, lot: event + 1, gross: 600, at: at)
    }

    /// - Parameter gross: 100 g more than the settled mass.
    private static func intake(_ event: Int, document: Int, lot: Int, gross: Int, at: String) -> String {
        """
        INSERT INTO intake (event, document, lot, facility, material, supplier, received_at, gross, tare, deduction,
            net, book, deduction_kind)
        VALUES (\(event), \(document), \(lot), 2, 4, 1, '\(at)+08', \(gross), 100, 0, \(gross - 100), \(gross - 100), 'commercial')
        """
    }
}
