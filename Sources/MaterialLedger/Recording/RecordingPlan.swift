/// What will be written: the rows of a bundle that are new, each with its ids.
///
/// Ids below zero are new ones, counted from −1 downwards in the order in which they are taken; the batch that records
/// them adds its base (`id(_:base:)`).
package struct RecordingPlan: Sendable {
    /// A row of the bundle, by its place in its list, and the event that records it.
    package struct Item: Sendable {
        package var row: Int
        package var event: Int64
        /// The first event of the document, or of the thing that master data is about.
        package var document: Int64
        package var digest: ContentDigest

        package init(row: Int, event: Int64, document: Int64, digest: ContentDigest) {
            self.row = row
            self.event = event
            self.document = document
            self.digest = digest
        }
    }

    /// A document of several lines.
    package struct LinesItem: Sendable {
        package var rows: [Int]
        package var event: Int64
        package var document: Int64
        package var digest: ContentDigest
    }

    /// A run and the places of its lines in the bundle's lists.
    package struct RunItem: Sendable {
        package var row: Int
        package var inputs: [Int]
        package var additions: [Int]
        package var outputs: [Int]
        package var losses: [Int]
        package var event: Int64
        package var document: Int64
        package var digest: ContentDigest
    }

    /// A lot: its id and the document that made it.
    package struct LotIdentity: Sendable {
        package var id: Int64
        package var document: Int64
    }

    /// Rows that are things or documents by themselves, by their file.
    package var items: [BundleFile: [Item]] = [:]
    package var runs: [RunItem] = []
    /// Documents of several lines, by their file.
    package var lines: [BundleFile: [LinesItem]] = [:]

    package var partyIDs: [String: Int64] = [:]
    package var facilityIDs: [String: Int64] = [:]
    package var materialIDs: [String: Int64] = [:]
    package var lotIDs: [String: LotIdentity] = [:]
    /// Shipments that returns name: document and customer.
    package var shipmentIDs: [String: (document: Int64, customer: Int64)] = [:]

    /// How many new ids the plan takes.
    package var idCount: Int64 = 0
    /// Documents by file: new, already there, and revised.
    package var recorded: [BundleFile: Int] = [:]
    package var skipped: [BundleFile: Int] = [:]
    /// Ids of documents that are already there but were reversed.
    package var reversed: [String] = []
    package var revised: [BundleFile: Int] = [:]

    package init() {}

    package func items(_ file: BundleFile) -> [Item] { items[file] ?? [] }
    package func lines(_ file: BundleFile) -> [LinesItem] { lines[file] ?? [] }

    package var isEmpty: Bool { idCount == 0 }

    /// Ids of the names that rows refer to; nil where they are looked up with the movements of lots.
    func ids(of thing: NamedThing) -> [String: Int64]? {
        switch thing {
        case .party: partyIDs
        case .facility: facilityIDs
        case .material: materialIDs
        case .lot, .shipment: nil
        }
    }

    /// Makes a name known that a row of a file defines; rows of other files have no name of their own.
    mutating func define(_ name: String, as id: Int64, in file: BundleFile) {
        switch file {
        case .parties: partyIDs[name] = id
        case .facilities: facilityIDs[name] = id
        case .materials: materialIDs[name] = id
        default: break
        }
    }

    /// Takes the next new id.
    mutating func takeID() -> Int64 {
        idCount += 1
        return -idCount
    }

    /// The id in the database, once the batch has taken its ids from `base` on.
    package static func id(_ id: Int64, base: Int64) -> Int64 { id < 0 ? base - id : id }
}
