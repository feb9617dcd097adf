internal import MaterialLedger
internal import Operations

extension Answer {
    /// The head of every answer to a recording: what was recorded, or that it was there already.
    init(
        recorded noun: Text, _ code: String, _ outcome: RecordingOutcome, fields: [Field], sheets: [Sheet] = [],
        next: [String] = []
    ) {
        let receipt = outcome.receipt
        let state: Text =
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
        headline = state
        self.fields =
            fields + [
                Field("status", Text("Status", "状态"), .word(Self.status(of: outcome))),
                Field("entries", Text("Ledger entries", "台账分录"), .count(receipt.entries)),
                Field("postings", Text("Postings", "过账行"), .count(receipt.postings)),
            ]
        self.sheets = sheets
        self.next = outcome.isRepeated || receipt.isDryRun ? [] : next
        warnings = outcome.warnings.map(Warning.init) + [Warning(reversed: receipt.reversed)].compactMap { $0 }
    }

    private static func status(of outcome: RecordingOutcome) -> String {
        if outcome.isRepeated { return "already_recorded" }
        if outcome.receipt.isDryRun { return "dry_run" }
        return outcome.receipt.revised.isEmpty ? "recorded" : "revised"
    }
}

extension Warning {
    /// Documents that are on record with the same content, but reversed; nil where there are none.
    init?(reversed codes: [String]) {
        guard !codes.isEmpty else { return nil }
        let shown = codes.prefix(10).joined(separator: ", ") + (codes.count > 10 ? " …" : "")
        self.init(
            code: "reversed",
            message: Text(
                "on record, but reversed, so not counted: \(shown); record it anew under another id",
                "已登记但已冲销，不计入账：\(shown)；请换编号重新登记"))
    }

    init(_ warning: RecordingWarning) {
        let documents = warning.documents.joined(separator: ", ")
        switch warning.kind {
        case .sameTruckAndMass:
            self.init(
                code: warning.kind.rawValue,
                message: Text(
                    "the same truck came with the same net mass within 30 minutes: \(documents); "
                        + "if this is the same load, reverse one of them",
                    "同一车辆 30 分钟内以相同净重过磅：\(documents)；如为同一车货，请冲销其中一单"))
        }
    }
}

/// Words that many answers use.
enum Label {
    static let facility = Text("Facility", "企业")
    static let material = Text("Material", "物料")
    static let lot = Text("Lot", "批次")
    static let mass = Text("Mass", "质量")
    static let units = Text("Units", "件数")
    static let at = Text("Time", "时间")
    static let supplier = Text("Supplier", "供应商")
    static let customer = Text("Customer", "客户")
    static let recordedBy = Text("Recorded by", "登记人")
    static let recordedAt = Text("Recorded at", "登记时间")
    static let isReversed = Text("Reversed", "已冲销")
    static let reason = Text("Reason", "原因")
    static let name = Text("Name", "名称")
    static let province = Text("Province", "省份")
    static let basis = Text("Basis", "依据")
    static let lines = Text("Lines", "行数")
}
