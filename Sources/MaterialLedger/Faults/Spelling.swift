/// Finds what someone may have meant.
package enum Spelling {
    /// The candidate with the smallest edit distance, where at most a third of its letters differ.
    package static func nearest(to text: String, in candidates: some Collection<String>) -> String? {
        guard candidates.count <= 5_000 else { return nil }
        let wanted = Array(text.lowercased().unicodeScalars)
        var best: (text: String, distance: Int)?
        for candidate in candidates.sorted() {
            let letters = Array(candidate.lowercased().unicodeScalars)
            let limit = max(1, letters.count / 3)
            guard abs(letters.count - wanted.count) <= limit else { continue }
            let distance = editDistance(wanted, letters)
            if distance <= limit, distance < best?.distance ?? .max { best = (candidate, distance) }
        }
        return best?.text
    }

    /// Levenshtein's distance, one row at a time.
    private static func editDistance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
        var row = Array(0...right.count)
        for (i, a) in left.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, b) in right.enumerated() {
                let substituted = diagonal + (a == b ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(substituted, row[j] + 1, row[j + 1] + 1)
            }
        }
        return row[right.count]
    }
}
