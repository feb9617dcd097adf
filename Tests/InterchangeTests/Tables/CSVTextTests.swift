import Testing

@testable import Interchange

@Suite struct CSVTextTests {
    private func text(_ fields: [String], forExcel: Bool = false) -> String {
        String(decoding: CSVText.row(fields, forExcel: forExcel), as: UTF8.self)
    }

    @Test("Fields are quoted only where a reader needs it, and records end in CRLF")
    func quoting() {
        #expect(text(["a", "b c", "", "再生铅"]) == "a,b c,,再生铅\r\n")
        #expect(
            text(["a,b", "say \"so\"", "two\nlines", "cr\rlf", " pad", "pad "])
                == "\"a,b\",\"say \"\"so\"\"\",\"two\nlines\",\"cr\rlf\",\" pad\",\"pad \"\r\n")
        #expect(text(["\r\n", "\"\u{301}"]) == "\"\r\n\",\"\"\"\u{301}\"\r\n")
    }

    @Test(
        "For Excel a cell that would run as a formula gets an apostrophe",
        arguments: ["=1+1", "+cmd", "-x", "@SUM(A1)", "＝1+1", "-", "+", "-1-2", "\t=1", "-1e", "-.", "+5%%"])
    func formulas(cell: String) {
        #expect(CSVText.guarded(cell) == "'" + cell)
    }

    @Test(
        "Numbers and harmless texts stay as they are",
        arguments: ["-1", "+12.3%", "-0.5", "-1e-05", "+.5", "-5.", "1+1", "a=b", "", "—", "'x", "T-1"])
    func harmless(cell: String) {
        #expect(CSVText.guarded(cell) == cell)
    }

    @Test("Without Excel in mind nothing is added to a cell")
    func unguarded() {
        #expect(text(["=1+1"]) == "=1+1\r\n")
        #expect(text(["=1+1", "-1"], forExcel: true) == "'=1+1,-1\r\n")
    }
}
