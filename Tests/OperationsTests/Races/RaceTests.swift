import MaterialLedger
import Operations
import Postgres
import Store
import Testing

/// Several programs that record at the same moment.
struct RaceTests {
    /// Runs the works at once and returns what each gave, in order.
    private func atOnce<Result: Sendable>(
        _ count: Int, _ work: @escaping @Sendable (Int) async throws -> Result
    ) async throws -> [Result] {
        try await withThrowingTaskGroup(of: (Int, Result).self) { group in
            for index in 0..<count { group.addTask { (index, try await work(index)) } }
            var results: [(Int, Result)] = []
            for try await result in group { results.append(result) }
            return results.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    private func several(_ count: Int, _ books: TestBooks) async throws -> [TestBooks] {
        var all: [TestBooks] = []
        for _ in 0..<count { all.append(try await books.another()) }
        return all
    }

    @Test func oneLotIsEmptiedByManyAndNobodyOverdraws() async throws {
        let books = try await TestBooks.open()
        try await books.record { $0.intake("L1", 10_000, at: "2024-11-05 08:00") }
        let clients = try await several(8, books)
        let drawn = try await atOnce(clients.count) { client in
            var drawn: Int64 = 0
            for round in 0..<12 {
                let mass = Int64(130 + 17 * ((client + round) % 5))
                do {
                    try await clients[client].record {
                        $0.run(
                            "R\(client)-\(round)", from: "2024-11-06 08:00", to: "2024-11-06 09:00",
                            inputs: ["L1": mass], outputs: ["A\(client)-\(round)": mass])
                    }
                    drawn += mass
                } catch let faults as Faults {
                    #expect(faults.list.map(\.code) == [.overdraw])
                }
            }
            return drawn
        }
        // What is left is less than the smallest draw, or every draw went through.
        let left = try await books.stock("L1")
        #expect(left == 10_000 - drawn.reduce(0, +))
        #expect((0..<198).contains(left))
        #expect(try await books.audit() == [])
    }

    @Test func transfersInBothDirectionsOverSharedLotsNeverDeadlock() async throws {
        let books = try await TestBooks.open()
        let lots = (0..<6).map { "L\($0)" }
        try await books.record { bundle in
            for lot in lots {
                bundle.intake(lot, 100_000, at: "2024-11-05 08:00")
                bundle.transfer("V-\(lot)", lot, 50_000, at: "2024-11-05 09:00", received: "2024-11-05 10:00")
            }
        }
        let clients = try await several(8, books)
        let sent = try await atOnce(clients.count) { client in
            var random = SeededGenerator(seed: UInt64(client))
            var eastward: Int64 = 0
            for round in 0..<8 {
                let isEastward = Bool.random(using: &random)
                let mass = Int64.random(in: 1...900, using: &random)
                let order = lots.shuffled(using: &random).prefix(4)
                try await clients[client].record { bundle in
                    for lot in order {
                        bundle.transfer(
                            "W\(client)-\(round)", lot, mass, at: "2024-11-06 08:00", received: "2024-11-06 08:00",
                            from: isEastward ? "F1" : "F2", to: isEastward ? "F2" : "F1")
                    }
                }
                eastward += (isEastward ? 4 : -4) * mass
            }
            return eastward
        }
        var east: Int64 = 0
        for lot in lots { east += try await books.stock(lot, "F2") }
        #expect(east == 300_000 + sent.reduce(0, +))
        #expect(try await books.audit() == [])
    }

    @Test func oneTicketRecordedByEightIsRecordedOnce() async throws {
        let books = try await TestBooks.open()
        let clients = try await several(8, books)
        let receipts = try await atOnce(clients.count) { client in
            try await clients[client].record { $0.intake("L1", 10_000, at: "2024-11-05 08:00") }
        }
        #expect(receipts.filter { $0.recorded == [.intakes: 1] && $0.skipped.isEmpty }.count == 1)
        #expect(receipts.filter { $0.skipped == [.intakes: 1] && $0.recorded.isEmpty }.count == 7)
        #expect(try await books.stock("L1") == 10_000)
    }

    @Test func oneTicketWithTwoContentsIsAConflictForTheLater() async throws {
        let books = try await TestBooks.open()
        let clients = try await several(2, books)
        let codes = try await atOnce(clients.count) { client in
            do {
                try await clients[client].record { $0.intake("L1", 10_000 + Int64(client), at: "2024-11-05 08:00") }
                return "recorded"
            } catch let faults as Faults {
                return faults.list.map(\.code.text).joined()
            }
        }
        #expect(codes.sorted() == ["conflict", "recorded"])
    }

    @Test func oneBundleImportedByTwoIsRecordedOnceAndSkippedOnce() async throws {
        let books = try await TestBooks.open()
        let clients = try await several(2, books)
        let receipts = try await atOnce(clients.count) { client in
            try await clients[client].record { bundle in
                bundle.parties.append(Party(source: SourceLine(.parties, line: 2), party: "NEW", name: "New"))
                for n in 0..<200 {
                    bundle.intake("L\(n)", 10_000, at: "2024-11-05 08:00", supplier: "NEW")
                    bundle.ship("S\(n)", "L\(n)", 10_000, at: "2024-11-06 08:00")
                }
            }
        }
        #expect(receipts.map { $0.recorded[.intakes] ?? 0 }.sorted() == [0, 200])
        #expect(receipts.map { $0.skipped[.shipments] ?? 0 }.sorted() == [0, 200])
        #expect(try await books.audit() == [])
    }

    @Test func correctionsOfOneDocumentAtOnceDoNotUndoEachOther() async throws {
        let books = try await TestBooks.open()
        try await books.record { $0.intake("L1", 10_000, at: "2024-11-05 08:00") }
        let clients = try await several(6, books)
        let fields = [
            ("truck", "K-1"), ("manifest", "M-1"), ("owner", "O-1"), ("supplier", "P2"), ("gross", "12kg"),
            ("province", "340000"),
        ]
        _ = try await atOnce(clients.count) { client in
            let (field, value) = fields[client]
            return try await clients[client].correct("T-L1", [field: value])
        }
        let shown = try await DocumentBrowser(books.books).show(.intake, "T-L1").rows.intakes
        let intake = try #require(shown.first)
        #expect(intake.truck == "K-1")
        #expect(intake.manifest == "M-1")
        #expect(intake.owner == "O-1")
        #expect(intake.supplier == "P2")
        #expect(intake.gross.grams == 12_000)
        #expect(intake.province == "340000")
        #expect(try await books.audit() == [])
    }

    @Test func filesOfCorrectionsInOppositeOrderBothGoThrough() async throws {
        let books = try await TestBooks.open()
        let lots = (0..<20).map { "L\($0)" }
        try await books.record { bundle in for lot in lots { bundle.intake(lot, 10_000, at: "2024-11-05 08:00") } }
        let clients = try await several(2, books)
        let receipts = try await atOnce(clients.count) { client in
            var text = "document,field,value,reason\n"
            for lot in client == 0 ? lots : lots.reversed() {
                text += "T-\(lot),\(client == 0 ? "truck" : "manifest"),K\(client),typed wrong\n"
            }
            return try await clients[client].importFiles([(name: "corrections.csv", text: text)])
        }
        #expect(receipts.map { $0.recorded[.corrections] } == [20, 20])
        for lot in lots {
            let intake = try await DocumentBrowser(books.books).show(.intake, "T-\(lot)").rows.intakes.first
            #expect(intake?.truck == "K0")
            #expect(intake?.manifest == "K1")
        }
        #expect(try await books.audit() == [])
    }

    @Test func aDocumentReversedByManyAtOnceIsReversedOnce() async throws {
        let books = try await TestBooks.open()
        try await books.record { $0.intake("L1", 10_000, at: "2024-11-05 08:00") }
        let clients = try await several(4, books)
        let reversals = try await atOnce(clients.count) { try await clients[$0].reverse("T-L1") }
        #expect(Set(reversals.map(\.event)).count == 1)
        #expect(reversals.filter { !$0.wasReversed }.count == 1)
        #expect(try await books.balance("supplier") == 0)
        #expect(try await books.audit() == [])
    }

    @Test func aRunFinishedByTwoWithDifferentYieldsKeepsTheFirst() async throws {
        let books = try await TestBooks.open()
        try await books.record {
            $0.intake("L1", 10_000, at: "2024-11-05 08:00")
            $0.run("R1", from: "2024-11-06 08:00", to: nil, inputs: ["L1": 10_000])
        }
        let clients = try await several(4, books)
        let results = try await atOnce(clients.count) { client in
            let loss = Int64(100 * (client + 1))
            do {
                _ = try await Revisions(clients[client].books).complete(
                    .run, code: "R1", at: time("2024-11-07 08:00")
                ) { bundle in
                    bundle.runs[0].endedAt = time("2024-11-07 08:00")
                    bundle.output("R1", "A", 10_000 - loss)
                    bundle.loss("R1", loss)
                }
                return "finished \(loss)"
            } catch let faults as Faults {
                return faults.list.map(\.code.text).joined()
            }
        }
        let winner = results.filter { $0.hasPrefix("finished") }
        #expect(winner.count == 1)
        #expect(results.filter { $0 == "conflict" }.count == 3)
        #expect(try await "finished \(books.balance("loss"))" == winner.first)
        #expect(try await books.audit() == [])
    }

    @Test func goodsDoNotComeBackOfAShipmentThatIsBeingReversed() async throws {
        let books = try await TestBooks.open()
        try await books.record { bundle in
            bundle.intake("L1", 100_000, at: "2024-11-05 08:00")
            for n in 0..<8 { bundle.ship("S\(n)", "L1", 1_000, at: "2024-11-06 08:00") }
        }
        let clients = try await several(2, books)
        for n in 0..<8 {
            let outcomes = try await atOnce(2) { client in
                do {
                    if client == 0 {
                        try await clients[0].reverse("S\(n)")
                    } else {
                        try await clients[1].record {
                            $0.giveBack("B\(n)", of: "S\(n)", "L1", 500, at: "2024-11-07 08:00")
                        }
                    }
                    return true
                } catch is Faults {
                    return false
                }
            }
            #expect(outcomes.filter { $0 }.count == 1, "shipment S\(n)")
        }
        #expect(try await books.balance("customer") >= 0)
        #expect(try await books.audit() == [])
    }

    @Test func aCountAcceptedByManyAtOnceIsAcceptedOnce() async throws {
        let books = try await TestBooks.open()
        try await books.record {
            $0.intake("L1", 10_000, at: "2024-11-05 08:00")
            $0.count("N1", "L1", 9_000, at: "2024-11-06 08:00")
        }
        let clients = try await several(4, books)
        let accepted = try await atOnce(clients.count) { try await Revisions(clients[$0].books).acceptCount("N1") }
        #expect(accepted.filter { !$0.wasAccepted }.count == 1)
        #expect(try await books.stock("L1") == 9_000)
        #expect(try await books.audit() == [])
    }

    @Test func aCloseWaitsForAWriterInFlightAndCountsWhatItWrote() async throws {
        let books = try await TestBooks.open()
        try await books.record { $0.intake("L0", 1_000, at: "2024-11-01 08:00") }
        let writer = try await books.superuser()
        let (writing, close) = (try await books.another(), try await books.another())
        // Holds the writer in the middle of its transaction: its intake waits for this lock.
        try await writer.run { try $0.script("BEGIN; LOCK TABLE urbanmine.intake IN SHARE MODE") }
        async let recorded = writing.record { $0.intake("L1", 10_000, at: "2024-11-30 23:59") }
        try await eventually(
            writer,
            "SELECT count(*) > 0 FROM \(waiting)")
        async let closed: Void = close.close("2024-11")
        try await eventually(
            writer,
            "SELECT count(*) = 2 FROM \(waiting)")
        try await writer.run { try $0.script("COMMIT") }
        #expect(try await recorded.recorded == [.intakes: 1])
        try await closed
        #expect(try await books.report("2024-11").city.closing == 11_000)
        let late = await faultCodes {
            try await books.record { $0.intake("L2", 10_000, at: "2024-11-30 23:59") }
        }
        #expect(late == ["period_closed"])
        try await books.record { $0.intake("L2", 10_000, at: "2024-12-01 00:00") }
        #expect(try await books.report("2024-12").city.opening == 11_000)
        #expect(try await books.audit() == [])
    }

    /// Master data has no month, and yet a closed month is reported with what was known at its close.
    @Test func aCloseWaitsForMasterDataInFlight() async throws {
        let books = try await TestBooks.open()
        try await books.record { $0.intake("L0", 1_000, at: "2024-11-01 08:00") }
        let holder = try await books.superuser()
        let (writing, close) = (try await books.another(), try await books.another())
        try await holder.run { try $0.script("BEGIN; LOCK TABLE urbanmine.intake IN SHARE MODE") }
        async let recorded = writing.record { bundle in
            bundle.parties.append(
                Party(source: SourceLine(.parties, line: 2), party: "P1", name: "Elsewhere", province: "110000"))
            for n in 1...2 { bundle.intake("L\(n)", 1_000, at: "2024-12-05 08:00") }
        }
        try await eventually(holder, "SELECT count(*) > 0 FROM \(waiting)")
        async let closed: Void = close.close("2024-11")
        try await eventually(holder, "SELECT count(*) = 2 FROM \(waiting)")
        try await holder.run { try $0.script("COMMIT") }
        #expect(try await recorded.revised == [.parties: 1])
        try await closed
        let isKnownAtTheClose = try await holder.run {
            try $0.query("SELECT (SELECT max(event) FROM party_revision) < (SELECT max(event) FROM period)").only()
                .decode(Bool.self)
        }
        #expect(isKnownAtTheClose)
        await holder.close()
    }

    @Test func whatIsRecordedBesideACloseIsBeforeItOrNotAtAll() async throws {
        let books = try await TestBooks.open()
        try await books.record { $0.intake("L0", 1_000, at: "2024-11-01 08:00") }
        let clients = try await several(6, books)
        // Each goes on until the month is closed to it.
        async let recorded = atOnce(clients.count) { client in
            var count: Int64 = 0
            while true {
                do {
                    let lot = "L\(client)-\(count)"
                    try await clients[client].record { $0.intake(lot, 1_000, at: "2024-11-30 23:59") }
                    count += 1
                } catch let faults as Faults {
                    #expect(faults.list.map(\.code) == [.periodClosed])
                    return count
                }
            }
        }
        let watcher = try await books.superuser()
        try await eventually(watcher, "SELECT count(*) > 20 FROM intake")
        try await books.another().close("2024-11")
        let count = try await recorded.reduce(0, +)
        #expect(count >= 20)
        #expect(try await books.report("2024-11").city.closing == 1_000 * (count + 1))
        #expect(try await books.audit() == [])
        await watcher.close()
    }

    @Test func aCorrectionBesideACloseGoesThrough() async throws {
        let books = try await TestBooks.open()
        try await books.record { bundle in
            for n in 0..<12 { bundle.intake("L\(n)", 1_000, at: "2024-11-30 23:59") }
        }
        let clients = try await several(4, books)
        let holder = try await books.superuser()
        try await holder.run { try $0.script("BEGIN; LOCK TABLE urbanmine.posting IN SHARE MODE") }
        async let corrected: [Void] = atOnce(clients.count) { client in
            for n in 0..<3 {
                try await clients[client].correct(
                    "T-L\(3 * client + n)", ["gross_g": "2500", "net_g": "1500"])
            }
        }
        // Each client's first correction is under way, and the close waits behind them all.
        try await eventually(holder, "SELECT count(*) = 4 FROM \(waiting)")
        let closing = try await books.another()
        async let closed: Void = closing.close("2024-11")
        try await eventually(holder, "SELECT count(*) = 5 FROM \(waiting)")
        try await holder.run { try $0.script("COMMIT") }
        try await closed
        _ = try await corrected
        // Those under way are in the month, those after the close in the next one.
        let inTime = (try await books.report("2024-11").city.closing - 12 * 1_000) / 500
        #expect((4..<12).contains(inTime))
        #expect(try await books.report("2024-12").city.closing == 12 * 1_500)
        #expect(try await books.audit() == [])
        await holder.close()
    }

    @Test func aCloseGivesUpWhenAWriterStaysAndAWriterAfterTheCloseIsRefused() async throws {
        let books = try await TestBooks.open()
        try await books.record { $0.intake("L0", 1_000, at: "2024-11-01 08:00") }
        let holder = try await books.superuser()
        try await holder.run { try $0.script("BEGIN; SELECT urbanmine.hold_months('{24298}')") }
        let told = await faultCodes { try await books.close("2024-11") }
        #expect(told == ["unavailable"])
        try await holder.run { try $0.script("COMMIT") }

        // The other way round: the writer comes while the close is in its transaction.
        let writing = try await books.another()
        try await holder.run { connection in
            try connection.script(
                """
                BEGIN; SELECT begin_batch('t', 'h', 'p', 1, '{}', '{}');
                INSERT INTO journal (event, document, batch, kind, code, digest)
                SELECT b, b, b, 'close', '2024-11', '\\x00' FROM (SELECT current_setting('urbanmine.batch')::bigint) x (b);
                SELECT close_period(current_setting('urbanmine.batch')::bigint, 24298), post()
                """)
        }
        async let refused = faultCodes {
            try await writing.record { $0.intake("L1", 10_000, at: "2024-11-30 23:59") }
        }
        try await eventually(
            holder,
            "SELECT count(*) > 0 FROM \(waiting)")
        try await holder.run { try $0.script("COMMIT") }
        #expect(await refused == ["period_closed"])
        #expect(try await books.stock("L1") == 0)
        #expect(try await books.audit() == [])
    }
}

/// Waits until a query on another connection gives true, for ten seconds at most.
func eventually(
    _ connection: Connection, _ query: SQL, _ sourceLocation: SourceLocation = #_sourceLocation
) async throws {
    for _ in 0..<1000 {
        if try await connection.run({ try $0.query(query).only().decode(Bool.self) }) { return }
        try await Task.sleep(for: .milliseconds(10))
    }
    Issue.record("did not come true: \(query)", sourceLocation: sourceLocation)
}

/// Locks that sessions of this database wait for.
///
/// Not from pg_stat_activity, which stays what it was at the first look of a transaction.
let waiting: SQL =
    """
    pg_locks l JOIN pg_database d ON d.oid = l.database AND d.datname = current_database() WHERE NOT l.granted
    """
