import MaterialLedger

extension ReportFormBuilder {
    /// 金属回收率 over the runs that ended in the month.
    var recovery: Section {
        var section = Section(
            title: text("Metal recovery", "金属回收率"), sheet: text("Recovery", "回收率"),
            columns: [
                key("Substance", "元素（物质）"), key("Unit", "计量单位"), figures("Input", "投入量"),
                figures("Lost", "损失量"), figures("Recovered", "回收量"), figures("Rate", "回收率"),
                figures("Unassayed mass", "未化验量"), figures("Imbalance", "平衡差"),
            ], keyColumns: 2)
        section.rows = report.recovery.map { row in
            Row(cells: [
                .text(row.substance), .text(MassScale.tonnes.name(in: language)), substance(row.input),
                substance(row.lost), substance(row.recovered), .percent(row.recovered.units, of: row.input.units),
                tonnes(row.unassayed), substance(row.imbalance),
            ])
        }
        section.remarks = [
            text(
                "Input is what lots of scrap contained; lost is what losses and residues contain; unassayed is the mass "
                    + "of lots and losses without assay or composition.",
                "投入量为所投再生资源含量；损失量为损耗与残渣含量；未化验量为既无化验又无成分资料的物料重量。")
        ]
        return section
    }

    /// From the exact product of mass and fraction: grams × 10^-15, rounded once to the kilogram.
    private func substance(_ mass: SubstanceMass) -> Cell {
        .decimal(mass.units, scale: Fraction.decimals + 6, decimals: 3)
    }

    func kilowattHours(_ units: Int128) -> Cell { .decimal(units, scale: Energy.decimals, decimals: 1) }

    /// 能源: electricity by facility, and its standard coal equivalent.
    var energy: Section {
        var section = Section(
            title: text("Energy", "能源"), sheet: text("Energy", "能源"),
            columns: [
                key("Facility", "企业名称"), figures("Electricity,\nkWh", "用电量\n（千瓦时）"),
                figures("of it green,\nkWh", "其中：绿电\n（千瓦时）"), figures("Green share", "绿电比重"),
                figures("Charged, t", "投料量\n（吨）"), figures("kWh/t", "单位电耗\n（千瓦时/吨）"),
                figures("kgce/t", "折标准煤\n（千克标准煤/吨）"),
            ], keyColumns: 1)
        section.rows = report.energy.map { row in
            energyRow(
                row.name.isEmpty ? row.facility : row.name, energy: Int128(row.energy.units),
                green: Int128(row.green.units), processed: Int128(row.processed), emphasised: false)
        }
        if report.energy.count > 1 {
            section.rows.append(
                energyRow(
                    text("Total", "合计"), energy: report.energy.reduce(0) { $0 + Int128($1.energy.units) },
                    green: report.energy.reduce(0) { $0 + Int128($1.green.units) },
                    processed: report.energy.reduce(0) { $0 + Int128($1.processed) }, emphasised: true))
        }
        section.remarks = [
            text(
                "1 kWh = 0.1229 kgce (equivalent value, table of GB 21341); electricity only, other fuels are not in "
                    + "these books.",
                "电力折标系数 0.1229 千克标准煤/千瓦时（当量值，据 GB 21341 所附系数表）；仅含电力，不含其他能源。")
        ]
        return section
    }

    private func energyRow(
        _ name: String, energy: Int128, green: Int128, processed: Int128, emphasised: Bool
    ) -> Row {
        Row(
            cells: [
                .text(name), kilowattHours(energy), kilowattHours(green), .percent(green, of: energy),
                .decimal(processed, scale: 6, decimals: 3),
                // 10^-6 kWh over 10^-6 t: the powers of ten cancel.
                .quotient(energy, over: processed, decimals: 3),
                .quotient(energy * 1229, over: processed * 10_000, decimals: 3),
            ], emphasised: emphasised)
    }
}
