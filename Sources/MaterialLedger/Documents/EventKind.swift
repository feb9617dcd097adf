package import Wording

/// The kinds of events of the journal; the database's enumeration `event_kind` has their names, in this order.
package enum EventKind: Int16, Sendable, CaseIterable {
    case opening = 1
    case intake, run, transfer, shipment
    case goodsReturn
    case adjustment, count, acceptance
    case party = 20
    case facility, material, composition, assay, history
    case correction = 30
    case reversal, completion, close

    /// The word used on command lines, in JSON and in `KIND:ID`.
    package var name: String {
        switch self {
        case .opening: "opening"
        case .intake: "intake"
        case .run: "run"
        case .transfer: "transfer"
        case .shipment: "shipment"
        case .goodsReturn: "return"
        case .adjustment: "adjustment"
        case .count: "count"
        case .acceptance: "acceptance"
        case .party: "party"
        case .facility: "facility"
        case .material: "material"
        case .composition: "composition"
        case .assay: "assay"
        case .history: "history"
        case .correction: "correction"
        case .reversal: "reversal"
        case .completion: "completion"
        case .close: "close"
        }
    }

    /// The same word within a sentence.
    package var word: Sentence { Sentence(term: name) }

    /// A document named `run R1`, within a sentence.
    package static func sentence(naming document: String) -> Sentence {
        guard let space = document.firstIndex(of: " "), let kind = EventKind(name: String(document[..<space])) else {
            return Sentence(verbatim: document)
        }
        return "\(kind.word) \(String(document[document.index(after: space)...]))"
    }

    package init?(name: String) {
        guard let kind = EventKind.allCases.first(where: { $0.name == name }) else { return nil }
        self = kind
    }

    /// Documents with an id of their own and a business time, which people record.
    package static let documents: [EventKind] = [
        .opening, .intake, .run, .transfer, .shipment, .goodsReturn, .adjustment, .count, .acceptance,
    ]

    /// The file of the bundle whose rows are such documents, and so the key in receipts.
    package var file: BundleFile? {
        switch self {
        case .opening: .opening
        case .intake: .intakes
        case .run: .runs
        case .transfer: .transfers
        case .shipment: .shipments
        case .goodsReturn: .returns
        case .adjustment: .adjustments
        case .count: .counts
        case .party: .parties
        case .facility: .facilities
        case .material: .materials
        case .composition: .compositions
        case .assay: .assays
        case .history: .history
        case .correction: .corrections
        case .acceptance, .reversal, .completion, .close: nil
        }
    }
}
