package import MaterialLedger

extension ReportForm {
    /// Lays a report out in a language; `time` writes an instant in the site's time zone.
    package init(_ report: MonthlyReport, language: Language, time: (Instant) -> String) {
        let builder = ReportFormBuilder(report: report, language: language)
        self.init(
            language: language,
            title: language.text(en: "Monthly Report of Resource Recycling", zh: "再生资源循环利用月报表"),
            head: builder.head,
            reportingUnit: builder.reportingUnit,
            sections: ReportFormBuilder.numbered(
                [
                    builder.mainIndicators, builder.inflow, builder.inflowByProvince, builder.output, builder.stock,
                    builder.balance, builder.auxiliaries, builder.losses, builder.recovery, builder.energy,
                    builder.notes(time: time),
                ], language: language),
            foot: builder.foot)
    }
}

/// Builds the sections of the form; each has its own file.
struct ReportFormBuilder {
    typealias Cell = ReportForm.Cell
    typealias Column = ReportForm.Column
    typealias Row = ReportForm.Row
    typealias Section = ReportForm.Section

    let report: MonthlyReport
    let language: Language
    let scale: MassScale

    init(report: MonthlyReport, language: Language) {
        self.report = report
        self.language = language
        scale = MassScale(for: report)
    }

    func text(_ english: String, _ chinese: String) -> String { language.text(en: english, zh: chinese) }
    func name(_ material: MonthlyReport.MaterialLabel) -> String {
        let name = text(material.nameEnglish, material.nameChinese)
        return name.isEmpty ? material.code : name
    }

    // MARK: Head and foot

    var head: [ReportForm.Entry] {
        [
            .init(label: text("Form", "表号"), value: "UM-M1"),
            .init(
                label: text("Issued by", "制定机关"),
                value: text("the enterprise or park, for its own use", "企业（园区）自用表，非政府统计调查表")),
            .init(label: text("Reporting unit", "单位名称"), value: reportingUnit),
            .init(label: text("Period", "报告期"), value: period),
            .init(
                label: text("Unit", "计量单位"),
                value: scale == .tonnes
                    ? scale.name(in: language)
                    : text(
                        "\(scale.name(in: language)); tonnes where a table says so",
                        "\(scale.name(in: language))（表内另有注明者除外）")),
            .init(
                label: text("Books", "账期状态"),
                value: report.state == .closed ? text("closed", "已结账") : text("open", "未结账")),
        ]
    }

    var period: String { text(report.period.text, "\(report.period.year)年\(report.period.month)月") }

    var reportingUnit: String {
        switch report.scope {
        case .city: text("all facilities of these books", "本台账全部企业（全市）")
        case .park(let park): text("park \(park)", "园区 \(park)")
        case .operator(let code): text("operator \(code)", "经营单位 \(code)")
        case .facility(let code, let name): name.isEmpty || name == code ? code : "\(name) (\(code))"
        }
    }

    var foot: [String] {
        switch language {
        case .en:
            [
                "Head of unit: ____________", "Head of statistics: ____________", "Prepared by: ____________",
                "Date: ____________",
            ]
        case .zh: ["单位负责人：____________", "统计负责人：____________", "填表人：____________", "报出日期：____年__月__日"]
        }
    }

    /// Puts the number of its place before each section's title.
    static func numbered(_ sections: [Section], language: Language) -> [Section] {
        let chinese = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"]
        return sections.enumerated().map { index, section in
            var section = section
            let number = index < chinese.count ? chinese[index] : String(index + 1)
            section.title = language.text(en: "\(index + 1). \(section.title)", zh: "\(number)、\(section.title)")
            return section
        }
    }

    // MARK: Columns and cells that several sections share

    func key(_ english: String, _ chinese: String) -> Column {
        Column(group: nil, title: text(english, chinese), numeric: false)
    }

    func figures(_ english: String, _ chinese: String, group: String? = nil) -> Column {
        Column(group: group, title: text(english, chinese), numeric: true)
    }

    /// 本年, 上年同期 and the three growths, as the output tables of statistics offices have them.
    var comparisonColumns: [Column] {
        let thisYear = text("This year", "本年")
        let lastYear = text("Last year", "上年同期")
        return [
            figures("month", "本月", group: thisYear), figures("Jan–month", "1—本月", group: thisYear),
            figures("month", "本月", group: lastYear), figures("Jan–month", "1—本月", group: lastYear),
            figures("YoY", "同比增长"), figures("YoY\nJan–month", "累计\n同比"), figures("MoM", "环比"),
        ]
    }

    func comparison(_ value: MonthlyReport.Comparison) -> [Cell] {
        [
            scale.cell(value.month), scale.cell(value.cumulative), scale.cell(value.yearAgo),
            scale.cell(value.yearAgoCumulative), .growth(value.month, over: value.yearAgo),
            .growth(value.cumulative, over: value.yearAgoCumulative), .growth(value.month, over: value.previousMonth),
        ]
    }

    /// The sum of several comparisons; an earlier figure is known only where all of its parts are.
    func total(_ values: [MonthlyReport.Comparison]) -> MonthlyReport.Comparison {
        guard !values.isEmpty else { return report.absent }
        func sum(_ figure: (MonthlyReport.Comparison) -> Int64?) -> Int64? {
            values.reduce(Int64?.some(0)) { total, value in
                guard let total, let part = figure(value) else { return nil }
                return total + part
            }
        }
        return MonthlyReport.Comparison(
            month: values.reduce(0) { $0 + $1.month }, cumulative: values.reduce(0) { $0 + $1.cumulative },
            previousMonth: sum(\.previousMonth), yearAgo: sum(\.yearAgo), yearAgoCumulative: sum(\.yearAgoCumulative),
            source: values.contains { $0.source == .history } ? .history : .ledger)
    }

    func tonnes(_ grams: Int64?) -> Cell { MassScale.tonnes.cell(grams) }

    func sourceName(_ source: MonthlyReport.Source) -> String {
        source == .ledger ? text("ledger", "台账") : text("history", "历史")
    }
}
