package import MaterialLedger

extension Party: MasterDataRow {
    package static var listKey: String { "parties" }

    package static var columns: [Column<Party>] {
        [
            Column("party", Text("Party", "单位"), { .text($0.party) }),
            Column("name", Label.name, { .text($0.name) }),
            Column("province", Label.province, { .text($0.province) }),
            Column("uscc", Text("Credit code", "统一社会信用代码"), { .text($0.uscc) }),
        ]
    }
}
