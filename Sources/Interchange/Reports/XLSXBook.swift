internal import CLibXlsxWriter
import Glibc

/// A spreadsheet that could not be written.
package struct XLSXFault: Error, Sendable, CustomStringConvertible {
    package let message: String
    package var description: String { message }
}

/// How a cell looks.
struct XLSXStyle: Hashable {
    enum Alignment: Hashable { case leading, center, trailing }

    var size = 10.5
    var bold = false
    var alignment = Alignment.leading
    var bordered = false
    var shaded = false
    var wrapped = false
    /// Excel's code, `#,##0.000`; nil: general.
    var numberFormat: String?
}

/// A workbook of libxlsxwriter that is kept in memory.
///
/// The library can only write to a named file; a memory file has a name under /proc and needs no disk and no tidying.
final class XLSXBook {
    private let book: UnsafeMutablePointer<lxw_workbook>
    private let file: Int32
    private let font: String
    private var formats: [XLSXStyle: UnsafeMutablePointer<lxw_format>] = [:]
    private var fault: lxw_error = LXW_NO_ERROR
    private var isClosed = false

    init(font: String) throws(XLSXFault) {
        file = memfd_create("urbanmine.xlsx", urbanmine_memfd_cloexec)
        guard file >= 0 else {
            throw XLSXFault(message: "no memory file for the spreadsheet: \(String(cString: strerror(errno)))")
        }
        guard let book = workbook_new("/proc/self/fd/\(file)") else {
            close(file)
            throw XLSXFault(message: "no memory for the spreadsheet")
        }
        self.book = book
        self.font = font
    }

    deinit {
        // Only closing frees a workbook; what it writes goes with the memory file.
        if !isClosed { _ = workbook_close(book) }
        close(file)
    }

    /// Sets what the file says of itself.
    ///
    /// `created` is in seconds since 1970. Without it the file would carry the time of writing, and the same figures
    /// would give other bytes.
    func describe(title: String, subject: String, company: String, created: Int) {
        title.withCString { title in
            subject.withCString { subject in
                company.withCString { company in
                    var properties = lxw_doc_properties()
                    properties.title = UnsafeMutablePointer(mutating: title)
                    properties.subject = UnsafeMutablePointer(mutating: subject)
                    properties.company = UnsafeMutablePointer(mutating: company)
                    // 0 means now to the library, and it knows no time before 1970.
                    properties.created = max(1, created)
                    note(workbook_set_properties(book, &properties))
                }
            }
        }
    }

    func addSheet(_ name: String) throws(XLSXFault) -> XLSXSheet {
        guard let sheet = workbook_add_worksheet(book, name) else {
            throw XLSXFault(message: "no sheet of the name '\(name)'")
        }
        return XLSXSheet(book: self, sheet: sheet)
    }

    func format(_ style: XLSXStyle) -> UnsafeMutablePointer<lxw_format>? {
        if let known = formats[style] { return known }
        guard let format = workbook_add_format(book) else {
            note(LXW_ERROR_MEMORY_MALLOC_FAILED)
            return nil
        }
        format_set_font_name(format, font)
        format_set_font_size(format, style.size)
        if style.bold { format_set_bold(format) }
        let alignment =
            switch style.alignment {
            case .leading: LXW_ALIGN_LEFT
            case .center: LXW_ALIGN_CENTER
            case .trailing: LXW_ALIGN_RIGHT
            }
        format_set_align(format, UInt8(alignment.rawValue))
        format_set_align(format, UInt8(LXW_ALIGN_VERTICAL_CENTER.rawValue))
        if style.bordered { format_set_border(format, UInt8(LXW_BORDER_THIN.rawValue)) }
        if style.shaded { format_set_bg_color(format, 0xEDEDED) }
        if style.wrapped { format_set_text_wrap(format) }
        if let code = style.numberFormat { format_set_num_format(format, code) }
        formats[style] = format
        return format
    }

    /// Keeps the first error: the library goes on after one, and closing must happen in any case.
    func note(_ error: lxw_error) {
        if fault == LXW_NO_ERROR { fault = error }
    }

    /// Closes the book and gives its bytes.
    ///
    /// - Throws: what went wrong first, in the library's words.
    func finish() throws(XLSXFault) -> [UInt8] {
        isClosed = true
        note(workbook_close(book))
        guard fault == LXW_NO_ERROR else {
            throw XLSXFault(message: "the spreadsheet was not written: \(String(cString: lxw_strerror(fault)))")
        }
        return try contents()
    }

    private func contents() throws(XLSXFault) -> [UInt8] {
        let size = Int(lseek(file, 0, SEEK_END))
        guard size > 0 else { throw XLSXFault(message: "the spreadsheet came out empty") }
        var filled = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            while filled < size, let base = buffer.baseAddress {
                let read = pread(file, base + filled, size - filled, off_t(filled))
                if read < 0, errno == EINTR { continue }
                if read <= 0 { break }
                filled += read
            }
            count = filled
        }
        guard filled == size else { throw XLSXFault(message: "the spreadsheet could not be read back") }
        return bytes
    }
}
