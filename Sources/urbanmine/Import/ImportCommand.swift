internal import Answers
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
            let output = session.output
            defer { output.endProgress() }
            let receipt = try await ImportBundle(session.books).run(inputs, dryRun: isDryRun) {
                output.showProgress($0.progress)
            }
            output.endProgress()
            let elapsed = start.duration(to: clock.now)
            let seconds = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18
            let present = Set(inputs.compactMap { BundleFile(fileName: $0.fileName) })
            try session.show(Answer(receipt, of: present, seconds: (seconds * 1000).rounded() / 1000))
            if !receipt.ignored.isEmpty {
                let names = receipt.ignored.joined(separator: ", ")
                output.note(Text("not part of the format, ignored: \(names)", "不属于导入格式，已忽略：\(names)"))
            }
        }
    }
}

extension ImportBundle.Stage {
    /// What the import is at, for a terminal.
    fileprivate var progress: Text {
        switch self {
        case .reading: Text("reading …", "正在读取……")
        case .checking: Text("checking …", "正在检查……")
        case .writing: Text("writing …", "正在写入……")
        case .committing: Text("committing …", "正在提交……")
        }
    }
}
