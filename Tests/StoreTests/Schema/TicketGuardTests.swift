import MaterialLedger
import Postgres
import Store
import Testing

/// Tickets that a client writes by hand through record_tickets: what does not agree is refused whole.
struct TicketGuardTests {
    /// A call with one ticket that is right, but for what is said otherwise.
    private static func call(_ changes: [String: String] = [:]) -> String {
        let columns: [(name: String, value: String)] = [
            ("actor", "'t'"), ("host", "'h'"), ("program", "'p'"), ("months", "'{24298}'"), ("codes", "'{T9}'"),
            ("received", "'{2024-11-20 08:00+08}'"), ("digests", "ARRAY['\\x00'::bytea]"), ("recorders", "'{NULL}'"),
            ("lots", "'{Z9}'"), ("bases", "'{NULL}'"), ("methods", "'{NULL}'"), ("sigmas", "'{NULL}'"),
            ("facilities", "'{3}'"), ("materials", "'{4}'"), ("suppliers", "'{1}'"), ("grosses", "'{1100}'"),
            ("tares", "'{100}'"), ("deductions", "'{0}'"), ("nets", "'{1000}'"), ("books", "'{1000}'"),
            ("moistures", "'{NULL}'"), ("impurities", "'{NULL}'"), ("declared", "'{NULL}'"), ("removed", "'{f}'"),
            ("provinces", "'{NULL}'"), ("trucks", "'{NULL}'"), ("manifests", "'{NULL}'"), ("owners", "'{NULL}'"),
            ("origin_classes", "'{NULL}'"),
        ]
        return "SELECT record_tickets("
            + columns.map { "\($0.name) => \(changes[$0.name] ?? $0.value)" }.joined(separator: ", ") + ");"
    }

    @Test func aTicketIsRecordedWithItsLotAndItsEntry() async throws {
        let books = try await SchemaBooks.open()
        #expect(
            try await books.attack(
                Self.call() + Self.call(["codes": "'{T10}'", "lots": "'{Z10}'"]), as: "urbanmine_app") == nil)
        try await books.connection.run { connection in
            try connection.script("SET ROLE urbanmine_app; " + Self.call())
            let figures = try connection.query(
                """
                SELECT (SELECT entries FROM batch_posted ORDER BY batch DESC LIMIT 1),
                    (SELECT sum(p.mass)::bigint FROM posting p JOIN lot l ON l.lot = p.lot
                     WHERE l.code = 'Z9' AND p.account = 'stock'),
                    (SELECT count(*) FROM book_difference)
                """
            ).only().decode(Int64.self, Int64.self, Int64.self)
            #expect(figures == (1, 1000, 0))
        }
    }

    @Test(arguments: [
        (["codes": "'{NULL}'"], "journal_document_code"),
        (["codes": "'{\"\"}'"], "journal_document_code"),
        (["codes": "'{T9,T10}'"], nil),
        (["lots": "'{Z9,Z10}'"], nil),
        (["lots": "'{NULL}'"], nil),
        (["codes": "NULL"], "batch_size"),
        (["codes": "'{T1}'"], "journal_code"),
        (["lots": "'{L1}'"], "lot_code"),
        (["suppliers": "'{3}'"], nil),
        (["facilities": "'{4}'"], "posting_references"),
        (["materials": "'{3}'"], "posting_references"),
        (["books": "'{999}'"], "intake_book"),
        (["nets": "'{1001}'"], "intake_net"),
        (["received": "'{1850-01-01}'"], "business_month_range"),
        (["received": "'{12000-01-01}'"], "business_month_range"),
        (["received": "'{infinity}'"], nil),
        (["months": "'{1}'"], "business_month_range"),
        (["provinces": "'{Henan}'"], "intake_province_form"),
    ])
    func whatDoesNotAgreeIsRefused(_ changes: [String: String], _ constraint: String?) async throws {
        let books = try await SchemaBooks.open()
        let error = try #require(
            try await books.attack(Self.call(changes), as: "urbanmine_app"), "accepted: \(changes)")
        if let constraint { #expect(error.constraint == constraint, "\(error.message)") }
        #expect(try await books.attack(Self.call(), as: "urbanmine_app") == nil)
    }

    @Test func noTicketOfAClosedMonthIsRecorded() async throws {
        let books = try await SchemaBooks.open()
        try await books.connection.run { connection in
            try SchemaBooks.record(
                SchemaBooks.journal(210, .close, "2024-11", nil) + "SELECT close_period(210, 24298)", on: connection)
        }
        for months in ["'{24298}'", "'{}'", "'{24300}'"] {
            let error = try await books.attack(Self.call(["months": months]), as: "urbanmine_app")
            #expect(error?.constraint == "period_closed", "\(months)")
        }
    }

    /// Ids of a close are the last: what is recorded in its month before it has smaller ones.
    @Test func aCloseThatTookItsIdsBeforeOthersRecordedIsRefused() async throws {
        let books = try await SchemaBooks.open()
        let writer = try await SchemaBooks.connect(books.conninfo)
        try await books.connection.run { connection in
            try connection.script("BEGIN; SELECT begin_batch('t', 'h', 'p', 100, '{}', '{}')")
        }
        try await writer.run { try $0.script(Self.call()) }
        let error = try await books.connection.run { connection -> PostgresError? in
            defer { connection.rollBackIfNeeded() }
            do {
                try connection.script("SELECT close_period(current_setting('urbanmine.batch')::bigint + 1, 24298)")
                return nil
            } catch { return error as? PostgresError }
        }
        #expect(error?.constraint == "close_order")
        await writer.close()
    }
}
