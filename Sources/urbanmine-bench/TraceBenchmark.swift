internal import ArgumentParser
internal import MaterialLedger
internal import Operations
internal import Postgres

/// Traces of battery lots to their origins.
struct TraceBenchmark: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trace", abstract: "Origins of random battery lots that runs made.")

    @Option(help: "Conninfo or URL of the books.")
    var database: String

    @Option(help: "How many lots.")
    var lots = 200

    @Option(help: "The share that may be cut off.")
    var epsilon = 1e-6

    @Option(help: "Other lots for another seed.")
    var seed = 1

    mutating func run() async throws {
        let books = try await Books.open(.conninfo(database), program: "urbanmine-bench")
        let chosen = try await chooseLots(books)
        guard !chosen.isEmpty else { throw ValidationError("the books have no battery lots") }
        let tracing = LotTracing(books)
        var times: [Double] = []
        var origins = 0
        var runs = 0
        for isWarm in [false, true] {
            for lot in chosen {
                let start = ContinuousClock.now
                let trace = try await tracing.origins(LotTracing.Request(lot: lot, epsilon: epsilon))
                guard isWarm else { continue }
                times.append(Measuring.seconds(since: start))
                origins += trace.origins.count
                runs += trace.runs
            }
        }
        await books.close()
        Measuring.write([
            "lots": Double(chosen.count), "p50_ms": Measuring.quantile(0.5, of: times) * 1000,
            "p99_ms": Measuring.quantile(0.99, of: times) * 1000,
            "mean_origins": Double(origins) / Double(times.count), "mean_runs": Double(runs) / Double(times.count),
        ])
    }

    private func chooseLots(_ books: Books) async throws -> [String] {
        let (seed, lots) = (seed, lots)
        return try await books.read { connection in
            try connection.query(
                """
                SELECT l.code FROM lot l JOIN run r ON r.event = l.event
                JOIN material_as_of(NULL) m ON m.material = l.material
                WHERE m.stream = 'battery' AND m.role = 'product'
                ORDER BY md5(l.code || \(String(seed))), l.code LIMIT \(lots)
                """
            ).decode(String.self)
        }
    }
}
