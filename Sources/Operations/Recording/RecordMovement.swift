package import MaterialLedger

/// What shipments, returns, adjustments and counts have in common, as they are typed.
package struct MovementRequest: Sendable {
    package var facility: String
    package var lots: [LotMass]
    /// Nil: now.
    package var at: Instant?
    /// Nil: generated.
    package var code: String?
    package var measurement: Measurement
    package var recordedBy: String?

    package init(facility: String, lots: [LotMass], measurement: Measurement = .none) {
        self.facility = facility
        self.lots = lots
        self.measurement = measurement
    }
}

/// Records shipments, returns, adjustments and counts.
package struct RecordMovement: Sendable {
    let books: Books

    package init(_ books: Books) { self.books = books }

    /// - Throws: `Faults`; nothing is recorded then.
    package func shipment(
        _ request: MovementRequest, customer: String, kind: ShipmentKind, manifest: String?, order: String?,
        dryRun: Bool = false
    ) async throws -> RecordingOutcome {
        try await record(.shipment, request, dryRun) { bundle, code, earlier, now in
            let at = request.at ?? earlier?.shipments.first?.shippedAt ?? now
            bundle.shipments = request.lots.map { line in
                ShipmentLine(
                    source: SourceLine(.shipments, line: 0), shipment: code, shippedAt: at,
                    facility: request.facility, customer: customer, lot: line.lot, mass: line.mass,
                    units: line.units, kind: kind, manifest: manifest, order: order,
                    measurement: request.measurement, recordedBy: request.recordedBy)
            }
        }
    }

    /// - Throws: `Faults`; nothing is recorded then.
    package func goodsReturn(
        _ request: MovementRequest, shipment: String, dryRun: Bool = false
    ) async throws -> RecordingOutcome {
        try await record(.goodsReturn, request, dryRun) { bundle, code, earlier, now in
            let at = request.at ?? earlier?.returns.first?.returnedAt ?? now
            bundle.returns = request.lots.map { line in
                ReturnLine(
                    source: SourceLine(.returns, line: 0), return: code, returnedAt: at,
                    facility: request.facility, shipment: shipment, lot: line.lot, mass: line.mass,
                    units: line.units, measurement: request.measurement, recordedBy: request.recordedBy)
            }
        }
    }

    /// - Throws: `Faults`; nothing is recorded then.
    package func adjustment(
        _ request: MovementRequest, reason: String, dryRun: Bool = false
    ) async throws -> RecordingOutcome {
        try await record(.adjustment, request, dryRun) { bundle, code, earlier, now in
            let at = request.at ?? earlier?.adjustments.first?.at ?? now
            bundle.adjustments = request.lots.map { line in
                AdjustmentLine(
                    source: SourceLine(.adjustments, line: 0), adjustment: code, at: at,
                    facility: request.facility, lot: line.lot, mass: line.mass, reason: reason,
                    measurement: request.measurement, recordedBy: request.recordedBy)
            }
        }
    }

    /// - Throws: `Faults`; nothing is recorded then.
    package func count(_ request: MovementRequest, dryRun: Bool = false) async throws -> RecordingOutcome {
        try await record(.count, request, dryRun) { bundle, code, earlier, now in
            let at = request.at ?? earlier?.counts.first?.countedAt ?? now
            bundle.counts = request.lots.map { line in
                CountLine(
                    source: SourceLine(.counts, line: 0), count: code, countedAt: at, facility: request.facility,
                    lot: line.lot, mass: line.mass, measurement: request.measurement,
                    recordedBy: request.recordedBy)
            }
        }
    }

    private func record(
        _ kind: EventKind, _ request: MovementRequest, _ dryRun: Bool,
        _ fill: @Sendable (inout Bundle, _ code: String, _ earlier: Bundle?, _ now: Instant) -> Void
    ) async throws -> RecordingOutcome {
        let now = books.now()
        return try await DocumentRecorder(books: books).record(kind, code: request.code, dryRun: dryRun) {
            code, earlier in
            var bundle = Bundle()
            fill(&bundle, code, earlier, now)
            return bundle
        }
    }
}
