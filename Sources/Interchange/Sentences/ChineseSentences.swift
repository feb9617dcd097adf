internal import CAssets
import Wording

/// The catalogue of what the programs say in Chinese: sentences/zh.txt.
enum ChineseSentences {
    /// Chinese sentences by the templates of the English ones.
    static let all: [String: String] = read(
        String(
            decoding: UnsafeBufferPointer(
                start: urbanmine_sentences_zh.bytes, count: Int(urbanmine_sentences_zh.size)), as: UTF8.self))

    /// The templates with enough words to tell a text by, those with the most first.
    static let telling: [Template] = all.keys
        .map { (text: $0, words: $0.count { $0.isASCII && $0.isLetter }) }.filter { $0.words >= 8 }
        .sorted { ($1.words, $0.text) < ($0.words, $1.text) }.map { Template($0.text) }

    /// Pairs of lines; `#` begins a remark, `[` a section.
    private static func read(_ text: String) -> [String: String] {
        let lines = text.split(separator: "\n").filter { !$0.hasPrefix("#") && !$0.hasPrefix("[") }
        var sentences: [String: String] = [:]
        for index in stride(from: 0, to: lines.count - 1, by: 2) {
            sentences[String(lines[index])] = String(lines[index + 1])
        }
        return sentences
    }
}
