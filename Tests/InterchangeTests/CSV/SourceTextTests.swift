import MaterialLedger
import Testing

@testable import Interchange

@Suite("Encodings of input files")
struct SourceTextTests {
    private func text(_ bytes: [UInt8]) throws(Fault) -> String {
        let text = try SourceText(bytes, file: "parties.csv")
        return String(decoding: text.bytes[text.start...], as: UTF8.self)
    }

    private func fault(_ bytes: [UInt8]) -> String? {
        do throws(Fault) {
            _ = try SourceText(bytes, file: "parties.csv")
            return nil
        } catch {
            #expect(error.code == .unreadable)
            #expect(error.file == "parties.csv")
            return "\(error.line ?? 0) \(error.message)"
        }
    }

    @Test("UTF-8 is read with and without its mark")
    func utf8() throws {
        #expect(try text(Array("party,再生铅\n".utf8)) == "party,再生铅\n")
        #expect(try text([0xEF, 0xBB, 0xBF] + Array("party\n".utf8)) == "party\n")
        #expect(try text([]) == "")
        #expect(try text([0xEF, 0xBB, 0xBF]) == "")
    }

    @Test("What is not UTF-8 is read as GB18030, four-byte characters too")
    func gb18030() throws {
        // 界首,王芳 in two bytes each, 㐀 (U+3400) and 😀 (U+1F600) in four.
        let jieshou: [UInt8] = [0xBD, 0xE7, 0xCA, 0xD7]
        let wangFang: [UInt8] = [0xCD, 0xF5, 0xB7, 0xBC]
        let rare: [UInt8] = [0x81, 0x39, 0xEE, 0x39]
        let face: [UInt8] = [0x94, 0x39, 0xFC, 0x36]
        let comma: [UInt8] = [0x2C]
        #expect(try text(jieshou + comma + wangFang + [0x0A]) == "界首,王芳\n")
        #expect(try text(rare + comma + face) == "㐀,😀")
        // The byte order mark of GB18030.
        #expect(try text([0x84, 0x31, 0x95, 0x33] + jieshou) == "界首")
    }

    @Test("A byte that fits no encoding is told with its line")
    func invalid() {
        let good = Array("party,name\nS1,一\n".utf8)
        let message = "byte 0xFF fits neither UTF-8 nor GB18030; save the file as \"CSV UTF-8 (comma delimited)\""
        #expect(fault(good + [0x53, 0xFF, 0x0A]) == "3 " + message)
        #expect(fault([0xFF, 0x0A]) == "1 " + message)
        // A character cut off at the end.
        #expect(
            fault([0x61, 0x0A, 0x81])
                == "2 byte 0x81 fits neither UTF-8 nor GB18030; save the file as \"CSV UTF-8 (comma delimited)\"")
    }

    @Test("A file with UTF-8's mark is never taken for GB18030")
    func markMeansUTF8() {
        let bytes: [UInt8] = [0xEF, 0xBB, 0xBF, 0x61, 0x0A, 0xBD, 0xE7]
        #expect(
            fault(bytes)
                == "2 byte 0xBD fits neither UTF-8 nor GB18030; save the file as \"CSV UTF-8 (comma delimited)\"")
    }

    @Test("UTF-16 is refused with what to do")
    func utf16() {
        let message =
            "1 the file is UTF-16 (Excel's \"Unicode Text\"); save it as \"CSV UTF-8 (comma delimited)\""
        #expect(fault([0xFF, 0xFE, 0x61, 0x00]) == message)
        #expect(fault([0xFE, 0xFF, 0x00, 0x61]) == message)
    }

    @Test("A workbook that is called CSV is told as what it is")
    func workbook() {
        let message = "1 the file is an Excel workbook or a zip archive; save it as \"CSV UTF-8 (comma delimited)\""
        #expect(fault(Array("PK\u{3}\u{4}".utf8) + [0, 0]) == message)
        #expect(fault([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1]) == message)
    }

    @Test("NUL bytes are refused with their line")
    func nul() {
        #expect(
            fault([0x61, 0x0A, 0x62, 0x00])
                == "2 the file holds NUL bytes, so it is no text in UTF-8 or GB18030; "
                + "save it as \"CSV UTF-8 (comma delimited)\"")
    }
}
