import MaterialLedger

extension ReportFormBuilder {
    /// 附注: what was corrected in the month, and how the figures are to be read.
    func notes(time: (Instant) -> String) -> Section {
        var section = Section(
            title: text("Notes: corrections made in the month or moving its figures", "附注（本月更正与冲销）"),
            sheet: text("Notes", "附注"),
            columns: [
                key("Document", "单据"), key("Kind", "类型"), key("Made", "更正时间"), key("Reason", "原因"),
            ], keyColumns: 1)
        section.rows = report.changes.map { change in
            Row(cells: [
                .text(change.document), .text(changeName(change.kind)), .text(time(change.madeAt)),
                .text(change.reason),
            ])
        }
        let history =
            (report.inflow + report.auxiliaries).contains { $0.net.source == .history }
            || report.output.contains { $0.mass.source == .history }
        section.remarks = [
            text(
                "A month's figures are decided by business time (received, ended, shipped) in \(report.timeZone).",
                "各项数据按业务时间（收货、完工、发货）归月，时区 \(report.timeZone)。"),
            text(
                "Books are kept in whole grams; every figure is rounded once, half to even, so totals may differ from "
                    + "the sum of rounded rows in the last digit.",
                "台账以克记账；各数分别舍入一次（四舍六入五成双），合计与分项之和末位可能略有出入。"),
            text(
                "Cumulative is January to this month. A dash means: not on record, or nothing to compare with.",
                "累计指当年1月至本月。“—”表示无资料或无可比基数。"),
        ]
        if report.state == .open {
            section.remarks.append(
                text("The month is not closed: figures may still change.", "本月尚未结账，数据可能变动。"))
        }
        if history {
            section.remarks.append(
                text(
                    "Where compared with history, earlier figures were supplied for months before the books began and "
                        + "are not from the ledger.",
                    "同期资料为“历史”者，系建账前各月的补录数，非台账数。"))
        }
        return section
    }

    private func changeName(_ kind: String) -> String {
        switch kind {
        case "correction": text("correction", "更正")
        case "reversal": text("reversal", "冲销")
        default: kind
        }
    }
}
