import Testing

@testable import Interchange

@Suite("CSV records")
struct CSVReaderTests {
    /// What a text comes to: `line: field|field`, or `line! message`.
    private func read(_ text: String) -> [String] {
        var reader = CSVReader(Array(text.utf8))
        var lines: [String] = []
        while true {
            switch reader.next() {
            case .end: return lines
            case .fault(let line, let message): lines.append("\(line)! \(message)")
            case .record(let line):
                let fields = reader.fields.map { String(decoding: reader.content(of: $0), as: UTF8.self) }
                lines.append("\(line): " + fields.joined(separator: "|"))
            }
        }
    }

    @Test(
        "Records and their lines",
        arguments: [
            ("", []),
            ("a,b\n1,2\n", ["1: a|b", "2: 1|2"]),
            ("a,b\r\n1,2\r\n", ["1: a|b", "2: 1|2"]),
            ("a,b\n1,2", ["1: a|b", "2: 1|2"]),
            ("a,b\n1,2\r", ["1: a|b", "2: 1|2"]),
            ("a,b\n1,\n,2\n", ["1: a|b", "2: 1|", "3: |2"]),
            ("\n\na\n\n \t\n\r\n1\n\n", ["3: a", "7: 1"]),
            ("a,b\n,\n , \n\"\",\n1,2\n", ["1: a|b", "5: 1|2"]),
            (" a\t,  b c  \n", ["1: a|b c"]),
            ("\" a \",b\n", ["1:  a |b"]),
            ("  \"a\" \t,b\n", ["1: a|b"]),
            ("\"a\"\"b\",\"\"\"\"\n", ["1: a\"b|\""]),
            ("\"x,y\",\"\",z\n", ["1: x,y||z"]),
            ("5\" pipe,2\n", ["1: 5\" pipe|2"]),
            ("a\n\"one\ntwo\r\nthree\"\nb\n", ["1: a", "2: one\ntwo\r\nthree", "5: b"]),
            ("铅,豫A1\n", ["1: 铅|豫A1"]),
        ] as [(String, [String])])
    func records(text: String, expected: [String]) {
        #expect(read(text) == expected)
    }

    @Test("A quote that is never closed is told where it opens")
    func unclosedQuote() {
        #expect(
            read("a,b\n1,\"2\n3,4\n") == ["1: a|b", "2! a quote opens here and is never closed"])
        #expect(
            read("a\n\"x\ny\",\"z\n\n") == ["1: a", "3! a quote opens here and is never closed"])
        #expect(read("\"") == ["1! a quote opens here and is never closed"])
    }

    @Test("Text behind a closing quote is told, and reading goes on in the next line")
    func textAfterQuote() {
        #expect(
            read("a,b\n\"1\"x,2\n3,4\n") == [
                "1: a|b", "2! text follows a closing quote; write a quote inside a value twice (\"\")", "3: 3|4",
            ])
    }

    @Test("A carriage return alone is told, and reading goes on in the next line")
    func loneCarriageReturn() {
        #expect(
            read("a\r1\r2\nb\n") == [
                "1! a carriage return stands alone; save the file with line ends LF or CRLF", "2: b",
            ])
        #expect(
            read("a\n\"b\"\rc\n") == [
                "1: a", "2! a carriage return stands alone; save the file with line ends LF or CRLF",
            ])
    }

    @Test("Writing records with quotes and reading them again gives the same fields", arguments: 0..<20)
    func roundTrip(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let alphabet = ["a", "\"", ",", "\n", "\r\n", " ", "\t", "铅", "0", ";"]
        var text = ""
        var expected: [String] = []
        var line = 1
        for _ in 0..<50 {
            let fields = (0..<4).map { _ in
                "x"
                    + (0..<Int.random(in: 0..<6, using: &random)).map { _ in
                        alphabet.randomElement(using: &random) ?? ""
                    }.joined()
            }
            let quoted = fields.map { field in
                "\"" + field.unicodeScalars.map { $0 == "\"" ? "\"\"" : String($0) }.joined() + "\""
            }
            text += quoted.joined(separator: ",") + "\n"
            expected.append("\(line): " + fields.joined(separator: "|"))
            line += 1 + fields.joined().utf8.count { $0 == UInt8(ascii: "\n") }
        }
        #expect(read(text) == expected, "seed \(seed)")
    }
}
