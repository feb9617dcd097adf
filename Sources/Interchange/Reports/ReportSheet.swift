/// Lays one section of the form out on a sheet.
struct ReportSheet {
    let form: ReportForm
    let section: ReportForm.Section
    let sheet: XLSXSheet
    /// Of the columns, in Excel's unit: the width of a digit.
    private let widths: [Int]

    private static let titleRow = 0
    private static let headRow = 1
    private var groupRow: Int { ReportSheet.headRow + headLines.count }
    private var columnRow: Int { groupRow + 1 }
    private var firstRow: Int { columnRow + 1 }
    private var columns: ClosedRange<Int> { 0...max(0, section.columns.count - 1) }

    init(form: ReportForm, section: ReportForm.Section, sheet: XLSXSheet) {
        self.form = form
        self.section = section
        self.sheet = sheet
        widths = ReportSheet.widths(of: section, atLeast: ReportSheet.widestLine(form, section))
    }

    func write() {
        sheet.merge(
            ReportSheet.titleLine(form, section), rows: ReportSheet.titleRow...ReportSheet.titleRow, columns: columns,
            XLSXStyle(size: 16, bold: true, alignment: .center))
        sheet.setHeight(28, row: ReportSheet.titleRow)
        for (index, line) in headLines.enumerated() {
            let row = ReportSheet.headRow + index
            sheet.merge(line, rows: row...row, columns: columns, XLSXStyle())
        }
        writeColumnHeads()
        var row = firstRow
        if section.rows.isEmpty {
            sheet.merge(
                form.language.text(en: "(none)", zh: "（本月无）"), rows: row...row, columns: columns,
                XLSXStyle(alignment: .center, bordered: true))
            row += 1
        }
        for line in section.rows {
            sheet.setHeight(17, row: row)
            for (column, cell) in line.cells.enumerated() { write(cell, row, column, emphasised: line.emphasised) }
            row += 1
        }
        for remark in section.remarks {
            sheet.merge(remark, rows: row...row, columns: columns, XLSXStyle(size: 9, wrapped: true))
            sheet.setHeight(Double(lines(remark)) * 14, row: row)
            row += 1
        }
        sheet.merge(
            ReportSheet.footLine(form), rows: row + 1...row + 1, columns: columns, XLSXStyle())
        sheet.setHeight(26, row: row + 1)
        for column in columns { sheet.setWidth(widths[column], column: column) }
        sheet.freeze(rows: firstRow, columns: section.keyColumns)
        sheet.setPrint(repeating: groupRow...columnRow)
    }

    private var headLines: [String] { ReportSheet.headLines(form) }

    /// The entries of the form's head in two lines.
    private static func headLines(_ form: ReportForm) -> [String] {
        let entries = form.headTexts
        let half = entries.count / 2
        return [entries.prefix(half), entries.dropFirst(half)].map { $0.joined(separator: "        ") }
    }

    private static func footLine(_ form: ReportForm) -> String { form.foot.joined(separator: "    ") }

    private static func titleLine(_ form: ReportForm, _ section: ReportForm.Section) -> String {
        "\(form.title) — \(section.title)"
    }

    private func writeColumnHeads() {
        let style = XLSXStyle(bold: true, alignment: .center, bordered: true, shaded: true, wrapped: true)
        var column = 0
        while column < section.columns.count {
            let head = section.columns[column]
            guard let group = head.group else {
                sheet.merge(head.title, rows: groupRow...columnRow, columns: column...column, style)
                column += 1
                continue
            }
            let end = section.columns[column...].firstIndex { $0.group != group } ?? section.columns.count
            sheet.merge(group, rows: groupRow...groupRow, columns: column...end - 1, style)
            for member in column..<end {
                sheet.write(section.columns[member].title, columnRow, member, style)
            }
            column = end
        }
        sheet.setHeight(18, row: groupRow)
        sheet.setHeight(18, row: columnRow)
    }

    private func write(_ cell: ReportForm.Cell, _ row: Int, _ column: Int, emphasised: Bool) {
        var style = XLSXStyle(bold: emphasised, bordered: true)
        switch cell {
        case .text(let text): sheet.write(text, row, column, style)
        case .none:
            style.alignment = .trailing
            sheet.write(ReportForm.Cell.dash, row, column, style)
        case .figure(let figure):
            style.alignment = .trailing
            style.numberFormat = figure.numberFormat
            sheet.write(figure.cellValue, row, column, style)
        }
    }

    // MARK: Widths

    /// Cells that span a row do not grow with their text: the columns below must be as wide as the widest of them.
    private static func widestLine(_ form: ReportForm, _ section: ReportForm.Section) -> Int {
        // The title's letters are half as wide again.
        let lines = headLines(form) + [footLine(form)]
        return max(
            lines.map(DisplayWidth.of).max() ?? 0, DisplayWidth.of(titleLine(form, section)) * 3 / 2) + 4
    }

    private static func widths(of section: ReportForm.Section, atLeast least: Int) -> [Int] {
        var widths = section.columns.indices.map { column in
            let cells = section.rows.filter { column < $0.cells.count }.map {
                DisplayWidth.of($0.cells[column].text(grouped: true))
            }
            let heads = section.columns[column].title.split(separator: "\n").map(DisplayWidth.of)
            return min(48, max(8, (heads.max() ?? 0) + 2, (cells.max() ?? 0) + 2))
        }
        let missing = least - widths.reduce(0, +)
        guard missing > 0, !widths.isEmpty else { return widths }
        let share = (missing + widths.count - 1) / widths.count
        for column in widths.indices { widths[column] += share }
        return widths
    }

    private func lines(_ remark: String) -> Int {
        let total = max(1, widths.reduce(0, +))
        return max(1, (DisplayWidth.of(remark) + total - 1) / total)
    }
}

extension ReportForm.Figure {
    fileprivate var numberFormat: String {
        let places = decimals == 0 ? "" : "." + String(repeating: "0", count: decimals)
        switch style {
        case .plain: return "#,##0" + places
        case .percent: return "0\(places)%"
        case .growth: return "+0\(places)%;-0\(places)%;0\(places)%"
        }
    }

    /// The rounded figure as Excel holds it: percentages as parts of 1.
    fileprivate var cellValue: Double {
        let scale = (0..<(style == .plain ? decimals : decimals + 2)).reduce(1.0) { product, _ in product * 10 }
        return Double(units) / scale
    }
}
