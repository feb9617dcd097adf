import ArgumentParser
internal import Interchange
internal import MaterialLedger
internal import Operations

/// Imports a bundle whole or not at all.
struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Record a bundle of CSV files, whole or not at all.",
        discussion: """
            What is on record already with the same content is skipped, so a bundle may
            be sent again.

            Example:
              urbanmine import ./2024-11 --dry-run
            """)

    @Argument(help: ArgumentHelp("Directories, zip archives or single files of the bundle.", valueName: "path"))
    var paths: [String]

    @Flag(name: .customLong("dry-run"), help: "Check everything, record nothing.")
    var isDryRun = false

    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run() async throws {
        let clock = ContinuousClock()
        let start = clock.now
        // Files that can't be read are told before a database is looked for.
        let inputs = try InputFiles.read(paths)
        try await options.withBooks { session in
            let progress = ImportProgress(session.output)
            defer { progress.end() }
            let receipt = try await ImportBundle(session.books).run(inputs, dryRun: isDryRun) { progress.show($0) }
            progress.end()
            let elapsed = start.duration(to: clock.now)
            let seconds = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18
            let present = Set(inputs.compactMap { BundleFile(fileName: $0.fileName) })
            try session.show(answer(receipt, present: present, seconds: (seconds * 1000).rounded() / 1000))
            if !receipt.ignored.isEmpty {
                let names = receipt.ignored.joined(separator: ", ")
                session.output.note(Text("not part of the format, ignored: \(names)", "不属于导入格式，已忽略：\(names)"))
            }
        }
    }

    /// Lines of a run are no documents of their own and so are not counted.
    private static let lineFiles: Set<BundleFile> = [.runInputs, .runAdditions, .runOutputs, .runLosses]

    private func answer(_ receipt: ImportBundle.Receipt, present: Set<BundleFile>, seconds: Double) -> Answer {
        var answer = Answer()
        let isNews = receipt.entries > 0 || !receipt.recorded.isEmpty || !receipt.revised.isEmpty
        answer.headline =
            if receipt.isDryRun {
                Text("The bundle is in order; nothing was recorded (dry run)", "数据包检查无误（试运行，未登记）")
            } else if isNews {
                Text("The bundle is recorded", "数据包已登记")
            } else {
                Text("The bundle was already recorded; nothing changed", "数据包此前已登记，内容一致，未作更改")
            }
        let zeros = Dictionary(uniqueKeysWithValues: present.subtracting(Self.lineFiles).map { ($0, 0) })
        func counts(_ counts: [BundleFile: Int]) -> Cell {
            .counts(
                zeros.merging(counts) { $1 }.sorted { $0.key < $1.key }
                    .map { (name: $0.key.name, count: Int64($0.value)) })
        }
        answer.fields = [
            Field("recorded", Text("Recorded", "新登记"), counts(receipt.recorded)),
            Field("skipped", Text("Already there", "已存在"), counts(receipt.skipped)),
            Field("revised", Text("Revised", "已修订"), counts(receipt.revised)),
            Field("entries", Text("Ledger entries", "台账分录"), .count(receipt.entries)),
            Field("postings", Text("Postings", "过账行"), .count(receipt.postings)),
            Field("seconds", Text("Seconds", "用时（秒）"), .number(seconds)),
            Field("dry_run", Text("Dry run", "试运行"), .flag(receipt.isDryRun)),
            Field("ignored", Text("Ignored", "已忽略"), .texts(receipt.ignored)),
        ]
        answer.warnings = [Warning(reversed: receipt.reversed)].compactMap { $0 }
        if isNews, !receipt.isDryRun {
            answer.next = [
                receipt.latestMonth.map { "urbanmine report monthly \($0.text)" },
                receipt.exampleLot.map { "urbanmine trace \($0.asShellWord)" },
            ].compactMap { $0 }
            if answer.next.isEmpty { answer.next = ["urbanmine status"] }
        }
        return answer
    }
}

/// Tells on a terminal what the import is at.
struct ImportProgress: Sendable {
    private let output: Output

    init(_ output: Output) { self.output = output }

    func show(_ stage: ImportBundle.Stage) {
        guard output.showsProgress else { return }
        let text =
            switch stage {
            case .reading: Text("reading …", "正在读取……")
            case .checking: Text("checking …", "正在检查……")
            case .writing: Text("writing …", "正在写入……")
            case .committing: Text("committing …", "正在提交……")
            }
        Standard.writeError("\r\u{1B}[K" + text.in(output.language))
    }

    func end() {
        if output.showsProgress { Standard.writeError("\r\u{1B}[K") }
    }
}
