internal import Interchange
package import Simulation

extension AnswerWriter {
    /// What a scenario comes to, and the bundle that was made of it.
    ///
    /// - Parameters:
    ///   - directory: where the bundle was written; nil where only the summary was asked for.
    ///   - isSummarised: whether the flows and capacities are told, too.
    package func bytes(of summary: SimulationSummary, in directory: String?, isSummarised: Bool) -> [UInt8] {
        var answer = Answer(summary, in: directory)
        guard isSummarised else { return bytes(of: answer) }
        if format == .table {
            // The text has all that the answer has, but for the bundle.
            let text = SummaryText(summary: summary, language: language).lines.map { $0 + "\n" }.joined()
            return Array(text.utf8) + (directory == nil ? [] : bytes(of: answer))
        }
        answer.fields.append(Field("scale", Text("Scale", "规模系数"), .number(summary.scale)))
        answer.sheets = Answer.sheets(of: summary)
        return bytes(of: answer)
    }
}

extension Answer {
    fileprivate init(_ summary: SimulationSummary, in directory: String?) {
        fields = [
            Field("scenario", Text("Scenario", "情景"), .text(summary.scenario)),
            Field("title", Text("Title", "标题"), .bilingual(Text(summary.title.en, summary.title.zh))),
        ]
        guard let directory else { return }
        headline = Text("The bundle is written", "数据包已生成")
        fields += [
            Field("directory", Text("Directory", "目录"), .text(directory)),
            Field(
                "rows", Text("Rows", "行数"),
                .counts(summary.rows.map { (name: $0.table, count: Int64($0.rows)) })),
        ]
        next = ["urbanmine import \(directory)"]
    }

    fileprivate static func sheets(of summary: SimulationSummary) -> [Sheet] {
        typealias Summary = SimulationSummary
        let amount = Text("a year", "每年")
        func flows(_ key: String, _ flows: [Summary.Flow]) -> Sheet {
            Sheet(
                key, nil, flows,
                [
                    Column("material", Label.material, { .text($0.name.code) }),
                    Column("tonnes_per_year", Text("t a year", "吨/年"), { .number($0.tonnes) }),
                    Column("units_per_year", Text("units a year", "件/年"), { .number($0.units) }),
                ])
        }
        func capacities(_ key: String, _ capacities: [Summary.Capacity]) -> Sheet {
            Sheet(
                key, nil, capacities,
                [
                    Column("name", Text("Name", "名称"), { .text($0.name.code) }),
                    Column("unit", Text("Unit", "单位"), { .text($0.isUnits ? "units" : "t") }),
                    Column("planned_per_year", amount, { .number($0.planned) }),
                    Column("capacity_per_year", Text("Capacity", "产能"), { .number($0.capacity) }),
                    Column("load", Text("Load", "负荷"), { .number($0.load) }),
                    Column("binds", Text("Binds", "构成制约"), { .flag($0.binds) }),
                ])
        }
        let shares = Sheet(
            "shares", nil, summary.shares,
            [
                Column("name", Text("Name", "名称"), { .text($0.name.code) }),
                Column("tonnes_per_year", Text("t a year", "吨/年"), { .number($0.tonnes) }),
                Column("units_per_year", Text("units a year", "件/年"), { .number($0.units) }),
                Column("national_tonnes_per_year", Text("Nation", "全国"), { .number($0.nationalTonnes) }),
                Column("year", Text("Year", "年份"), { .count($0.year.map(Int64.init)) }),
                Column("share", Text("Share", "比重"), { .number($0.share) }),
                Column("quoted_share", Text("Quoted", "报道"), { .number($0.quoted) }),
                Column("agrees", Text("Agrees", "相符"), { .flag($0.agrees) }),
                Column("source", Text("Source", "来源"), { .text($0.source.en) }),
            ])
        return [
            flows("intake", summary.intake), flows("output", summary.output),
            capacities("capacities", summary.cityCapacities), capacities("processes", summary.processes), shares,
        ]
    }
}
