package import MaterialLedger
internal import Store

/// A weighing at the gate, as a clerk types it.
package struct IntakeRequest: Sendable {
    package var facility: String
    package var material: String
    package var supplier: String
    package var province: String?
    package var gross: Mass
    package var tare: Mass
    package var moisture: Percentage?
    package var impurity: Percentage?
    /// Deducted outright, beside the percentages.
    package var deduction: Mass?
    package var deductionKind: DeductionKind?
    package var declared: Mass?
    package var truck: String?
    package var driver: String?
    package var manifest: String?
    package var owner: String?
    package var originClass: String?
    package var measurement: Measurement
    package var recordedBy: String?
    /// Nil: now.
    package var at: Instant?
    /// Nil: generated.
    package var ticket: String?
    /// Nil: the ticket's code, so that one number names the paper and the pile.
    package var lot: String?

    package init(
        facility: String, material: String, supplier: String, gross: Mass, tare: Mass,
        measurement: Measurement = .none
    ) {
        self.facility = facility
        self.material = material
        self.supplier = supplier
        self.gross = gross
        self.tare = tare
        self.measurement = measurement
    }
}

/// Records one intake (过磅单).
package struct RecordIntake: Sendable {
    /// A truck that comes again so soon with the same net mass was probably typed twice.
    package static let suspiciousSeconds: Int64 = 30 * 60

    let books: Books

    package init(_ books: Books) { self.books = books }

    /// - Throws: `Faults`; nothing is recorded then.
    package func run(_ request: IntakeRequest, dryRun: Bool = false) async throws -> RecordingOutcome {
        let now = books.now()
        var outcome = try await DocumentRecorder(books: books).record(
            .intake, code: request.ticket, dryRun: dryRun
        ) { ticket, earlier in
            var bundle = Bundle()
            bundle.intakes = [Self.intake(request, ticket: ticket, earlier: earlier?.intakes.first, now: now)]
            return bundle
        }
        if !outcome.isRepeated { outcome.warnings = await warnings(about: outcome) }
        return outcome
    }

    private static func intake(
        _ request: IntakeRequest, ticket: String, earlier: Intake?, now: Instant
    ) -> Intake {
        let deduction = Deduction(
            gross: request.gross, tare: request.tare, moisture: request.moisture, impurity: request.impurity,
            outright: request.deduction)
        return Intake(
            source: SourceLine(.intakes, line: 0), ticket: ticket,
            receivedAt: request.at ?? earlier?.receivedAt ?? now, facility: request.facility,
            material: request.material, supplier: request.supplier, province: request.province,
            gross: request.gross, tare: request.tare, deduction: deduction.total,
            net: Mass(grams: request.gross.grams &- request.tare.grams &- deduction.total.grams),
            lot: request.lot ?? earlier?.lot ?? ticket, deductionKind: request.deductionKind ?? .commercial,
            moisture: deduction.moisture, impurity: deduction.impurity, declared: request.declared,
            truck: request.truck, driver: request.driver, manifest: request.manifest, owner: request.owner,
            originClass: request.originClass, measurement: request.measurement, recordedBy: request.recordedBy)
    }

    private func warnings(about outcome: RecordingOutcome) async -> [RecordingWarning] {
        guard let intake = outcome.rows.intakes.first, let truck = intake.truck else { return [] }
        do {
            let tickets = try await books.read { connection in
                try RecentIntakeQuery.tickets(
                    truck: truck, net: intake.net, at: intake.receivedAt, within: Self.suspiciousSeconds,
                    butNot: intake.ticket, on: connection)
            }
            return tickets.isEmpty ? [] : [RecordingWarning(kind: .sameTruckAndMass, documents: tickets)]
        } catch {
            // The intake is recorded by now; an interruption here must not make it look otherwise.
            return []
        }
    }
}
