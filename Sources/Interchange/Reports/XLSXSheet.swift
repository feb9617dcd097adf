internal import CLibXlsxWriter

/// One sheet of a workbook; rows and columns count from 0.
struct XLSXSheet {
    private let book: XLSXBook
    private let sheet: UnsafeMutablePointer<lxw_worksheet>

    init(book: XLSXBook, sheet: UnsafeMutablePointer<lxw_worksheet>) {
        self.book = book
        self.sheet = sheet
    }

    func write(_ text: String, _ row: Int, _ column: Int, _ style: XLSXStyle) {
        let format = book.format(style)
        // An empty string would leave the cell without its border.
        book.note(
            text.isEmpty
                ? worksheet_write_blank(sheet, UInt32(row), UInt16(column), format)
                : worksheet_write_string(sheet, UInt32(row), UInt16(column), XLSXSheet.clipped(text), format))
    }

    /// Excel takes 32,767 characters in a cell; one endless reason must not cost the whole report.
    private static func clipped(_ text: String) -> String {
        let limit = 32_767
        guard text.utf8.count > limit, text.unicodeScalars.count > limit else { return text }
        return String(text.unicodeScalars.prefix(limit - 1)) + "…"
    }

    func write(_ number: Double, _ row: Int, _ column: Int, _ style: XLSXStyle) {
        book.note(worksheet_write_number(sheet, UInt32(row), UInt16(column), number, book.format(style)))
    }

    /// Merges cells and writes into them; a single cell is just written.
    func merge(_ text: String, rows: ClosedRange<Int>, columns: ClosedRange<Int>, _ style: XLSXStyle) {
        guard rows.count > 1 || columns.count > 1 else {
            return write(text, rows.lowerBound, columns.lowerBound, style)
        }
        book.note(
            worksheet_merge_range(
                sheet, UInt32(rows.lowerBound), UInt16(columns.lowerBound), UInt32(rows.upperBound),
                UInt16(columns.upperBound), XLSXSheet.clipped(text), book.format(style)))
    }

    func setWidth(_ width: Int, column: Int) {
        book.note(worksheet_set_column(sheet, UInt16(column), UInt16(column), Double(width), nil))
    }

    /// Sets a row's height, in points.
    func setHeight(_ height: Double, row: Int) {
        book.note(worksheet_set_row(sheet, UInt32(row), height, nil))
    }

    func freeze(rows: Int, columns: Int) {
        worksheet_freeze_panes(sheet, UInt32(rows), UInt16(columns))
    }

    func filter(rows: ClosedRange<Int>, columns: ClosedRange<Int>) {
        book.note(
            worksheet_autofilter(
                sheet, UInt32(rows.lowerBound), UInt16(columns.lowerBound), UInt32(rows.upperBound),
                UInt16(columns.upperBound)))
    }

    /// A4 landscape, one page wide, these rows on top of every page, page numbers below.
    func setPrint(repeating rows: ClosedRange<Int>) {
        worksheet_set_paper(sheet, 9)  // A4 (ECMA-376 part 1, 18.3.1.63)
        worksheet_set_landscape(sheet)
        worksheet_fit_to_pages(sheet, 1, 0)
        worksheet_center_horizontally(sheet)
        worksheet_set_margins(sheet, 0.5, 0.5, 0.6, 0.6)
        book.note(worksheet_repeat_rows(sheet, UInt32(rows.lowerBound), UInt32(rows.upperBound)))
        book.note(worksheet_set_footer(sheet, "&C&P / &N"))
    }
}
