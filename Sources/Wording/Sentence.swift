/// A sentence for people: its English words, and what stands in their gaps, kept apart so that the words of another
/// language can be put in their place.
///
/// It is written as a string literal, with whatever varies interpolated:
///
///     "there is no \(kind) '\(code)'\(hint)"
///
/// Codes, numbers and values are told as they are. A gap may hold a sentence again, which is translated by itself: a
/// word of a closed vocabulary, or a clause that is not always there. One sentence is one literal, and there is no `+`
/// on purpose: what is cut in the middle of a line can't be translated.
package struct Sentence: Sendable {
    fileprivate enum Gap: Sendable {
        case text(String)
        case sentence(Sentence)
    }

    /// The English words between the gaps: one more than there are gaps.
    private var words: [String]
    private var gaps: [Gap]

    /// What some other program or library says, which nobody translates.
    package init(verbatim text: String) { self = "\(text)" }

    /// A word of a closed vocabulary, such as the name of a kind of document.
    package init(term: String) {
        words = [term]
        gaps = []
    }

    /// Several, with commas between them.
    package static func list(_ sentences: [Sentence]) -> Sentence {
        sentences.dropFirst().reduce(sentences.first ?? "") { "\($0), \($1)" }
    }

    /// Reads back what was said by a template, such as `month {0} is closed`; nil where the text is another.
    package init?(_ text: String, by template: Template) {
        guard let gaps = template.gaps(in: text) else { return nil }
        words = [""]
        self.gaps = []
        for piece in template.pieces {
            switch piece {
            case .words(let text): words[words.count - 1] += text
            case .gap(let number):
                self.gaps.append(.text(gaps[number] ?? ""))
                words.append("")
            }
        }
    }

    /// The key under which other languages have their words: `there is no {0} '{1}'{2}`.
    package var template: String {
        var text = words[0]
        for (number, next) in words.dropFirst().enumerated() { text += "{\(number)}" + next }
        return text
    }

    package var english: String { text { _ in nil } }

    /// The sentence in the words of another language.
    ///
    /// - Parameter translation: the words for a template, with the same gaps; nil leaves those in English.
    package func text(translation: (String) -> String?) -> String {
        let said = gaps.map { gap in
            switch gap {
            case .text(let text): text
            case .sentence(let sentence): sentence.text(translation: translation)
            }
        }
        if let other = translation(template) { return Template(other).text(filling: said) }
        return zip(words.dropFirst(), said).reduce(words[0]) { $0 + $1.1 + $1.0 }
    }
}

/// Sentences that read the same are the same, however they were put together.
extension Sentence: Hashable {
    package static func == (left: Sentence, right: Sentence) -> Bool { left.english == right.english }
    package func hash(into hasher: inout Hasher) { hasher.combine(english) }
}

extension Sentence: CustomStringConvertible {
    /// In English, as logs have it.
    package var description: String { english }
}

extension Sentence: ExpressibleByStringInterpolation {
    package init(stringLiteral text: String) {
        words = [text]
        gaps = []
    }

    package init(stringInterpolation: StringInterpolation) {
        words = stringInterpolation.words
        gaps = stringInterpolation.gaps
    }

    package struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var words = [""]
        fileprivate var gaps: [Gap] = []

        package init(literalCapacity: Int, interpolationCount: Int) {}

        package mutating func appendLiteral(_ text: String) { words[words.count - 1] += text }

        package mutating func appendInterpolation(_ sentence: Sentence) { append(.sentence(sentence)) }
        package mutating func appendInterpolation(_ number: some BinaryInteger) { append(.text("\(number)")) }
        /// Disfavoured, so that a literal in a gap is a sentence, which is translated, and no text, which is not.
        @_disfavoredOverload
        package mutating func appendInterpolation(_ text: String) { append(.text(text)) }

        private mutating func append(_ gap: Gap) {
            gaps.append(gap)
            words.append("")
        }
    }
}
