package import MaterialLedger

/// The monthly report as a workbook; same figures give same bytes.
///
/// Each section is a sheet laid out as a form to print and sign; a last sheet has every figure in whole grams, for
/// pivot tables.
package enum ReportXLSX {
    /// Writes the workbook; `time` writes an instant in the site's time zone.
    ///
    /// - Throws: `XLSXFault` where the library or memory fails.
    package static func write(
        _ report: MonthlyReport, language: Language, time: (Instant) -> String
    ) throws(XLSXFault) -> [UInt8] {
        let form = ReportForm(report, language: language, time: time)
        let book = try XLSXBook(font: language.text(en: "Arial", zh: "宋体"))
        book.describe(
            title: form.title, subject: report.period.text,
            company: String(form.reportingUnit.prefix(200)),  // Excel takes 255
            created: report.period.next.firstDay.daysSince1970 * 86_400)
        for section in form.sections {
            let sheet = try book.addSheet(section.sheet)
            ReportSheet(form: form, section: section, sheet: sheet).write()
        }
        let data = try book.addSheet(language.text(en: "Data", zh: "数据"))
        write(ReportFigure.all(of: report), language: language, to: data)
        return try book.finish()
    }

    private static func write(_ figures: [ReportFigure], language: Language, to sheet: XLSXSheet) {
        let heads = [
            language.text(en: "Table", zh: "表"), language.text(en: "Key", zh: "代码"),
            language.text(en: "Key 2", zh: "代码二"), language.text(en: "Field", zh: "字段"),
            language.text(en: "Value", zh: "数值"),
        ]
        let widths = [22, 24, 16, 26, 22]
        for (column, head) in heads.enumerated() {
            sheet.write(head, 0, column, XLSXStyle(bold: true, alignment: .center, bordered: true, shaded: true))
            sheet.setWidth(widths[column], column: column)
        }
        let plain = XLSXStyle(bordered: true)
        let number = XLSXStyle(alignment: .trailing, bordered: true, numberFormat: "0")
        for (index, figure) in figures.enumerated() {
            let row = index + 1
            sheet.write(figure.table, row, 0, plain)
            sheet.write(figure.key, row, 1, plain)
            sheet.write(figure.secondKey, row, 2, plain)
            sheet.write(figure.field, row, 3, plain)
            // Excel keeps numbers as doubles; what these don't hold exactly stays text rather than lose its last digits.
            if let value = Double(exactly: figure.value) {
                sheet.write(value, row, 4, number)
            } else {
                sheet.write(String(figure.value), row, 4, XLSXStyle(alignment: .trailing, bordered: true))
            }
        }
        sheet.freeze(rows: 1, columns: 0)
        sheet.filter(rows: 0...figures.count, columns: 0...heads.count - 1)
        sheet.setPrint(repeating: 0...0)
    }
}
