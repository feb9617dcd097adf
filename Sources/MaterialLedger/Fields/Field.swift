package import Wording

/// Where something keeps a value.
package typealias Path<Root, Value> = any WritableKeyPath<Root, Value> & Sendable

/// How a row's value is read and set.
///
/// Closures and not key paths: every value of a bundle is touched several times, and a key path that is not known when
/// the code is compiled takes ten times as long.
package struct Access<Row, Value>: Sendable {
    package let get: @Sendable (Row) -> Value
    package let set: @Sendable (inout Row, Value) -> Void
}

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
    case text(Access<Row, String>)
    case optionalText(Access<Row, String?>)
    case mass(Access<Row, Mass>)
    case optionalMass(Access<Row, Mass?>)
    /// A mass that is always given in tonnes, such as a capacity.
    case tonnes(Access<Row, Mass?>)
    case time(Access<Row, Instant>)
    case optionalTime(Access<Row, Instant?>)
    /// Pieces or tickets.
    case count(Access<Row, Int64?>)
    case energy(Access<Row, Energy?>)
    case fraction(Access<Row, Fraction>)
    /// The standard deviation of a fraction.
    case deviation(Access<Row, Double?>)
    /// The standard deviation of a mass, in grams.
    case massDeviation(Access<Row, Double?>)
    case flag(Access<Row, Bool>)
    case month(Access<Row, Month>)
    /// One of a closed set of words, or none; what is none of them is not set.
    case word([String], Access<Row, String?>)

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
        case .text(let path): text(path.get(row))
        case .optionalText(let path): text(path.get(row))
        case .mass(let path): whole(path.get(row).grams)
        case .optionalMass(let path), .tonnes(let path): whole(path.get(row)?.grams)
        case .time(let path): .time(path.get(row))
        case .optionalTime(let path): path.get(row).map(FieldValue.time) ?? .absent
        case .count(let path): whole(path.get(row))
        case .energy(let path): whole(path.get(row)?.units)
        case .fraction(let path): whole(path.get(row).units)
        case .deviation(let path), .massDeviation(let path): path.get(row).map(FieldValue.real) ?? .absent
        case .flag(let path): .flag(path.get(row))
        case .month(let path): .text(path.get(row).text)
        case .word(_, let path): text(path.get(row))
        }
    }
}

// A row's value by how it is read and how it is set.
extension FieldPlace {
    package typealias Get<Value> = @Sendable (Row) -> Value
    package typealias Set<Value> = @Sendable (inout Row, Value) -> Void

    package static func text(_ get: @escaping Get<String>, _ set: @escaping Set<String>) -> FieldPlace {
        .text(Access(get: get, set: set))
    }
    package static func optionalText(_ get: @escaping Get<String?>, _ set: @escaping Set<String?>) -> FieldPlace {
        .optionalText(Access(get: get, set: set))
    }
    package static func mass(_ get: @escaping Get<Mass>, _ set: @escaping Set<Mass>) -> FieldPlace {
        .mass(Access(get: get, set: set))
    }
    package static func optionalMass(_ get: @escaping Get<Mass?>, _ set: @escaping Set<Mass?>) -> FieldPlace {
        .optionalMass(Access(get: get, set: set))
    }
    package static func tonnes(_ get: @escaping Get<Mass?>, _ set: @escaping Set<Mass?>) -> FieldPlace {
        .tonnes(Access(get: get, set: set))
    }
    package static func time(_ get: @escaping Get<Instant>, _ set: @escaping Set<Instant>) -> FieldPlace {
        .time(Access(get: get, set: set))
    }
    package static func optionalTime(_ get: @escaping Get<Instant?>, _ set: @escaping Set<Instant?>) -> FieldPlace {
        .optionalTime(Access(get: get, set: set))
    }
    package static func count(_ get: @escaping Get<Int64?>, _ set: @escaping Set<Int64?>) -> FieldPlace {
        .count(Access(get: get, set: set))
    }
    package static func energy(_ get: @escaping Get<Energy?>, _ set: @escaping Set<Energy?>) -> FieldPlace {
        .energy(Access(get: get, set: set))
    }
    package static func fraction(_ get: @escaping Get<Fraction>, _ set: @escaping Set<Fraction>) -> FieldPlace {
        .fraction(Access(get: get, set: set))
    }
    package static func deviation(_ get: @escaping Get<Double?>, _ set: @escaping Set<Double?>) -> FieldPlace {
        .deviation(Access(get: get, set: set))
    }
    package static func massDeviation(_ get: @escaping Get<Double?>, _ set: @escaping Set<Double?>) -> FieldPlace {
        .massDeviation(Access(get: get, set: set))
    }
    package static func flag(_ get: @escaping Get<Bool>, _ set: @escaping Set<Bool>) -> FieldPlace {
        .flag(Access(get: get, set: set))
    }
    package static func month(_ get: @escaping Get<Month>, _ set: @escaping Set<Month>) -> FieldPlace {
        .month(Access(get: get, set: set))
    }

    package static func word<Word: RawRepresentable<String> & CaseIterable & Sendable>(
        _ get: @escaping Get<Word>, _ set: @escaping Set<Word>
    ) -> FieldPlace {
        .word(
            Word.allCases.map(\.rawValue),
            Access(
                get: { get($0).rawValue },
                set: { row, text in if let word = text.flatMap(Word.init(rawValue:)) { set(&row, word) } }))
    }

    package static func word<Word: RawRepresentable<String> & CaseIterable & Sendable>(
        _ get: @escaping Get<Word?>, _ set: @escaping Set<Word?>
    ) -> FieldPlace {
        .word(
            Word.allCases.map(\.rawValue),
            Access(get: { get($0)?.rawValue }, set: { row, text in set(&row, text.flatMap(Word.init(rawValue:))) }))
    }
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
