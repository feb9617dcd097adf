import MaterialLedger
import Testing
import Wording

struct CodeTests {
    @Test(arguments: [
        "A", "L-2024/11#5", "批次一", "é", "ñandú", "~!@$%^&()[]{}<>'\"\\|;.-_+", "한글", "𠮷",
        String(repeating: "x", count: 64), String(repeating: "批", count: 64),
    ])
    func anOrdinaryCodeIsFine(_ code: String) {
        #expect(Code.fault(in: code) == nil)
    }

    @Test(arguments: [
        ("", "empty"), (String(repeating: "x", count: 65), "more than 64"),
        (String(repeating: "批", count: 65), "more than 64"),
        ("a,b", "','"), ("a=b", "'='"), ("a:b", "':'"), ("a*", "'*'"), ("a?", "'?'"), ("a b", "white space"),
        ("a\tb", "white space"), ("a\u{3000}b", "white space"), ("a\u{A0}", "white space"),
        ("a\u{2028}", "white space"),
        ("a\u{7F}", "control"), ("a\u{1}", "control"), ("a\u{85}", "white space"), ("e\u{301}", "NFC"),
        ("\u{212B}", "NFC"), ("\u{1100}\u{1161}", "NFC"),
    ])
    func aCodeThatCannotBeTypedSafelyIsRefused(_ code: String, _ words: String) {
        #expect(Code.fault(in: code)?.english.contains(words) == true, "\(Code.fault(in: code) ?? "nothing")")
    }

    @Test func codesAreCaseSensitive() {
        // Equality of Swift's strings is canonical, so that only one form may be a code.
        #expect("e\u{301}" == "é")
        #expect(!Code.isNormalized("e\u{301}"))
        #expect(Code.isNormalized("é"))
    }

    @Test(arguments: [
        ("410000", true), ("341282", true), ("11", false), ("4100000", false), ("990000", false), ("41000a", false),
        ("４10000", false), ("710000", true),
    ])
    func aProvinceIsSixDigitsOfTheList(_ text: String, _ isCode: Bool) {
        #expect(Province.isCode(text) == isCode)
    }

    @Test func aCountysProvinceIsItsFirstTwoDigits() { #expect(Province.of("341282") == "340000") }
}
