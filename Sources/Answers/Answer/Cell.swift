package import MaterialLedger
package import Wording

/// A single value of an answer.
package enum Cell: Sendable {
    case text(String?)
    /// Prose and words for people: in a table they follow the language, elsewhere they are English.
    case sentence(Sentence?)
    /// The same, for prose that comes in both languages.
    case bilingual(Text)
    /// An account of the ledger; Chinese tables add its name.
    case account(String)
    /// Grams.
    case mass(Int64?)
    case time(Instant?)
    case count(Int64?)
    case number(Double?)
    case flag(Bool?)
    case texts([String])
    /// Numbers by name, such as documents by kind.
    case counts([(name: String, count: Int64)])

    package static func mass(_ mass: Mass?) -> Cell { .mass(mass?.grams) }
    /// A word of a closed vocabulary, such as a kind or a state.
    package static func word(_ word: String?) -> Cell { .sentence(word.map(Sentence.init(term:))) }
    package static func count(_ count: Int) -> Cell { .count(Int64(count)) }
}

/// A named value: its key in JSON and CSV, its label for people.
package struct Field: Sendable {
    package var key: String
    package var label: Text
    package var cell: Cell

    package init(_ key: String, _ label: Text, _ cell: Cell) {
        self.key = key
        self.label = label
        self.cell = cell
    }

    /// A row's cells as fields.
    static func all<Row>(_ row: Row, _ columns: [Column<Row>]) -> [Field] {
        columns.map { Field($0.key, $0.label, $0.cell(row)) }
    }
}
