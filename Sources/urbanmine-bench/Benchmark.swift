internal import ArgumentParser

/// Measurements that need the product in process; `scripts/bench` calls it and sets the results in proportion.
@main
struct Benchmark: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "urbanmine-bench",
        abstract: "Measures urbanmine in process; each result is one JSON object on stdout.",
        subcommands: [IntakeBenchmark.self, ReportBenchmark.self, TraceBenchmark.self])
}
