package import MaterialLedger
package import Store

extension Answer {
    /// A lot: what made it, where it lies, what happened to it; and the intake that made it, where one did.
    package init(_ lot: LotPage, _ intake: Intake?) {
        let page = lot.fields
        fields = page + (intake.map(Bundle.fields)?.filter { field in !page.contains { $0.key == field.key } } ?? [])
        sheets = lot.sheets
        next = ["urbanmine trace \(lot.lot.asShellWord)"]
    }
}

extension LotPage {
    fileprivate var fields: [Field] {
        [
            Field("lot", Label.lot, .text(lot)),
            Field("material", Label.material, .text(material)),
            Field("facility", Label.facility, .text(facility)),
            Field("created_at", Text("Made", "形成时间"), .time(createdAt)),
            Field("mass_g", Text("Mass when made", "形成质量"), .mass(mass)),
            Field("units", Label.units, .count(units)),
            Field("origin", Text("Made by", "来源单据"), .text("\(originKind.name):\(originDocument)")),
            Field("reversed", Label.isReversed, .flag(isReversed)),
            Field("in_stock_g", Text("In stock", "现存"), .mass(stock.reduce(0) { $0 &+ $1.mass.grams })),
        ]
    }

    fileprivate var sheets: [Sheet] {
        var sheets = [
            Sheet(
                "stock", Text("Where it lies", "现存地点"), stock,
                [
                    Column("facility", Label.facility, { .text($0.facility) }),
                    Column("mass_g", Label.mass, { .mass($0.mass) }),
                ])
        ]
        if !assays.isEmpty {
            sheets.append(
                Sheet(
                    "assays", Text("Assays", "化验"), assays,
                    [
                        Column("substance", Text("Substance", "物质"), { .text($0.substance) }),
                        Column("fraction", Text("Fraction", "质量分数"), { .number($0.fraction.value) }),
                        Column("sigma", Text("Sigma", "标准差"), { .number($0.sigma) }),
                    ]))
        }
        sheets.append(
            Sheet(
                "movements", Text("Movements", "出入明细"), movements,
                [
                    Column("at", Label.at, { .time($0.at) }),
                    Column("facility", Label.facility, { .text($0.facility) }),
                    Column("mass_g", Label.mass, { .mass($0.mass) }),
                    Column("kind", Text("By", "单据类型"), { .word($0.kind) }),
                    Column("document", Text("Document", "单据号"), { .text($0.document) }),
                ]))
        return sheets
    }
}
