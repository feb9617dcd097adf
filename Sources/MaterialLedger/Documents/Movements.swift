import Wording

/// A line of a transfer between facilities; the lines with one id are one document.
package struct TransferLine: Sendable, Hashable {
    package var source: SourceLine
    package var transfer: String
    package var sentAt: Instant
    /// Nil: still on the road.
    package var receivedAt: Instant?
    package var lot: String
    package var fromFacility: String
    package var toFacility: String
    package var mass: Mass
    /// What the receiver weighed; equal to `mass` unless told otherwise.
    package var received: Mass?
    package var measurement: Measurement
    package var recordedBy: String?

    package init(
        source: SourceLine, transfer: String, sentAt: Instant, receivedAt: Instant? = nil, lot: String,
        fromFacility: String, toFacility: String, mass: Mass, received: Mass? = nil,
        measurement: Measurement = .none, recordedBy: String? = nil
    ) {
        self.source = source
        self.transfer = transfer
        self.sentAt = sentAt
        self.receivedAt = receivedAt
        self.lot = lot
        self.fromFacility = fromFacility
        self.toFacility = toFacility
        self.mass = mass
        self.received = received
        self.measurement = measurement
        self.recordedBy = recordedBy
    }
}

/// Why mass leaves the books by truck.
package enum ShipmentKind: String, Sendable, CaseIterable {
    case sale, disposal
    case returnToSupplier = "return_to_supplier"
    case sample
}

/// A line of a shipment.
package struct ShipmentLine: Sendable, Hashable {
    package var source: SourceLine
    package var shipment: String
    package var shippedAt: Instant
    package var facility: String
    package var customer: String
    package var lot: String
    package var mass: Mass
    package var units: Int64?
    package var kind: ShipmentKind
    package var manifest: String?
    package var order: String?
    package var measurement: Measurement
    package var recordedBy: String?

    package init(
        source: SourceLine, shipment: String, shippedAt: Instant, facility: String, customer: String, lot: String,
        mass: Mass, units: Int64? = nil, kind: ShipmentKind = .sale, manifest: String? = nil, order: String? = nil,
        measurement: Measurement = .none, recordedBy: String? = nil
    ) {
        self.source = source
        self.shipment = shipment
        self.shippedAt = shippedAt
        self.facility = facility
        self.customer = customer
        self.lot = lot
        self.mass = mass
        self.units = units
        self.kind = kind
        self.manifest = manifest
        self.order = order
        self.measurement = measurement
        self.recordedBy = recordedBy
    }
}

/// A line of a return: part of a shipment comes back, perhaps to another facility.
package struct ReturnLine: Sendable, Hashable {
    package var source: SourceLine
    package var `return`: String
    package var returnedAt: Instant
    package var facility: String
    package var shipment: String
    package var lot: String
    package var mass: Mass
    package var units: Int64?
    package var measurement: Measurement
    package var recordedBy: String?

    package init(
        source: SourceLine, return: String, returnedAt: Instant, facility: String, shipment: String, lot: String,
        mass: Mass, units: Int64? = nil, measurement: Measurement = .none, recordedBy: String? = nil
    ) {
        self.source = source
        self.return = `return`
        self.returnedAt = returnedAt
        self.facility = facility
        self.shipment = shipment
        self.lot = lot
        self.mass = mass
        self.units = units
        self.measurement = measurement
        self.recordedBy = recordedBy
    }
}

/// A line of an adjustment: drying, drained acid, a pile that weighs more than booked.
///
/// The mass may be negative.
package struct AdjustmentLine: Sendable, Hashable {
    package var source: SourceLine
    package var adjustment: String
    package var at: Instant
    package var facility: String
    package var lot: String
    package var mass: Mass
    package var reason: String
    package var measurement: Measurement
    package var recordedBy: String?

    package init(
        source: SourceLine, adjustment: String, at: Instant, facility: String, lot: String, mass: Mass,
        reason: String, measurement: Measurement = .none, recordedBy: String? = nil
    ) {
        self.source = source
        self.adjustment = adjustment
        self.at = at
        self.facility = facility
        self.lot = lot
        self.mass = mass
        self.reason = reason
        self.measurement = measurement
        self.recordedBy = recordedBy
    }
}

/// A line of a physical inventory (盘点).
///
/// It posts nothing until it is accepted.
package struct CountLine: Sendable, Hashable {
    package var source: SourceLine
    package var count: String
    package var countedAt: Instant
    package var facility: String
    package var lot: String
    package var mass: Mass
    package var measurement: Measurement
    package var recordedBy: String?

    package init(
        source: SourceLine, count: String, countedAt: Instant, facility: String, lot: String, mass: Mass,
        measurement: Measurement = .none, recordedBy: String? = nil
    ) {
        self.source = source
        self.count = count
        self.countedAt = countedAt
        self.facility = facility
        self.lot = lot
        self.mass = mass
        self.measurement = measurement
        self.recordedBy = recordedBy
    }
}

/// One field of a document that was typed wrong, and what it should say.
package struct Correction: Sendable, Hashable {
    package var source: SourceLine
    /// The document's id; `KIND:ID` where the id is used by documents of several kinds.
    package var document: String
    package var field: String
    package var value: String
    package var reason: String
    package var correctedAt: Instant?
    package var recordedBy: String?

    package init(
        source: SourceLine, document: String, field: String, value: String, reason: String,
        correctedAt: Instant? = nil, recordedBy: String? = nil
    ) {
        self.source = source
        self.document = document
        self.field = field
        self.value = value
        self.reason = reason
        self.correctedAt = correctedAt
        self.recordedBy = recordedBy
    }
}

extension TransferLine: DocumentLine {
    package static var file: BundleFile { .transfers }
    package static var list: Path<Bundle, [TransferLine]> { \.transfers }
    package static var kind: EventKind { .transfer }
    package var documentCode: String { transfer }
    package var occurredAt: Instant { sentAt }
    package static let schema = FieldTable<TransferLine>(
        [
            Field(
                "transfer", "Transfer", .text({ $0.transfer }, { $0.transfer = $1 }), part: .identity,
                naming: .document, rule: .code),
            Field("sent_at", "Sent", .time({ $0.sentAt }, { $0.sentAt = $1 }), moment: .dating),
            Field(
                "received_at", "Received", .optionalTime({ $0.receivedAt }, { $0.receivedAt = $1 }), .optional,
                moment: .ending),
            Field("lot", "Lot", .text({ $0.lot }, { $0.lot = $1 }), part: .key, naming: .refers(.lot)),
            Field(
                "from_facility", "From", .text({ $0.fromFacility }, { $0.fromFacility = $1 }),
                naming: .refers(.facility)),
            Field("to_facility", "To", .text({ $0.toFacility }, { $0.toFacility = $1 }), naming: .refers(.facility)),
            Field("mass_g", "Mass", .mass({ $0.mass }, { $0.mass = $1 }), part: .line),
            Field(
                "received_g", "Received mass", .optionalMass({ $0.received }, { $0.received = $1 }), .optional,
                part: .line, rule: .mass),
        ] + .measurement({ $0.measurement }, { $0.measurement = $1 }) + [
            .recordedBy({ $0.recordedBy }, { $0.recordedBy = $1 })
        ])

    /// What arrived: equal to what was sent unless told otherwise; nil on the road.
    package var arrived: Mass? { receivedAt == nil ? nil : received ?? mass }

    package var normalised: TransferLine {
        var line = self
        line.received = arrived
        return line
    }

    package init(placeholderAt source: SourceLine) {
        self.init(
            source: source, transfer: "", sentAt: Instant(microseconds: 0), lot: "", fromFacility: "", toFacility: "",
            mass: .zero)
    }
}

extension ShipmentLine: DocumentLine {
    package static var file: BundleFile { .shipments }
    package static var list: Path<Bundle, [ShipmentLine]> { \.shipments }
    package static var kind: EventKind { .shipment }
    package var documentCode: String { shipment }
    package var occurredAt: Instant { shippedAt }
    package static let schema = FieldTable<ShipmentLine>(
        [
            Field(
                "shipment", "Shipment", .text({ $0.shipment }, { $0.shipment = $1 }), part: .identity,
                naming: .defines(.shipment), rule: .code),
            Field("shipped_at", "Shipped", .time({ $0.shippedAt }, { $0.shippedAt = $1 }), moment: .dating),
            Field("facility", "Facility", .text({ $0.facility }, { $0.facility = $1 }), naming: .refers(.facility)),
            Field("customer", "Customer", .text({ $0.customer }, { $0.customer = $1 }), naming: .refers(.party)),
            Field("lot", "Lot", .text({ $0.lot }, { $0.lot = $1 }), part: .key, naming: .refers(.lot)),
            Field("mass_g", "Mass", .mass({ $0.mass }, { $0.mass = $1 }), part: .line),
            Field("units", "Pieces", .count({ $0.units }, { $0.units = $1 }), .optional, part: .line, rule: .pieces),
            Field("kind", "Kind", .word({ $0.kind }, { $0.kind = $1 }), .optional),
            Field("manifest", "Manifest", .optionalText({ $0.manifest }, { $0.manifest = $1 }), .optional),
            Field("order", "Order", .optionalText({ $0.order }, { $0.order = $1 }), .optional),
        ] + .measurement({ $0.measurement }, { $0.measurement = $1 }) + [
            .recordedBy({ $0.recordedBy }, { $0.recordedBy = $1 })
        ])

    package init(placeholderAt source: SourceLine) {
        self.init(
            source: source, shipment: "", shippedAt: Instant(microseconds: 0), facility: "", customer: "", lot: "",
            mass: .zero)
    }
}

extension ReturnLine: DocumentLine {
    package static var file: BundleFile { .returns }
    package static var list: Path<Bundle, [ReturnLine]> { \.returns }
    package static var kind: EventKind { .goodsReturn }
    package var documentCode: String { `return` }
    package var occurredAt: Instant { returnedAt }
    package static let schema = FieldTable<ReturnLine>(
        [
            Field(
                "return", "Return", .text({ $0.`return` }, { $0.`return` = $1 }), part: .identity, naming: .document,
                rule: .code),
            Field("returned_at", "Returned", .time({ $0.returnedAt }, { $0.returnedAt = $1 }), moment: .dating),
            Field("facility", "Facility", .text({ $0.facility }, { $0.facility = $1 }), naming: .refers(.facility)),
            Field(
                "shipment", "Shipment", .text({ $0.shipment }, { $0.shipment = $1 }), part: .identity,
                naming: .refers(.shipment)),
            Field("lot", "Lot", .text({ $0.lot }, { $0.lot = $1 }), part: .key, naming: .refers(.lot)),
            Field("mass_g", "Mass", .mass({ $0.mass }, { $0.mass = $1 }), part: .line),
            Field("units", "Pieces", .count({ $0.units }, { $0.units = $1 }), .optional, part: .line, rule: .pieces),
        ] + .measurement({ $0.measurement }, { $0.measurement = $1 }) + [
            .recordedBy({ $0.recordedBy }, { $0.recordedBy = $1 })
        ])

    package init(placeholderAt source: SourceLine) {
        self.init(
            source: source, return: "", returnedAt: Instant(microseconds: 0), facility: "", shipment: "", lot: "",
            mass: .zero)
    }
}

extension AdjustmentLine: DocumentLine {
    package static var file: BundleFile { .adjustments }
    package static var list: Path<Bundle, [AdjustmentLine]> { \.adjustments }
    package static var kind: EventKind { .adjustment }
    package var documentCode: String { adjustment }
    package var occurredAt: Instant { at }
    package static let schema = FieldTable<AdjustmentLine>(
        [
            Field(
                "adjustment", "Adjustment", .text({ $0.adjustment }, { $0.adjustment = $1 }), part: .identity,
                naming: .document, rule: .code),
            Field("at", "Time", .time({ $0.at }, { $0.at = $1 }), moment: .dating),
            Field("facility", "Facility", .text({ $0.facility }, { $0.facility = $1 }), naming: .refers(.facility)),
            Field("lot", "Lot", .text({ $0.lot }, { $0.lot = $1 }), part: .key, naming: .refers(.lot)),
            Field("mass_g", "Mass", .mass({ $0.mass }, { $0.mass = $1 }), part: .line, rule: .gain),
            Field("reason", "Reason", .text({ $0.reason }, { $0.reason = $1 }), part: .line, rule: .filled),
        ] + .measurement({ $0.measurement }, { $0.measurement = $1 }) + [
            .recordedBy({ $0.recordedBy }, { $0.recordedBy = $1 })
        ])

    package init(placeholderAt source: SourceLine) {
        self.init(
            source: source, adjustment: "", at: Instant(microseconds: 0), facility: "", lot: "", mass: .zero, reason: ""
        )
    }
}

extension CountLine: DocumentLine {
    package static var file: BundleFile { .counts }
    package static var list: Path<Bundle, [CountLine]> { \.counts }
    package static var kind: EventKind { .count }
    package var documentCode: String { count }
    package var occurredAt: Instant { countedAt }
    package static let schema = FieldTable<CountLine>(
        [
            Field(
                "count", "Count", .text({ $0.count }, { $0.count = $1 }), part: .identity, naming: .document,
                rule: .code),
            Field("counted_at", "Counted", .time({ $0.countedAt }, { $0.countedAt = $1 }), moment: .dating),
            Field("facility", "Facility", .text({ $0.facility }, { $0.facility = $1 }), naming: .refers(.facility)),
            Field("lot", "Lot", .text({ $0.lot }, { $0.lot = $1 }), part: .key, naming: .refers(.lot)),
            Field("mass_g", "Mass", .mass({ $0.mass }, { $0.mass = $1 }), part: .line, rule: .massOrZero),
        ] + .measurement({ $0.measurement }, { $0.measurement = $1 }) + [
            .recordedBy({ $0.recordedBy }, { $0.recordedBy = $1 })
        ])

    package init(placeholderAt source: SourceLine) {
        self.init(
            source: source, count: "", countedAt: Instant(microseconds: 0), facility: "", lot: "", mass: .zero)
    }
}

extension Correction: BundleRow {
    package static var file: BundleFile { .corrections }
    package static var list: Path<Bundle, [Correction]> { \.corrections }

    package static let schema = FieldTable<Correction>(
        [
            Field("document", "Document", .text({ $0.document }, { $0.document = $1 }), rule: .filled),
            Field("field", "Field", .text({ $0.field }, { $0.field = $1 }), rule: .filled),
            Field("value", "Value", .text({ $0.value }, { $0.value = $1 })),
            Field("reason", "Reason", .text({ $0.reason }, { $0.reason = $1 }), rule: .filled),
            Field("corrected_at", "Corrected", .optionalTime({ $0.correctedAt }, { $0.correctedAt = $1 }), .optional),
        ] + [.recordedBy({ $0.recordedBy }, { $0.recordedBy = $1 })])

    package init(placeholderAt source: SourceLine) {
        self.init(source: source, document: "", field: "", value: "", reason: "")
    }
}
