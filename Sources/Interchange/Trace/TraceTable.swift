package import MaterialLedger

/// Traces for a terminal: shares in percent, masses in kilograms to the gram.
package struct TraceTable {
    private let language: Language
    private let color: Bool
    private let width: Int

    private init(language: Language, color: Bool, width: Int) {
        self.language = language
        self.color = color
        self.width = width
    }

    /// Writes origins, with bold heads by ANSI sequences where `color` says so.
    ///
    /// A table wider than `width` cells is cut into blocks; `time` writes an instant in the site's time zone.
    package static func write(
        _ trace: OriginTrace, by key: TraceKey, language: Language, color: Bool, width: Int = 120,
        time: (Instant) -> String
    ) -> String {
        let writer = TraceTable(language: language, color: color, width: width)
        return writer.origins(trace, by: key, time: time)
    }

    /// Writes destinations; `color` and `width` as above.
    package static func write(
        _ trace: DestinationTrace, by key: DestinationKey, language: Language, color: Bool, width: Int = 120
    ) -> String {
        TraceTable(language: language, color: color, width: width).destinations(trace, by: key)
    }

    private func text(_ english: String, _ chinese: String) -> String { language.text(en: english, zh: chinese) }

    private func origins(_ trace: OriginTrace, by key: TraceKey, time: (Instant) -> String) -> String {
        let title = self.title(
            text("Origins of \(trace.lot)", "批次 \(trace.lot) 的来源"), trace.material, trace.names, trace.mass,
            trace.substance)
        let closing = summary(
            residual: trace.residualShare,
            text(
                "\(trace.lots) lots, \(trace.runs) runs, depth \(trace.depth)",
                "涉及批次 \(trace.lots) 个、生产批 \(trace.runs) 个，最深 \(trace.depth) 级"))
        guard key == .lot else {
            return grouped(
                trace.grouped(by: key), title, heading(of: key),
                label: { group in key == .province ? Province.label(group.key, in: language) : group.key ?? unknown },
                name: name(by: key, trace.names)) + closing
        }
        let rows = trace.origins.map { origin in
            [
                origin.kind.name(in: language), origin.lot ?? dash, material(origin.material, trace.names),
                origin.supplier ?? dash,
                origin.province.map { Province.label($0, in: language) } ?? dash, origin.facility ?? dash,
                origin.receivedAt.map(time) ?? dash,
            ] + figures(origin.share, origin.grams)
        }
        let heads = [
            text("Kind", "类型"), text("Lot", "批次"), text("Material", "物料"), text("Supplier", "供应商"),
            text("Province", "来源地"), text("Facility", "企业"), text("Received", "收货时间"),
        ]
        return table(title, heads, rows, keyColumns: 2) + closing
    }

    private func destinations(_ trace: DestinationTrace, by key: DestinationKey) -> String {
        let title = self.title(
            text("Destinations of \(trace.lot)", "批次 \(trace.lot) 的去向"), trace.material, trace.names,
            trace.mass, trace.substance)
        let closing = summary(
            residual: trace.residualShare,
            text("\(trace.lots) lots, \(trace.runs) runs", "涉及批次 \(trace.lots) 个、生产批 \(trace.runs) 个"))
        guard key == .lot else {
            return grouped(
                trace.grouped(by: key, dividesUnknown: true), title, heading(of: key),
                label: { group in
                    // What lies in stock has no customer, and what is on the road no facility.
                    guard let value = group.key else { return group.state?.name(in: language) ?? unknown }
                    return key == .state ? DestinationTrace.State(rawValue: value)?.name(in: language) ?? value : value
                }, name: name(by: key, trace.names)) + closing
        }
        let rows = trace.destinations.map { destination in
            [
                destination.state.name(in: language), destination.lot ?? dash,
                material(destination.material, trace.names),
                destination.role.name(in: language), destination.facility ?? dash, destination.customer ?? dash,
            ] + figures(destination.share, destination.grams)
        }
        let heads = [
            text("State", "状态"), text("Lot", "批次"), text("Material", "物料"), text("Role", "属性"),
            text("Facility", "企业"), text("Customer", "客户"),
        ]
        return table(title, heads, rows, keyColumns: 2) + closing
    }

    // MARK: Parts

    private var dash: String { ReportForm.Cell.dash }
    private var unknown: String { text("not known", "不明") }

    /// The code, and the name by which people know it.
    private func material(_ code: String, _ names: TraceNameList) -> String {
        names.material(code, in: language).map { "\(code) \($0)" } ?? code
    }

    private func name(by key: TraceKey, _ names: TraceNameList) -> (String) -> String? {
        switch key {
        case .material: { names.material($0, in: language) }
        case .facility: { names.facilities[$0] }
        case .supplier: { names.parties[$0] }
        case .lot, .province: { _ in nil }
        }
    }

    private func name(by key: DestinationKey, _ names: TraceNameList) -> (String) -> String? {
        switch key {
        case .material: { names.material($0, in: language) }
        case .facility: { names.facilities[$0] }
        case .customer: { names.parties[$0] }
        case .lot, .state: { _ in nil }
        }
    }

    private func title(
        _ what: String, _ material: String, _ names: TraceNameList, _ mass: Mass, _ substance: String?
    ) -> String {
        let material = self.material(material, names)
        let kilograms = DecimalText.text(Int128(mass.grams), decimals: 3, grouped: true)
        let weight = substance.map { text(", by mass of \($0)", "，按 \($0) 含量") } ?? ""
        return text(
            "\(what) (\(material), \(kilograms) kg\(weight))", "\(what)（\(material)，\(kilograms) kg\(weight)）")
    }

    private func heading(of key: TraceKey) -> String {
        switch key {
        case .lot: text("Lot", "批次")
        case .supplier: text("Supplier", "供应商")
        case .province: text("Province", "来源地")
        case .facility: text("Facility", "企业")
        case .material: text("Material", "物料")
        }
    }

    private func heading(of key: DestinationKey) -> String {
        switch key {
        case .lot: text("Lot", "批次")
        case .facility: text("Facility", "企业")
        case .material: text("Material", "物料")
        case .state: text("State", "状态")
        case .customer: text("Customer", "客户")
        }
    }

    /// With a column of names where there are any.
    private func grouped(
        _ groups: [TraceGroup], _ title: String, _ heading: String, label: (TraceGroup) -> String,
        name: (String) -> String?
    ) -> String {
        let names = groups.map { $0.key.flatMap(name) }
        let hasNames = names.contains { $0 != nil }
        let rows = zip(groups, names).map { group, name in
            [label(group)] + (hasNames ? [name ?? dash] : []) + figures(group.share, group.grams)
        }
        return table(title, [heading] + (hasNames ? [text("Name", "名称")] : []), rows, keyColumns: 1)
    }

    private func table(_ title: String, _ heads: [String], _ rows: [[String]], keyColumns: Int) -> String {
        TextTable(
            title: title,
            columns: heads.map { .init($0) } + [
                .init(text("Share", "占比"), .trailing), .init(text("Mass, kg", "重量（千克）"), .trailing),
            ], rows: rows, keyColumns: keyColumns
        ).rendered(width: width, color: color)
    }

    private func figures(_ share: Double, _ grams: Double) -> [String] {
        [
            DecimalText.text(share * 100, decimals: 4).map { $0 + "%" } ?? dash,
            DecimalText.text(grams / 1000, decimals: 3, grouped: true) ?? dash,
        ]
    }

    /// What was cut off is always said; a share too small for the table keeps its own digits.
    private func summary(residual: Double, _ counts: String) -> String {
        text("Not followed: \(residual) of 1. ", "未追溯份额：\(residual)（总计为 1）。") + counts
            + text(".", "。") + "\n"
    }
}

extension TraceNameList {
    /// The material's name in a language; nil where it is the code itself.
    func material(_ code: String, in language: Language) -> String? {
        guard let name = materials[code] else { return nil }
        let text = language.text(en: name.english, zh: name.chinese)
        return text.isEmpty || text == code ? nil : text
    }
}
