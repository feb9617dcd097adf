internal import Interchange
internal import Simulation

/// What a scenario comes to, as people read it.
struct SummaryText {
    let summary: SimulationSummary
    let language: Language

    var lines: [String] {
        var lines = [summary.scenario + text(": ", "：") + wording(summary.title)]
        if summary.scale != 1 {
            let scale = Decimal.text(summary.scale, digits: 6)
            lines.append(
                text(
                    "At scale \(scale): all flows and capacities × \(scale).", "规模系数 \(scale)：各项流量和产能均乘以 \(scale)。"))
        }
        lines += ["", text("Intake a year (settled):", "年收购量（结算重量）：")]
        lines += summary.intake.map { line($0) }
        lines.append("  " + text("together: ", "合计：") + tonnes(summary.intake.reduce(0) { $0 + $1.tonnes }))
        lines += ["", text("Output a year:", "年产量：")]
        lines += summary.output.map { line($0) }
        lines += ["", text("Capacities of the city:", "全市产能：")]
        lines += summary.cityCapacities.map { line($0) }
        lines += ["", text("Processes (clean feed against lines × utilisation):", "工序（净投料量与产线产能×利用率之比）：")]
        lines += summary.processes.map { line($0) }
        let binding = summary.binding.map { name($0.name) }.joined(separator: text(", ", "、"))
        lines += ["", text("Binding: ", "制约产能：") + (binding.isEmpty ? text("none", "无") : binding)]
        lines += ["", text("Shares of the nation (of the city at scale 1):", "占全国比重（按规模系数 1 的全市计算）：")]
        lines += summary.shares.map { line($0) }
        lines += ["", text("Assumptions:", "假设：")] + summary.assumptions.map { "  " + wording($0) }
        return lines + simulated
    }

    private var simulated: [String] {
        guard let simulated = summary.simulated else { return [] }
        let (settled, closing) = (tonnes(simulated.settled), tonnes(simulated.closing))
        var lines = [
            "",
            text(
                "Simulated: \(settled) settled, \(closing) in stock, in process or on the road at the end",
                "模拟结果：结算收购 \(settled)，期末库存、在制及在途 \(closing)"),
        ]
        for flow in summary.output {
            let units = flow.units == nil ? nil : simulated.units[flow.name.code].map(Double.init)
            let made = simulated.made[flow.name.code] ?? 0
            lines.append(line(flow.name, tonnes: made, units: units))
        }
        for (table, rows) in summary.rows {
            let count = Decimal.grouped(Double(rows))
            lines.append("  \(table).csv" + text(": \(count) rows", "：\(count) 行"))
        }
        return lines
    }

    // MARK: - Lines

    private func line(_ flow: SimulationSummary.Flow) -> String {
        line(flow.name, tonnes: flow.tonnes, units: flow.units)
    }

    private func line(_ material: SimulationSummary.Name, tonnes mass: Double, units count: Double?) -> String {
        var line = "  " + name(material) + text(": ", "：") + tonnes(mass)
        if let count { line += text(" (\(units(count)))", "（\(units(count))）") }
        return line
    }

    private func line(_ capacity: SimulationSummary.Capacity) -> String {
        let planned = amount(capacity.planned)
        let limit = capacity.isUnits ? units(capacity.capacity) : tonnes(capacity.capacity)
        let share = percent(capacity.load)
        return "  " + name(capacity.name)
            + text(": \(planned) of \(limit), \(share)", "：\(planned)／\(limit)，\(share)") + state(of: capacity)
    }

    private func state(of capacity: SimulationSummary.Capacity) -> String {
        if capacity.load > 1.000_05 { return text(", above the capacity", "，超出产能") }
        if capacity.binds { return text(", binds", "，构成制约") }
        switch capacity.heldBackBy {
        case .shortOf(let materials):
            return text(
                ", short of \(materials.joined(separator: " or "))",
                "，缺 \(materials.map(material).joined(separator: "或"))")
        case .following(let processes):
            return text(
                ", as much as \(processes.joined(separator: " and ")) takes",
                "，按\(processes.map(process).joined(separator: "、"))的用量生产")
        case nil: return ""
        }
    }

    private func line(_ share: SimulationSummary.NationalShare) -> String {
        var line = "  " + name(share.name) + text(": ", "：")
        if let total = share.nationalTonnes, let part = share.share {
            let year = share.year.map { text(" (\($0))", "（\($0) 年）") } ?? ""
            let made = amount(share.tonnes)
            line += text("\(made) of \(tonnes(total))", "\(made)／\(tonnes(total))") + year
            line += text(", ", "，") + percent(part)
            if let quoted = share.quoted, let agrees = share.agrees {
                line += text("; quoted \(percent(quoted))", "；报道为 \(percent(quoted))")
                line +=
                    agrees
                    ? text(", which agrees", "，相符") : text(", which this scenario does not give", "，本情景达不到")
            }
        } else {
            line += share.units.map(units) ?? tonnes(share.tonnes)
            if let quoted = share.quoted {
                let nation = share.units.map { units($0 / quoted) } ?? tonnes(share.tonnes / quoted)
                line += text(
                    "; quoted \(percent(quoted)); no national total with a source is known, so no share can be "
                        + "computed (the quoted one would mean a nation of \(nation))",
                    "；报道为 \(percent(quoted))；未见有出处的全国总量，无法计算比重（按报道推算，全国应为 \(nation)）")
            }
        }
        return line + text(" [\(wording(share.source))]", "［\(wording(share.source))］")
    }

    // MARK: - Words and numbers

    private func text(_ en: String, _ zh: String) -> String { Text(en, zh).in(language) }

    private func wording(_ wording: Wording) -> String { text(wording.en, wording.zh) }

    /// The code, with the name where the language has one.
    private func name(_ name: SimulationSummary.Name) -> String {
        text(name.code, name.zh.map { "\($0)（\(name.code)）" } ?? name.code)
    }

    private func material(_ code: String) -> String {
        summary.materialNames[code]?.zh ?? code
    }

    private func process(_ code: String) -> String {
        summary.processes.first { $0.name.code == code }?.name.zh ?? code
    }

    /// Whole numbers, but for what is so small that they would hide it.
    private func amount(_ number: Double) -> String { Decimal.grouped(number, digits: number < 100 ? 2 : 0) }

    private func tonnes(_ number: Double) -> String { amount(number) + text(" t", " 吨") }

    private func units(_ number: Double) -> String {
        Decimal.grouped(number) + text(" units", " 只")
    }

    private func percent(_ share: Double) -> String { Decimal.text(share * 100, digits: 1) + text(" %", "%") }
}
