import MaterialLedger
import Postgres
import Store
import Testing

/// Which events of a document are in force: one definition, asked in several ways.
struct InForceTests {
    /// Adjustment 29, which event 101 corrects; return 28, which event 201 reverses.
    private func books() async throws -> SchemaBooks {
        let books = try await SchemaBooks.open()
        try await books.connection.run { connection in
            try SchemaBooks.record(
                SchemaBooks.journal(201, .reversal, "B1", "2024-11-20 08:00", document: 28)
                    + "INSERT INTO revision (event, document, kind, late) VALUES (201, 28, 'reversal', 'f')",
                on: connection)
        }
        return books
    }

    @Test func everyWayOfAskingAgrees() async throws {
        let books = try await books()
        try await books.connection.run { connection in
            #expect(try connection.query("SELECT event FROM superseded ORDER BY event").decode(Int64.self) == [28, 29])
            #expect(
                try connection.query("SELECT event FROM superseded WHERE kind <> 'reversal'").decode(Int64.self) == [29]
            )
            #expect(
                try connection.query("SELECT event FROM superseded_as_of(NULL) ORDER BY event").decode(Int64.self) == [
                    28, 29,
                ])
            #expect(
                try connection.query("SELECT event FROM superseded_as_of(150) ORDER BY event").decode(Int64.self) == [
                    29, 201,
                ])
            #expect(
                try connection.query("SELECT event FROM superseded_as_of(100) ORDER BY event").decode(Int64.self) == [
                    101, 201,
                ])
            #expect(
                try connection.query("SELECT event FROM superseded_in_reports ORDER BY event").decode(Int64.self) == [
                    28, 29,
                ])
            #expect(
                try connection.query(
                    """
                    SELECT a.event FROM adjustment a
                    WHERE NOT EXISTS (SELECT FROM superseded s WHERE s.event = a.event)
                    """
                ).decode(Int64.self) == [101])
            for (document, asOf, event, isReversed) in [
                (29, nil, 101, false), (29, 101, 101, false), (29, 100, 29, false), (28, nil, 28, true),
                (28, 200, 28, false), (27, nil, 27, false),
            ] as [(Int64, Int64?, Int64, Bool)] {
                let found = try connection.query(
                    "SELECT event, is_reversed FROM revision_in_force(\(document), \(asOf))"
                )
                .only().decode(Int64.self, Bool.self)
                #expect(found == (event, isReversed), "\(document) as of \(asOf.map(String.init) ?? "now")")
            }
        }
    }

    @Test func aRevisionSupersedesWhatSpokeLastAndNothingElse() async throws {
        let books = try await books()
        func revise(_ supersedes: Int) -> String {
            "SELECT begin_batch('t', 'h', 'p', 100, '{}', '{}');"
                + SchemaBooks.journal(310, .correction, "D1", "2024-11-20 08:00", document: 29)
                + "INSERT INTO revision VALUES (310, 29, \(supersedes), 'correction', false, NULL);"
                    + """
                    INSERT INTO adjustment (event, document, facility, at) VALUES (310, 29, 3, '2024-11-12 08:00+08');
                    INSERT INTO adjustment_line (event, lot, mass, reason) VALUES (310, 26, -30, 'drying');
                    SELECT post()
                    """
        }
        #expect(try await books.attack(revise(101)) == nil)
        // What the first correction superseded; another document's event; an earlier one; itself.
        #expect(try await books.attack(revise(29))?.constraint == "revision_supersedes")
        #expect(try await books.attack(revise(201))?.constraint == "event_is_whole")
        #expect(try await books.attack(revise(20))?.constraint == "revision_chain")
        #expect(try await books.attack(revise(310))?.constraint == "revision_chain")
    }

    @Test func aBatchMayReviseADocumentTwice() async throws {
        let books = try await books()
        let chain = try await books.connection.run { connection in
            try connection.script(
                "BEGIN; SELECT begin_batch('t', 'h', 'p', 100, '{}', '{}');"
                    + SchemaBooks.journal(310, .correction, "D1", "2024-11-20 08:00", document: 29)
                    + SchemaBooks.journal(311, .correction, "D1", "2024-11-20 08:00", document: 29)
                    + "INSERT INTO revision (event, document, kind, late) "
                    + "VALUES (310, 29, 'correction', false), (311, 29, 'correction', false)")
            let rows = try connection.query(
                "SELECT supersedes FROM revision WHERE document = 29 ORDER BY event"
            ).decode(Int64.self)
            connection.rollBackIfNeeded()
            return rows
        }
        #expect(chain == [29, 101, 310])
    }

    @Test func theDatabaseAndTheProgramNameTheSameKindsInTheSameOrder() async throws {
        let books = try await SchemaBooks.open()
        try await books.connection.run { connection in
            let kinds = try connection.query("SELECT unnest(enum_range(NULL::event_kind))").decode(EventKind.self)
            #expect(kinds == EventKind.allCases)
            let documents = try connection.query(
                "SELECT k FROM unnest(enum_range(NULL::event_kind)) k WHERE is_document(k)"
            ).decode(EventKind.self)
            #expect(documents == EventKind.documents)
            let unnamed = try connection.query(
                "SELECT a::text FROM unnest(enum_range(NULL::account)) a EXCEPT SELECT account::text FROM account_meaning"
            )
            #expect(try unnamed.decode(String.self) == [])
        }
    }
}
