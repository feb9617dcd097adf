import MaterialLedger
import Testing
import Wording

@testable import Interchange

/// What `scripts/check-sentences` can't see: words that are made of raw values, and how texts are read back.
@Suite("Chinese sentences")
struct ChineseSentencesTests {
    @Test("Every word of a closed vocabulary has a Chinese one")
    func vocabularies() {
        let words = EventKind.allCases.map(\.word) + NamedThing.allCases.map(\.word)
        for word in words { #expect(word.text(in: .zh) != word.english, "\(word)") }
    }

    @Test("Nested sentences, words and hints are all Chinese, and codes stay")
    func nested() {
        let message = FaultSubject.unknownMessage(.facility, "F3", near: "F1")
        #expect(message.english == "there is no facility 'F3'; did you mean 'F1'?")
        #expect(message.text(in: .zh) == "企业“F3”不存在；是否为“F1”？")
        #expect(Shortfall.list(["run R1", "shipment V1"]).text(in: .zh) == "生产批 R1、发货单 V1")
        #expect(Shortfall.list(["run R1", "shipment V1"]).english == "run R1, shipment V1")
    }

    @Test("A fault's place stays before its Chinese message")
    func fault() {
        let fault = Fault(.badValue, file: "intakes.csv", line: 12, field: "net_g", value: "", "must not be empty")
        #expect(fault.place + fault.message.text(in: .zh) == "intakes.csv:12: net_g: 不能为空")
        #expect(fault.description == "intakes.csv:12: net_g: must not be empty")
    }

    static let texts = [
        ("month 2024-11 is closed", "2024-11 已结账"), ("month 2024-11 is closed already", "2024-11 此前已结账"),
        ("lot A would be 5 g below zero at F1 from 2024-11-05", "批次 A 在 F1 自 2024-11-05 起将出现负结存 5 g"),
        ("Unknown option '--bogus'", "未知选项 '--bogus'"), ("something else: it is odd", "something else: it is odd"),
    ]

    @Test("Texts of the database and of the parser are read back, others are told as they are", arguments: texts)
    func readBack(text: String, chinese: String) {
        let sentence = Sentence(known: text)
        #expect(sentence.english == text)
        #expect(sentence.text(in: .zh) == chinese)
    }
}
