import Testing

@testable import Interchange

@Suite struct DisplayWidthTests {
    @Test(
        "A text is as wide as a terminal draws it",
        arguments: [
            ("", 0), ("Pb", 2), ("再生铅", 6), ("1—本月", 6), ("(吨)", 4), ("（吨）", 6), ("ｱ", 1), ("Ａ", 2),
            ("e\u{301}", 1), ("한", 2), ("─", 1), ("🔋", 2), ("𠀀", 2), ("a\u{200B}b", 2), ("，", 2),
        ])
    func widths(text: String, width: Int) {
        #expect(DisplayWidth.of(text) == width)
    }
}
