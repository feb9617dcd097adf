import MaterialLedger

extension ReportFormBuilder {
    /// 再生资源回收(收购)量 by kind.
    var inflow: Section {
        var section = intakeSection(
            title: text("Scrap taken in (purchased) by kind", "再生资源回收（收购）量"),
            sheet: text("Intake", "回收量"), rows: report.inflow, byStream: true)
        section.remarks = [
            text(
                "Settled mass = gross − tare − deductions; book mass is what lies in the yard. Growth is of settled mass.",
                "结算量＝毛重－皮重－扣重；实收量为入库重量。同比、环比按结算量计算。")
        ]
        return section
    }

    /// 辅助材料购进: intakes of every role but scrap.
    var auxiliaries: Section {
        intakeSection(
            title: text("Auxiliary and other materials purchased", "辅助及其他材料购进量"),
            sheet: text("Auxiliaries", "辅料购进"), rows: report.auxiliaries, byStream: false)
    }

    private func intakeSection(
        title: String, sheet: String, rows: [MonthlyReport.Inflow], byStream: Bool
    ) -> Section {
        var section = Section(
            title: title, sheet: sheet,
            columns: [key("Kind", "品种"), key("Unit", "计量单位"), figures("Tickets", "过磅单数")]
                + [figures("Book mass", "本月实收")] + comparisonColumns + [key("Compared\nwith", "同期\n资料")],
            keyColumns: 2)
        if byStream {
            for stream in Stream.allCases {
                let kinds = rows.filter { $0.material.stream == stream }
                guard !kinds.isEmpty else { continue }
                // The sum of one kind would say the same twice.
                if kinds.count > 1 { section.rows.append(intakeTotal(stream.scrapName(in: language), kinds)) }
                section.rows += kinds.map { intakeRow((kinds.count > 1 ? "  " : "") + name($0.material), $0) }
            }
        } else {
            section.rows = rows.map { intakeRow(name($0.material), $0) }
        }
        if rows.count > 1 { section.rows.append(intakeTotal(text("Total", "合计"), rows)) }
        return section
    }

    private func intakeRow(_ name: String, _ row: MonthlyReport.Inflow) -> Row {
        Row(
            cells: [
                .text(name), .text(scale.name(in: language)), .count(row.tickets), scale.cell(row.received),
            ] + comparison(row.net) + [.text(sourceName(row.net.source))])
    }

    private func intakeTotal(_ name: String, _ rows: [MonthlyReport.Inflow]) -> Row {
        let sum = total(rows.map(\.net))
        return Row(
            cells: [
                .text(name), .text(scale.name(in: language)), .count(rows.reduce(0) { $0 + $1.tickets }),
                scale.cell(rows.reduce(0) { $0 + $1.received }),
            ] + comparison(sum) + [.text(sourceName(sum.source))], emphasised: true)
    }

    /// 再生资源回收量 by 来源地.
    var inflowByProvince: Section {
        var section = Section(
            title: text("Scrap taken in by province of origin", "再生资源回收量（按来源地）"),
            sheet: text("Origins", "来源地"),
            columns: [
                key("Kind", "类别"), key("Origin", "来源地"), key("Unit", "计量单位"), figures("Tickets", "过磅单数"),
                figures("Settled mass", "本月结算量"), figures("Share of kind", "占本类比重"),
            ], keyColumns: 2)
        for stream in Stream.allCases {
            let rows = report.inflowByProvince.filter { $0.stream == stream }
            let whole = rows.reduce(Int128(0)) { $0 + Int128($1.net) }
            section.rows += rows.map { row in
                Row(cells: [
                    .text(stream.scrapName(in: language)), .text(Province.label(row.province, in: language)),
                    .text(scale.name(in: language)), .count(row.tickets), scale.cell(row.net),
                    .percent(Int128(row.net), of: whole),
                ])
            }
        }
        return section
    }
}
