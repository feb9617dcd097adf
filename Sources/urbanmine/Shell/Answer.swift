internal import MaterialLedger
internal import Wording

/// A single value of an answer.
enum Cell: Sendable {
    case text(String?)
    /// Prose and words for people: in a table they follow the language, elsewhere they are English.
    case sentence(Sentence?)
    /// Grams.
    case mass(Int64?)
    case time(Instant?)
    case count(Int64?)
    case number(Double?)
    case flag(Bool?)
    case texts([String])
    /// Numbers by name, such as documents by kind.
    case counts([(name: String, count: Int64)])

    static func mass(_ mass: Mass?) -> Cell { .mass(mass?.grams) }
    /// A word of a closed vocabulary, such as a kind or a state.
    static func word(_ word: String?) -> Cell { .sentence(word.map(Sentence.init(term:))) }
    static func count(_ count: Int) -> Cell { .count(Int64(count)) }
}

/// A named value: its key in JSON and CSV, its label for people.
struct Field: Sendable {
    var key: String
    var label: Text
    var cell: Cell

    init(_ key: String, _ label: Text, _ cell: Cell) {
        self.key = key
        self.label = label
        self.cell = cell
    }
}

/// A column of a list, and how a row fills it.
struct Column<Row> {
    var key: String
    var label: Text
    var cell: (Row) -> Cell

    init(_ key: String, _ label: Text, _ cell: @escaping (Row) -> Cell) {
        self.key = key
        self.label = label
        self.cell = cell
    }
}

/// A list within an answer.
struct Sheet: Sendable {
    /// Its key in JSON.
    var key: String
    var title: Text?
    var columns: [(key: String, label: Text)]
    var rows: [[Cell]]
    /// Whether the table ends with a line of the sums of its masses.
    var hasTotal: Bool

    init<Row>(
        _ key: String, _ title: Text? = nil, _ rows: [Row], hasTotal: Bool = false, _ columns: [Column<Row>]
    ) {
        self.key = key
        self.title = title
        self.columns = columns.map { ($0.key, $0.label) }
        self.rows = rows.map { row in columns.map { $0.cell(row) } }
        self.hasTotal = hasTotal
    }
}

/// Something odd that the user should look at.
struct Warning: Sendable {
    var code: String
    var message: Text
}

/// What a command has to say, apart from how it is written.
struct Answer: Sendable {
    /// One sentence that says what was done.
    var headline: Text?
    var fields: [Field] = []
    var sheets: [Sheet] = []
    /// Whether a list is all there is to say, rather than the lines of a thing.
    var isList = false
    /// Values that programs find behind the lists; people see them as the lists' totals.
    var closing: [Field] = []
    /// What one may want to do next: commands.
    var next: [String] = []
    /// Nil where the command has none to give, so that JSON has no empty list.
    var warnings: [Warning]?
}
