import Wording

/// Splits the bytes of a CSV file (RFC 4180, comma, LF or CRLF) into records, without making a value of any field.
///
/// - A record's line is the physical line where it begins; lines within quotes count.
/// - Blank lines, and lines of nothing but commas as Excel leaves below a table, are no records.
/// - Blanks (space, tab) around an unquoted value and outside of quotes are dropped; what is within quotes stays as it
///   is, for quotes are how one says that blanks belong to the value.
/// - A quote inside an unquoted value stands for itself.
///
/// The bytes are known to be UTF-8, where no part of a longer character looks like a comma, quote or line end.
struct CSVReader {
    enum Step: Equatable {
        /// A record beginning at `line`; its fields are in `fields`.
        case record(line: Int)
        /// Bytes that are no record, with the sentence for the user; reading can go on behind them.
        case fault(line: Int, message: Sentence)
        case end
    }

    let bytes: [UInt8]
    private(set) var fields: [CSVField] = []
    private var position: Int
    private var line = 1

    private static let comma = UInt8(ascii: ",")
    private static let quote = UInt8(ascii: "\"")
    private static let lineFeed = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")

    /// - Parameter start: where the text begins, behind a byte order mark.
    init(_ bytes: [UInt8], from start: Int = 0) {
        self.bytes = bytes
        position = start
    }

    /// Reads on to the next record.
    mutating func next() -> Step {
        while position < bytes.count {
            let recordLine = line
            fields.removeAll(keepingCapacity: true)
            var hasContent = false
            while true {
                switch nextField() {
                case .failure(let malformed):
                    skipLine()
                    return .fault(line: malformed.line ?? recordLine, message: malformed.message)
                case .success(let isLast):
                    if let field = fields.last, !field.isEmpty { hasContent = true }
                    if !isLast { continue }
                }
                break
            }
            if hasContent { return .record(line: recordLine) }
        }
        return .end
    }

    /// The bytes of a field, quotes halved.
    func content(of field: CSVField) -> ArraySlice<UInt8> {
        let raw = bytes[field.start..<field.end]
        guard field.isEscaped else { return raw }
        var plain: [UInt8] = []
        plain.reserveCapacity(raw.count)
        var isSecondOfPair = false
        for byte in raw {
            if byte == CSVReader.quote {
                isSecondOfPair.toggle()
                if !isSecondOfPair { continue }
            } else {
                isSecondOfPair = false
            }
            plain.append(byte)
        }
        return plain[...]
    }

    // MARK: Fields

    private struct Malformed: Error {
        /// Nil: the line of the record.
        var line: Int?
        let message: Sentence
    }

    /// Takes one field and what ends it; true where that ends the record.
    private mutating func nextField() -> Result<Bool, Malformed> {
        let count = bytes.count
        while position < count, CSVReader.isBlank(bytes[position]) { position += 1 }
        if position < count, bytes[position] == CSVReader.quote { return quotedField() }
        let start = position
        var index = position
        while index < count {
            let byte = bytes[index]
            if byte == CSVReader.comma || byte == CSVReader.lineFeed || byte == CSVReader.carriageReturn { break }
            index += 1
        }
        position = index
        while index > start, CSVReader.isBlank(bytes[index - 1]) { index -= 1 }
        fields.append(CSVField(start: start, end: index, isEscaped: false))
        return endOfField()
    }

    private mutating func quotedField() -> Result<Bool, Malformed> {
        let count = bytes.count
        let openingLine = line
        let start = position + 1
        var index = start
        var isEscaped = false
        while index < count {
            let byte = bytes[index]
            if byte == CSVReader.quote {
                guard index + 1 < count, bytes[index + 1] == CSVReader.quote else { break }
                isEscaped = true
                index += 1
            } else if byte == CSVReader.lineFeed {
                line += 1
            }
            index += 1
        }
        position = min(index + 1, count)
        guard index < count else {
            return .failure(Malformed(line: openingLine, message: "a quote opens here and is never closed"))
        }
        fields.append(CSVField(start: start, end: index, isEscaped: isEscaped))
        while position < count, CSVReader.isBlank(bytes[position]) { position += 1 }
        return endOfField()
    }

    /// Takes the comma or line end at the position.
    private mutating func endOfField() -> Result<Bool, Malformed> {
        guard position < bytes.count else { return .success(true) }
        switch bytes[position] {
        case CSVReader.comma:
            position += 1
            return .success(false)
        case CSVReader.lineFeed:
            position += 1
            line += 1
            return .success(true)
        case CSVReader.carriageReturn:
            if position + 1 == bytes.count {
                position += 1
                return .success(true)
            }
            guard bytes[position + 1] == CSVReader.lineFeed else {
                return .failure(
                    Malformed(message: "a carriage return stands alone; save the file with line ends LF or CRLF"))
            }
            position += 2
            line += 1
            return .success(true)
        default:
            return .failure(
                Malformed(message: "text follows a closing quote; write a quote inside a value twice (\"\")"))
        }
    }

    /// Goes to the line after the one at the position.
    private mutating func skipLine() {
        while position < bytes.count {
            position += 1
            if bytes[position - 1] == CSVReader.lineFeed {
                line += 1
                return
            }
        }
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
}
