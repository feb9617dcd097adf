import Testing

@testable import Interchange

@Suite struct TextTableTests {
    private let table = TextTable(
        title: "产量",
        columns: [.init("品名"), .init("本年\n本月", .trailing), .init("t", .trailing), .init("note")],
        rows: [["再生铅", "1.5", "12", "ok"], ["Al", "100.25", "3", ""]], emphasisedRows: [1])

    @Test("Columns line up by the cells that a terminal draws, and lines have no blanks at their end")
    func alignment() {
        #expect(
            table.rendered() == """
                产量
                          本年
                品名      本月   t  note
                ────────────────────────
                再生铅     1.5  12  ok
                Al      100.25   3
                ────────────────────────

                """)
    }

    @Test("A table wider than the terminal is cut into blocks that repeat the key column")
    func blocks() {
        #expect(
            table.rendered(width: 19) == """
                产量
                          本年
                品名      本月   t
                ──────────────────
                再生铅     1.5  12
                Al      100.25   3
                ──────────────────

                品名    note
                ────────────
                再生铅  ok
                Al
                ────────────

                """)
        #expect(table.rendered(width: nil) == table.rendered(width: 24))
        #expect(table.rendered(width: 1).split(separator: "\n").filter { $0.hasPrefix("品名") }.count == 3)
    }

    @Test("Colour is bold for title, heads and stressed rows, and adds nothing else")
    func color() {
        let painted = table.rendered(color: true)
        #expect(painted.contains("\u{1B}[1mAl      100.25   3\u{1B}[0m\n"))
        #expect(painted.contains("\n再生铅     1.5  12  ok\n"))
        let bare = painted.replacing("\u{1B}[1m", with: "").replacing("\u{1B}[0m", with: "")
        #expect(bare == table.rendered())
    }

    @Test("What would steer the terminal is shown as a mark")
    func controls() {
        #expect(
            TextTable.printable("a\u{1B}[31mb\nc\td\u{202E}e\u{7F}\u{9B}")
                == "a\u{FFFD}[31mb c d\u{FFFD}e\u{FFFD}\u{FFFD}")
    }

    @Test("Rows shorter than the head are filled, longer ones cut")
    func raggedRows() {
        let table = TextTable(columns: [.init("a"), .init("b")], rows: [["1"], ["1", "2", "3"]])
        #expect(table.rendered() == "a  b\n────\n1\n1  2\n────\n")
    }

    @Test("As CSV the head is one line, and Excel gets its mark")
    func csv() {
        #expect(
            String(decoding: table.csv(), as: UTF8.self)
                == "品名,本年 本月,t,note\r\n再生铅,1.5,12,ok\r\nAl,100.25,3,\r\n")
        #expect(table.csv(bom: true) == [0xEF, 0xBB, 0xBF] + table.csv())
    }
}
