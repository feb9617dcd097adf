package import Interchange
package import Wording

/// A text in both languages of the programs.
package struct Text: Sendable, Equatable {
    package let en: String
    package let zh: String

    package init(_ en: String, _ zh: String) {
        self.en = en
        self.zh = zh
    }

    /// A text that is the same in both, such as a code.
    package init(same text: String) { self.init(text, text) }

    package init(_ sentence: Sentence) { self.init(sentence.text(in: .en), sentence.text(in: .zh)) }

    package func `in`(_ language: Language) -> String { language.text(en: en, zh: zh) }
}
