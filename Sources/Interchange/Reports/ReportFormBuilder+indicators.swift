import MaterialLedger

extension ReportFormBuilder {
    /// 主要指标: the month on half a page.
    var mainIndicators: Section {
        var section = Section(
            title: text("Main indicators", "主要指标"), sheet: text("Main indicators", "主要指标"),
            columns: [key("Indicator", "指标名称"), key("Unit", "计量单位")] + comparisonColumns, keyColumns: 2)
        let unit = scale.name(in: language)
        section.rows.append(
            Row(
                cells: [.text(text("Scrap taken in (settled)", "再生资源回收量（结算）")), .text(unit)]
                    + comparison(total(report.inflow.map(\.net))),
                emphasised: true))
        for stream in Stream.allCases {
            let rows = report.inflow.filter { $0.material.stream == stream }
            guard !rows.isEmpty else { continue }
            section.rows.append(
                Row(
                    cells: [.text("  " + stream.scrapName(in: language)), .text(unit)]
                        + comparison(total(rows.map(\.net)))))
        }
        let city = report.city
        section.rows += [
            compared(text("Charged into runs ended", "投料量（本月完工）"), unit, report.totals.processed),
            compared(text("Products of all facilities", "产品产出量（各企业合计）"), unit, report.totals.product),
            compared(text("Losses", "损耗量"), unit, report.totals.loss),
            monthOnly(text("Closing stock", "期末库存"), unit, scale.cell(city.closing)),
            monthOnly(text("  of it in process", "  其中：在制"), unit, scale.cell(city.inProcess)),
            monthOnly(text("In transit at month's end", "期末在途"), unit, scale.cell(report.inTransit)),
        ]
        section.rows += report.recovery.map { recovery in
            monthOnly(
                text("Recovery rate \(recovery.substance)", "回收率 \(recovery.substance)"), "%",
                .percent(recovery.recovered.units, of: recovery.input.units))
        }
        let energy = report.energy.reduce(into: (units: Int128(0), grams: Int128(0))) { sum, use in
            sum.units += Int128(use.energy.units)
            sum.grams += Int128(use.processed)
        }
        if !report.energy.isEmpty {
            section.rows += [
                monthOnly(text("Electricity", "用电量"), text("kWh", "千瓦时"), kilowattHours(energy.units)),
                monthOnly(
                    text("Electricity per tonne charged", "单位投料电耗"), text("kWh/t", "千瓦时/吨"),
                    .quotient(energy.units, over: energy.grams, decimals: 3)),
            ]
        }
        section.remarks = [
            text(
                "Products of all facilities add up what each makes; what one makes and another uses counts twice.",
                "产品产出量为各企业产出合计，园区内被再加工的产品有重复计算。")
        ]
        return section
    }

    private func compared(_ name: String, _ unit: String, _ value: MonthlyReport.Comparison) -> Row {
        Row(cells: [.text(name), .text(unit)] + comparison(value))
    }

    /// A row whose figure is of the month only.
    private func monthOnly(_ name: String, _ unit: String, _ figure: Cell) -> Row {
        Row(cells: [.text(name), .text(unit), figure] + Array(repeating: Cell.none, count: 6))
    }
}
