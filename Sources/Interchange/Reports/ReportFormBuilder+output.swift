import MaterialLedger

extension ReportFormBuilder {
    /// 主要产品产量, by mass and, where pieces were counted, by pieces.
    var output: Section {
        var section = Section(
            title: text("Output of main products", "主要产品产量"), sheet: text("Output", "产品产量"),
            columns: [key("Product", "指标名称"), key("Unit", "计量单位")] + comparisonColumns
                + [figures("Lots", "批数"), key("Compared\nwith", "同期\n资料")],
            keyColumns: 2)
        for row in report.output {
            section.rows.append(
                Row(
                    cells: [.text(name(row.material)), .text(scale.name(in: language))] + comparison(row.mass)
                        + [.count(row.lots), .text(sourceName(row.mass.source))]))
            if let pieces = pieces(row) { section.rows.append(pieces) }
        }
        return section
    }

    /// 万只; nil where no pieces are on record, this year or the last.
    private func pieces(_ row: MonthlyReport.Output) -> Row? {
        let figures = [row.units, row.unitsCumulative, row.unitsYearAgo, row.unitsYearAgoCumulative]
        guard figures.contains(where: { $0 != nil }) else { return nil }
        return Row(
            cells: [.text("  " + text("pieces", "其中：数量")), .text(text("10,000 pcs", "万只"))]
                + figures.map { $0.map { .decimal(Int128($0), scale: 4, decimals: 4) } ?? .none }
                + [
                    .growth(row.units, over: row.unitsYearAgo),
                    .growth(row.unitsCumulative, over: row.unitsYearAgoCumulative),
                    .growth(row.units, over: row.unitsPreviousMonth), .none, .text(sourceName(row.mass.source)),
                ])
    }

    /// 生产、销售、库存.
    var stock: Section {
        var section = Section(
            title: text("Production, sales and stock", "生产、销售、库存"), sheet: text("Stock", "产销存"),
            columns: [
                key("Product", "产品名称"), key("Unit", "计量单位"), figures("Opening", "期初库存"),
                figures("Produced", "生产量"), figures("Own use", "自用量"), figures("Sold", "销售量"),
                figures("Other", "其他增减"), figures("Closing", "期末库存"),
            ], keyColumns: 2)
        section.rows = report.stock.map { row in
            let other = row.closing - (row.opening + row.produced - row.ownUse - row.sold)
            return Row(
                cells: [.text(name(row.material)), .text(scale.name(in: language))]
                    + [row.opening, row.produced, row.ownUse, row.sold, other, row.closing].map { scale.cell($0) })
        }
        section.remarks = [
            text(
                "Mass in the yards, not in process and not on the road. Closing = opening + produced − own use − sold + "
                    + "other (purchases, transfers, counts, disposal).",
                "库存为堆场实存，不含在制、在途。期末库存＝期初库存＋生产量－自用量－销售量＋其他增减（购进、调拨、盘点、处置等）。")
        ]
        return section
    }
}
