package import Wording

/// Finds what someone may have meant.
package enum Spelling {
    /// The candidate with the fewest typing slips, upper and lower case being equal.
    ///
    /// Nil where more than a third of the letters differ in all, and never the very word that was typed. Of candidates with as many slips the first in the order of the alphabet is told.
    package static func nearest(to text: String, in candidates: some Collection<String>) -> String? {
        let typed = Array(text.lowercased().unicodeScalars)
        guard !typed.isEmpty, typed.count <= 64, candidates.count <= 10_000 else { return nil }
        var best: (text: String, slips: Int)?
        for candidate in candidates where candidate != text {
            let letters = Array(candidate.lowercased().unicodeScalars)
            let limit = limit(typed.count, letters.count)
            guard abs(letters.count - typed.count) <= limit else { continue }
            let slips = slips(from: typed, to: letters)
            guard slips <= limit else { continue }
            if let found = best, (found.slips, found.text) <= (slips, candidate) { continue }
            best = (candidate, slips)
        }
        return best?.text
    }

    /// `; did you mean 'Pb'?`, to go on a sentence with; empty where nothing is near.
    package static func hint(for text: String, in candidates: some Collection<String>) -> Sentence {
        hint(nearest(to: text, in: candidates))
    }

    package static func hint(_ near: String?) -> Sentence { near.map { "; did you mean '\($0)'?" } ?? "" }

    /// The most slips between words of these lengths: a third of the letters, one in short words, none in single
    /// letters.
    private static func limit(_ left: Int, _ right: Int) -> Int {
        let shorter = min(left, right)
        return shorter < 2 ? 0 : max(1, shorter / 3)
    }

    /// All words one slip away with letters as codes have them, for a look-up where there are too many candidates.
    package static func variants(of text: String) -> [String] {
        let typed = Array(text.unicodeScalars)
        guard !typed.isEmpty, typed.count <= 64 else { return [] }
        let alphabet = Set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_./".unicodeScalars)
            .union(typed)
        var variants: Set<String> = [text.uppercased(), text.lowercased()]
        func add(_ letters: [Unicode.Scalar]) { variants.insert(String(String.UnicodeScalarView(letters))) }
        for place in 0...typed.count {
            let (before, after) = (Array(typed[..<place]), Array(typed[place...]))
            for letter in alphabet {
                add(before + [letter] + after)
                if !after.isEmpty { add(before + [letter] + after.dropFirst()) }
            }
            if !after.isEmpty { add(before + after.dropFirst()) }
            if after.count > 1 { add(before + [after[1], after[0]] + after.dropFirst(2)) }
        }
        variants.remove(text)
        variants.remove("")
        return variants.sorted()
    }

    /// Insertions, deletions, replacements and swaps of neighbours between two words (optimal string alignment).
    private static func slips(from left: [Unicode.Scalar], to right: [Unicode.Scalar]) -> Int {
        var beforePrevious: [Int] = []
        var previous = Array(0...right.count)
        for row in left.indices {
            var current = [row + 1]
            for column in right.indices {
                let replaced = previous[column] + (left[row] == right[column] ? 0 : 1)
                var cost = min(replaced, previous[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                    cost = min(cost, beforePrevious[column - 1] + 1)
                }
                current.append(cost)
            }
            beforePrevious = previous
            previous = current
        }
        return previous[right.count]
    }
}
