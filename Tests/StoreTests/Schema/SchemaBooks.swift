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
        _ event: Int, _ kind: EventKind, _ code: String, _ at: String?, document: Int? = nil
    ) -> String {
        """
        SELECT put_journal('{\(event)}', '{\(document ?? event)}', '{\(kind.name)}', '{\(code)}',
            '{\(at.map { "\($0)+08" } ?? "NULL")}', '{NULL}', '{NULL}', '{NULL}', '{NULL}', ARRAY['\\x00'::bytea]);
        """
    }

    static func lot(
        _ lot: Int, event: Int, document: Int? = nil, _ code: String, _ mass: Int, at: String, facility: Int = 3
    ) -> String {
        """
        SELECT put_lots('{\(lot)}', '{\(event)}', '{\(document ?? event)}', '{\(code)}', '{4}', '{\(facility)}',
            '{\(at)+08}', '{\(mass)}', '{NULL}', '{NULL}', '{NULL}', '{NULL}');
        """
    }

    static let masterData =
        journal(1, .party, "P1", nil) + journal(2, .facility, "F1", nil) + journal(3, .facility, "F2", nil)
        + journal(4, .material, "scrap", nil)
        + journal(5, .composition, "NULL", nil) + journal(6, .history, "NULL", nil) + """
            SELECT put_parties('{1}', '{1}', '{P1}', '{Party}', '{NULL}', '{NULL}');
            SELECT put_facilities('{2,3}', '{2,3}', '{F1,F2}', '{A,B}', '{NULL,NULL}', '{NULL,NULL}', '{NULL,NULL}',
                '{NULL,NULL}', '{NULL,NULL}');
            SELECT put_materials('{4}', '{4}', '{scrap}', '{废}', '{scrap}', '{battery}', '{scrap}', '{NULL}', '{NULL}', '{f}');
            SELECT put_compositions('{5}', '{4}', '{Pb}', '{0.6}', '{NULL}', '{NULL}');
            SELECT put_history('{6}', '{24287}', '{inflow}', '{4}', '{NULL}', '{1000}', '{NULL}', '{NULL}');
            SELECT put_sources('{7}', '{intakes.csv}', ARRAY['\\x00'::bytea]);
            """

    static let documents =
        journal(20, .intake, "T1", "2024-11-05 08:00")
        + lot(21, event: 20, "L1", 1000, at: "2024-11-05 08:00", facility: 2)
            + """
            SELECT put_intakes('{20}', '{20}', '{21}', '{2}', '{4}', '{1}', '{2024-11-05 08:00+08}', '{1100}', '{100}',
                '{0}', '{1000}', '{1000}', '{NULL}', '{NULL}', '{NULL}', '{f}', '{NULL}', '{NULL}', '{NULL}', '{NULL}',
                '{NULL}');
            """
        + journal(22, .opening, "O1", "2024-11-01 00:00")
        + lot(23, event: 22, "O1", 500, at: "2024-11-01 00:00", facility: 2)
        + "SELECT put_openings('{22}', '{22}', '{23}', '{2}', '{4}', '{NULL}', '{2024-11-01+08}', '{500}', '{NULL}');"
        + journal(24, .transfer, "V1", "2024-11-06 08:00")
            + """
            SELECT put_transfers('{24}', '{24}', '{2}', '{3}', '{2024-11-06 08:00+08}', '{2024-11-07 08:00+08}');
            SELECT put_transfer_lines('{24}', '{21}', '{400}', '{399}', '{NULL}', '{NULL}', '{NULL}');
            """
        + journal(25, .run, "R1", "2024-11-08 08:00") + lot(26, event: 25, "A", 350, at: "2024-11-09 08:00")
            + """
            SELECT put_runs('{25}', '{25}', '{3}', '{2024-11-08 08:00+08}', '{2024-11-09 08:00+08}', '{smelting}',
                '{NULL}', '{NULL}');
            SELECT put_run_inputs('{25}', '{21}', '{20}', '{300}', '{NULL}', '{NULL}', '{NULL}');
            SELECT put_run_additions('{25}', '{1}', '{4}', '{100}', '{NULL}', '{NULL}', '{NULL}', '{NULL}');
            SELECT put_run_losses('{25}', '{1}', '{4}', '{50}', '{NULL}', '{NULL}', '{NULL}');
            """
        + journal(27, .shipment, "S1", "2024-11-10 08:00")
            + """
            SELECT put_shipments('{27}', '{27}', '{3}', '{1}', '{2024-11-10 08:00+08}', '{sale}', '{NULL}', '{NULL}');
            SELECT put_shipment_lines('{27}', '{26}', '{200}', '{NULL}', '{NULL}', '{NULL}', '{NULL}');
            """
        + journal(28, .goodsReturn, "B1", "2024-11-11 08:00")
            + """
            SELECT put_returns('{28}', '{28}', '{3}', '{27}', '{1}', '{2024-11-11 08:00+08}');
            SELECT put_return_lines('{28}', '{26}', '{50}', '{NULL}', '{NULL}', '{NULL}', '{NULL}');
            """
        + journal(29, .adjustment, "D1", "2024-11-12 08:00")
            + """
            SELECT put_adjustments('{29}', '{29}', '{3}', '{2024-11-12 08:00+08}');
            SELECT put_adjustment_lines('{29}', '{26}', '{-10}', '{drying}', '{NULL}', '{NULL}', '{NULL}');
            """
        + journal(30, .count, "N1", "2024-11-13 08:00")
            + """
            SELECT put_counts('{30}', '{30}', '{3}', '{2024-11-13 08:00+08}');
            SELECT put_count_lines('{30}', '{26}', '{180}', '{NULL}', '{NULL}', '{NULL}');
            """
        + journal(31, .acceptance, "N1/31", "2024-11-13 08:00")
            + """
            SELECT put_acceptances('{31}', '{31}', '{30}', '{3}', '{2024-11-13 08:00+08}');
            SELECT put_acceptance_lines('{31}', '{26}', '{-10}');
            """
        + journal(32, .assay, "NULL", nil) + "SELECT put_assays('{32}', '{26}', '{Pb}', '{0.9}', '{NULL}')"

    static let corrections =
        journal(101, .correction, "D1", "2024-11-20 08:00", document: 29)
            + """
            SELECT put_revisions('{101}', '{29}', '{correction}', '{f}', '{NULL}');
            SELECT put_correction_fields('{101}', '{1}', '{mass_g}', '{-10}', '{-20}', '{-20}');
            SELECT put_adjustments('{101}', '{29}', '{3}', '{2024-11-12 08:00+08}');
            SELECT put_adjustment_lines('{101}', '{26}', '{-20}', '{drying}', '{NULL}', '{NULL}', '{NULL}')
            """
}
