/// A table of texts, ready for a terminal or for CSV.
package struct TextTable: Sendable {
    package enum Alignment: Sendable { case leading, trailing }

    package struct Column: Sendable {
        /// A line break in it makes a head of two lines.
        package var heading: String
        package var alignment: Alignment

        package init(_ heading: String, _ alignment: Alignment = .leading) {
            self.heading = heading
            self.alignment = alignment
        }
    }

    package var title: String?
    package var columns: [Column]
    package var rows: [[String]]
    /// Rows that stand out, such as totals: indices into `rows`.
    package var emphasisedRows: Set<Int>
    /// How many columns at the left name the row; they are repeated where a wide table is cut into blocks.
    package var keyColumns: Int

    package init(
        title: String? = nil, columns: [Column], rows: [[String]] = [], emphasisedRows: Set<Int> = [],
        keyColumns: Int = 1
    ) {
        self.title = title
        self.columns = columns
        self.rows = rows
        self.emphasisedRows = emphasisedRows
        self.keyColumns = keyColumns
    }

    /// The heads and rows as CSV (RFC 4180); the title is left out, so that every record has the same fields.
    ///
    /// `bom` writes the mark that Excel wants, and guards cells against being run as formulas.
    package func csv(bom: Bool = false) -> [UInt8] {
        var bytes = bom ? CSVText.byteOrderMark : []
        let heads = columns.map { column in
            String(column.heading.map { $0.isNewline ? " " : $0 })
        }
        bytes.append(contentsOf: CSVText.row(heads, forExcel: bom))
        for row in rows { bytes.append(contentsOf: CSVText.row(row, forExcel: bom)) }
        return bytes
    }
}
