internal import ArgumentParser
internal import MaterialLedger
internal import Operations
internal import Postgres

/// Weighbridges that record one ticket after the other; each waits for its receipt before it brings the next.
struct IntakeBenchmark: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "intakes", abstract: "Single intakes, each a transaction, by concurrent clients.")

    @Option(help: "Conninfo or URL of books that have a facility, a material of role scrap and a party.")
    var database: String

    @Option(help: "How many clients record at the same moment.")
    var clients = 8

    @Option(help: "How many connections they share, as the clients of one service do.")
    var connections = 2

    @Option(help: "How long they record, in seconds.")
    var seconds = 5.0

    mutating func run() async throws {
        var books: [Books] = []
        for _ in 0..<max(connections, 1) {
            books.append(try await Books.open(.conninfo(database), program: "urbanmine-bench"))
        }
        let bridges = try await bridges(books)
        let clock = ContinuousClock.now
        let duration = seconds
        let times = try await withThrowingTaskGroup(of: [Double].self) { group in
            for bridge in bridges {
                group.addTask {
                    var times: [Double] = []
                    while Measuring.seconds(since: clock) < duration {
                        times.append(try await Measuring.seconds { try await bridge.recordOne(times.count) })
                    }
                    return times
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        let elapsed = Measuring.seconds(since: clock)
        for books in books { await books.close() }
        Measuring.write([
            "intakes": Double(times.count), "seconds": elapsed, "per_second": Double(times.count) / elapsed,
            "p50_ms": Measuring.quantile(0.5, of: times) * 1000, "p99_ms": Measuring.quantile(0.99, of: times) * 1000,
        ])
    }

    /// The clients, each with a ticket recorded, so that nobody measures the first statement.
    private func bridges(_ books: [Books]) async throws -> [Weighbridge] {
        var bridges: [Weighbridge] = []
        for number in 0..<clients {
            let bridge = try await Weighbridge(books: books[number % books.count], number: number)
            try await bridge.recordOne(-1)
            bridges.append(bridge)
        }
        return bridges
    }
}

/// One of the clients.
private struct Weighbridge: Sendable {
    let books: Books
    let prefix: String
    let facility: String
    let material: String
    let supplier: String

    init(books: Books, number: Int) async throws {
        self.books = books
        // Tickets of one run never meet those of another on the same books.
        prefix = "BENCH-\(books.now().microseconds)-\(number)-"
        (facility, material, supplier) = try await books.read { connection in
            try connection.query(
                """
                SELECT (SELECT min(f.code) FROM facility_as_of(NULL) f),
                    (SELECT min(m.code) FROM material_as_of(NULL) m WHERE m.role = 'scrap'),
                    (SELECT min(p.code) FROM party_as_of(NULL) p)
                """
            ).only().decode(String.self, String.self, String.self)
        }
    }

    func recordOne(_ number: Int) async throws {
        let code = "\(prefix)\(number)"
        var bundle = Bundle()
        bundle.intakes = [
            Intake(
                source: SourceLine(.intakes, line: 0), ticket: code, receivedAt: books.now(), facility: facility,
                material: material, supplier: supplier, gross: Mass(grams: 48_200_000), tare: Mass(grams: 15_100_000),
                deduction: Mass(grams: 331_000), net: Mass(grams: 32_769_000), lot: code, truck: "豫A12345")
        ]
        _ = try await ImportBundle(books).record(bundle)
    }
}
