internal import Answers
import ArgumentParser
internal import Glibc
internal import MaterialLedger
internal import Operations
internal import Simulation
internal import Wording

/// Simulates a city's books as a bundle.
struct SimulateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate", abstract: "Write the books of a simulated city as a bundle to import.",
        discussion: """
            Built in: \(BuiltInScenarios.names.joined(separator: ", ")). The same
            arguments give the same bytes.

            Example:
              urbanmine simulate jieshou --from 2024-11 --months 1 --seed 1 --scale 0.01 -o demo
            """)

    @Argument(help: "A scenario file (.yaml), or the name of a built-in scenario.") var scenario: String
    @Option(help: "The first month, YYYY-MM.") var from: String?
    // The values may begin with a dash, so that what is wrong with -1 is its range.
    @Option(parsing: .unconditional, help: "How many months, 1 to 1200.", transform: Allowed.months) var months: Int?
    @Option(
        parsing: .unconditional, help: "Any whole number from 0; another seed gives other books of the same city.",
        transform: Allowed.seed)
    var seed: UInt64?
    @Option(
        parsing: .unconditional, help: "Factor on all flows and capacities, 0.0001 to 100; default: 1.",
        transform: Allowed.scale)
    var scale = 1.0
    @Flag(help: "Show what the scenario comes to, and write nothing unless -o is given.") var summary = false
    @Option(name: [.customShort("o"), .customLong("output")], help: "A new or empty directory.")
    var directory: String?
    @OptionGroup(title: "Global options") var options: GlobalOptions

    func validate() throws {
        if summary, directory == nil { return }
        guard directory != nil else { throw ValidationError(saying: "name a directory for the bundle with -o") }
        guard let from else { throw ValidationError(saying: "name the first month with --from YYYY-MM") }
        guard Month(from) != nil else {
            throw ValidationError(saying: "'\(from)' is not a month; write YYYY-MM, such as 2024-11")
        }
        guard months != nil else { throw ValidationError(saying: "tell how many months with --months") }
        guard seed != nil else {
            throw ValidationError(saying: "name a seed with --seed, so that the books can be made again")
        }
    }

    func run() async throws {
        let output = try options.output(formats: [.table, .json])
        let scenario = try load()
        let first = from.flatMap { Month($0) } ?? Month.last
        let simulator = try Simulator(
            scenario: scenario, firstMonth: directory == nil ? (2024, 1) : (first.year, first.month),
            months: months ?? 1, seed: seed ?? 0, scale: scale)
        guard let directory else {
            return try show(simulator.summary(), in: nil, output)
        }
        try requireEmpty(directory)
        defer { output.endProgress() }
        var shown = -1
        let result = try simulator.run(into: directory) { progress in
            try Task.checkCancellation()
            guard output.showsProgress, progress.days > 0 else { return }
            let percent = progress.day * 100 / progress.days
            if percent == shown { return }
            shown = percent
            let tickets = AnswerWriter.grouped(Int64(progress.tickets))
            output.showProgress(
                Text("simulating … \(percent) %, \(tickets) tickets", "正在模拟…… \(percent)%，过磅单 \(tickets) 张"))
        }
        output.endProgress()
        try show(result, in: directory, output)
    }

    private func show(_ result: SimulationSummary, in directory: String?, _ output: Output) throws {
        let bytes = output.writer.bytes(of: result, in: directory, isSummarised: summary)
        try output.write(bytes, toFile: nil)
    }

    /// What the numbers of the command line may be, told with the value that isn't.
    private enum Allowed {
        @Sendable static func months(_ text: String) throws -> Int {
            guard let months = Int(text), Simulator.monthsRange.contains(months) else {
                throw ValidationError(saying: "expected a whole number from 1 to 1200")
            }
            return months
        }

        @Sendable static func seed(_ text: String) throws -> UInt64 {
            guard let seed = UInt64(text) else {
                throw ValidationError(saying: "expected a whole number from 0 to \(UInt64.max)")
            }
            return seed
        }

        @Sendable static func scale(_ text: String) throws -> Double {
            guard let scale = Double(text), Simulator.scaleRange.contains(scale) else {
                throw ValidationError(saying: "expected a number from 0.0001 to 100")
            }
            return scale
        }
    }

    // MARK: - Input and output

    private func load() throws -> Scenario {
        if let text = BuiltInScenarios.text(named: scenario) { return try Scenario(yaml: text, name: scenario) }
        let looksLikeFile = scenario.contains("/") || scenario.hasSuffix(".yaml") || scenario.hasSuffix(".yml")
        guard looksLikeFile || access(scenario, F_OK) == 0 else {
            throw Fault(
                .notFound, field: "scenario", value: scenario,
                """
                there is no built-in scenario '\(scenario)'; built in are \
                \(BuiltInScenarios.names.joined(separator: ", ")), or name a .yaml file
                """)
        }
        guard !InputFiles.isDirectory(scenario) else {
            throw Fault(
                .unreadable, file: scenario, value: scenario, "this is a directory; name a .yaml file within it")
        }
        let bytes = try InputFiles.bytes(of: scenario)
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Fault(.unreadable, file: scenario, value: scenario, "this is not UTF-8 text")
        }
        return try Scenario(yaml: text, name: scenario)
    }

    /// Somebody's files must not be mixed with ours, nor an earlier bundle's with this one's.
    private func requireEmpty(_ path: String) throws {
        guard let entries = opendir(path) else {
            if errno == ENOENT { return }
            throw cannotWrite("can't look into \(path): \(Sentence(term: String(cString: strerror(errno))))", path)
        }
        defer { closedir(entries) }
        var count = 0
        while readdir(entries) != nil { count += 1 }
        // "." and ".." are in every directory.
        guard count <= 2 else { throw cannotWrite("\(path) is not empty; name a new directory", path) }
    }

    private func cannotWrite(_ message: Sentence, _ path: String) -> Failure {
        Failure(.cannotWrite, [Fault(.unavailable, field: "output", value: path, message)])
    }
}
