package import MaterialLedger
package import Operations

extension Answer {
    /// What was recorded of a single document, or that it was there already.
    ///
    /// - Parameter code: its code, where its rows are no longer there to give it.
    package init(recorded outcome: RecordingOutcome, as kind: EventKind, code: String? = nil) {
        let receipt = outcome.receipt
        let noun = Text(kind.word)
        let fields = outcome.rows.fields(of: kind)
        var code = code ?? ""
        if case .text(let text?)? = fields.first?.cell { code = text }
        headline =
            if outcome.isRepeated {
                Text(
                    "\(noun.en) \(code) was already recorded; nothing changed",
                    "\(noun.zh) \(code) 此前已登记，内容一致，未作更改")
            } else if receipt.isDryRun {
                Text(
                    "\(noun.en) \(code) is in order; nothing was recorded (dry run)",
                    "\(noun.zh) \(code) 检查无误（试运行，未登记）")
            } else if !receipt.revised.isEmpty {
                Text("\(noun.en) \(code) revised", "\(noun.zh) \(code) 已修订")
            } else {
                Text("\(noun.en) \(code) recorded", "\(noun.zh) \(code) 已登记")
            }
        self.fields =
            fields + [
                Field("status", Label.status, .word(Self.status(of: outcome))),
                Field("entries", Label.entries, .count(receipt.entries)),
                Field("postings", Label.postings, .count(receipt.postings)),
            ]
        sheets = outcome.rows.sheets(of: kind)
        next = outcome.isRepeated || receipt.isDryRun ? [] : outcome.rows.nextCommands(after: kind)
        warnings = outcome.warnings.map(Warning.init) + [Warning(reversed: receipt.reversed)].compactMap { $0 }
    }

    private static func status(of outcome: RecordingOutcome) -> String {
        if outcome.isRepeated { return "already_recorded" }
        if outcome.receipt.isDryRun { return "dry_run" }
        return outcome.receipt.revised.isEmpty ? "recorded" : "revised"
    }
}

extension Bundle {
    /// What one may want to do once the document is recorded.
    fileprivate func nextCommands(after kind: EventKind) -> [String] {
        switch kind {
        case .intake:
            intakes.prefix(1).map(\.lot.asShellWord).flatMap {
                ["urbanmine batch show \($0)", "urbanmine trace \($0)"]
            }
        case .run where runs.first?.endedAt == nil:
            runs.prefix(1).map { "urbanmine run finish \($0.run) --out MATERIAL=MASS" }
        case .run: runOutputs.prefix(1).map { "urbanmine trace \($0.lot)" }
        case .transfer:
            transfers.prefix(1).filter { $0.receivedAt == nil }.map { "urbanmine transfer receive \($0.transfer)" }
        case .count: counts.prefix(1).map { "urbanmine count accept \($0.count)" }
        default: []
        }
    }
}
