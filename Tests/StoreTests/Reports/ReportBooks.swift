import MaterialLedger
import Postgres
import Store
import TestSupport
import Wording

/// Small books of a yard and a smelter in a database of their own, written through the recording functions.
///
/// Ids are taken a thousand at a time from 1, so that the scripts can name them. Masses are grams.
struct ReportBooks {
    let connection: Connection

    /// November and December 2024: two tickets, a transfer over the month's end, one run, a sale, a disposal
    /// and a pile that dried.
    static func open() async throws -> ReportBooks {
        let connection = try await Connection.connect(
            ConnectionSettings(
                try await TestServer.shared.database(), statements: ["SET search_path = urbanmine, urbanmine_read"]))
        _ = try await connection.run { connection in
            try Migrator.migrate(on: connection)
        }
        let books = ReportBooks(connection: connection)
        try await books.record(masterData + documents)
        return books
    }

    /// Runs a script within a batch of a thousand ids.
    func record(_ script: String) async throws {
        try await connection.transaction { connection in
            try connection.script(
                """
                SELECT begin_batch('tester', 'host', 'tests', 1000, '{}', '{}');
                \(script);
                SELECT post();
                """)
        }
    }

    /// Loads as the program does: without the right to write, in one snapshot.
    func report(
        _ month: String, _ scope: ReportScopeRequest = .city, allMaterials: Bool = false
    ) async throws -> MonthlyReport {
        guard let month = Month(month) else { throw QuantityFault("\(month) is not a month") }
        return try await connection.transaction(isolation: .repeatableRead, readOnly: true) { connection in
            try connection.script("SET LOCAL ROLE urbanmine_app")
            return try MonthlyReportStore.load(month, scope: scope, allMaterials: allMaterials, on: connection)
        }
    }

    private static let masterData = """
        INSERT INTO journal (event, document, batch, kind, code, occurred_at, digest)
        SELECT e, e, current_setting('urbanmine.batch')::bigint, k::event_kind, c, a::timestamptz, '\\x00'
        FROM (VALUES
            (1, 'party', 'S1', NULL),
            (2, 'facility', 'yard', NULL),
            (3, 'facility', 'smelter', NULL),
            (4, 'material', 'scrap', NULL),
            (5, 'material', 'lead', NULL),
            (6, 'material', 'slag', NULL),
            (7, 'material', 'fume', NULL),
            (8, 'composition', NULL, NULL),
            (9, 'composition', NULL, NULL),
            (10, 'composition', NULL, NULL),
            (30, 'history', NULL, NULL),
            (31, 'history', NULL, NULL)
        ) document (e, k, c, a);
        INSERT INTO party (event, code) VALUES (1, 'S1');
        INSERT INTO party_revision (event, party, name, province) VALUES (1, 1, 'Supplier', '410100');
        INSERT INTO facility (event, code) VALUES
            (2, 'yard'),
            (3, 'smelter');
        INSERT INTO facility_revision (event, facility, name, operator, park, capacity_per_year) VALUES
            (2, 2, 'Yard', 'Town', NULL, NULL),
            (3, 3, 'Smelter', 'Lead Co', 'Park', 120000000);
        INSERT INTO material (event, code) VALUES
            (4, 'scrap'),
            (5, 'lead'),
            (6, 'slag'),
            (7, 'fume');
        INSERT INTO material_revision (event, material, name_zh, name_en, stream, role, reported) VALUES
            (4, 4, '废铅', 'scrap', 'battery', 'scrap', 'f'),
            (5, 5, '铅', 'lead', 'battery', 'product', 't'),
            (6, 6, '渣', 'slag', 'battery', 'residue', 'f'),
            (7, 7, '烟', 'fume', 'other', 'loss', 'f');
        INSERT INTO composition (event, material, substance, fraction) VALUES
            (8, 4, 'Pb', 0.6),
            (9, 5, 'Pb', 1),
            (10, 6, 'Pb', 0.05);
        INSERT INTO history (event, month, direction, material, facility, mass) VALUES
            (30, month_number('2023-12'), 'inflow', 4, 3, 10000000),
            (31, month_number('2023-12'), 'inflow', 4, NULL, 5000000);
        """

    private static let documents = """
        INSERT INTO journal (event, document, batch, kind, code, occurred_at, digest)
        SELECT e, e, current_setting('urbanmine.batch')::bigint, k::event_kind, c, a::timestamptz, '\\x00'
        FROM (VALUES
            (20, 'intake', 'T1', '2024-11-05 08:00+08'),
            (22, 'intake', 'T2', '2024-12-03 08:00+08'),
            (24, 'transfer', 'V1', '2024-11-29 08:00+08'),
            (25, 'run', 'R1', '2024-12-05 08:00+08'),
            (28, 'shipment', 'S1', '2024-12-20 08:00+08'),
            (29, 'shipment', 'S2', '2024-12-21 08:00+08'),
            (32, 'adjustment', 'A1', '2024-12-15 08:00+08')
        ) document (e, k, c, a);
        INSERT INTO adjustment (event, document, facility, at) VALUES (32, 32, 2, '2024-12-15 08:00+08');
        INSERT INTO adjustment_line (event, lot, mass, reason) VALUES (32, 21, -500000, 'drying');
        INSERT INTO lot (lot, event, document, code, material, facility, created_at, mass, units, is_first) VALUES
            (21, 20, 20, 'L1', 4, 2, '2024-11-05 08:00+08', 30000000, NULL, true),
            (23, 22, 22, 'L2', 4, 3, '2024-12-03 08:00+08', 20000000, NULL, true),
            (26, 25, 25, 'L3', 5, 3, '2024-12-06 08:00+08', 10000000, 100, true),
            (27, 25, 25, 'L4', 6, 3, '2024-12-06 08:00+08', 4000000, NULL, true);
        INSERT INTO intake (event, document, lot, facility, material, supplier, received_at, gross, tare, deduction,
            net, book, deduction_kind, province) VALUES
            (20, 20, 21, 2, 4, 1, '2024-11-05 08:00+08', 40000000, 10000000, 1000000, 29000000, 30000000, 'commercial', NULL),
            (22, 22, 23, 3, 4, 1, '2024-12-03 08:00+08', 30000000, 10000000, 0, 20000000, 20000000, 'commercial', '320500');
        INSERT INTO transfer (event, document, from_facility, to_facility, sent_at, received_at)
        VALUES (24, 24, 2, 3, '2024-11-29 08:00+08', '2024-12-01 08:00+08');
        INSERT INTO transfer_line (event, lot, mass, received) VALUES (24, 21, 10000000, 9999000);
        INSERT INTO run (event, document, facility, started_at, ended_at, process, energy_kwh, green_kwh)
        VALUES (25, 25, 3, '2024-12-05 08:00+08', '2024-12-06 08:00+08', 'smelting', 1000.5, 250);
        INSERT INTO run_input (event, lot, source, mass) VALUES
            (25, 21, 20, 5000000),
            (25, 23, 22, 12000000);
        INSERT INTO run_loss (event, n, material, mass, basis) VALUES
            (25, 1, 7, 2000000, 'measured'),
            (25, 2, 7, 1000000, 'difference');
        INSERT INTO shipment (event, document, facility, customer, shipped_at, kind) VALUES
            (28, 28, 3, 1, '2024-12-20 08:00+08', 'sale'),
            (29, 29, 3, 1, '2024-12-21 08:00+08', 'disposal');
        INSERT INTO shipment_line (event, lot, mass, units) VALUES
            (28, 26, 6000000, 60),
            (29, 27, 1000000, NULL);
        """

    /// Closes a month under the event with which the next batch begins.
    func close(_ month: String, event: Int64) async throws {
        try await record(
            """
            INSERT INTO journal (event, document, batch, kind, code, digest)
            VALUES (\(event), \(event), current_setting('urbanmine.batch')::bigint, 'close', '\(month)', '\\x00'::bytea);
            SELECT close_period(\(event), month_number('\(month)'))
            """)
    }

    /// Corrects ticket T1 of November: a tonne more, and from Shandong.
    func correctTicket(event: Int64, late: Bool) async throws {
        try await record(
            """
            INSERT INTO journal (event, document, batch, kind, code, occurred_at, reason, digest)
            VALUES (\(event), 20, current_setting('urbanmine.batch')::bigint, 'correction', 'T1', '2024-12-10 08:00+08', 'scale read wrong', '\\x00'::bytea);
            INSERT INTO revision (event, document, kind, late, late_at)
            VALUES (\(event), 20, 'correction', '\(late)', \(late ? "'2024-12-01 00:00+08'" : "NULL"));
            INSERT INTO lot (lot, event, document, code, material, facility, created_at, mass, is_first)
            VALUES (21, \(event), 20, 'L1', 4, 2, '2024-11-05 08:00+08', 31000000, 21 >= current_setting('urbanmine.batch')::bigint);
            INSERT INTO intake (event, document, lot, facility, material, supplier, received_at, gross, tare,
                deduction, net, book, deduction_kind, province)
            VALUES (\(event), 20, 21, 2, 4, 1, '2024-11-05 08:00+08', 41000000, 10000000, 1000000, 30000000, 31000000, 'commercial', '370000')
            """)
    }
}
