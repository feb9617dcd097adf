import Glibc

/// GB18030 to UTF-8 by glibc's iconv: Foundation has lost that encoding in statically linked programs.
enum GB18030 {
    enum Failure: Error, Equatable {
        /// The first byte that begins no character of GB18030.
        case invalid(position: Int)
        /// glibc's conversion modules are not installed.
        case unavailable
    }

    /// The text in UTF-8; nothing is replaced or left out.
    static func utf8(from bytes: [UInt8]) -> Result<[UInt8], Failure> {
        let converter = iconv_open("UTF-8", "GB18030")
        // iconv_open answers (iconv_t)-1 where it knows no such conversion.
        guard let converter, Int(bitPattern: converter) != -1 else { return .failure(.unavailable) }
        defer { iconv_close(converter) }
        // Two bytes of GB18030 make at most three of UTF-8, four make at most four.
        let capacity = bytes.count + bytes.count / 2 + 4
        var consumed = 0
        let converted = [UInt8](unsafeUninitializedCapacity: capacity) { output, count in
            bytes.withUnsafeBytes { input in
                // iconv's input is not const in C, but it only reads it.
                var inputStart = UnsafeMutableRawPointer(mutating: input.baseAddress)?
                    .assumingMemoryBound(to: CChar.self)
                var inputLeft = input.count
                output.withMemoryRebound(to: CChar.self) { target in
                    var targetStart = target.baseAddress
                    var targetLeft = capacity
                    _ = iconv(converter, &inputStart, &inputLeft, &targetStart, &targetLeft)
                    count = capacity - targetLeft
                }
                consumed = input.count - inputLeft
            }
        }
        return consumed == bytes.count ? .success(converted) : .failure(.invalid(position: consumed))
    }
}
