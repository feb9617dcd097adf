import MaterialLedger
import Postgres
import Store
import TestSupport

/// Books in a database of their own, written document by document through the recording functions.
///
/// Facilities F and F2, supplier P, customer C; materials scrap, metal (a product), fume (a loss) and flux (an
/// auxiliary), of which scrap holds 60 % Pb, metal 90 %, flux and fume none. Day n is the nth of January 2024.
struct TraceFixture {
    /// A line of a run, transfer, shipment …: a lot or material by its code, and grams.
    typealias Line = (code: String, grams: Int64)

    private(set) var ids: [String: Int64] = [:]

    private typealias Kind = EventKind

    /// Opens a connection to new books.
    static func open() async throws -> Connection {
        let conninfo = try await TestServer.shared.database()
        let connection = try await Connection.connect(
            ConnectionSettings(conninfo, statements: ["SET search_path = urbanmine, urbanmine_read"]))
        _ = try await connection.run { connection in try Migrator.migrate(on: connection) }
        return connection
    }

    /// Runs a body in a transaction with new books, the master data already in them.
    static func withBooks(
        _ body: @Sendable (inout TraceFixture, isolated Connection) throws -> Void
    ) async throws {
        let connection = try await open()
        try await connection.transaction { connection in
            var fixture = TraceFixture()
            try fixture.recordMasterData(on: connection)
            try body(&fixture, connection)
        }
        await connection.close()
    }

    private func id(_ code: String) -> Int64 { ids[code] ?? 0 }

    private static func day(_ day: Int) -> Instant {
        // 2024-01-01T00:00:00Z.
        Instant(microseconds: 1_704_067_200_000_000).advanced(bySeconds: Int64(day - 1) * 86_400)
    }

    // MARK: - Documents

    mutating func intake(_ lot: String, _ grams: Int64, day: Int, on connection: isolated Connection) throws {
        let first = try begin(2, on: connection)
        try journal(first, document: first, .intake, "ticket-\(lot)", day: day, on: connection)
        ids[lot] = first + 1
        ids["source-\(lot)"] = first
        try putLot(lot, event: first, document: first, "scrap", day: day, grams, on: connection)
        try connection.query(
            """
            INSERT INTO intake (event, document, lot, facility, material, supplier, received_at, gross, tare,
                deduction, net, book, deduction_kind)
            VALUES (\(first), \(first), \(id(lot)), \(id("F")), \(id("scrap")), \(id("P")), \(TraceFixture.day(day)),
                \(grams), 0::bigint, 0::bigint, \(grams), \(grams), 'commercial')
            """)
        try post(on: connection)
    }

    /// Records a run, or a revision of one on record; without an end it is in process.
    mutating func run(
        _ code: String, inputs: [Line], additions: [Line] = [], outputs: [Line] = [], losses: [Line] = [],
        day: Int, ends: Bool = true, on connection: isolated Connection
    ) throws {
        let known = ids[code]
        let first = try begin(Int64(1 + outputs.count), on: connection)
        let document = known ?? first
        ids[code] = document
        let started = TraceFixture.day(day)
        let revision: Kind? = known == nil ? nil : .correction
        try journal(first, document: document, revision ?? .run, code, day: day, on: connection)
        if let revision { try revise(first, document: document, revision, on: connection) }
        try connection.query(
            """
            INSERT INTO run (event, document, facility, started_at, ended_at, process)
            VALUES (\(first), \(document), \(id("F")), \(started), \(ends ? started : nil), 'melting')
            """)
        for input in inputs {
            try connection.query(
                """
                INSERT INTO run_input (event, lot, source, mass)
                VALUES (\(first), \(id(input.code)), \(id("source-\(input.code)")), \(input.grams))
                """)
        }
        for (n, addition) in additions.enumerated() {
            try connection.query(
                """
                INSERT INTO run_addition (event, n, material, mass)
                VALUES (\(first), \(Int32(n)), \(id(addition.code)), \(addition.grams))
                """)
        }
        for (n, output) in outputs.enumerated() {
            if ids[output.code] == nil { ids[output.code] = first + 1 + Int64(n) }
            ids["source-\(output.code)"] = document
            try putLot(
                output.code, event: first, document: document, "metal", day: day, output.grams, on: connection)
        }
        for (n, loss) in losses.enumerated() {
            try connection.query(
                """
                INSERT INTO run_loss (event, n, material, mass)
                VALUES (\(first), \(Int32(n)), \(id(loss.code)), \(loss.grams))
                """)
        }
        try post(on: connection)
    }

    /// Records a transfer from F to F2, or the arrival of one on record.
    mutating func transfer(
        _ code: String, _ line: Line, received: Int64? = nil, day: Int, on connection: isolated Connection
    ) throws {
        let known = ids[code]
        let first = try begin(1, on: connection)
        let document = known ?? first
        ids[code] = document
        let sent = TraceFixture.day(day)
        try journal(first, document: document, known == nil ? .transfer : .completion, code, day: day, on: connection)
        if known != nil { try revise(first, document: document, .completion, on: connection) }
        try connection.query(
            """
            INSERT INTO transfer (event, document, from_facility, to_facility, sent_at, received_at)
            VALUES (\(first), \(document), \(id("F")), \(id("F2")), \(sent),
                \(received == nil ? nil : sent.advanced(bySeconds: 3_600)))
            """)
        try connection.query(
            """
            INSERT INTO transfer_line (event, lot, mass, received)
            VALUES (\(first), \(id(line.code)), \(line.grams), \(received))
            """)
        try post(on: connection)
    }

    mutating func ship(
        _ code: String, _ line: Line, kind: String = "sale", day: Int, on connection: isolated Connection
    ) throws {
        let first = try begin(1, on: connection)
        ids[code] = first
        try journal(first, document: first, .shipment, code, day: day, on: connection)
        try connection.query(
            """
            INSERT INTO shipment (event, document, facility, customer, shipped_at, kind)
            VALUES (\(first), \(first), \(id("F")), \(id("C")), \(TraceFixture.day(day)), \(kind))
            """)
        try connection.query(
            """
            INSERT INTO shipment_line (event, lot, mass) VALUES (\(first), \(id(line.code)), \(line.grams))
            """)
        try post(on: connection)
    }

    /// Takes a part of a shipment back, at F2.
    mutating func takeBack(
        of shipment: String, _ line: Line, day: Int, on connection: isolated Connection
    ) throws {
        let first = try begin(1, on: connection)
        try journal(first, document: first, .goodsReturn, "return-\(shipment)", day: day, on: connection)
        try connection.query(
            """
            INSERT INTO goods_return (event, document, facility, shipment, customer, returned_at)
            VALUES (\(first), \(first), \(id("F2")), \(id(shipment)), \(id("C")), \(TraceFixture.day(day)))
            """)
        try connection.query(
            """
            INSERT INTO goods_return_line (event, lot, mass) VALUES (\(first), \(id(line.code)), \(line.grams))
            """)
        try post(on: connection)
    }

    mutating func adjust(_ code: String, _ line: Line, day: Int, on connection: isolated Connection) throws {
        let first = try begin(1, on: connection)
        ids[code] = first
        try journal(first, document: first, .adjustment, code, day: day, on: connection)
        try connection.query(
            """
            INSERT INTO adjustment (event, document, facility, at)
            VALUES (\(first), \(first), \(id("F")), \(TraceFixture.day(day)))
            """)
        try connection.query(
            """
            INSERT INTO adjustment_line (event, lot, mass, reason)
            VALUES (\(first), \(id(line.code)), \(line.grams), 'test')
            """)
        try post(on: connection)
    }

    mutating func reverse(_ code: String, day: Int, on connection: isolated Connection) throws {
        let first = try begin(1, on: connection)
        try journal(first, document: id(code), .reversal, code, day: day, on: connection)
        try revise(first, document: id(code), .reversal, on: connection)
        try post(on: connection)
    }

    // MARK: - Parts of documents

    private func begin(_ count: Int64, on connection: isolated Connection) throws -> Int64 {
        try connection.query("SELECT begin_batch('tester', 'host', 'StoreTests', \(count), '{}', '{}')")
            .only().decode(Int64.self)
    }

    private func post(on connection: isolated Connection) throws {
        try connection.query("SELECT post()")
    }

    private func journal(
        _ event: Int64, document: Int64, _ kind: Kind, _ code: String, day: Int?, on connection: isolated Connection
    ) throws {
        try connection.query(
            """
            INSERT INTO journal (event, document, batch, kind, code, occurred_at, digest)
            VALUES (\(event), \(document), current_setting('urbanmine.batch')::bigint, \(kind.name)::event_kind,
                \(code), \(day.map { TraceFixture.day($0) }), '\\x00'::bytea)
            """)
    }

    private func revise(
        _ event: Int64, document: Int64, _ kind: Kind, on connection: isolated Connection
    ) throws {
        try connection.query(
            """
            INSERT INTO revision (event, document, kind, late)
            VALUES (\(event), \(document), \(kind.name)::event_kind, false)
            """)
    }

    private func putLot(
        _ code: String, event: Int64, document: Int64, _ material: String, day: Int, _ grams: Int64,
        on connection: isolated Connection
    ) throws {
        try connection.query(
            """
            INSERT INTO lot (lot, event, document, code, material, facility, created_at, mass, is_first)
            VALUES (\(id(code)), \(event), \(document), \(code), \(id(material)), \(id("F")),
                \(TraceFixture.day(day)), \(grams), \(id(code)) >= current_setting('urbanmine.batch')::bigint)
            """)
    }

    private mutating func recordMasterData(on connection: isolated Connection) throws {
        var next = try begin(12, on: connection)
        func take(_ kind: Kind, _ code: String) throws -> Int64 {
            defer { next += 1 }
            ids[code] = next
            try journal(next, document: next, kind, code, day: nil, on: connection)
            return next
        }
        for (code, province) in [("P", "410000"), ("C", nil)] as [(String, String?)] {
            let event = try take(.party, code)
            try connection.query("INSERT INTO party (event, code) VALUES (\(event), \(code))")
            try connection.query(
                """
                INSERT INTO party_revision (event, party, name, province)
                VALUES (\(event), \(event), \(code), \(province))
                """)
        }
        for code in ["F", "F2"] {
            let event = try take(.facility, code)
            try connection.query("INSERT INTO facility (event, code) VALUES (\(event), \(code))")
            try connection.query(
                """
                INSERT INTO facility_revision (event, facility, name) VALUES (\(event), \(event), \(code))
                """)
        }
        let materials = [("scrap", "scrap"), ("metal", "product"), ("fume", "loss"), ("flux", "auxiliary")]
        for (code, role) in materials {
            let event = try take(.material, code)
            try connection.query("INSERT INTO material (event, code) VALUES (\(event), \(code))")
            try connection.query(
                """
                INSERT INTO material_revision (event, material, name_zh, name_en, stream, role, reported)
                VALUES (\(event), \(event), \(code), \(code), 'battery', \(role), \(role == "product"))
                """)
        }
        for (material, fraction) in [("scrap", "0.6"), ("metal", "0.9")] {
            let event = try take(.composition, "\(material) Pb")
            try connection.query(
                """
                INSERT INTO composition (event, material, substance, fraction)
                VALUES (\(event), \(id(material)), 'Pb', \(fraction)::numeric)
                """)
        }
        try post(on: connection)
    }
}
