import Wording

/// The fields of one type of row, and what is asked of them together.
package struct FieldTable<Row: Sendable>: Sendable {
    /// In the order of the contract's table, which is also that of the columns of written files.
    package let fields: [Field<Row>]
    /// Columns that a file may have although its rows have no place for them.
    package let ignoredColumns: [String]
    /// What a document's digest covers of its head and of each line.
    let head: [TaggedField<Row>]
    let line: [TaggedField<Row>]

    package init(_ fields: [Field<Row>], ignoring ignoredColumns: [String] = []) {
        self.fields = fields
        self.ignoredColumns = ignoredColumns
        // By name: a field that is added later, wherever in the table, leaves the order of the others as it was.
        let tagged = fields.sorted { $0.name < $1.name }
        head = tagged.filter { $0.part.isShared }.map(TaggedField.init)
        line = tagged.filter { !$0.part.isShared }.map(TaggedField.init)
    }

    /// What all lines of one document say the same, beside its id.
    package var shared: [Field<Row>] { fields.filter { $0.part.isShared && !$0.naming.isOfDocument } }

    /// The column that holds a document's id: for opening stock its lot.
    package var documentID: String? {
        (fields.first { $0.naming.isOfDocument } ?? fields.first { $0.naming == .defines(.lot) })?.name
    }

    /// The field by which the lines of one document are told apart; nil where a document is one row.
    package var lineKey: Field<Row>? {
        fields.first { $0.part == .key } ?? fields.first { $0.part == .line && $0.naming != .nothing }
    }

    /// The business times of a row, the one that dates its document first.
    package var moments: [Field<Row>] { fields.filter { $0.moment != nil } }

    package subscript(name: String) -> Field<Row>? { fields.first { $0.name == name } }

    /// Fields that refer to names of a kind.
    package func references(to thing: NamedThing) -> [Field<Row>] {
        fields.filter { $0.naming == .refers(thing) }
    }

    /// The columns whose values become known ids by a row, be it faulty elsewhere.
    package var identifiers: [String] {
        fields.filter(\.naming.makesKnown).map(\.name)
    }
}

/// A field with its name as the digest writes it.
struct TaggedField<Row>: Sendable {
    let name: [UInt8]
    let place: FieldPlace<Row>

    init(_ field: Field<Row>) {
        name = Array(field.name.utf8)
        place = field.place
    }
}

extension Array {
    /// The basis, method and standard deviation of a mass.
    static func measurement<Row>(
        _ get: @escaping @Sendable (Row) -> Measurement, _ set: @escaping @Sendable (inout Row, Measurement) -> Void,
        of part: DocumentPart = .line
    ) -> [Field<Row>] where Element == Field<Row> {
        @Sendable func change(_ row: inout Row, _ body: (inout Measurement) -> Void) {
            var measurement = get(row)
            body(&measurement)
            set(&row, measurement)
        }
        return [
            Field(
                "basis", "Basis",
                .word({ get($0).basis }, { row, basis in change(&row) { $0.basis = basis } }), .optional, part: part),
            Field(
                "method", "Method",
                .optionalText({ get($0).method }, { row, method in change(&row) { $0.method = method } }), .optional,
                part: part),
            Field(
                "sigma_g", "Standard deviation",
                .massDeviation({ get($0).sigmaGrams }, { row, sigma in change(&row) { $0.sigmaGrams = sigma } }),
                .optional, part: part),
        ]
    }
}

extension Field {
    /// Who recorded the document.
    static func recordedBy(
        _ get: @escaping @Sendable (Row) -> String?, _ set: @escaping @Sendable (inout Row, String?) -> Void
    ) -> Field<Row> {
        Field("recorded_by", "Recorded by", .optionalText(get, set), .optional)
    }
}
