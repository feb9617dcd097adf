import MaterialLedger
import Postgres
import Store
import Testing

/// Tickets that a client writes by hand through record_tickets: what does not agree is refused whole.
struct TicketGuardTests {
    /// A call with one ticket that is right, but for what is said otherwise: `part.column` to a JSON value.
    private static func call(_ changes: [String: String] = [:], months: String = "'{24298}'") -> String {
        var parts: [String: [String: String]] = [
            "journal": ["code": #""T9""#, "digest": #""\\x00""#],
            "lot": ["code": #""Z9""#],
            "intake": [
                "facility": "3", "material": "4", "supplier": "1", "received_at": #""2024-11-20T08:00:00+08:00""#,
                "gross": "1100", "tare": "100", "deduction": "0", "net": "1000", "book": "1000",
                "deduction_kind": #""commercial""#,
            ],
        ]
        for (name, value) in changes {
            let path = name.split(separator: ".").map(String.init)
            parts[path[0]]?[path[1]] = value
        }
        let ticket = parts.map { part, columns in
            "\"\(part)\": {" + columns.map { "\"\($0)\": \($1)" }.joined(separator: ", ") + "}"
        }.joined(separator: ", ")
        return "SELECT record_tickets('t', 'h', 'p', \(months), '[{\(ticket)}]');"
    }

    @Test func aTicketIsRecordedWithItsLotAndItsEntry() async throws {
        let books = try await SchemaBooks.open()
        #expect(
            try await books.attack(
                Self.call() + Self.call(["journal.code": #""T10""#, "lot.code": #""Z10""#]), as: "urbanmine_app") == nil
        )
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
        (["journal.code": "null"], "journal_document_code"),
        (["journal.code": #""""#], "journal_document_code"),
        (["journal.digest": "null"], nil),
        (["journal.code": #""T1""#], "journal_code"),
        (["lot.code": "null"], nil),
        (["lot.code": #""L1""#], "lot_code"),
        (["intake.supplier": "3"], nil),
        (["intake.facility": "4"], "posting_references"),
        (["intake.facility": "null"], nil),
        (["intake.material": "3"], "posting_references"),
        (["intake.book": "999"], "intake_book"),
        (["intake.net": "1001"], "intake_net"),
        (["intake.gross": #""heavy""#], nil),
        (["intake.received_at": #""1850-01-01""#], "business_month_range"),
        (["intake.received_at": #""12000-01-01""#], "business_month_range"),
        (["intake.received_at": #""infinity""#], nil),
        (["intake.province": #""Henan""#], "intake_province_form"),
        (["intake.deduction_kind": #""gone""#], "intake_deduction_kind"),
    ])
    func whatDoesNotAgreeIsRefused(_ changes: [String: String], _ constraint: String?) async throws {
        let books = try await SchemaBooks.open()
        let error = try #require(
            try await books.attack(Self.call(changes), as: "urbanmine_app"), "accepted: \(changes)")
        if let constraint { #expect(error.constraint == constraint, "\(error.message)") }
        #expect(try await books.attack(Self.call(), as: "urbanmine_app") == nil)
    }

    @Test func whatFollowsFromATicketIsNotTakenFromTheClient() async throws {
        let books = try await SchemaBooks.open()
        let changes = [
            "journal.event": "1", "journal.document": "20", "journal.kind": #""close""#, "journal.batch": "1",
            "journal.occurred_at": #""2020-01-01""#, "lot.lot": "21", "lot.event": "20", "lot.mass": "5",
            "lot.facility": "2", "lot.is_first": "false", "intake.event": "20", "intake.lot": "21",
        ]
        try await books.connection.run { connection in
            try connection.script("SET ROLE urbanmine_app; " + Self.call(changes))
            let figures = try connection.query(
                """
                SELECT (SELECT min(mass)::bigint FROM lot WHERE code = 'Z9' AND is_first AND facility = 3),
                    (SELECT count(*) FROM half_event((SELECT max(batch) FROM batch), (SELECT max(last_id) FROM batch))),
                    (SELECT count(*) FROM book_difference)
                """
            ).only().decode(Int64.self, Int64.self, Int64.self)
            #expect(figures == (1000, 0, 0))
        }
    }

    @Test(arguments: ["'{1}'", "'{24298,1}'"])
    func monthsThatAreNoneAreRefused(_ months: String) async throws {
        let books = try await SchemaBooks.open()
        let error = try await books.attack(Self.call(months: months), as: "urbanmine_app")
        #expect(error?.constraint == "business_month_range")
    }

    @Test(arguments: ["NULL", "'{}'", "'[1]'", "'[{}]'", "'[null]'"])
    func whatIsNoListOfTicketsIsRefused(_ tickets: String) async throws {
        let books = try await SchemaBooks.open()
        let call = "SELECT record_tickets('t', 'h', 'p', '{24298}', \(tickets));"
        #expect(try await books.attack(call, as: "urbanmine_app") != nil)
    }

    @Test func noTicketOfAClosedMonthIsRecorded() async throws {
        let books = try await SchemaBooks.open()
        try await books.connection.run { connection in
            try SchemaBooks.record(
                SchemaBooks.journal(210, .close, "2024-11", nil) + "SELECT close_period(210, 24298)", on: connection)
        }
        for months in ["'{24298}'", "'{}'", "'{24300}'"] {
            let error = try await books.attack(Self.call(months: months), as: "urbanmine_app")
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
