import Operations
import Postgres
import Store
import Testing
import Wording

/// Day totals that nobody adds up.
struct DayTotalsTests {
    @Test func theDoctorTellsOfCrowdedDaysAndFoldingEndsIt() async throws {
        let books = try await TestBooks.open()
        for n in 0..<3 { try await books.record { $0.intake("L\(n)", 1_000, at: "2024-11-05 08:00") } }
        func finding() async -> Finding? {
            await Inspection.doctor(.conninfo(books.conninfo)).first { $0.name == "day totals" }
        }
        // Three tickets of a day are a crowded day, and no harm.
        #expect(try await books.books.read { try DayDeltas.crowd(on: $0) } == (days: 1, rows: 6))
        #expect(await finding()?.ok == true)
        let holder = try await books.superuser()
        try await holder.run { connection in
            // As many tickets as a busy year brings; together they weigh nothing.
            try connection.script(
                """
                INSERT INTO day_delta
                SELECT d.day, d.facility, d.material, CASE WHEN n % 2 = 0 THEN 1 ELSE -1 END, d.kind, d.leg, d.account
                FROM (SELECT * FROM day_delta LIMIT 1) d, generate_series(1, 100000) n
                """)
        }
        let crowded = try #require(await finding())
        #expect(!crowded.ok)
        #expect(
            crowded.message
                == """
                \(100_006) rows hold the totals of \(1) days, which slows reports; start urbanmined, which adds them up
                """)
        #expect(try await books.books.pool.run { try DayDeltas.fold(on: $0) } == 2)
        #expect(await finding()?.ok == true)
        #expect(try await books.balance("stock") == 3_000)
        #expect(try await books.audit() == [])
        await holder.close()
    }
}
