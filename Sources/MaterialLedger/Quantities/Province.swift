/// Codes of administrative divisions, GB/T 2260.
package enum Province {
    /// The first two digits of the provinces, autonomous regions, municipalities and special regions.
    private static let prefixes: Set<String> = [
        "11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41", "42", "43",
        "44", "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65", "71", "81", "82",
    ]

    /// Whether the text is six digits that begin with a province.
    package static func isCode(_ text: String) -> Bool {
        text.utf8.count == 6 && text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            && prefixes.contains(String(text.prefix(2)))
    }

    /// The province of a code of any level: the first two digits and four zeros.
    package static func of(_ code: String) -> String { code.prefix(2) + "0000" }
}
