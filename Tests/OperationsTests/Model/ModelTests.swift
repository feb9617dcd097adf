import Glibc
import MaterialLedger
import Operations
import Postgres
import Store
import Testing

/// Random documents, corrections, completions, acceptances, reversals and closes, valid or not, against books kept in
/// memory.
struct ModelTests {
    /// A few; with URBANMINE_MODEL_SEEDS=N that many others, for a long search; with URBANMINE_MODEL_SEED=N that one.
    private static let seeds: [UInt64] = {
        func number(_ name: String) -> UInt64? { getenv(name).flatMap { UInt64(String(cString: $0)) } }
        if let only = number("URBANMINE_MODEL_SEED") { return [only] }
        return number("URBANMINE_MODEL_SEEDS").map { Array(101..<(101 + $0)) } ?? usualSeeds
    }()

    /// Together they try everything, as is tested below.
    private static let usualSeeds: [UInt64] = [1, 9, 62, 64, 65, 76]

    private static let steps = 140

    @Test(arguments: seeds)
    func theBooksAgreeWithTheModelAfterEveryEvent(seed: UInt64) async throws {
        let books = try await TestBooks.open()
        var model = ModelBooks(masterData: TestBooks.masterData)
        var events = RandomEvents(seed: seed)
        var fingerprint = try await books.fingerprint()
        var (accepted, refused) = (0, 0)
        for step in 0..<Self.steps {
            // The odd seeds keep all months open, the even ones close some.
            let event = events.next(model, mayClose: seed.isMultiple(of: 2))
            let place = "seed \(seed), step \(step): \(event)"
            var next = model
            let verdict = Self.apply(event, to: &next)
            let answer = try await apply(event, to: books, model)
            // After the first disagreement all others would only follow.
            try #require(Self.agree(verdict, answer), "\(place): model \(verdict), books \(answer)")
            guard case .accepted = answer else {
                refused += 1
                try #require(try await books.fingerprint() == fingerprint, "\(place): left a trace")
                continue
            }
            accepted += 1
            model = next
            try await compare(books, model, place)
            if step.isMultiple(of: 10) || step > Self.steps - 3 { try await compareReports(books, model, place) }
            fingerprint = try await books.fingerprint()
            if case .file = event {
                _ = try await apply(event, to: books, model)
                try #require(try await books.fingerprint() == fingerprint, "\(place): a file sent again left a trace")
            }
        }
        try await compareReports(books, model, "seed \(seed), the end")
        #expect(accepted > 50 && refused > 15, "seed \(seed): \(accepted) accepted, \(refused) refused")
    }

    /// Every kind of event is among those of the usual seeds, and every kind of document is recorded, corrected where
    /// it can be, and reversed: what is drawn at random could be missing without anyone noticing.
    @Test func theUsualSeedsTryEverything() throws {
        var seen: [String: Int] = [:]
        for seed in Self.usualSeeds {
            var model = ModelBooks(masterData: TestBooks.masterData)
            var events = RandomEvents(seed: seed)
            for _ in 0..<Self.steps {
                let event = events.next(model, mayClose: seed.isMultiple(of: 2))
                let before = model
                switch Self.apply(event, to: &model) {
                case .accepted: for name in Self.names(of: event, before, model) { seen[name, default: 0] += 1 }
                case .refused(let refusal): for code in refusal.certain { seen["refused \(code)", default: 0] += 1 }
                }
            }
        }
        let kinds = EventKind.documents.map(\.name)
        var wanted = kinds.map { "recorded \($0)" } + kinds.map { "reversed \($0)" }
        wanted += kinds.filter { $0 != "acceptance" }.map { "corrected \($0)" }
        wanted += ["transfer", "shipment", "return", "adjustment", "count"].map { "several lines of \($0)" }
        wanted += ["material", "facility", "supplier", "deduction_kind", "kind", "started_at", "units"].map {
            "set \($0)"
        }
        wanted += ShipmentKind.allCases.map { "kind \($0.rawValue)" }
        wanted += ["parties", "materials", "compositions", "assays", "history"].map { "noted \($0)" }
        wanted += [
            "bad_value", "unknown_reference", "duplicate", "conflict", "mass_imbalance", "time_order", "period_closed",
            "not_found", "overdraw",
        ].map { "refused \($0)" }
        wanted += ["completed run", "completed transfer", "closed", "a file"]
        #expect(wanted.filter { seen[$0] == nil } == [])
    }

    private static func names(of event: RandomEvents.Event, _ before: ModelBooks, _ after: ModelBooks) -> [String] {
        func kind(_ key: String) -> Substring { key.prefix { $0 != ":" } }
        var fresh: [String] = []
        for key in after.order.dropFirst(before.order.count) {
            guard let rows = after.documents[key]?.rows else { continue }
            fresh.append("recorded \(kind(key))")
            if rows.uses.count > 1, rows.runs.isEmpty { fresh.append("several lines of \(kind(key))") }
            if let row = rows.shipments.first { fresh.append("kind \(row.kind.rawValue)") }
        }
        switch event {
        case .record(let bundle): return fresh + bundle.notes.map { "noted \($0.0.file.name)" }
        case .file(_, let revisions, _): return fresh + (revisions.isEmpty ? [] : ["a file"])
        case .revise(let revision):
            let fields = revision.fields.map { field in "set \(kind(field.field))" }
            return ["corrected \(kind(revision.key))"] + fields
        case .complete(let key, _): return ["completed \(kind(key))"]
        case .accept, .misguided: return fresh
        case .reverse(let key): return ["reversed \(kind(key))"]
        case .close: return ["closed"]
        }
    }

    // MARK: - Answers

    enum Verdict {
        case accepted(ModelBooks.Receipt?)
        case refused(ModelBooks.Refusal)
    }

    enum Answer {
        case accepted(ImportBundle.Receipt?)
        case refused([Fault])
    }

    private static func agree(_ verdict: Verdict, _ answer: Answer) -> Bool {
        switch (verdict, answer) {
        case (.refused(let refusal), .refused(let faults)): refusal.allows(Set(faults.map(\.code.text)))
        case (.accepted(let wanted?), .accepted(let receipt?)):
            wanted
                == ModelBooks.Receipt(recorded: receipt.recorded, skipped: receipt.skipped, revised: receipt.revised)
        case (.accepted, .accepted): true
        default: false
        }
    }

    private static func apply(_ event: RandomEvents.Event, to model: inout ModelBooks) -> Verdict {
        do throws(ModelBooks.Refusal) {
            switch event {
            case .record(let bundle): return .accepted(try model.record(bundle))
            case .file(let bundle, let revisions, _): try record(bundle, revisions, in: &model)
            case .revise(let revision): try model.revise(revision.key, revision.rows)
            case .complete(let key, let rows): try model.revise(key, rows)
            case .misguided(_, _, _, let code): throw ModelBooks.Refusal(certain: [code])
            case .accept(let count): try model.accept(count)
            case .reverse(let key): try model.reverse(key)
            case .close(let month): try model.close(month)
            }
            return .accepted(nil)
        } catch {
            return .refused(error)
        }
    }

    /// New documents and corrections of one file, whole or not at all.
    private static func record(
        _ bundle: Bundle, _ revisions: [RandomEvents.Revision], in model: inout ModelBooks
    ) throws(ModelBooks.Refusal) {
        var next = model
        var refusal = ModelBooks.Refusal(certain: [])
        func attempt(_ work: () throws(ModelBooks.Refusal) -> Void) {
            do throws(ModelBooks.Refusal) {
                try work()
            } catch {
                // What hangs on something that is wrong may be told, or not.
                if refusal.certain.isEmpty, refusal.possible.isEmpty { refusal.certain = error.certain }
                refusal.possible.formUnion(error.certain.union(error.possible))
            }
        }
        attempt { () throws(ModelBooks.Refusal) in _ = try next.record(bundle) }
        for revision in revisions {
            attempt { () throws(ModelBooks.Refusal) in try next.revise(revision.key, revision.rows) }
        }
        guard refusal.certain.isEmpty, refusal.possible.isEmpty else { throw refusal }
        model = next
    }

    private func apply(_ event: RandomEvents.Event, to books: TestBooks, _ model: ModelBooks) async throws -> Answer {
        do {
            switch event {
            case .record(let bundle): return .accepted(try await ImportBundle(books.books).record(bundle))
            case .file(var bundle, let revisions, let reason):
                for (key, fields) in revisions.map({ ($0.key, $0.fields) }) {
                    for (field, value) in fields {
                        bundle.corrections.append(
                            Correction(
                                source: SourceLine(.corrections, line: bundle.corrections.count + 2), document: key,
                                field: field, value: value, reason: reason))
                    }
                }
                return .accepted(try await ImportBundle(books.books).record(bundle))
            case .revise(let revision):
                _ = try await Revisions(books.books).correct(revision.key, set: revision.fields, reason: "typed wrong")
            case .misguided(let document, let field, let value, _):
                try await books.correct(document, [field: value])
            case .complete(let key, let rows):
                let document = try #require(model.documents[key])
                _ = try await Revisions(books.books).complete(
                    document.kind, code: document.code, at: rows.times.last
                ) { $0 = rows }
            case .accept(let count): _ = try await Revisions(books.books).acceptCount(count)
            case .reverse(let key): try await books.reverse(try await entry(key, books))
            case .close(let month): try await LedgerBook(books.books).close(month)
            }
            return .accepted(nil)
        } catch let faults as Faults {
            return .refused(faults.list)
        }
    }

    /// An acceptance has no code that people know: it is reversed by the number of its entry.
    private func entry(_ key: String, _ books: TestBooks) async throws -> String {
        guard key.hasPrefix("acceptance:"), let slash = key.lastIndex(of: "/") else { return key }
        let count = key[key.index(after: key.index(key.startIndex, offsetBy: 10))..<slash]
        let number = try #require(Int(key[key.index(after: slash)...]))
        let events = try await books.books.read { connection in
            try connection.query(
                """
                SELECT a.event FROM acceptance a JOIN journal j ON j.event = a.counted
                WHERE j.code = \(String(count)) ORDER BY a.event
                """
            ).decode(Int64.self)
        }
        return "\(try #require(events.count >= number ? events[number - 1] : nil))"
    }

    // MARK: - Comparing

    /// All balances at three times, and the books' own audit.
    private func compare(_ books: TestBooks, _ model: ModelBooks, _ place: String) async throws {
        for at in ["2024-11-20 12:00", "2024-12-31 23:59", nil] {
            let rows = try await LedgerBook(books.books).balance(by: nil, account: nil, at: at.map(time)).rows
            var found: [String: Int64] = [:]
            for row in rows {
                let name = "\(row.account ?? "") \(row.facility ?? "") \(row.material ?? "") \(row.lot ?? "")"
                found[name, default: 0] += row.mass
            }
            try requireEqual(found, model.balances(at: at.map(time)), "\(place): at \(at ?? "the end")")
        }
        let problems = try await books.audit()
        try #require(problems == [], "\(place)")
    }

    /// The figures of all months against the model's sums.
    private func compareReports(_ books: TestBooks, _ model: ModelBooks, _ place: String) async throws {
        for text in ["2024-11", "2024-12", "2025-01"] {
            let month = try #require(Month(text))
            let report = try await books.report(text)
            try requireEqual(report.figures, model.figures(month), "\(place): report of \(text)")
            try #require(report.city.gap == 0 && report.facilities.allSatisfy { $0.balance.gap == 0 }, "\(place)")
            // What is corrected after a close is told as a difference to what was known then; without closes it is one sum.
            guard model.closed == nil else { continue }
            let provinces = Dictionary(
                uniqueKeysWithValues: report.inflowByProvince.map { ($0.province ?? "none", [$0.tickets, $0.net]) })
            try #require(provinces == model.provinces(month), "\(place): provinces of \(text)")
            let substances = report.recovery.map {
                ($0.substance, [$0.input.units, $0.lost.units, $0.imbalance.units])
            }
            try #require(
                Dictionary(uniqueKeysWithValues: substances).filter { $0.value != [0, 0, 0] } == model.recovery(month),
                "\(place): recovery of \(text)")
        }
    }

    private func requireEqual(_ found: [String: Int64], _ wanted: [String: Int64], _ place: String) throws {
        let odd = Set(found.keys).union(wanted.keys).filter { found[$0] ?? 0 != wanted[$0] ?? 0 }
        let lines = odd.sorted().map { "\($0): books \(found[$0] ?? 0), model \(wanted[$0] ?? 0)" }
        try #require(lines.isEmpty, "\(place): \(lines.joined(separator: "; "))")
    }
}
