package import MaterialLedger
package import Operations

extension Answer {
    /// What came of an import.
    ///
    /// - Parameters:
    ///   - files: the files that the bundle had, so that those without news are told with 0.
    ///   - seconds: how long it took.
    package init(_ receipt: ImportBundle.Receipt, of files: Set<BundleFile>, seconds: Double) {
        let isNews = receipt.entries > 0 || !receipt.recorded.isEmpty || !receipt.revised.isEmpty
        headline =
            if receipt.isDryRun {
                Text("The bundle is in order; nothing was recorded (dry run)", "数据包检查无误（试运行，未登记）")
            } else if isNews {
                Text("The bundle is recorded", "数据包已登记")
            } else {
                Text("The bundle was already recorded; nothing changed", "数据包此前已登记，内容一致，未作更改")
            }
        let zeros = Dictionary(uniqueKeysWithValues: files.subtracting(Self.lineFiles).map { ($0, 0) })
        func counts(_ counts: [BundleFile: Int]) -> Cell {
            .counts(
                zeros.merging(counts) { $1 }.sorted { $0.key < $1.key }
                    .map { (name: $0.key.name, count: Int64($0.value)) })
        }
        fields = [
            Field("recorded", Text("Recorded", "新登记"), counts(receipt.recorded)),
            Field("skipped", Text("Already there", "已存在"), counts(receipt.skipped)),
            Field("revised", Text("Revised", "已修订"), counts(receipt.revised)),
            Field("entries", Label.entries, .count(receipt.entries)),
            Field("postings", Label.postings, .count(receipt.postings)),
            Field("seconds", Text("Seconds", "用时（秒）"), .number(seconds)),
            Field("dry_run", Text("Dry run", "试运行"), .flag(receipt.isDryRun)),
            Field("ignored", Text("Ignored", "已忽略"), .texts(receipt.ignored)),
        ]
        warnings = [Warning(reversed: receipt.reversed)].compactMap { $0 }
        if isNews, !receipt.isDryRun {
            next = [
                receipt.latestMonth.map { "urbanmine report monthly \($0.text)" },
                receipt.exampleLot.map { "urbanmine trace \($0.asShellWord)" },
            ].compactMap { $0 }
            if next.isEmpty { next = ["urbanmine status"] }
        }
    }

    /// Lines of a run are no documents of their own and so are not counted.
    private static let lineFiles: Set<BundleFile> = [.runInputs, .runAdditions, .runOutputs, .runLosses]
}
