/// A row of one of the bundle's files.
package protocol BundleRow: Sendable, Hashable {
    static var file: BundleFile { get }
    static var schema: FieldTable<Self> { get }
    /// Where a bundle keeps such rows.
    static var list: Path<Bundle, [Self]> { get }

    var source: SourceLine { get set }

    /// A row of which nothing could be read yet.
    init(placeholderAt source: SourceLine)

    /// Fills in what a file may leave out.
    ///
    /// - Parameter isGiven: whether the row has a value in a column.
    mutating func fillDefaults(_ isGiven: (String) -> Bool)

    /// With what a value that is left out means written out, so that the same content is told the same way.
    var normalised: Self { get }
}

extension BundleRow {
    package mutating func fillDefaults(_ isGiven: (String) -> Bool) {}
    package var normalised: Self { self }
}

/// A row of a document: its head, its one row, or a line of it.
package protocol DocumentRow: BundleRow {
    static var kind: EventKind { get }
    /// The document's id.
    var documentCode: String { get }
}

/// A row that says which document it is, and when.
package protocol HeadRow: DocumentRow {
    /// The business time that dates the document.
    var occurredAt: Instant { get }
    var recordedBy: String? { get }
}

/// A document that is one row, and the lot that it makes.
package protocol ArrivalRow: HeadRow {
    var lot: String { get }
}

/// A line of a document of several lines that all say its head (transfer, shipment, return, adjustment, count).
package protocol DocumentLine: HeadRow {
    var lot: String { get }
}

/// A line of a run, which stands in a file of its own.
package protocol RunLine: DocumentRow {
    var run: String { get }
    var mass: Mass { get }
    /// Whether its mass enters the run, or leaves it.
    static var enters: Bool { get }
}

extension RunLine {
    package static var kind: EventKind { .run }
    package var documentCode: String { run }
}

/// A row that says what a thing is: master data, and figures that have no time.
package protocol ThingRow: BundleRow {
    static var kind: EventKind { get }
    /// Under which rows count as revisions of one another.
    var key: String { get }
    /// The thing's code, where it has one.
    var code: String? { get }
}

extension ThingRow {
    package var code: String? { nil }
    package var digest: ContentDigest { content(Self.kind).digest }
}

extension ArrivalRow {
    package var digest: ContentDigest { content(Self.kind).digest }
}

/// What is done with the rows of each file in turn.
package protocol RowVisitor {
    mutating func visit<Row: BundleRow>(_ type: Row.Type)
}

extension RowVisitor {
    /// Visits all files, in the contract's order.
    @inlinable
    package mutating func visitAll() {
        for file in BundleFile.allCases { file.accept(&self) }
    }
}

extension BundleFile {
    /// The type of the file's rows.
    package var row: any BundleRow.Type {
        switch self {
        case .parties: Party.self
        case .facilities: Facility.self
        case .materials: Material.self
        case .compositions: Composition.self
        case .opening: OpeningStock.self
        case .intakes: Intake.self
        case .runs: Run.self
        case .runInputs: RunInput.self
        case .runAdditions: RunAddition.self
        case .runOutputs: RunOutput.self
        case .runLosses: RunLoss.self
        case .transfers: TransferLine.self
        case .shipments: ShipmentLine.self
        case .returns: ReturnLine.self
        case .adjustments: AdjustmentLine.self
        case .counts: CountLine.self
        case .assays: Assay.self
        case .history: HistoryFigure.self
        case .corrections: Correction.self
        }
    }

    /// Has the file's rows visited; by a switch, so that the visitor is compiled for each of them.
    @inlinable
    package func accept(_ visitor: inout some RowVisitor) {
        switch self {
        case .parties: visitor.visit(Party.self)
        case .facilities: visitor.visit(Facility.self)
        case .materials: visitor.visit(Material.self)
        case .compositions: visitor.visit(Composition.self)
        case .opening: visitor.visit(OpeningStock.self)
        case .intakes: visitor.visit(Intake.self)
        case .runs: visitor.visit(Run.self)
        case .runInputs: visitor.visit(RunInput.self)
        case .runAdditions: visitor.visit(RunAddition.self)
        case .runOutputs: visitor.visit(RunOutput.self)
        case .runLosses: visitor.visit(RunLoss.self)
        case .transfers: visitor.visit(TransferLine.self)
        case .shipments: visitor.visit(ShipmentLine.self)
        case .returns: visitor.visit(ReturnLine.self)
        case .adjustments: visitor.visit(AdjustmentLine.self)
        case .counts: visitor.visit(CountLine.self)
        case .assays: visitor.visit(Assay.self)
        case .history: visitor.visit(HistoryFigure.self)
        case .corrections: visitor.visit(Correction.self)
        }
    }

    /// The type of the file's rows, where they are of documents.
    package var documentRow: (any DocumentRow.Type)? { row as? any DocumentRow.Type }

    /// The columns whose values become known ids by a row of this file, be it faulty elsewhere.
    package var identifierColumns: [String] {
        func identifiers<Row: BundleRow>(_ type: Row.Type) -> [String] { Row.schema.identifiers }
        return identifiers(row)
    }

    /// The column by which the lines of one document are told apart; nil where a document is one row.
    package var lineKey: String? {
        func key<Row: BundleRow>(_ type: Row.Type) -> String? { Row.schema.lineKey?.name }
        return key(row)
    }

    /// What a column is to the documents of the file.
    package func part(of column: String) -> DocumentPart {
        func part<Row: BundleRow>(_ type: Row.Type) -> DocumentPart { Row.schema[column]?.part ?? .line }
        return part(row)
    }
}
