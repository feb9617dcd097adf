import Testing

@testable import Wording

@Suite("Sentences and their templates")
struct SentenceTests {
    private let chinese = [
        "there is no {0} '{1}'{2}": "没有{0}“{1}”{2}", "; did you mean '{0}'?": "；是否指“{0}”？", "party": "单位",
        "{0} of {1}": "{1} 的 {0}",
    ]

    private func inChinese(_ sentence: Sentence) -> String { sentence.text { chinese[$0] } }

    @Test("A literal keeps its words and what stands in the gaps apart")
    func template() {
        let (code, count) = ("S1", 12)
        let sentence: Sentence = "lot \(code) has \(count) lines"
        #expect(sentence.template == "lot {0} has {1} lines")
        #expect(sentence.english == "lot S1 has 12 lines")
        #expect("\(sentence)" == "lot S1 has 12 lines")
        #expect(Sentence("must not be empty").template == "must not be empty")
    }

    @Test("Sentences in gaps, and literals in gaps, are translated by themselves; texts are not")
    func nested() {
        let near: String? = "S12"
        let hint: Sentence = near.map { "; did you mean '\($0)'?" } ?? ""
        let kind = Sentence(term: "party")
        let sentence: Sentence = "there is no \(kind) '\("party" as String)'\(hint)"
        #expect(sentence.english == "there is no party 'party'; did you mean 'S12'?")
        #expect(inChinese(sentence) == "没有单位“party”；是否指“S12”？")
        let literal: Sentence = "there is no \(near == nil ? "lot" : "party") '\(7)'\("")"
        #expect(inChinese(literal) == "没有单位“7”")
    }

    @Test("Another language may order the gaps as it likes; what has no translation stays as it is")
    func order() {
        let (part, whole) = ("Pb", "LAB")
        #expect(inChinese("\(part) of \(whole)") == "LAB 的 Pb")
        #expect(inChinese("no \(part)") == "no Pb")
        #expect(inChinese(Sentence(verbatim: "FATAL: {0} of {1}")) == "FATAL: {0} of {1}")
    }

    @Test("What stands in braces in a value is no gap")
    func braces() {
        let value = "{1}"
        let sentence: Sentence = "\(value) of \("x" as String)"
        #expect(sentence.english == "{1} of x")
        #expect(inChinese(sentence) == "x 的 {1}")
        #expect(Template("{} {x} {12} {").pieces == [.words("{} {x} "), .gap(12), .words(" {")])
    }

    @Test("A text is read back by the template it was made by")
    func reading() throws {
        let template = Template("lot {0} would be {1} g below zero at {2}")
        let read = try #require(Sentence("lot a at b would be 5 g below zero at F1", by: template))
        #expect(read.template == "lot {0} would be {1} g below zero at {2}")
        #expect(read.english == "lot a at b would be 5 g below zero at F1")
        #expect(read.text { _ in "{2}｜{1}｜{0}" } == "F1｜5｜a at b")
        for other in ["lot a", "a lot b would be 5 g below zero at F1", "lot a would be 5 g"] {
            #expect(Sentence(other, by: template) == nil)
        }
        #expect(Sentence("month 2024-11 is closed", by: Template("month {0} is closed already")) == nil)
        #expect(
            Sentence("month 2024-11 is closed", by: Template("month {0} is closed"))?.template == "month {0} is closed")
    }

    @Test("Sentences that read the same are equal")
    func equality() {
        let code = "F1"
        #expect(Sentence("no F1") == "no \(code)")
        #expect(Set(["no \(code)", "no F1", "no F2"] as [Sentence]).count == 2)
    }
}
