/// What the database knows already of the names and documents that a bundle mentions.
package struct KnownNames: Sendable {
    /// A party, facility or material on record.
    package struct Master: Sendable {
        /// Id: the first event.
        package var id: Int64
        package var digest: ContentDigest
        package init(id: Int64, digest: ContentDigest) {
            self.id = id
            self.digest = digest
        }
    }

    /// A document on record.
    package struct Document: Sendable {
        /// Id: the first event.
        package var id: Int64
        /// Of what was first recorded, and of every revision since.
        package var digests: [ContentDigest]
        /// Whether it was reversed, and so does not count.
        package var isReversed: Bool
        package init(id: Int64, digests: [ContentDigest], isReversed: Bool = false) {
            self.id = id
            self.digests = digests
            self.isReversed = isReversed
        }
    }

    package var parties: [String: Master] = [:]
    package var facilities: [String: Master] = [:]
    package var materials: [String: Master] = [:]
    /// Compositions, assays and history by their keys (`CompositionKey` text).
    package var compositions: [String: Master] = [:]
    package var assays: [String: Master] = [:]
    package var history: [String: Master] = [:]
    package var documents: [EventKind: [String: Document]] = [:]
    /// Things on record that rows of a file are about, by their keys.
    func things(_ file: BundleFile) -> [String: Master] {
        switch file {
        case .parties: parties
        case .facilities: facilities
        case .materials: materials
        case .compositions: compositions
        case .assays: assays
        case .history: history
        case .opening, .intakes, .runs, .runInputs, .runAdditions, .runOutputs, .runLosses, .transfers, .shipments,
            .returns, .adjustments, .counts, .corrections:
            [:]
        }
    }

    /// The last closed month, if any.
    package var closedThrough: Month?

    package init() {}
}

/// What the database knows of the lots and shipments that a bundle moves.
package struct KnownLots: Sendable {
    package struct Lot: Sendable {
        package var id: Int64
        /// The document that made it.
        package var document: Int64
        package var createdAt: Instant
        package var mass: Int64
        package var units: Int64?
        /// Units shipped less units returned so far.
        package var unitsDrawn: Int64
        package var material: Int64
        /// Whether the document that made it was reversed.
        package var isReversed: Bool

        package init(
            id: Int64, document: Int64, createdAt: Instant, mass: Int64, units: Int64?, unitsDrawn: Int64,
            material: Int64, isReversed: Bool
        ) {
            self.id = id
            self.document = document
            self.createdAt = createdAt
            self.mass = mass
            self.units = units
            self.unitsDrawn = unitsDrawn
            self.material = material
            self.isReversed = isReversed
        }
    }

    /// A stock posting of a lot.
    package struct Movement: Sendable {
        package var lot: Int64
        package var document: Int64
        package var facility: String
        package var at: Instant
        package var mass: Int64
        /// `run R0012`, for messages.
        package var name: String

        package init(lot: Int64, document: Int64, facility: String, at: Instant, mass: Int64, name: String) {
            self.lot = lot
            self.document = document
            self.facility = facility
            self.at = at
            self.mass = mass
            self.name = name
        }
    }

    package struct Shipment: Sendable {
        package var id: Int64
        package var customer: Int64
        package var shippedAt: Instant
        /// Mass shipped less mass returned so far, by lot code.
        package var left: [String: Int64]
        /// Pieces shipped, by lot code; no entry where the shipment does not say.
        package var units: [String: Int64]
        /// Pieces returned, by lot code.
        package var unitsReturned: [String: Int64]
        /// When the first of it came back; nil where nothing did.
        package var firstReturn: Instant?

        package init(
            id: Int64, customer: Int64, shippedAt: Instant, left: [String: Int64], units: [String: Int64] = [:],
            unitsReturned: [String: Int64] = [:], firstReturn: Instant? = nil
        ) {
            self.id = id
            self.customer = customer
            self.shippedAt = shippedAt
            self.left = left
            self.units = units
            self.unitsReturned = unitsReturned
            self.firstReturn = firstReturn
        }
    }

    package var lots: [String: Lot] = [:]
    package var movements: [Movement] = []
    /// The first count of each lot, by the lot's id, for lots whose documents are revised.
    package var firstCounts: [Int64: (code: String, at: Instant)] = [:]
    package var shipments: [String: Shipment] = [:]

    package init() {}

    /// The code of a lot by its id.
    package func code(of lot: Int64) -> String { lots.first { $0.value.id == lot }?.key ?? "\(lot)" }

    /// Takes out what the rows of a document on record say of pieces and shipments, before the rows that replace them
    /// are judged.
    ///
    /// What is left of a shipment itself is then below zero by what came back of it.
    package mutating func remove(_ rows: Bundle) {
        for row in rows.shipments {
            if let units = row.units { lots[row.lot]?.unitsDrawn -= units }
            shipments[row.shipment]?.left[row.lot, default: 0] -= row.mass.grams
            shipments[row.shipment]?.units[row.lot] = nil
        }
        for row in rows.returns {
            if let units = row.units {
                lots[row.lot]?.unitsDrawn += units
                shipments[row.shipment]?.unitsReturned[row.lot, default: 0] -= units
            }
            shipments[row.shipment]?.left[row.lot, default: 0] += row.mass.grams
        }
    }
}

/// What the checks need to know of the world: the clock and the calendar.
package struct RecordingRules: Sendable {
    package var now: Instant
    /// The first instant of the first month that there is, in the site's time zone.
    package var earliest: Instant
    /// The business month of an instant, in the site's time zone.
    package var month: @Sendable (Instant) -> Month
    /// An instant as people read it.
    package var text: @Sendable (Instant) -> String

    package init(
        now: Instant, earliest: Instant, month: @escaping @Sendable (Instant) -> Month,
        text: @escaping @Sendable (Instant) -> String
    ) {
        self.now = now
        self.earliest = earliest
        self.month = month
        self.text = text
    }
}
