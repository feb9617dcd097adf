/// The words of a sentence with numbered gaps: `there is no {0} '{1}'`.
package struct Template: Sendable {
    package enum Piece: Hashable, Sendable {
        case words(String)
        case gap(Int)
    }

    package let pieces: [Piece]

    package init(_ text: String) {
        var pieces: [Piece] = []
        var words = ""
        var rest = text[...]
        while let character = rest.popFirst() {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            if character == "{", let number = Int(digits), rest.dropFirst(digits.count).first == "}" {
                if !words.isEmpty { pieces.append(.words(words)) }
                words = ""
                pieces.append(.gap(number))
                rest = rest.dropFirst(digits.count + 1)
            } else {
                words.append(character)
            }
        }
        if !words.isEmpty { pieces.append(.words(words)) }
        self.pieces = pieces
    }

    func text(filling gaps: [String]) -> String {
        pieces.reduce(into: "") { text, piece in
            switch piece {
            case .words(let words): text += words
            case .gap(let number): if gaps.indices.contains(number) { text += gaps[number] }
            }
        }
    }

    /// What stands in the gaps of a text that was made by this template, each as short as it can be; nil for a text
    /// that was not.
    func gaps(in text: String) -> [Int: String]? {
        var gaps: [Int: String] = [:]
        var rest = text[...]
        var open: Int?
        for (index, piece) in pieces.enumerated() {
            switch piece {
            case .gap(let number): open = number
            case .words(let words):
                // The last words end the text, wherever else they stand.
                let start = index == pieces.count - 1 ? rest.lastStart(of: words) : rest.firstStart(of: words)
                guard let start, open != nil || start == rest.startIndex else { return nil }
                if let open { gaps[open] = String(rest[..<start]) }
                open = nil
                rest = rest[start...].dropFirst(words.count)
            }
        }
        if let open { gaps[open] = String(rest) } else if !rest.isEmpty { return nil }
        return gaps
    }
}

extension Substring {
    /// Where a text first begins; the standard library alone finds only collections of elements.
    fileprivate func firstStart(of text: String) -> Index? { indices.first { self[$0...].hasPrefix(text) } }

    /// Where a text begins that ends this one.
    fileprivate func lastStart(of text: String) -> Index? {
        hasSuffix(text) ? index(endIndex, offsetBy: -text.count) : nil
    }
}
