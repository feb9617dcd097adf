/// Who sees a column.
package enum Audience: Sendable {
    case everyone
    /// JSON and CSV.
    case programs
    /// Tables in Chinese.
    case readersOfChinese
}

/// A column of a list, and how a row fills it.
package struct Column<Row> {
    package var key: String
    package var label: Text
    package var audience: Audience
    package var cell: (Row) -> Cell

    package init(_ key: String, _ label: Text, for audience: Audience = .everyone, _ cell: @escaping (Row) -> Cell) {
        self.key = key
        self.label = label
        self.audience = audience
        self.cell = cell
    }
}

/// A list within an answer.
package struct Sheet: Sendable {
    /// Its key in JSON.
    package var key: String
    package var title: Text?
    package var columns: [(key: String, label: Text, audience: Audience)]
    package var rows: [[Cell]]
    /// Whether the table ends with a line of the sums of its masses.
    package var hasTotal: Bool

    package init<Row>(
        _ key: String, _ title: Text? = nil, _ rows: [Row], hasTotal: Bool = false, _ columns: [Column<Row>]
    ) {
        self.key = key
        self.title = title
        self.columns = columns.map { ($0.key, $0.label, $0.audience) }
        self.rows = rows.map { row in columns.map { $0.cell(row) } }
        self.hasTotal = hasTotal
    }

    /// The list with only those columns that some audiences see.
    func seen(by audiences: Set<Audience>) -> Sheet {
        var sheet = self
        let seen = columns.indices.filter { audiences.contains(columns[$0].audience) }
        guard seen.count < columns.count else { return sheet }
        sheet.columns = seen.map { columns[$0] }
        sheet.rows = rows.map { row in seen.map { row[$0] } }
        return sheet
    }
}
