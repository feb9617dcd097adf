package import MaterialLedger
package import Store

/// A thing of the master data, with the columns of its list.
package protocol MasterDataRow {
    /// The JSON key of the list.
    static var listKey: String { get }
    static var columns: [Column<Self>] { get }
}

extension Answer {
    /// Everything of a kind, as it is now.
    package init<Row: MasterDataRow>(list rows: [MasterRevision<Row>]) {
        self.init(list: Sheet(Row.listKey, nil, rows.map(\.value), Row.columns))
    }

    /// What is said of a thing now, and everything that was said before.
    package init<Row: MasterDataRow>(revisions: [MasterRevision<Row>]) {
        if let latest = revisions.last { fields = Field.all(latest.value, Row.columns) }
        let head: [Column<MasterRevision<Row>>] = [
            Column("recorded_at", Label.recordedAt, { .time($0.recordedAt) }),
            Column("recorded_by", Label.recordedBy, { .text($0.recordedBy) }),
        ]
        let body = Row.columns.dropFirst().map { column in
            Column<MasterRevision<Row>>(column.key, column.label, { column.cell($0.value) })
        }
        sheets = [Sheet("revisions", Text("Revisions", "修订记录"), revisions, head + body)]
    }

    /// A material, with what it consists of.
    package init(revisions: [MasterRevision<Material>], compositions: [Composition]) {
        self.init(revisions: revisions)
        sheets.insert(Sheet("compositions", Text("Composition", "成分"), compositions, Composition.columns), at: 0)
    }
}
