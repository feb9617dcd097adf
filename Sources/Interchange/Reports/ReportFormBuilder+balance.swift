import MaterialLedger

extension ReportFormBuilder {
    /// 原料消耗与物料平衡: it closes before the reader's eyes, to the kilogram.
    var balance: Section {
        let memo = text("Memo", "附列")
        var section = Section(
            title: text("Consumption and material balance", "原料消耗与物料平衡"),
            sheet: text("Material balance", "物料平衡"),
            columns: [
                key("Facility", "企业名称"), key("Unit", "计量单位"), figures("Opening", "期初库存"),
                figures("Intake", "购进"), figures("Transfer in", "调入"), figures("Transfer out", "调出"),
                figures("Shipped", "发出"), figures("Returned", "退回"), figures("Added", "加入"),
                figures("Loss", "损耗"), figures("Adjustment", "盘盈盘亏"), figures("Closing", "期末库存"),
                figures("Gap", "平衡差额"), figures("in process", "在制", group: memo),
                figures("consumed", "消耗（投料）", group: memo), figures("product", "产品产出", group: memo),
                figures("capacity use", "产能利用率", group: memo),
            ], keyColumns: 2)
        section.rows = report.facilities.map { row in
            balanceRow(
                row.name.isEmpty ? row.facility : row.name, row.balance,
                use: row.capacityPerYear.map {
                    Cell.percent(Int128(row.balance.usedCapacity) * 12, of: Int128($0))
                } ?? .none, emphasised: false)
        }
        if report.facilities.count != 1 {
            section.rows.append(balanceRow(text("Total", "合计"), report.city, use: .none, emphasised: true))
        }
        section.remarks = [
            text(
                "Opening + intake + transfer in − transfer out − shipped + returned + added − loss + adjustment = "
                    + "closing. The gap is computed from whole grams, before any rounding.",
                "期初库存＋购进＋调入－调出－发出＋退回＋加入－损耗＋盘盈盘亏＝期末库存；平衡差额按克计算，未经舍入。"),
            text(
                "In transit at month's end \(figure(report.inTransit)) t, difference of transfers received "
                    + "\(figure(report.difference)) t: neither is part of the closing stock.",
                "期末在途 \(figure(report.inTransit)) 吨，本月调拨差异 \(figure(report.difference)) 吨，均不计入期末库存。"),
            text(
                "Capacity use = product made × 12 / yearly capacity on record; of a plant that makes no product "
                    + "(breaking, sorting): mass consumed.",
                "产能利用率＝本月产品产出量×12÷在册年产能；无产品产出的企业（拆解、分选等）按消耗（投料）量计算。"),
        ]
        return section
    }

    private func figure(_ grams: Int64) -> String { tonnes(grams).text(grouped: true) }

    private func balanceRow(
        _ name: String, _ balance: MonthlyReport.Balance, use: Cell, emphasised: Bool
    ) -> Row {
        let grams = [
            balance.opening, balance.intake, balance.transferIn, balance.transferOut, balance.shipped,
            balance.returned, balance.added, balance.loss, balance.adjustment, balance.closing, balance.gap,
            balance.inProcess, balance.processed, balance.product,
        ]
        return Row(
            cells: [.text(name), .text(MassScale.tonnes.name(in: language))] + grams.map { tonnes($0) } + [use],
            emphasised: emphasised)
    }

    /// 损耗, and how much of it nobody weighed.
    var losses: Section {
        var section = Section(
            title: text("Losses of runs ended in the month", "损耗"), sheet: text("Losses", "损耗"),
            columns: [
                key("Kind", "品种"), key("Unit", "计量单位"), figures("Mass", "数量"),
                figures("by difference", "其中：倒推"), figures("Share by difference", "倒推比重"),
            ], keyColumns: 2)
        section.rows = report.losses.map { row in
            Row(cells: [
                .text(name(row.material)), .text(MassScale.tonnes.name(in: language)), tonnes(row.mass),
                tonnes(row.byDifference), .percent(Int128(row.byDifference), of: Int128(row.mass)),
            ])
        }
        return section
    }
}
