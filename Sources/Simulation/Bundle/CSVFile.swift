import Glibc

/// One CSV file of a bundle, written row by row through a buffer of its own.
///
/// Rows go to a hidden name beside the final one; only `publish` makes the file visible, so that an interrupted
/// simulation leaves no half bundle behind that somebody could import.
final class CSVFile {
    private static let bufferSize = 1 << 16

    private let path: String
    private let partialPath: String
    private var descriptor: Int32
    private var buffer: [UInt8] = []
    private var rowIsEmpty = true
    /// Rows written, without the header.
    private(set) var rows = 0

    init(directory: String, table: String, columns: [String]) throws(SimulationError) {
        path = "\(directory)/\(table).csv"
        partialPath = "\(directory)/.\(table).csv.partial"
        descriptor = open(partialPath, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw .cannotWrite(path: partialPath, reason: errno) }
        buffer.reserveCapacity(Self.bufferSize + 4096)
        for column in columns { field(column) }
        buffer.append(UInt8(ascii: "\n"))
        rowIsEmpty = true
    }

    deinit {
        guard descriptor >= 0 else { return }
        close(descriptor)
        unlink(partialPath)
    }

    private func separate() {
        if rowIsEmpty { rowIsEmpty = false } else { buffer.append(UInt8(ascii: ",")) }
    }

    /// Appends a text, or an empty field for nil.
    ///
    /// Texts with comma, quote or line break are quoted (RFC 4180).
    func field(_ text: String?) {
        separate()
        guard let text else { return }
        let needsQuotes = text.utf8.contains { $0 == 0x2C || $0 == 0x22 || $0 == 0x0A || $0 == 0x0D }
        guard needsQuotes else {
            buffer.append(contentsOf: text.utf8)
            return
        }
        buffer.append(0x22)
        for byte in text.utf8 {
            if byte == 0x22 { buffer.append(0x22) }
            buffer.append(byte)
        }
        buffer.append(0x22)
    }

    /// Appends a whole number.
    func field(_ number: Int64) {
        separate()
        var digits: (UInt64, Int) = (number.magnitude, 0)
        if number < 0 { buffer.append(UInt8(ascii: "-")) }
        let start = buffer.count
        repeat {
            buffer.append(UInt8(48 + digits.0 % 10))
            digits = (digits.0 / 10, digits.1 + 1)
        } while digits.0 > 0
        buffer[start...].reverse()
    }

    /// Appends a whole number, or an empty field.
    func field(_ number: Int64?) {
        guard let number else { return separate() }
        field(number)
    }

    /// Appends a time in RFC 3339.
    func field(_ time: BusinessTime) {
        field(time.text)
    }

    /// Appends a number rounded to so many digits.
    func field(_ number: Double, digits: Int) {
        field(Decimal.text(number, digits: digits))
    }

    /// Ends the row.
    func endRow() throws(SimulationError) {
        buffer.append(UInt8(ascii: "\n"))
        rowIsEmpty = true
        rows += 1
        if buffer.count >= Self.bufferSize { try flush() }
    }

    private func flush() throws(SimulationError) {
        var written = 0
        while written < buffer.count {
            let count = buffer.withUnsafeBytes { bytes in
                write(descriptor, bytes.baseAddress?.advanced(by: written), bytes.count - written)
            }
            if count < 0 {
                if errno == EINTR { continue }
                throw .cannotWrite(path: path, reason: errno)
            }
            written += count
        }
        buffer.removeAll(keepingCapacity: true)
    }

    /// Writes what is left and closes the hidden file.
    func finish() throws(SimulationError) {
        try flush()
        let status = close(descriptor)
        descriptor = -1
        guard status == 0 else {
            let reason = errno
            unlink(partialPath)
            throw .cannotWrite(path: path, reason: reason)
        }
    }

    /// Gives the finished file its name.
    func publish() throws(SimulationError) {
        guard rename(partialPath, path) == 0 else { throw .cannotWrite(path: path, reason: errno) }
    }
}
