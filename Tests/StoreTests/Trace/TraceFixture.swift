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
            SELECT put_intakes(ARRAY[\(first)], ARRAY[\(first)], ARRAY[\(id(lot))], ARRAY[\(id("F"))],
                ARRAY[\(id("scrap"))], ARRAY[\(id("P"))], ARRAY[\(TraceFixture.day(day))], ARRAY[\(grams)],
                ARRAY[0::bigint], ARRAY[0::bigint], ARRAY[\(grams)], ARRAY[\(grams)], ARRAY[NULL::bigint],
                ARRAY[NULL::bigint], ARRAY[NULL::bigint], ARRAY[false], ARRAY[NULL::text], ARRAY[NULL::text],
                ARRAY[NULL::text], ARRAY[NULL::text], ARRAY[NULL::text])
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
            SELECT put_runs(ARRAY[\(first)], ARRAY[\(document)], ARRAY[\(id("F"))], ARRAY[\(started)],
                ARRAY[\(ends ? started : nil)], ARRAY['melting'], ARRAY[NULL::text], ARRAY[NULL::text])
            """)
        for input in inputs {
            try connection.query(
                """
                SELECT put_run_inputs(ARRAY[\(first)], ARRAY[\(id(input.code))], ARRAY[\(id("source-\(input.code)"))],
                    ARRAY[\(input.grams)], ARRAY[NULL::text], ARRAY[NULL::text], ARRAY[NULL::float8])
                """)
        }
        for (n, addition) in additions.enumerated() {
            try connection.query(
                """
                SELECT put_run_additions(ARRAY[\(first)], ARRAY[\(Int32(n))], ARRAY[\(id(addition.code))],
                    ARRAY[\(addition.grams)], ARRAY[NULL::text], ARRAY[NULL::text], ARRAY[NULL::text],
                    ARRAY[NULL::float8])
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
                SELECT put_run_losses(ARRAY[\(first)], ARRAY[\(Int32(n))], ARRAY[\(id(loss.code))],
                    ARRAY[\(loss.grams)], ARRAY[NULL::text], ARRAY[NULL::text], ARRAY[NULL::float8])
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
            SELECT put_transfers(ARRAY[\(first)], ARRAY[\(document)], ARRAY[\(id("F"))], ARRAY[\(id("F2"))],
                ARRAY[\(sent)], ARRAY[\(received == nil ? nil : sent.advanced(bySeconds: 3_600))])
            """)
        try connection.query(
            """
            SELECT put_transfer_lines(ARRAY[\(first)], ARRAY[\(id(line.code))], ARRAY[\(line.grams)],
                ARRAY[\(received)], ARRAY[NULL::text], ARRAY[NULL::text], ARRAY[NULL::float8])
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
            SELECT put_shipments(ARRAY[\(first)], ARRAY[\(first)], ARRAY[\(id("F"))], ARRAY[\(id("C"))],
                ARRAY[\(TraceFixture.day(day))], ARRAY[\(kind)], ARRAY[NULL::text], ARRAY[NULL::text])
            """)
        try connection.query(
            """
            SELECT put_shipment_lines(ARRAY[\(first)], ARRAY[\(id(line.code))], ARRAY[\(line.grams)],
                ARRAY[NULL::bigint], ARRAY[NULL::text], ARRAY[NULL::text], ARRAY[NULL::float8])
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
            SELECT put_returns(ARRAY[\(first)], ARRAY[\(first)], ARRAY[\(id("F2"))], ARRAY[\(id(shipment))],
                ARRAY[\(id("C"))], ARRAY[\(TraceFixture.day(day))])
            """)
        try connection.query(
            """
            SELECT put_return_lines(ARRAY[\(first)], ARRAY[\(id(line.code))], ARRAY[\(line.grams)],
                ARRAY[NULL::bigint], ARRAY[NULL::text], ARRAY[NULL::text], ARRAY[NULL::float8])
            """)
        try post(on: connection)
    }

    mutating func adjust(_ code: String, _ line: Line, day: Int, on connection: isolated Connection) throws {
        let first = try begin(1, on: connection)
        ids[code] = first
        try journal(first, document: first, .adjustment, code, day: day, on: connection)
        try connection.query(
            """
            SELECT put_adjustments(ARRAY[\(first)], ARRAY[\(first)], ARRAY[\(id("F"))],
                ARRAY[\(TraceFixture.day(day))])
            """)
        try connection.query(
            """
            SELECT put_adjustment_lines(ARRAY[\(first)], ARRAY[\(id(line.code))], ARRAY[\(line.grams)],
                ARRAY['test'], ARRAY[NULL::text], ARRAY[NULL::text], ARRAY[NULL::float8])
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
            SELECT put_journal(ARRAY[\(event)], ARRAY[\(document)], ARRAY[\(kind.name)], ARRAY[\(code)],
                ARRAY[\(day.map { TraceFixture.day($0) })], ARRAY[NULL::bigint], ARRAY[NULL::integer],
                ARRAY[NULL::text], ARRAY[NULL::text], ARRAY['\\x00'::bytea])
            """)
    }

    private func revise(
        _ event: Int64, document: Int64, _ kind: Kind, on connection: isolated Connection
    ) throws {
        try connection.query(
            """
            SELECT put_revisions(ARRAY[\(event)], ARRAY[\(document)], ARRAY[\(kind.name)], ARRAY[false],
                ARRAY[NULL::timestamptz])
            """)
    }

    private func putLot(
        _ code: String, event: Int64, document: Int64, _ material: String, day: Int, _ grams: Int64,
        on connection: isolated Connection
    ) throws {
        try connection.query(
            """
            SELECT put_lots(ARRAY[\(id(code))], ARRAY[\(event)], ARRAY[\(document)], ARRAY[\(code)],
                ARRAY[\(id(material))], ARRAY[\(id("F"))], ARRAY[\(TraceFixture.day(day))], ARRAY[\(grams)],
                ARRAY[NULL::bigint], ARRAY[NULL::text], ARRAY[NULL::text], ARRAY[NULL::float8])
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
            try connection.query(
                """
                SELECT put_parties(ARRAY[\(event)], ARRAY[\(event)], ARRAY[\(code)], ARRAY[\(code)],
                    ARRAY[\(province)], ARRAY[NULL::text])
                """)
        }
        for code in ["F", "F2"] {
            let event = try take(.facility, code)
            try connection.query(
                """
                SELECT put_facilities(ARRAY[\(event)], ARRAY[\(event)], ARRAY[\(code)], ARRAY[\(code)],
                    ARRAY[NULL::text], ARRAY[NULL::text], ARRAY[NULL::bigint], ARRAY[NULL::text], ARRAY[NULL::bigint])
                """)
        }
        let materials = [("scrap", "scrap"), ("metal", "product"), ("fume", "loss"), ("flux", "auxiliary")]
        for (code, role) in materials {
            let event = try take(.material, code)
            try connection.query(
                """
                SELECT put_materials(ARRAY[\(event)], ARRAY[\(event)], ARRAY[\(code)], ARRAY[\(code)], ARRAY[\(code)],
                    ARRAY['battery'], ARRAY[\(role)], ARRAY[NULL::bigint], ARRAY[NULL::text],
                    ARRAY[\(role == "product")])
                """)
        }
        for (material, fraction) in [("scrap", "0.6"), ("metal", "0.9")] {
            let event = try take(.composition, "\(material) Pb")
            try connection.query(
                """
                SELECT put_compositions(ARRAY[\(event)], ARRAY[\(id(material))], ARRAY['Pb'], ARRAY[\(fraction)],
                    ARRAY[NULL::float8], ARRAY[NULL::timestamptz])
                """)
        }
        try post(on: connection)
    }
}
