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
        SELECT put_journal('{1,2,3,4,5,6,7,8,9,10,30,31}', '{1,2,3,4,5,6,7,8,9,10,30,31}',
            '{party,facility,facility,material,material,material,material,composition,composition,composition,history,
              history}', '{S1,yard,smelter,scrap,lead,slag,fume,NULL,NULL,NULL,NULL,NULL}',
            array_fill(NULL::timestamptz, '{12}'), array_fill(NULL::bigint, '{12}'), array_fill(NULL::integer, '{12}'),
            array_fill(NULL::text, '{12}'), array_fill(NULL::text, '{12}'), array_fill('\\x00'::bytea, '{12}'));
        SELECT put_parties('{1}', '{1}', '{S1}', '{Supplier}', '{410100}', '{NULL}');
        SELECT put_facilities('{2,3}', '{2,3}', '{yard,smelter}', '{Yard,Smelter}', '{Town,Lead Co}', '{NULL,Park}',
            '{NULL,120000000}', '{NULL,NULL}', '{NULL,NULL}');
        SELECT put_materials('{4,5,6,7}', '{4,5,6,7}', '{scrap,lead,slag,fume}', '{废铅,铅,渣,烟}',
            '{scrap,lead,slag,fume}', '{battery,battery,battery,other}', '{scrap,product,residue,loss}',
            '{NULL,NULL,NULL,NULL}', '{NULL,NULL,NULL,NULL}', '{f,t,f,f}');
        SELECT put_compositions('{8,9,10}', '{4,5,6}', '{Pb,Pb,Pb}', '{0.6,1,0.05}', '{NULL,NULL,NULL}',
            '{NULL,NULL,NULL}');
        SELECT put_history('{30,31}', ARRAY[month_number('2023-12'), month_number('2023-12')], '{inflow,inflow}',
            '{4,4}', '{3,NULL}', '{10000000,5000000}', '{NULL,NULL}', '{NULL,NULL}');
        """

    private static let documents = """
        SELECT put_journal('{20,22,24,25,28,29,32}', '{20,22,24,25,28,29,32}',
            '{intake,intake,transfer,run,shipment,shipment,adjustment}',
            '{T1,T2,V1,R1,S1,S2,A1}',
            '{2024-11-05 08:00+08,2024-12-03 08:00+08,2024-11-29 08:00+08,2024-12-05 08:00+08,2024-12-20 08:00+08,
              2024-12-21 08:00+08,2024-12-15 08:00+08}',
            array_fill(NULL::bigint, '{7}'), array_fill(NULL::integer, '{7}'), array_fill(NULL::text, '{7}'),
            array_fill(NULL::text, '{7}'), array_fill('\\x00'::bytea, '{7}'));
        SELECT put_adjustments('{32}', '{32}', '{2}', '{2024-12-15 08:00+08}');
        SELECT put_adjustment_lines('{32}', '{21}', '{-500000}', '{drying}', '{NULL}', '{NULL}', '{NULL}');
        SELECT put_lots('{21,23,26,27}', '{20,22,25,25}', '{20,22,25,25}', '{L1,L2,L3,L4}', '{4,4,5,6}', '{2,3,3,3}',
            '{2024-11-05 08:00+08,2024-12-03 08:00+08,2024-12-06 08:00+08,2024-12-06 08:00+08}',
            '{30000000,20000000,10000000,4000000}', '{NULL,NULL,100,NULL}', array_fill(NULL::text, '{4}'),
            array_fill(NULL::text, '{4}'), array_fill(NULL::float8, '{4}'));
        SELECT put_intakes('{20,22}', '{20,22}', '{21,23}', '{2,3}', '{4,4}', '{1,1}',
            '{2024-11-05 08:00+08,2024-12-03 08:00+08}', '{40000000,30000000}', '{10000000,10000000}', '{1000000,0}',
            '{29000000,20000000}', '{30000000,20000000}', '{NULL,NULL}', '{NULL,NULL}', '{NULL,NULL}', '{f,f}',
            '{NULL,320500}', '{NULL,NULL}', '{NULL,NULL}', '{NULL,NULL}', '{NULL,NULL}');
        SELECT put_transfers('{24}', '{24}', '{2}', '{3}', '{2024-11-29 08:00+08}', '{2024-12-01 08:00+08}');
        SELECT put_transfer_lines('{24}', '{21}', '{10000000}', '{9999000}', '{NULL}', '{NULL}', '{NULL}');
        SELECT put_runs('{25}', '{25}', '{3}', '{2024-12-05 08:00+08}', '{2024-12-06 08:00+08}', '{smelting}',
            '{1000.5}', '{250}');
        SELECT put_run_inputs('{25,25}', '{21,23}', '{20,22}', '{5000000,12000000}', '{NULL,NULL}', '{NULL,NULL}',
            '{NULL,NULL}');
        SELECT put_run_losses('{25,25}', '{1,2}', '{7,7}', '{2000000,1000000}', '{measured,difference}', '{NULL,NULL}',
            '{NULL,NULL}');
        SELECT put_shipments('{28,29}', '{28,29}', '{3,3}', '{1,1}', '{2024-12-20 08:00+08,2024-12-21 08:00+08}',
            '{sale,disposal}', '{NULL,NULL}', '{NULL,NULL}');
        SELECT put_shipment_lines('{28,29}', '{26,27}', '{6000000,1000000}', '{60,NULL}', '{NULL,NULL}', '{NULL,NULL}',
            '{NULL,NULL}');
        """

    /// Closes a month under the event with which the next batch begins.
    func close(_ month: String, event: Int64) async throws {
        try await record(
            """
            SELECT put_journal('{\(event)}', '{\(event)}', '{close}', '{\(month)}', '{NULL}', '{NULL}', '{NULL}',
                '{NULL}', '{NULL}', ARRAY['\\x00'::bytea]);
            SELECT close_period(\(event), month_number('\(month)'))
            """)
    }

    /// Corrects ticket T1 of November: a tonne more, and from Shandong.
    func correctTicket(event: Int64, late: Bool) async throws {
        try await record(
            """
            SELECT put_journal('{\(event)}', '{20}', '{correction}', '{T1}', '{2024-12-10 08:00+08}', '{NULL}', '{NULL}',
                '{NULL}', '{scale read wrong}', ARRAY['\\x00'::bytea]);
            SELECT put_revisions('{\(event)}', '{20}', '{correction}', '{\(late)}',
                '{\(late ? "2024-12-01 00:00+08" : "NULL")}');
            SELECT put_lots('{21}', '{\(event)}', '{20}', '{L1}', '{4}', '{2}', '{2024-11-05 08:00+08}', '{31000000}',
                '{NULL}', '{NULL}', '{NULL}', '{NULL}');
            SELECT put_intakes('{\(event)}', '{20}', '{21}', '{2}', '{4}', '{1}', '{2024-11-05 08:00+08}',
                '{41000000}', '{10000000}', '{1000000}', '{30000000}', '{31000000}', '{NULL}', '{NULL}', '{NULL}',
                '{f}', '{370000}', '{NULL}', '{NULL}', '{NULL}', '{NULL}')
            """)
    }
}
