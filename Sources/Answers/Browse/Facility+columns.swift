package import MaterialLedger

extension Facility: MasterDataRow {
    package static var listKey: String { "facilities" }

    package static var columns: [Column<Facility>] {
        [
            Column("facility", Label.facility, { .text($0.facility) }),
            Column("name", Label.name, { .text($0.name) }),
            Column("operator", Text("Operator", "运营单位"), { .text($0.operator) }),
            Column("park", Text("Park", "园区"), { .text($0.park) }),
            Column("capacity_per_year_g", Text("Capacity a year", "年产能"), { .mass($0.capacityPerYear) }),
            Column("permit", Text("Permit", "许可证"), { .text($0.permit) }),
            Column("permit_per_year_g", Text("Permitted a year", "核准年处理量"), { .mass($0.permitPerYear) }),
        ]
    }
}
