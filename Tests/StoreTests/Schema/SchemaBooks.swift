import MaterialLedger
import Postgres
import Store
import TestSupport

/// A small database at the newest schema with one row in most tables, seen by the server's superuser.
struct SchemaBooks {
    let connection: Connection
    let conninfo: String

    /// One of most documents: an opening, an intake, a run, a transfer, a shipment, a return, an adjustment, a count
    /// and its acceptance, with their postings.
    private static let template = Task { () throws -> String in
        let conninfo = try await TestServer.shared.database()
        let connection = try await connect(conninfo)
        try await connection.run { connection in
            _ = try Migrator.migrate(on: connection)
            try record(masterData + documents, on: connection)
            try record(corrections, on: connection)
        }
        await connection.close()
        return conninfo.split(separator: "'").dropFirst().first.map(String.init) ?? ""
    }

    static func open() async throws -> SchemaBooks {
        let conninfo = try await TestServer.shared.database(template: try await template.value)
        return SchemaBooks(connection: try await connect(conninfo), conninfo: conninfo)
    }

    static func connect(_ conninfo: String) async throws -> Connection {
        try await Connection.connect(
            ConnectionSettings(
                conninfo, statements: ["SET search_path = urbanmine, urbanmine_read, pg_temp", "SET TimeZone = 'UTC'"]))
    }

    /// The statements of a batch of ten ids; `\(b)` in the text stands for its first id.
    static func batch(_ script: String, post: Bool = true) -> String {
        "BEGIN;" + statements(script, post: post)
    }

    private static func statements(_ script: String, post: Bool = true) -> String {
        """
        SELECT begin_batch('tester', 'host', 'tests', 100, '{}', '{}');
        \(script);
        \(post ? "SELECT post();" : "")
        COMMIT
        """
    }

    /// - Parameter month: the month that the script closes, which is held before ids are taken.
    static func record(_ script: String, closing month: String? = nil, on connection: isolated Connection) throws {
        do {
            if let month {
                try connection.script("BEGIN; SELECT hold_for_close(month_number('\(month)'));" + statements(script))
            } else {
                try connection.script(batch(script))
            }
        } catch {
            connection.rollBackIfNeeded()
            throw error
        }
    }

    /// Runs a script as a role and tells the error, if any; nothing stays.
    func attack(_ script: String, as role: String? = nil) async throws -> PostgresError? {
        try await connection.run { connection in
            // Ids are not taken back by a rollback; every attack begins where the last batch ended.
            try connection.script("SELECT setval('id', (SELECT max(last_id) FROM batch))")
            do {
                try connection.script(
                    "BEGIN;" + (role.map { "SET LOCAL ROLE \($0);" } ?? "") + script + "; SET CONSTRAINTS ALL IMMEDIATE"
                )
                connection.rollBackIfNeeded()
                return nil
            } catch let error as PostgresError {
                connection.rollBackIfNeeded()
                return error
            }
        }
    }

    /// The statements with which an event is put in the journal.
    static func journal(
        _ event: Int, _ kind: EventKind, _ code: String?, _ at: String?, document: Int? = nil
    ) -> String {
        let code = code.map { "'\($0)'" } ?? "NULL"
        let at = at.map { "'\($0)+08'" } ?? "NULL"
        return """
            INSERT INTO journal (event, document, batch, kind, code, occurred_at, digest)
            VALUES (\(event), \(document ?? event), \(runningBatch), '\(kind.name)', \(code), \(at), '\\x00');
            """
    }

    /// The batch that this transaction began; null where it began none.
    static let runningBatch = "nullif(current_setting('urbanmine.batch', true), '')::bigint"

    /// - Parameter isFirst: what the row says of itself; nil is the truth.
    static func lot(
        _ lot: Int, event: Int, document: Int? = nil, _ code: String, _ mass: Int, at: String, facility: Int = 3,
        isFirst: Bool? = nil
    ) -> String {
        let isOurs = "coalesce(\(lot) BETWEEN \(runningBatch) AND \(runningBatch) + 99, true)"
        return """
            INSERT INTO lot (lot, event, document, code, material, facility, created_at, mass, is_first)
            VALUES (\(lot), \(event), \(document ?? event), '\(code)', 4, \(facility), '\(at)+08', \(mass),
                \(isFirst.map(String.init) ?? isOurs));
            """
    }

    static let masterData =
        journal(1, .party, "P1", nil) + journal(2, .facility, "F1", nil) + journal(3, .facility, "F2", nil)
        + journal(4, .material, "scrap", nil)
        + journal(5, .composition, nil, nil) + journal(6, .history, nil, nil) + """
            INSERT INTO party (event, code) VALUES (1, 'P1');
            INSERT INTO party_revision (event, party, name) VALUES (1, 1, 'Party');
            INSERT INTO facility (event, code) VALUES
                (2, 'F1'),
                (3, 'F2');
            INSERT INTO facility_revision (event, facility, name) VALUES
                (2, 2, 'A'),
                (3, 3, 'B');
            INSERT INTO material (event, code) VALUES (4, 'scrap');
            INSERT INTO material_revision (event, material, name_zh, name_en, stream, role, reported)
            VALUES (4, 4, '废', 'scrap', 'battery', 'scrap', 'f');
            INSERT INTO composition (event, material, substance, fraction) VALUES (5, 4, 'Pb', 0.6);
            INSERT INTO history (event, month, direction, material, mass) VALUES (6, 24287, 'inflow', 4, 1000);
            INSERT INTO source_file (source, batch, name, sha256)
            VALUES (7, current_setting('urbanmine.batch')::bigint, 'intakes.csv', '\\x00'::bytea);
            """

    static let documents =
        journal(20, .intake, "T1", "2024-11-05 08:00")
        + lot(21, event: 20, "L1", 1000, at: "2024-11-05 08:00", facility: 2)
            + """
            INSERT INTO intake (event, document, lot, facility, material, supplier, received_at, gross, tare,
                deduction, net, book, deduction_kind)
            VALUES (20, 20, 21, 2, 4, 1, '2024-11-05 08:00+08', 1100, 100, 0, 1000, 1000, 'commercial');
            """
        + journal(22, .opening, "O1", "2024-11-01 00:00")
        + lot(23, event: 22, "O1", 500, at: "2024-11-01 00:00", facility: 2)
        + "INSERT INTO opening (event, document, lot, facility, material, at, mass) VALUES (22, 22, 23, 2, 4, '2024-11-01+08', 500);"
        + journal(24, .transfer, "V1", "2024-11-06 08:00")
            + """
            INSERT INTO transfer (event, document, from_facility, to_facility, sent_at, received_at)
            VALUES (24, 24, 2, 3, '2024-11-06 08:00+08', '2024-11-07 08:00+08');
            INSERT INTO transfer_line (event, lot, mass, received) VALUES (24, 21, 400, 399);
            """
        + journal(25, .run, "R1", "2024-11-08 08:00") + lot(26, event: 25, "A", 350, at: "2024-11-09 08:00")
            + """
            INSERT INTO run (event, document, facility, started_at, ended_at, process)
            VALUES (25, 25, 3, '2024-11-08 08:00+08', '2024-11-09 08:00+08', 'smelting');
            INSERT INTO run_input (event, lot, source, mass) VALUES (25, 21, 20, 300);
            INSERT INTO run_addition (event, n, material, mass) VALUES (25, 1, 4, 100);
            INSERT INTO run_loss (event, n, material, mass) VALUES (25, 1, 4, 50);
            """
        + journal(27, .shipment, "S1", "2024-11-10 08:00")
            + """
            INSERT INTO shipment (event, document, facility, customer, shipped_at, kind)
            VALUES (27, 27, 3, 1, '2024-11-10 08:00+08', 'sale');
            INSERT INTO shipment_line (event, lot, mass) VALUES (27, 26, 200);
            """
        + journal(28, .goodsReturn, "B1", "2024-11-11 08:00")
            + """
            INSERT INTO goods_return (event, document, facility, shipment, customer, returned_at)
            VALUES (28, 28, 3, 27, 1, '2024-11-11 08:00+08');
            INSERT INTO goods_return_line (event, lot, mass) VALUES (28, 26, 50);
            """
        + journal(29, .adjustment, "D1", "2024-11-12 08:00")
            + """
            INSERT INTO adjustment (event, document, facility, at) VALUES (29, 29, 3, '2024-11-12 08:00+08');
            INSERT INTO adjustment_line (event, lot, mass, reason) VALUES (29, 26, -10, 'drying');
            """
        + journal(30, .count, "N1", "2024-11-13 08:00")
            + """
            INSERT INTO inventory_count (event, document, facility, counted_at)
            VALUES (30, 30, 3, '2024-11-13 08:00+08');
            INSERT INTO inventory_count_line (event, lot, mass) VALUES (30, 26, 180);
            """
        + journal(31, .acceptance, "N1/31", "2024-11-13 08:00")
            + """
            INSERT INTO acceptance (event, document, counted, facility, at)
            VALUES (31, 31, 30, 3, '2024-11-13 08:00+08');
            INSERT INTO acceptance_line (event, lot, mass) VALUES (31, 26, -10);
            """
        + journal(32, .assay, nil, nil)
        + "INSERT INTO assay (event, lot, substance, fraction) VALUES (32, 26, 'Pb', 0.9)"

    static let corrections =
        journal(101, .correction, "D1", "2024-11-20 08:00", document: 29)
            + """
            INSERT INTO revision (event, document, kind, late) VALUES (101, 29, 'correction', 'f');
            INSERT INTO correction_field (event, n, field, old_value, new_value, typed)
            VALUES (101, 1, 'mass_g', '-10', '-20', '-20');
            INSERT INTO adjustment (event, document, facility, at) VALUES (101, 29, 3, '2024-11-12 08:00+08');
            INSERT INTO adjustment_line (event, lot, mass, reason) VALUES (101, 26, -20, 'drying')
            """
}
