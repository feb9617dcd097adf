package import Wording

extension Sentence {
    package func text(in language: Language) -> String {
        switch language {
        case .en: english
        case .zh: text { ChineseSentences.all[$0] }
        }
    }

    /// What comes as mere text, from the database's functions or the parser of command lines, by the template that the
    /// catalogue knows it by; else as it is.
    package init(known text: String) {
        let read = ChineseSentences.telling.lazy.compactMap { Sentence(text, by: $0) }
        self = read.first ?? Sentence(verbatim: text)
    }
}
