import Glibc
import MaterialLedger
import Operations
import Store
import Testing

/// Random documents, corrections, completions, reversals and closes, against books kept in memory.
struct ModelTests {
    /// A few, or with URBANMINE_MODEL_SEEDS=N that many others, for a long search.
    private static let seeds: [UInt64] = {
        guard let wanted = getenv("URBANMINE_MODEL_SEEDS").flatMap({ UInt64(String(cString: $0)) }) else {
            return Array(1...6)
        }
        return Array(101..<(101 + wanted))
    }()

    @Test(arguments: seeds)
    func theBooksAgreeWithTheModelAfterEveryEvent(seed: UInt64) async throws {
        let books = try await TestBooks.open()
        var model = ModelBooks()
        var events = RandomEvents(seed: seed)
        var fingerprint = try await books.fingerprint()
        var (accepted, refused) = (0, 0)
        for step in 0..<110 {
            // The odd seeds keep all months open, the even ones close some.
            let event = events.next(model, mayClose: seed.isMultiple(of: 2))
            let place = "seed \(seed), step \(step): \(event)"
            var next = model
            let verdict = Self.apply(event, to: &next)
            let answer = try await apply(event, to: books, model)
            switch (verdict, answer) {
            case (.accepted, .accepted): accepted += 1
            case (.refused, .refused), (.undecided, .refused): refused += 1
            case (.undecided, .accepted): return  // the two readings part here, and so would all that follows
            case (_, .refused(let why)): Issue.record("\(place): refused: \(why)")
            case (_, .accepted), (_, .undecided): Issue.record("\(place): accepted")
            }
            guard verdict.isAccepted == answer.isAccepted else { return }
            guard answer.isAccepted else {
                let now = try await books.fingerprint()
                #expect(now == fingerprint, "\(place): left a trace")
                continue
            }
            model = next
            try await compare(books, model, place)
            fingerprint = try await books.fingerprint()
        }
        #expect(accepted > 30 && refused > 5, "seed \(seed): \(accepted) accepted, \(refused) refused")
    }

    enum Verdict {
        case accepted
        case undecided
        case refused(String)
        var isAccepted: Bool {
            if case .accepted = self { return true }
            return false
        }
    }

    private static func apply(_ event: RandomEvents.Event, to model: inout ModelBooks) -> Verdict {
        do throws(ModelBooks.Refusal) {
            switch event {
            case .record(let bundle): try model.record(bundle)
            case .again: break
            case .revise(let key, _, let rows), .complete(let key, let rows): try model.revise(key, rows)
            case .reverse(let key):
                // Reversing again changes nothing.
                if model.documents[key]?.isReversed == false { try model.reverse(key) }
            case .close(let month): model.close(month)
            }
            return .accepted
        } catch {
            return error == .undecided ? .undecided : .refused("by the model")
        }
    }

    private func apply(_ event: RandomEvents.Event, to books: TestBooks, _ model: ModelBooks) async throws -> Verdict {
        do {
            switch event {
            case .record(let bundle), .again(let bundle): _ = try await ImportBundle(books.books).record(bundle)
            case .revise(let key, let fields, _):
                _ = try await Revisions(books.books).correct(
                    key, set: fields.map { (field: $0.0, value: $0.1) }, reason: "typed wrong")
            case .complete(let key, let rows):
                let document = try #require(model.documents[key])
                _ = try await Revisions(books.books).complete(
                    document.kind, code: document.code, at: rows.times.last
                ) { $0 = rows }
            case .reverse(let key): try await books.reverse(key)
            case .close(let month): try await LedgerBook(books.books).close(month)
            }
            return .accepted
        } catch let faults as Faults {
            return .refused(faults.list.map(\.description).joined(separator: "; "))
        }
    }

    /// All balances at three times, and the books' own audit.
    private func compare(_ books: TestBooks, _ model: ModelBooks, _ place: String) async throws {
        for at in ["2024-11-20 12:00", "2024-12-31 23:59", nil] {
            let rows = try await LedgerBook(books.books).balance(by: nil, account: nil, at: at.map(time)).rows
            var found: [String: Int64] = [:]
            for row in rows {
                found["\(row.account ?? "") \(row.facility ?? "") \(row.lot ?? "")", default: 0] += row.mass
            }
            let wanted = model.balances(at: at.map(time))
            let odd = Set(found.keys).union(wanted.keys).filter { found[$0] ?? 0 != wanted[$0] ?? 0 }
            guard odd.isEmpty else {
                let lines = odd.sorted().map { "\($0): books \(found[$0] ?? 0), model \(wanted[$0] ?? 0)" }
                Issue.record("\(place): at \(at ?? "the end"): \(lines.joined(separator: "; "))")
                return
            }
        }
        let problems = try await books.audit()
        #expect(problems == [], "\(place)")
    }
}
