package import MaterialLedger

/// The monthly report as CSV (RFC 4180): the sections below each other, every record with the same number of fields.
package enum ReportCSV {
    /// Writes the form; `bom` is for Excel: its mark, and cells guarded against being run as formulas.
    ///
    /// `time` writes an instant in the site's time zone.
    package static func write(
        _ report: MonthlyReport, language: Language, bom: Bool, time: (Instant) -> String
    ) -> [UInt8] {
        let form = ReportForm(report, language: language, time: time)
        let width = form.sections.map(\.columns.count).max() ?? 1
        var bytes = bom ? CSVText.byteOrderMark : []
        func append(_ fields: [String]) {
            let padding = Array(repeating: "", count: max(0, width - fields.count))
            bytes.append(contentsOf: CSVText.row(fields + padding, forExcel: bom))
        }
        append([form.title])
        for entry in form.head { append([entry.label, entry.value]) }
        for section in form.sections {
            append([])
            append([section.title])
            append(section.columns.map(\.heading))
            for row in section.rows {
                // The indent of a part is for the eye; in a spreadsheet it would spoil look-ups.
                append(row.cells.map { String($0.text(grouped: false).drop { $0 == " " }) })
            }
            for remark in section.remarks { append([remark]) }
        }
        append([])
        append(form.foot)
        return bytes
    }
}
