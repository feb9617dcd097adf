import Interchange
import MaterialLedger
import Operations
import Postgres
import Store
import TestSupport
import Testing

/// Ids: every row has one of its site and its batch, and none is made up.
struct IdentifierTests {
    private static let files = [
        "facilities.csv": "facility,name\nF1,Works\n",
        "materials.csv": "material,name_zh,name_en,stream,role\nscrap,废料,scrap,battery,scrap\n",
        "parties.csv": "party,name\nS1,Supplier\n",
        "intakes.csv": """
        ticket,received_at,facility,material,supplier,gross_t,tare_t,deduction_t,net_t,lot
        T1,2024-11-05 08:00,F1,scrap,S1,45,15,0,30,L1

        """,
    ]

    @Test("Ids of source files are of the site and of the batch", arguments: [0, 1024, 2048, 32_767] as [Int32])
    func sources(site: Int32) async throws {
        let conninfo = try await TestServer.shared.database()
        let connection = try await TestBooks.connect(conninfo)
        try await connection.run { connection in
            _ = try Migrator.migrate(on: connection)
            try Site.configure(number: site, timeZone: nil, on: connection)
        }
        let books = try await Books.open(connection, program: "tests", now: { time("2025-02-20 12:00") })
        let inputs = Self.files.sorted { $0.key < $1.key }.map {
            BundleInput(name: $0.key, bytes: Array($0.value.utf8))
        }
        _ = try await ImportBundle(books).run(inputs)
        let rows = try await books.read { connection in
            try connection.query(
                """
                SELECT s.name, (s.source >> 48)::integer, s.source BETWEEN b.batch AND b.last_id,
                    EXISTS (SELECT FROM journal j WHERE j.event = s.source OR j.source IS NULL),
                    EXISTS (SELECT FROM lot l WHERE l.lot = s.source),
                    EXISTS (SELECT FROM journal j WHERE j.source = s.source)
                FROM source_file s JOIN batch b ON b.batch = s.batch ORDER BY s.name
                """
            ).decode(String.self, Int32.self, Bool.self, Bool.self, Bool.self, Bool.self)
        }
        #expect(rows.map(\.0) == Self.files.keys.sorted())
        for (name, number, isOfItsBatch, isAnEvent, isALot, isUsed) in rows {
            #expect(number == site, "\(name)")
            #expect(isOfItsBatch && !isAnEvent && !isALot && isUsed, "\(name)")
        }
        // Those of the next batch begin behind them.
        let again = try await ImportBundle(books).run([
            BundleInput(name: "parties.csv", bytes: Array("party,name\nS2,Another\n".utf8))
        ])
        #expect(again.recorded == [.parties: 1])
        await books.close()
    }

    @Test("A row without an id is our fault, and nothing of it is written")
    func missing() async throws {
        let books = try await TestBooks.open()
        let before = try await books.fingerprint()
        var bundle = Bundle()
        bundle.intake("L1", 10_000, at: "2024-11-05 08:00")
        var plan = RecordingPlan()
        plan.items[.intakes] = [.init(row: 0, event: -1, document: -1, digest: .sha256([]))]
        plan.idCount = 2
        for code in ["P1", "P2", "C1", "C2"] { plan.partyIDs[code] = 1 }
        let (rows, planned, provenance) = (bundle, plan, books.books.provenance)
        do {
            try await books.books.pool.withTransaction { connection in
                let base = try BatchWriter.begin(
                    ids: 2, months: [], lots: [], provenance: provenance, on: connection)
                _ = try BatchWriter.write(planned, of: rows, base: base, provenance: provenance, on: connection)
            }
            Issue.record("a row without ids was recorded")
        } catch let missing as MissingID {
            #expect(missing.description.hasPrefix("the plan has no id for"))
            #expect(Failure(missing).kind == .internal)
        }
        do {
            _ = try await books.books.pool.run { connection in
                try BatchWriter.recordTickets(planned, of: rows, months: [], provenance: provenance, on: connection)
            }
            Issue.record("a ticket without ids was recorded")
        } catch let missing as MissingID {
            #expect(!missing.code.isEmpty)
        }
        #expect(try await books.fingerprint() == before)
    }
}
