package import Wording

/// Where a row keeps a value.
package typealias Path<Row, Value> = any WritableKeyPath<Row, Value> & Sendable

/// A column of a bundle's rows: its name, what it holds and where, and what it is to its document.
///
/// All that knows the columns of a document follows from the tables of these: readers and writers of files, digests,
/// columns of the database, corrections and comparisons, the checks of single values and of references.
package struct Field<Row>: Sendable {
    /// As the contract lists it; a mass ends in `_g`.
    package let name: String
    /// What people call it.
    package let title: Sentence
    package let place: FieldPlace<Row>
    package let presence: FieldPresence
    package let part: DocumentPart
    package let naming: Naming
    package let rule: FieldRule
    package let moment: Moment?

    package init(
        _ name: String, _ title: Sentence, _ place: FieldPlace<Row>, _ presence: FieldPresence = .required,
        part: DocumentPart = .header, naming: Naming = .nothing, rule: FieldRule? = nil, moment: Moment? = nil
    ) {
        self.name = name
        self.title = title
        self.place = place
        self.presence = presence
        self.part = part
        self.naming = naming
        self.rule = rule ?? place.usualRule
        self.moment = moment
    }

    /// The row's value, for what asks seldom; what reads every row of a bundle goes by ``place``.
    package func value(in row: Row) -> FieldValue { place.value(in: row) }
}

/// Whether a file has to have the column, and each of its rows a value.
package enum FieldPresence: Sendable {
    case required
    case optional
}

/// What a field is to the document of its row.
package enum DocumentPart: Sendable {
    /// Says which document, line or thing it is, and so can't be corrected.
    case identity
    /// The same in all lines of one document.
    case header
    /// Says which line of its document it is, and so can't be corrected.
    case key
    /// Of one line.
    case line

    /// Whether it can't be corrected.
    package var isIdentity: Bool { self == .identity || self == .key }

    /// Whether all lines of one document say the same.
    package var isShared: Bool {
        switch self {
        case .identity, .header: true
        case .key, .line: false
        }
    }
}

/// What a field does with names.
package enum Naming: Sendable, Equatable {
    case nothing
    /// Names the document of the row.
    case document
    /// Makes a name known.
    case defines(NamedThing)
    /// Refers to a name that must be known.
    case refers(NamedThing)

    /// Whether the field is its document's id.
    package var isOfDocument: Bool { self == .document || self == .defines(.shipment) }

    /// Whether its value becomes a known name or id.
    package var makesKnown: Bool {
        switch self {
        case .document, .defines: true
        case .refers, .nothing: false
        }
    }
}

/// Which of a document's business times a field is.
package enum Moment: Sendable {
    /// Dates the document.
    case dating
    /// When what began at the first time ends: a run, a transfer.
    case ending
}

/// What must hold of a value by itself, beyond its form.
package enum FieldRule: Sendable {
    case anything
    /// A code (contract, section 3).
    case code
    /// Text that says something.
    case filled
    /// Text of at most so many characters.
    case brief(most: Int)
    /// GB/T 2260, six digits.
    case province
    /// 1 to 10^13 g.
    case mass
    /// 0 to 10^13 g.
    case massOrZero
    /// A gain or a loss: not 0, and at most 10^13 g.
    case gain
    /// 0 or more.
    case notNegative
    /// 1 or more pieces.
    case pieces
    /// A business time: not too long ago, and at most a day in the future.
    case time
}

/// Where a row keeps a field, and so the kind of its value.
package enum FieldPlace<Row>: Sendable {
    case text(Path<Row, String>)
    case optionalText(Path<Row, String?>)
    case mass(Path<Row, Mass>)
    case optionalMass(Path<Row, Mass?>)
    /// A mass that is always given in tonnes, such as a capacity.
    case tonnes(Path<Row, Mass?>)
    case time(Path<Row, Instant>)
    case optionalTime(Path<Row, Instant?>)
    /// Pieces or tickets.
    case count(Path<Row, Int64?>)
    case energy(Path<Row, Energy?>)
    case fraction(Path<Row, Fraction>)
    /// The standard deviation of a fraction.
    case deviation(Path<Row, Double?>)
    /// The standard deviation of a mass, in grams.
    case massDeviation(Path<Row, Double?>)
    case flag(Path<Row, Bool>)
    case month(Path<Row, Month>)
    case word(WordPlace<Row>)

    /// One of a closed set of words.
    package static func word<Word: RawRepresentable<String> & CaseIterable & Sendable>(
        _ path: Path<Row, Word>
    ) -> FieldPlace {
        .word(
            WordPlace(
                words: Word.allCases.map(\.rawValue), get: { $0[keyPath: path].rawValue },
                set: { row, text in if let word = Word(rawValue: text) { row[keyPath: path] = word } }))
    }

    /// One of a closed set of words, or none.
    package static func word<Word: RawRepresentable<String> & CaseIterable & Sendable>(
        _ path: Path<Row, Word?>
    ) -> FieldPlace {
        .word(
            WordPlace(
                words: Word.allCases.map(\.rawValue), get: { $0[keyPath: path]?.rawValue },
                set: { row, text in row[keyPath: path] = Word(rawValue: text) }))
    }

    fileprivate var usualRule: FieldRule {
        switch self {
        case .mass: .mass
        case .optionalMass: .massOrZero
        case .tonnes: .notNegative
        case .time, .optionalTime: .time
        case .text, .optionalText, .count, .energy, .fraction, .deviation, .massDeviation, .flag, .month, .word:
            .anything
        }
    }

    fileprivate func value(in row: Row) -> FieldValue {
        func whole(_ number: Int64?) -> FieldValue { number.map(FieldValue.whole) ?? .absent }
        func text(_ text: String?) -> FieldValue { text.map { $0.isEmpty ? .absent : .text($0) } ?? .absent }
        return switch self {
        case .text(let path): text(row[keyPath: path])
        case .optionalText(let path): text(row[keyPath: path])
        case .mass(let path): whole(row[keyPath: path].grams)
        case .optionalMass(let path), .tonnes(let path): whole(row[keyPath: path]?.grams)
        case .time(let path): .time(row[keyPath: path])
        case .optionalTime(let path): row[keyPath: path].map(FieldValue.time) ?? .absent
        case .count(let path): whole(row[keyPath: path])
        case .energy(let path): whole(row[keyPath: path]?.units)
        case .fraction(let path): whole(row[keyPath: path].units)
        case .deviation(let path), .massDeviation(let path): row[keyPath: path].map(FieldValue.real) ?? .absent
        case .flag(let path): .flag(row[keyPath: path])
        case .month(let path): .text(row[keyPath: path].text)
        case .word(let place): text(place.get(row))
        }
    }
}

/// Where a row keeps one of a closed set of words.
package struct WordPlace<Row>: Sendable {
    package let words: [String]
    package let get: @Sendable (Row) -> String?
    /// Sets one of the words; others are passed over.
    package let set: @Sendable (inout Row, String) -> Void
}

/// A value of any field, normalised: absent = empty, masses in grams, other exact decimals in their smallest units.
package enum FieldValue: Hashable, Sendable {
    case absent
    case text(String)
    case whole(Int64)
    case real(Double)
    case flag(Bool)
    case time(Instant)

    /// As people read it; nil: absent.
    func text(_ rules: RecordingRules) -> String? {
        switch self {
        case .absent: nil
        case .text(let text): text
        case .whole(let number): String(number)
        case .real(let number): String(number)
        case .flag(let flag): String(flag)
        case .time(let instant): rules.text(instant)
        }
    }
}
