import ArgumentParser
internal import Glibc
internal import MaterialLedger
internal import Operations
internal import Simulation

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
    @Option(help: "How many months.") var months: Int?
    @Option(help: "Any number; another seed gives other books of the same city.") var seed: UInt64?
    @Option(help: "Factor on all flows and capacities.") var scale = 1.0
    @Flag(help: "Show what the scenario comes to, and write nothing unless -o is given.") var summary = false
    @Option(name: [.customShort("o"), .customLong("output")], help: "A new or empty directory.")
    var directory: String?
    @OptionGroup(title: "Global options") var options: GlobalOptions

    func validate() throws {
        if summary, directory == nil { return }
        guard directory != nil else { throw ValidationError("name a directory for the bundle with -o") }
        guard let from else { throw ValidationError("name the first month with --from YYYY-MM") }
        guard Month(from) != nil else {
            throw ValidationError("'\(from)' is not a month; write YYYY-MM, such as 2024-11")
        }
        guard months != nil else { throw ValidationError("tell how many months with --months") }
        guard seed != nil else { throw ValidationError("name a seed with --seed, so that the books can be made again") }
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
        defer { if output.showsProgress { Standard.writeError("\r\u{1B}[K") } }
        var shown = -1
        let result = try simulator.run(into: directory) { progress in
            try Task.checkCancellation()
            guard output.showsProgress, progress.days > 0 else { return }
            let percent = progress.day * 100 / progress.days
            if percent == shown { return }
            shown = percent
            let tickets = Output.grouped(Int64(progress.tickets))
            let text = Text("simulating … \(percent) %, \(tickets) tickets", "正在模拟…… \(percent)%，磅单 \(tickets) 张")
            Standard.writeError("\r\u{1B}[K" + text.in(output.language))
        }
        if output.showsProgress { Standard.writeError("\r\u{1B}[K") }
        try show(result, in: directory, output)
    }

    private func show(_ result: SimulationSummary, in directory: String?, _ output: Output) throws {
        if summary, output.format == .table { try output.write(Array((result.description + "\n").utf8), toFile: nil) }
        var answer = Answer()
        answer.fields = [
            Field("scenario", Text("Scenario", "情景"), .text(result.scenario)),
            Field("title", Text("Title", "标题"), .text(result.title)),
        ]
        if let directory {
            answer.headline = Text("The bundle is written", "数据包已生成")
            answer.fields += [
                Field("directory", Text("Directory", "目录"), .text(directory)),
                Field(
                    "rows", Text("Rows", "行数"),
                    .counts(result.rows.map { (name: $0.table, count: Int64($0.rows)) })),
            ]
            answer.next = ["urbanmine import \(directory)"]
        }
        if summary {
            answer.sheets = [
                Sheet(
                    "intake", nil, result.intake,
                    [
                        Column("material", Label.material, { .text($0.material) }),
                        Column("tonnes_per_year", Text("t a year", "吨/年"), { .number($0.tonnes) }),
                    ]),
                Sheet(
                    "output", nil, result.output,
                    [
                        Column("material", Label.material, { .text($0.material) }),
                        Column("tonnes_per_year", Text("t a year", "吨/年"), { .number($0.tonnes) }),
                        Column("units_per_year", Text("units a year", "件/年"), { .number($0.units) }),
                    ]),
            ]
            if output.format == .table {
                // The description has them already.
                answer.sheets = []
                if directory == nil { return }
            }
        }
        try output.show(answer)
    }

    // MARK: - Input and output

    private func load() throws -> Scenario {
        if let text = BuiltInScenarios.text(named: scenario) { return try Scenario(yaml: text, name: scenario) }
        let looksLikeFile = scenario.contains("/") || scenario.hasSuffix(".yaml") || scenario.hasSuffix(".yml")
        guard looksLikeFile || access(scenario, F_OK) == 0 else {
            throw Fault(
                .notFound, field: "scenario", value: scenario,
                "there is no built-in scenario '\(scenario)'; built in are "
                    + BuiltInScenarios.names.joined(separator: ", ") + ", or name a .yaml file")
        }
        let bytes = try InputFiles.bytes(of: scenario)
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Fault(.unreadable, file: scenario, value: scenario, "\(scenario) is not UTF-8")
        }
        return try Scenario(yaml: text, name: scenario)
    }

    /// Somebody's files must not be mixed with ours, nor an earlier bundle's with this one's.
    private func requireEmpty(_ path: String) throws {
        guard let entries = opendir(path) else {
            if errno == ENOENT { return }
            throw cannotWrite("can't look into \(path): \(String(cString: strerror(errno)))", path)
        }
        defer { closedir(entries) }
        var count = 0
        while readdir(entries) != nil { count += 1 }
        // "." and ".." are in every directory.
        guard count <= 2 else { throw cannotWrite("\(path) is not empty; name a new directory", path) }
    }

    private func cannotWrite(_ message: String, _ path: String) -> Failure {
        Failure(.cannotWrite, [Fault(.unavailable, field: "output", value: path, message)])
    }
}
