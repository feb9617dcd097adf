import MaterialLedger
import Operations
import Postgres
import Testing

/// Callers of one program that bring tickets at the same moment, over one connection.
struct TicketQueueTests {
    private enum Answer: Equatable {
        case recorded, skipped, refused(String)
    }

    /// Records tickets all at once; what each caller hears, in order.
    private func answers(_ books: TestBooks, _ tickets: [@Sendable (inout Bundle) -> Void]) async -> [Answer] {
        await withTaskGroup(of: (Int, Answer).self) { group in
            for (index, ticket) in tickets.enumerated() {
                group.addTask {
                    do {
                        let receipt = try await books.record(ticket)
                        if receipt.recorded == [.intakes: 1], receipt.skipped.isEmpty, receipt.entries == 1,
                            receipt.postings == 2
                        {
                            return (index, .recorded)
                        }
                        return (index, receipt.skipped == [.intakes: 1] ? .skipped : .refused("\(receipt)"))
                    } catch let faults as Faults {
                        return (index, .refused(faults.list.map(\.code.text).joined(separator: " ")))
                    } catch {
                        return (index, .refused(String(reflecting: error)))
                    }
                }
            }
            var answers = [Answer](repeating: .refused("nothing heard"), count: tickets.count)
            for await (index, answer) in group { answers[index] = answer }
            return answers
        }
    }

    private func ticket(_ lot: String, _ mass: Int64 = 10_000, material: String = "scrap")
        -> @Sendable (
            inout Bundle
        ) -> Void
    {
        { $0.intake(lot, mass, at: "2024-11-05 08:00", material: material) }
    }

    private func batches(_ books: TestBooks) async throws -> Int64 {
        try await books.books.read { try $0.query("SELECT count(*) FROM batch").only().decode(Int64.self) }
    }

    @Test func ticketsThatComeTogetherShareABatch() async throws {
        let books = try await TestBooks.open()
        let before = try await batches(books)
        let heard = await answers(books, (0..<60).map { ticket("L\($0)", 10_000 + Int64($0)) })
        #expect(heard == Array(repeating: .recorded, count: 60))
        // The first goes alone; those that came meanwhile go together. How many that is depends on the machine.
        #expect(try await batches(books) - before < 60)
        for lot in [0, 31, 59] { #expect(try await books.stock("L\(lot)") == 10_000 + Int64(lot)) }
        #expect(try await books.audit() == [])
    }

    @Test func eachHearsOfItsOwnTicketOnly() async throws {
        let books = try await TestBooks.open()
        try await books.record(ticket("SAME"))
        try await books.record(ticket("OTHER"))
        var tickets = (0..<12).map { ticket("L\($0)") }
        tickets.insert(ticket("SAME"), at: 4)
        tickets.insert(ticket("OTHER", 9_000), at: 5)
        tickets.insert(ticket("BAD", material: "nothing"), at: 6)
        tickets += [ticket("TWICE"), ticket("TWICE")]
        let heard = await answers(books, tickets)
        var wanted = [Answer](repeating: .recorded, count: 12)
        wanted.insert(.skipped, at: 4)
        wanted.insert(.refused("conflict"), at: 5)
        wanted.insert(.refused("unknown_reference"), at: 6)
        #expect(Array(heard.prefix(15)) == wanted)
        #expect(heard.suffix(2).filter { $0 == .recorded }.count == 1)
        #expect(heard.suffix(2).filter { $0 == .skipped }.count == 1)
        #expect(try await books.stock("TWICE") == 10_000)
        #expect(try await books.stock("OTHER") == 10_000)
        #expect(try await books.audit() == [])
    }

    @Test func oneThatIsGivenUpLeavesTheOthersAlone() async throws {
        let books = try await TestBooks.open()
        let superuser = try await books.superuser()
        // Everyone waits until the close that holds the month lets go.
        try await superuser.run { try $0.query("SELECT pg_advisory_lock(30061, -4)") }
        let patient = Task { try await books.record(ticket("L0")) }
        try await eventually(superuser, "SELECT count(*) > 0 FROM \(waiting)")
        let others = (1...6).map { number in Task { try await books.record(ticket("L\(number)")) } }
        try await Task.sleep(for: .milliseconds(200))
        others[2].cancel()
        await #expect(throws: CancellationError.self) { try await others[2].value }
        try await superuser.run { try $0.query("SELECT pg_advisory_unlock(30061, -4)") }
        #expect(try await patient.value.recorded == [.intakes: 1])
        for (index, task) in others.enumerated() where index != 2 {
            #expect(try await task.value.recorded == [.intakes: 1])
        }
        #expect(try await books.stock("L3") == 0)
        #expect(try await books.stock("L6") == 10_000)
        await superuser.close()
    }
}
