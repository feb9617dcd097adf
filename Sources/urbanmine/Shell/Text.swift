internal import Interchange
internal import Wording

/// A text in both languages of the program.
struct Text: Sendable, Equatable {
    let en: String
    let zh: String

    init(_ en: String, _ zh: String) {
        self.en = en
        self.zh = zh
    }

    /// A text that is the same in both, such as a code.
    init(same text: String) { self.init(text, text) }

    init(_ sentence: Sentence) { self.init(sentence.text(in: .en), sentence.text(in: .zh)) }

    func `in`(_ language: Language) -> String { language.text(en: en, zh: zh) }
}
