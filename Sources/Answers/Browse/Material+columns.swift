package import MaterialLedger

extension Material: MasterDataRow {
    package static var listKey: String { "materials" }

    package static var columns: [Column<Material>] {
        [
            Column("material", Label.material, { .text($0.material) }),
            Column("name_zh", Text("Chinese name", "中文名"), { .text($0.nameChinese) }),
            Column("name_en", Text("English name", "英文名"), { .text($0.nameEnglish) }),
            Column("stream", Text("Stream", "类别"), { .word($0.stream.rawValue) }),
            Column("role", Text("Role", "属性"), { .word($0.role.rawValue) }),
            Column("unit_mass_g", Text("Unit mass", "单件质量"), { .mass($0.unitMass) }),
            Column("waste_code", Text("Waste code", "危废代码"), { .text($0.wasteCode) }),
            Column("reported", Text("Reported", "列入产量表"), { .flag($0.reported) }),
        ]
    }
}

extension Composition {
    static var columns: [Column<Composition>] {
        [
            Column("substance", Text("Substance", "物质"), { .text($0.substance) }),
            Column("fraction", Text("Fraction", "质量分数"), { .number($0.fraction.value) }),
            Column("sigma", Text("Sigma", "标准差"), { .number($0.sigma) }),
            Column("valid_from", Text("Valid from", "生效时间"), { .time($0.validFrom) }),
        ]
    }
}
