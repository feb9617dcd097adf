import MaterialLedger
import Postgres
import Store
import Testing
import Wording

/// What the database refuses whoever asks for it: hand-made rows that would spoil the books.
struct GuardTests {
    private typealias Books = SchemaBooks

    @Test func rowsAreRecordedWithinABatchOnly() async throws {
        let books = try await Books.open()
        func party(_ id: Int) -> String {
            "INSERT INTO party (event, code) VALUES (\(id), 'X'); INSERT INTO party_revision (event, party, name) VALUES (\(id), \(id), 'X')"
        }
        let row = party(900)
        #expect(try await books.attack(row, as: "urbanmine_app")?.constraint == "within_batch")
        #expect(try await books.attack("SELECT post()", as: "urbanmine_app")?.constraint == "within_batch")
        let begin = "SELECT begin_batch('t', 'h', 'p', 100, '{}', '{}');"
        // Of the batches so far the first took ids from 1 on, the second from 101 on; this one begins at 201.
        #expect(try await books.attack(begin + row, as: "urbanmine_app")?.constraint == "within_batch")
        for id in [200, 301] {
            #expect(
                try await books.attack(begin + party(id), as: "urbanmine_app")?.constraint == "within_batch", "\(id)")
        }
        let named = "SELECT set_config('urbanmine.batch', '1', true);" + party(50)
        #expect(try await books.attack(named, as: "urbanmine_app")?.constraint == "within_batch")
        let posted = begin + "SELECT post();" + party(250)
        #expect(try await books.attack(posted, as: "urbanmine_app")?.constraint == "within_batch")
        #expect(try await books.attack(begin, as: "urbanmine_app")?.constraint == "batch_is_posted")
        #expect(try await books.attack(begin + "SELECT post()", as: "urbanmine_app") == nil)
    }

    @Test(arguments: [
        SchemaBooks.journal(250, .party, "X", nil),
        "INSERT INTO source_file (source, batch, name, sha256) VALUES (250, \(SchemaBooks.runningBatch), 'x', '\\x00');",
        "INSERT INTO adjustment_line (event, lot, mass, reason) VALUES (210, 23, -5, 'x');",
        "INSERT INTO correction_field (event, n, field) VALUES (211, 2, 'x');",
    ])
    func nothingIsAddedToABatchThatIsPosted(_ row: String) async throws {
        let books = try await Books.open()
        let batch =
            "SELECT begin_batch('t', 'h', 'p', 100, '{}', '{}');"
            + Books.journal(210, .adjustment, "X", "2024-11-20 08:00")
            + "INSERT INTO adjustment (event, document, facility, at) VALUES (210, 210, 3, '2024-11-20 08:00+08');"
            + "INSERT INTO adjustment_line (event, lot, mass, reason) VALUES (210, 26, -5, 'x');"
            + Books.journal(211, .correction, "D1", "2024-11-20 08:00", document: 29)
            + "INSERT INTO revision (event, document, kind, late) VALUES (211, 29, 'correction', false);"
            + "INSERT INTO adjustment (event, document, facility, at) VALUES (211, 29, 3, '2024-11-12 08:00+08');"
            + "INSERT INTO adjustment_line (event, lot, mass, reason) VALUES (211, 26, -30, 'drying');"
        let late = try await books.attack(batch + "SELECT post();" + row, as: "urbanmine_app")
        #expect(late?.constraint == "within_batch", "\(late?.message ?? "accepted")")
        // Before post() the row itself is taken: all that is refused is a commit without it.
        let inTime = try await books.attack(batch + row, as: "urbanmine_app")
        #expect(inTime?.constraint == "batch_is_posted", "\(inTime?.message ?? "accepted")")
    }

    @Test func aBatchThatIsNotPostedIsNotCommitted() async throws {
        let books = try await Books.open()
        try await books.connection.run { connection in
            do {
                try connection.script(Books.batch(Books.journal(210, .party, "X", nil), post: false))
                Issue.record("it was committed")
            } catch let error as PostgresError {
                #expect(error.constraint == "batch_is_posted")
            }
            connection.rollBackIfNeeded()
            #expect(
                try connection.query("SELECT count(*) FROM journal WHERE code = 'X'").only().decode(Int64.self) == 0)
        }
    }

    private static func posting(_ rows: String) -> String {
        "SELECT begin_batch('t', 'h', 'p', 100, '{}', '{}');"
            + Books.journal(210, .adjustment, "X", "2024-11-20 08:00")
            + "INSERT INTO posting (event, document, at, mass, facility, material, lot, n, kind, leg, account) "
            + "VALUES \(rows);"
    }

    @Test func postingsByHandBalanceAndNeverOverdraw() async throws {
        let books = try await Books.open()
        let at = "'2024-11-20 08:00+08'"
        for role in ["urbanmine_owner", nil] {
            let single = try await books.attack(
                Self.posting("(210, 210, \(at), 5, 3, 4, 26, 1, 'adjustment', 'start', 'stock')"), as: role)
            #expect(single?.constraint == "entry_balances")
            let apart = try await books.attack(
                Self.posting(
                    "(210, 210, \(at), 5, 3, 4, 26, 1, 'adjustment', 'start', 'stock'), "
                        + "(210, 210, '2024-11-21 08:00+08', -5, 3, 4, 26, 2, 'adjustment', 'start', 'adjustment')"),
                as: role)
            #expect(apart?.constraint == "entry_balances")
            let overdraw = try await books.attack(
                Self.posting(
                    "(210, 210, \(at), -5000, 3, 4, 26, 1, 'adjustment', 'start', 'stock'), (210, 210, \(at), 5000, 3, 4, 26, 2, 'adjustment', 'start', 'adjustment')"
                ),
                as: role)
            #expect(overdraw?.constraint == "lot_overdrawn")
            #expect(overdraw?.message.contains("lot A") == true)
            let nameless = try await books.attack(
                Self.posting(
                    "(210, 210, \(at), 5, NULL, 4, 26, 1, 'adjustment', 'start', 'stock'), (210, 210, \(at), -5, 3, 4, 26, 2, 'adjustment', 'start', 'adjustment')"
                ),
                as: role)
            #expect(nameless?.constraint == "posting_stock_names_lot")
        }
    }

    @Test func postingsAreWrittenInReadCommittedOnly() async throws {
        let books = try await Books.open()
        for level in ["REPEATABLE READ", "SERIALIZABLE"] {
            let error = try await books.attack(
                "SET TRANSACTION ISOLATION LEVEL \(level);"
                    + Self.posting(
                        "(210, 210, '2024-11-20 08:00+08', 5, 3, 4, 26, 1, 'adjustment', 'start', 'stock'), "
                            + "(210, 210, '2024-11-20 08:00+08', -5, 3, 4, 26, 2, 'adjustment', 'start', 'adjustment')")
            )
            #expect(error?.constraint == "posting_isolation", "\(level)")
        }
    }

    private func run(loss: Int = 20, input: String = "26, 25, 100", output: Int = 80) -> String {
        "SELECT begin_batch('t', 'h', 'p', 100, '{}', '{}');"
            + Books.journal(210, .run, "R9", "2024-11-20 08:00")
            + Books.lot(211, event: 210, "Z", output, at: "2024-11-20 09:00") + """
                INSERT INTO run (event, document, facility, started_at, ended_at, process)
                VALUES (210, 210, 3, '2024-11-20 08:00+08', '2024-11-20 09:00+08', 'smelting');
                INSERT INTO run_input (event, lot, source, mass) VALUES (210, \(input));
                INSERT INTO run_loss (event, n, material, mass) VALUES (210, 1, 4, \(loss));
                SELECT post();
                """
    }

    @Test func aRunConservesMassAndDrawsWhatIsThere() async throws {
        let books = try await Books.open()
        #expect(try await books.attack(run(), as: "urbanmine_app") == nil)
        #expect(try await books.attack(run(loss: 19), as: "urbanmine_app")?.constraint == "entry_balances")
        #expect(
            try await books.attack(run(loss: 1, input: "26, 25, 171", output: 170), as: "urbanmine_app")?
                .constraint == "lot_overdrawn")
    }

    @Test func twoWritersThatNameNoLotStillWaitForEachOther() async throws {
        let books = try await Books.open()
        let second = try await Books.connect(books.conninfo)
        let pid = await second.backendPID
        // Of lot A 170 g are left.
        @Sendable func draw(_ event: Int) -> String {
            "BEGIN; SELECT begin_batch('t', 'h', 'p', 100, '{}', '{}');"
                + Books.journal(event, .adjustment, "X\(event)", "2024-11-20 08:00")
                + "INSERT INTO adjustment (event, document, facility, at) VALUES (\(event), \(event), 3, '2024-11-20 08:00+08');"
                + "INSERT INTO adjustment_line (event, lot, mass, reason) VALUES (\(event), 26, -100, 'x');"
                + "SELECT post()"
        }
        try await books.connection.run { try $0.script(draw(210)) }
        async let refused = second.run { connection in
            do {
                try connection.script(draw(310))
                return String?.none
            } catch let error as PostgresError {
                connection.rollBackIfNeeded()
                return error.constraint
            }
        }
        try await books.connection.run { connection in
            for _ in 0..<1000 {
                let waits = try connection.query("SELECT count(*) > 0 FROM pg_locks WHERE NOT granted AND pid = \(pid)")
                if try waits.only().decode(Bool.self) { break }
                try connection.script("SELECT pg_sleep(0.01)")
            }
            try connection.script("COMMIT")
        }
        #expect(try await refused == "lot_overdrawn")
        await second.close()
    }

    @Test func genealogyHasNoCycleAndNoFalseSource() async throws {
        let books = try await Books.open()
        // The run's own output, and a source that is later than the run.
        let own = try await books.attack(run(input: "211, 210, 100"), as: "urbanmine_app")
        #expect(own?.constraint == "run_input_acyclic")
        let later = try await books.attack(run(input: "26, 999, 100"), as: "urbanmine_app")
        #expect(later?.constraint == "run_input_acyclic")
        let false_ = try await books.attack(run(input: "26, 20, 100"), as: "urbanmine_app")
        #expect(false_?.constraint == "event_is_whole")
    }

    @Test func aDocumentAndItsLotAndPostingsBelongTogether() async throws {
        let books = try await Books.open()
        let begin = "SELECT begin_batch('t', 'h', 'p', 100, '{}', '{}');"
        func intake(book: Int, facility: Int) -> String {
            begin + Books.journal(210, .intake, "T9", "2024-11-20 08:00")
                + Books.lot(211, event: 210, "Z", 1000, at: "2024-11-20 08:00") + """
                    INSERT INTO intake (event, document, lot, facility, material, supplier, received_at, gross, tare,
                        deduction, net, book, deduction_kind)
                    VALUES (210, 210, 211, \(facility), 4, 1, '2024-11-20 08:00+08', \(book + 100), 100, 0, \(book), \(book), 'commercial');
                    SELECT post();
                    """
        }
        #expect(try await books.attack(intake(book: 1000, facility: 3), as: "urbanmine_app") == nil)
        for (book, facility) in [(999, 3), (1000, 2)] {
            let error = try await books.attack(intake(book: book, facility: facility), as: "urbanmine_app")
            #expect(error?.constraint == "event_is_whole")
        }
        let empty = try await books.attack(
            begin + Books.journal(210, .intake, "T9", "2024-11-20 08:00") + "SELECT post()", as: "urbanmine_app")
        #expect(empty?.constraint == "event_is_whole")
    }

    @Test func aDocumentThatTheJournalDoesNotKnowIsRefused() async throws {
        let books = try await Books.open()
        let script =
            "SELECT begin_batch('t', 'h', 'p', 100, '{}', '{}');"
            + "INSERT INTO adjustment (event, document, facility, at) VALUES (210, 210, 3, '2024-11-20 08:00+08');"
            + "INSERT INTO adjustment_line (event, lot, mass, reason) VALUES (210, 26, -5, 'x');"
            + "SELECT post();"
        #expect(try await books.attack(script, as: "urbanmine_app")?.constraint == "within_batch")
    }

    /// Balanced postings that no document says: only the owner of the tables can write them.
    @Test func whatTheOwnerWritesPastTheChecksIsFoundByTheAudit() async throws {
        let script = Self.posting(
            "(210, 210, '2024-11-20 08:00+08', 5, 3, 4, 26, 1, 'adjustment', 'start', 'stock'), "
                + "(210, 210, '2024-11-20 08:00+08', -5, 3, 4, 26, 2, 'adjustment', 'start', 'adjustment')")
        let books = try await Books.open()
        try await books.connection.run { connection in
            #expect(try BooksAudit.run(on: connection).allSatisfy(\.problems.isEmpty))
            try connection.script("BEGIN;\(script) INSERT INTO batch_posted VALUES (201, 1, 2); COMMIT")
            let told = try BooksAudit.run(on: connection).filter { !$0.problems.isEmpty }.map(\.name)
            #expect(
                told == [
                    "the postings are what the documents say",
                    "every event is whole: its document, its lots, its lines, its postings and what they refer to",
                ])
        }
    }

    @Test func aClosedMonthIsClosedForInsertsOfAClientToo() async throws {
        let books = try await Books.open()
        try await books.connection.run { connection in
            try Books.record(
                Books.journal(201, .close, "2024-11", nil) + "SELECT close_period(201, 24298)", on: connection)
        }
        let begin = "SELECT begin_batch('t', 'h', 'p', 100, '{}', '{}');"
        let at = "2024-11-30 23:59"
        let adjustment = """
            INSERT INTO adjustment (event, document, facility, at) VALUES (310, 310, 3, '\(at)+08');
            INSERT INTO adjustment_line (event, lot, mass, reason) VALUES (310, 26, -5, 'x'); SELECT post();
            """
        for script in [
            Books.journal(310, .adjustment, "X", at), Books.journal(310, .count, "X", at),
            // A business time in the open month, and postings in the closed one.
            Books.journal(310, .adjustment, "X", "2024-12-01 00:00") + adjustment,
        ] {
            let error = try await books.attack(begin + script, as: "urbanmine_app")
            #expect(error?.constraint == "period_closed")
        }
        let early = try await books.attack(
            "SELECT begin_batch('t', 'h', 'p', 1, '{24298}', '{}')", as: "urbanmine_app")
        #expect(early?.constraint == "period_closed")
        let count =
            "INSERT INTO inventory_count (event, document, facility, counted_at) VALUES (310, 310, 3, '2024-12-01 00:00+08'); SELECT post()"
        #expect(try await books.attack(begin + Books.journal(310, .count, "X", "2024-12-01 00:00") + count) == nil)
    }

    @Test func badValuesAreRefusedByTheColumnsThemselves() async throws {
        let books = try await Books.open()
        let begin = "SELECT begin_batch('t', 'h', 'p', 100, '{}', '{}');"
        for (script, constraint) in [
            (Books.lot(211, event: 210, "Z", 0, at: "2024-11-20 08:00"), "mass_range"),
            (Books.lot(211, event: 210, "Z", 10_000_000_000_001, at: "2024-11-20 08:00"), "mass_range"),
            (Books.lot(211, event: 210, "e\u{301}", 1, at: "2024-11-20 08:00"), "lot_code_form"),
            (Books.lot(211, event: 210, "L1", 1, at: "2024-11-20 08:00"), "lot_code"),
            (Books.journal(210, .intake, "T1", "2024-11-20 08:00"), "journal_code"),
            (
                "INSERT INTO transfer (event, document, from_facility, to_facility, sent_at) VALUES (210, 210, 3, 3, '2024-11-20+08');",
                "transfer_between"
            ),
            (
                "INSERT INTO run (event, document, facility, started_at, ended_at, process) "
                    + "VALUES (210, 210, 3, '2024-11-20+08', '2024-11-19+08', 'x');",
                "run_time_order"
            ),
            (
                "INSERT INTO composition (event, material, substance, fraction) VALUES (210, 4, 'Pb', 1.1);",
                "composition_fraction"
            ),
        ] {
            let error = try await books.attack(begin + script, as: "urbanmine_app")
            #expect(error?.constraint == constraint, "\(script)")
        }
    }

    @Test func aRefusedBatchKeepsNoLockThatOthersWaitFor() async throws {
        let books = try await Books.open()
        let error = try await books.attack(
            "SELECT begin_batch('t', 'h', 'p', 9223372036854775807, '{}', '{}')", as: "urbanmine_app")
        #expect(error != nil)
        let held = try await books.connection.run { connection in
            try connection.query("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()")
                .only().decode(Int64.self)
        }
        #expect(held == 0)
    }

    @Test func aLotIsNotWrittenAnewBesideItsDocument() async throws {
        let books = try await Books.open()
        // A second row of lot A under an event that is no revision of its run would double what moves it.
        let error = try await books.attack(
            "SELECT begin_batch('t', 'h', 'p', 100, '{}', '{}');" + Books.journal(210, .party, "X", nil)
                + Books.lot(26, event: 210, document: 25, "A", 350, at: "2024-11-09 08:00") + "SELECT post()",
            as: "urbanmine_app")
        #expect(error?.constraint == "within_batch")
    }
}
