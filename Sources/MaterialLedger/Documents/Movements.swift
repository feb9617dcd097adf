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
