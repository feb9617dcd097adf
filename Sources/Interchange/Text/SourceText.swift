package import MaterialLedger
import Wording

/// The text of an input file as UTF-8, whatever it was saved in: UTF-8 with or without byte order mark, else GB18030
/// (what Excel saves in China).
package struct SourceText: Sendable {
    /// UTF-8 without NUL.
    package let bytes: [UInt8]
    /// Where the text begins: behind the byte order mark, if there is one.
    package let start: Int

    /// - Parameter file: the name that a fault gives.
    /// - Throws: `unreadable` with the line of the first byte that fits no encoding.
    package init(_ bytes: [UInt8], file: String) throws(Fault) {
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            throw Fault(
                .unreadable, file: file, line: 1,
                "the file is UTF-16 (Excel's \"Unicode Text\"); save it as \"CSV UTF-8 (comma delimited)\"")
        }
        if SourceText.isSpreadsheet(bytes) {
            throw Fault(
                .unreadable, file: file, line: 1,
                "the file is an Excel workbook or a zip archive; save it as \"CSV UTF-8 (comma delimited)\"")
        }
        if let position = bytes.firstIndex(of: 0) {
            throw Fault(
                .unreadable, file: file, line: SourceText.line(at: position, in: bytes),
                """
                the file holds NUL bytes, so it is no text in UTF-8 or GB18030; \
                save it as \"CSV UTF-8 (comma delimited)\"
                """)
        }
        guard let invalid = SourceText.firstInvalidUTF8(in: bytes) else {
            self.bytes = bytes
            start = SourceText.hasMark(bytes) ? 3 : 0
            return
        }
        // A file with UTF-8's mark says what it is: read as GB18030 it would only become other characters.
        if SourceText.hasMark(bytes) { throw SourceText.fault(at: invalid, in: bytes, file: file) }
        switch GB18030.utf8(from: bytes) {
        case .success(let converted):
            self.bytes = converted
            start = SourceText.hasMark(converted) ? 3 : 0
        case .failure(.invalid(let position)):
            // The encoding that explains more of the file is likely the one that was meant.
            throw SourceText.fault(at: max(invalid, position), in: bytes, file: file)
        case .failure(.unavailable):
            throw Fault(
                .unreadable, file: file, line: SourceText.line(at: invalid, in: bytes),
                """
                the file is not UTF-8, and this system can't read GB18030 (glibc's gconv modules are missing); \
                save it as \"CSV UTF-8 (comma delimited)\"
                """)
        }
    }

    /// Whether the first bytes are those of a zip archive, as .xlsx is one, or of an old .xls.
    private static func isSpreadsheet(_ bytes: [UInt8]) -> Bool {
        bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) || bytes.starts(with: [0xD0, 0xCF, 0x11, 0xE0])
    }

    private static func hasMark(_ bytes: [UInt8]) -> Bool { bytes.starts(with: [0xEF, 0xBB, 0xBF]) }

    private static func firstInvalidUTF8(in bytes: [UInt8]) -> Int? {
        do {
            _ = try UTF8Span(validating: bytes.span)
            return nil
        } catch {
            return error.byteOffsets.lowerBound
        }
    }

    private static func fault(at position: Int, in bytes: [UInt8], file: String) -> Fault {
        let byte = position < bytes.count ? bytes[position] : 0
        let hex = String(byte, radix: 16, uppercase: true)
        return Fault(
            .unreadable, file: file, line: line(at: position, in: bytes),
            "byte 0x\(hex) fits neither UTF-8 nor GB18030; save the file as \"CSV UTF-8 (comma delimited)\"")
    }

    /// The physical line of a byte; no character of UTF-8 or GB18030 holds the byte LF but LF itself.
    private static func line(at position: Int, in bytes: [UInt8]) -> Int {
        bytes[..<min(position, bytes.count)].count { $0 == UInt8(ascii: "\n") } + 1
    }
}
