import MaterialLedger
import Postgres
import Store
import Testing

/// Documents that a client writes by hand into the tables: what does not agree with itself, with the
/// journal or with what it refers to is refused.
struct DocumentGuardTests {
    private typealias Books = SchemaBooks
    private static let begin = "SELECT begin_batch('t', 'h', 'p', 100, '{}', '{}');"

    private static func intake(
        _ event: Int, lot: Int, facility: Int = 3, material: Int = 4, supplier: Int = 1
    ) -> String {
        """
        INSERT INTO intake (event, document, lot, facility, material, supplier, received_at, gross, tare, deduction,
            net, book, deduction_kind)
        VALUES (\(event), \(event), \(lot), \(facility), \(material), \(supplier), '2024-11-20 08:00+08', 1100, 100, 0, 1000, 1000, 'commercial');
        """
    }

    private static func ticket(_ code: String = "T9") -> String {
        Books.journal(210, .intake, code, "2024-11-20 08:00")
    }

    private static func made(
        _ lot: Int = 211, _ code: String = "Z", event: Int = 210, facility: Int = 3, isFirst: Bool? = nil
    ) -> String {
        Books.lot(lot, event: event, code, 1000, at: "2024-11-20 08:00", facility: facility, isFirst: isFirst)
    }

    private func refuse(
        _ script: String, _ constraint: String, in books: SchemaBooks, location: SourceLocation = #_sourceLocation
    ) async throws {
        let error = try await books.attack(Self.begin + script + "SELECT post()", as: "urbanmine_app")
        #expect(error?.constraint == constraint, "\(error?.message ?? "accepted")", sourceLocation: location)
    }

    @Test func aWholeTicketIsTaken() async throws {
        let books = try await Books.open()
        #expect(
            try await books.attack(
                Self.begin + Self.ticket() + Self.made() + Self.intake(210, lot: 211) + "SELECT post()",
                as: "urbanmine_app") == nil)
    }

    @Test func aLotIsMadeOnce() async throws {
        let books = try await Books.open()
        // The id of a lot on record, then one that nobody has, under a code that is taken.
        try await refuse(
            Self.ticket() + Self.made(21, "L1") + Self.intake(210, lot: 21), "event_is_whole", in: books)
        try await refuse(
            Self.ticket() + Self.made(999_999, "L1") + Self.intake(210, lot: 999_999), "event_is_whole", in: books)
        // A lot that says that it is new has an id that nobody else can have.
        try await refuse(
            Self.ticket() + Self.made(999_999, "Q", isFirst: true) + Self.intake(210, lot: 999_999), "event_is_whole",
            in: books)
        // One that is new and does not say so, also under a code that is taken.
        for code in ["Z", "L1"] {
            try await refuse(
                Self.ticket() + Self.made(211, code, isFirst: false) + Self.intake(210, lot: 211), "event_is_whole",
                in: books)
        }
        // One that is new twice: two tickets bring it, under two codes.
        try await refuse(
            Self.ticket() + Books.journal(212, .intake, "T8", "2024-11-20 08:00") + Self.made(211, "Z")
                + Self.made(211, "Q", event: 212) + Self.intake(210, lot: 211) + Self.intake(212, lot: 211),
            "event_is_whole", in: books)
    }

    @Test func aRevisionIsInTheJournalAndNothingUsesWhatItReverses() async throws {
        let books = try await Books.open()
        try await refuse(
            "INSERT INTO revision (event, document, kind, late) VALUES (210, 20, 'reversal', 'f');", "within_batch",
            in: books)
        // The intake's lot is drawn by a run; the shipment has a return.
        for (document, code) in [(20, "T1"), (27, "S1")] {
            try await refuse(
                Books.journal(210, .reversal, code, "2024-11-20 08:00", document: document)
                    + "INSERT INTO revision (event, document, kind, late) VALUES (210, \(document), 'reversal', 'f');",
                document == 20 ? "lot_overdrawn" : "event_is_whole", in: books)
        }
        // A correction that says nothing.
        try await refuse(
            Books.journal(210, .correction, "D1", "2024-11-20 08:00", document: 29)
                + "INSERT INTO revision (event, document, kind, late) VALUES (210, 29, 'correction', 'f');",
            "event_is_whole", in: books)
        // One that claims to come after the close of an open month.
        try await refuse(
            Books.journal(210, .reversal, "D1", "2024-11-20 08:00", document: 29)
                + "INSERT INTO revision (event, document, kind, late, late_at) VALUES (210, 29, 'reversal', 't', '2030-01-01');",
            "revision_lateness", in: books)
    }

    @Test func aTemporaryTableDoesNotPassForPosted() async throws {
        let books = try await Books.open()
        let error = try await books.attack(
            Self.begin + Self.ticket() + Self.made() + Self.intake(210, lot: 211)
                + "CREATE TEMP TABLE batch_posted (batch bigint); INSERT INTO pg_temp.batch_posted VALUES (201);"
                + "SET LOCAL search_path = pg_temp, urbanmine", as: "urbanmine_app")
        #expect(error?.constraint == "batch_is_posted", "\(error?.message ?? "accepted")")
    }

    @Test func aBatchTakesNoMoreIdsThanItNeeds() async throws {
        let books = try await Books.open()
        for ids in ["9223372036854775807 - 1014", "281474976710656", "-1"] {
            let error = try await books.attack("SELECT begin_batch('t', 'h', 'p', \(ids), '{}', '{}')")
            #expect(error?.constraint == "batch_size", "\(ids)")
        }
    }

    @Test func anEventIsOneThing() async throws {
        let books = try await Books.open()
        let adjustment =
            "INSERT INTO adjustment (event, document, facility, at) VALUES (210, 210, 3, '2024-11-20 08:00+08');"
            + "INSERT INTO adjustment_line (event, lot, mass, reason) VALUES (210, 26, -5, 'x');"
        // A run in the journal, an adjustment by its rows; a ticket with rows of another kind beside it.
        try await refuse(Books.journal(210, .run, "R9", "2024-11-20 08:00") + adjustment, "within_batch", in: books)
        try await refuse(
            Self.ticket() + Self.made() + Self.intake(210, lot: 211) + adjustment, "within_batch", in: books)
        // Another time than the journal's.
        try await refuse(
            Books.journal(210, .adjustment, "X", "2024-11-20 08:01") + adjustment, "event_is_whole", in: books)
        // A count in the journal, and nothing of it.
        try await refuse(Books.journal(210, .count, "X", "2024-11-20 08:01"), "event_is_whole", in: books)
        // A ticket that takes a count along which nobody counted.
        try await refuse(
            Self.ticket() + Self.made() + Self.intake(210, lot: 211)
                + Books.journal(212, .count, "X", "2024-11-20 08:01"),
            "event_is_whole", in: books)
    }

    @Test func masterDataStandInTheJournal() async throws {
        let books = try await Books.open()
        try await refuse(
            "INSERT INTO material_revision (event, material, name_zh, name_en, stream, role, reported) "
                + "VALUES (210, 4, '废', 'scrap', 'plastic', 'residue', false);", "within_batch", in: books)
        try await refuse(Books.journal(210, .material, "X", nil), "event_is_whole", in: books)
    }

    @Test(arguments: [
        ("party", EventKind.party, 1, "name", "'X'"), ("facility", .facility, 2, "name", "'X'"),
        (
            "material", .material, 4, "name_zh, name_en, stream, role, reported",
            "'废', 'scrap', 'plastic', 'residue', false"
        ),
    ])
    func aThingIsNamedByItsFirstEventAndByNoOther(
        _ table: String, _ kind: EventKind, _ known: Int, _ columns: String, _ values: String
    ) async throws {
        let books = try await Books.open()
        func said(of thing: Int) -> String {
            Books.journal(210, kind, "X", nil, document: thing)
                + "INSERT INTO \(table)_revision (event, \(table), \(columns)) VALUES (210, \(thing), \(values));"
        }
        func named(_ code: String) -> String { "INSERT INTO \(table) (event, code) VALUES (210, '\(code)');" }
        for whole in [said(of: 210) + named("X"), said(of: known)] {
            #expect(try await books.attack(Self.begin + whole + "SELECT post()", as: "urbanmine_app") == nil)
        }
        // A new one without a name, or with another than the journal's; one that is known, and gets a second one.
        try await refuse(said(of: 210), "event_is_whole", in: books)
        try await refuse(said(of: 210) + named("Y"), "event_is_whole", in: books)
        try await refuse(said(of: known) + named("Y"), "event_is_whole", in: books)
    }

    /// What a client may say of a reversal after the close, of which only the last is so.
    @Test(arguments: [
        ("false", "'2024-12-01 00:00+08'", "revision_lateness"), ("true", "NULL", "revision_lateness"),
        ("false", "NULL", "revision_lateness"), ("true", "'2024-12-01 00:00+09'", "revision_lateness"),
        ("true", "'2024-12-01 00:00+08'", nil),
    ])
    func aRevisionOfAClosedMonthSaysThatItIsLate(
        _ late: String, _ lateAt: String, _ constraint: String?
    ) async throws {
        let books = try await Books.open()
        try await books.connection.run { connection in
            try Books.record(
                Books.journal(201, .close, "2024-11", nil) + "SELECT close_period(201, 24298)", on: connection)
        }
        let reversal =
            Books.journal(310, .reversal, "D1", "2024-12-02 08:00", document: 29)
            + "INSERT INTO revision (event, document, kind, late, late_at) "
            + "VALUES (310, 29, 'reversal', \(late), \(lateAt));"
        let error = try await books.attack(Self.begin + reversal + "SELECT post()", as: "urbanmine_app")
        #expect(error?.constraint == constraint, "\(error?.message ?? "accepted")")
    }

    @Test func whatARowNamesIsOnRecord() async throws {
        let books = try await Books.open()
        try await refuse(
            Self.ticket() + Self.made(facility: 888) + Self.intake(210, lot: 211, facility: 888), "posting_references",
            in: books)
        try await refuse(
            Self.ticket() + Self.made() + Self.intake(210, lot: 211, supplier: 999), "event_is_whole", in: books)
        try await refuse(
            Books.journal(210, .shipment, "S9", "2024-11-20 08:00")
                + """
                INSERT INTO shipment (event, document, facility, customer, shipped_at, kind)
                VALUES (210, 210, 3, 1, '2024-11-20 08:00+08', 'sale');
                INSERT INTO shipment_line (event, lot, mass) VALUES
                    (210, 26, 10),
                    (210, 987654, 500);
                """, "event_is_whole", in: books)
    }

    @Test func noMoreComesBackThanWasShipped() async throws {
        let books = try await Books.open()
        // 200 g were shipped, of which 50 g are back.
        func back(_ mass: Int) -> String {
            Books.journal(210, .goodsReturn, "B9", "2024-11-20 08:00") + """
                INSERT INTO goods_return (event, document, facility, shipment, customer, returned_at)
                VALUES (210, 210, 3, 27, 1, '2024-11-20 08:00+08');
                INSERT INTO goods_return_line (event, lot, mass) VALUES (210, 26, \(mass));
                """
        }
        #expect(try await books.attack(Self.begin + back(150) + "SELECT post()", as: "urbanmine_app") == nil)
        try await refuse(back(151), "event_is_whole", in: books)
    }

    /// Two runs without duration, each of which would draw what the other makes.
    @Test func aRevisionClosesNoRing() async throws {
        let books = try await Books.open()
        let at = "2024-11-20 08:00"
        @Sendable func run(
            _ event: Int, _ document: Int, draws lot: Int, of source: Int, makes made: Int, _ code: String
        )
            -> String
        {
            Books.lot(made, event: event, document: document, code, 100, at: at) + """
                INSERT INTO run (event, document, facility, started_at, ended_at, process)
                VALUES (\(event), \(document), 3, '\(at)+08', '\(at)+08', 'x');
                INSERT INTO run_input (event, lot, source, mass) VALUES (\(event), \(lot), \(source), 100);
                """
        }
        try await books.connection.run { connection in
            try Books.record(
                Books.journal(201, .run, "RA", at) + run(201, 201, draws: 26, of: 25, makes: 202, "LA")
                    + Books.journal(203, .run, "RB", at) + run(203, 203, draws: 202, of: 201, makes: 204, "LB"),
                on: connection)
        }
        let ring =
            Books.journal(310, .correction, "RA", at, document: 201)
            + "INSERT INTO revision (event, document, kind, late) VALUES (310, 201, 'correction', 'f');"
            + run(310, 201, draws: 204, of: 203, makes: 202, "LA")
        try await refuse(ring, "event_is_whole", in: books)
    }

    @Test func aCloseIsAnEventOfItsOwnBatchAndSeesWhatOthersDid() async throws {
        let books = try await Books.open()
        for event in ["5", "9000000000000000000"] {
            try await refuse("SELECT close_period(\(event), 24298);", "within_batch", in: books)
        }
        try await refuse("SELECT close_period(210, 24298);", "event_is_whole", in: books)
        let error = try await books.attack(
            "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ;" + Self.begin, as: "urbanmine_app")
        #expect(error?.constraint == "posting_isolation")
    }

    /// Until the first close no month is known to come before it.
    @Test func theFirstCloseWaitsForWritersOfEarlierMonths() async throws {
        let books = try await Books.open()
        let second = try await Books.connect(books.conninfo)
        let ticket =
            Books.journal(210, .intake, "T9", "2024-10-20 08:00")
            + Books.lot(211, event: 210, "Z", 1000, at: "2024-10-20 08:00")
            + Self.intake(210, lot: 211).replacing("2024-11-20", with: "2024-10-20")
        try await books.connection.run { try $0.script("BEGIN;" + Self.begin + ticket + "SELECT post()") }
        let close =
            "SET LOCAL lock_timeout = '200ms';" + Self.begin
            + "SELECT close_period(301, 24298);" + Books.journal(301, .close, "2024-11", nil) + "SELECT post()"
        let code = try await second.run { connection -> SQLState? in
            defer { connection.rollBackIfNeeded() }
            do {
                try connection.script("BEGIN;" + close)
                return nil
            } catch { return (error as? PostgresError)?.code }
        }
        #expect(code == .lockNotAvailable)
        try await books.connection.run { try $0.script("COMMIT") }
        await second.close()
    }

    /// The audit tells a guard that was switched off, a function that was replaced and an opening that was forged.
    @Test func theAuditComparesTheGuards() async throws {
        let books = try await Books.open()
        let changes = [
            "ALTER TABLE posting DISABLE TRIGGER check_postings": "trigger posting.check_postings is switched off",
            "ALTER TABLE run_input DROP CONSTRAINT run_input_acyclic":
                "constraint run_input.run_input_acyclic is gone",
            "GRANT INSERT ON posting TO urbanmine_app": "right posting to urbanmine_app is not of this program",
            "CREATE OR REPLACE FUNCTION comes_from(source bigint, origin bigint, instant timestamptz) RETURNS boolean "
                + "LANGUAGE sql STABLE AS 'SELECT false'":
                "function comes_from(bigint,bigint,timestamp with time zone) is not what it was",
        ]
        try await books.connection.run { connection in
            #expect(try BooksAudit.run(on: connection).allSatisfy(\.problems.isEmpty))
            for (change, told) in changes {
                try connection.script("BEGIN; \(change)")
                #expect(try BooksAudit.run(on: connection).flatMap(\.problems) == [told])
                try connection.script("ROLLBACK")
            }
            try Books.record(
                Books.journal(201, .close, "2024-11", nil) + "SELECT close_period(201, 24298)", on: connection)
            #expect(try BooksAudit.run(on: connection).allSatisfy(\.problems.isEmpty))
            try connection.script("BEGIN; INSERT INTO period_opening VALUES (24299, 'stock', 2, 4, 7)")
            #expect(try BooksAudit.run(on: connection).flatMap(\.problems).count == 1)
            try connection.script("ROLLBACK")
        }
    }
}
