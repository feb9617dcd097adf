internal import MaterialLedger
internal import Operations
internal import Store

extension Answer {
    /// What is said of a thing now, and everything that was said before.
    static func revisions<Value>(
        _ revisions: [MasterRevision<Value>], _ columns: [Column<Value>], more: [Sheet] = []
    ) -> Answer {
        var answer = Answer()
        if let latest = revisions.last { answer.fields = Field.all(latest.value, columns) }
        let head: [Column<MasterRevision<Value>>] = [
            Column("recorded_at", Label.recordedAt, { .time($0.recordedAt) }),
            Column("recorded_by", Label.recordedBy, { .text($0.recordedBy) }),
        ]
        let body = columns.dropFirst().map { column in
            Column<MasterRevision<Value>>(column.key, column.label, { column.cell($0.value) })
        }
        answer.sheets = more + [Sheet("revisions", Text("Revisions", "修订记录"), revisions, head + body)]
        return answer
    }
}

extension Field {
    /// A row's cells as fields.
    static func all<Row>(_ row: Row, _ columns: [Column<Row>]) -> [Field] {
        columns.map { Field($0.key, $0.label, $0.cell(row)) }
    }
}

extension String? {
    /// What was typed in place of an earlier value: nothing keeps it, an empty text removes it.
    func replacing(_ earlier: String?) -> String? {
        guard let self else { return earlier }
        return self.isEmpty ? nil : self
    }
}
