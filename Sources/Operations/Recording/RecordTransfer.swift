package import MaterialLedger
internal import Wording

/// A transfer between facilities, as it is typed.
package struct TransferRequest: Sendable {
    package var from: String
    package var to: String
    package var lots: [LotMass]
    package var sentAt: Instant?
    /// Nil: still on the road, unless `received` has masses.
    package var receivedAt: Instant?
    /// What the receiver weighed, lot by lot; where it says nothing, all arrived.
    package var received: [LotMass]
    package var transfer: String?
    package var recordedBy: String?

    package init(from: String, to: String, lots: [LotMass], received: [LotMass] = []) {
        self.from = from
        self.to = to
        self.lots = lots
        self.received = received
    }
}

/// Records transfers and their arrival.
package struct RecordTransfer: Sendable {
    let books: Books

    package init(_ books: Books) { self.books = books }

    /// - Throws: `Faults`; nothing is recorded then.
    package func run(_ request: TransferRequest, dryRun: Bool = false) async throws -> RecordingOutcome {
        let now = books.now()
        return try await DocumentRecorder(books: books).record(.transfer, code: request.transfer, dryRun: dryRun) {
            code, earlier in
            let before = earlier?.transfers.first
            let hasArrived = request.receivedAt != nil || !request.received.isEmpty
            var bundle = Bundle()
            bundle.transfers = request.lots.map { line in
                TransferLine(
                    source: SourceLine(.transfers, line: 0), transfer: code,
                    sentAt: request.sentAt ?? before?.sentAt ?? (request.receivedAt.map { min($0, now) } ?? now),
                    receivedAt: hasArrived ? request.receivedAt ?? before?.receivedAt ?? now : nil, lot: line.lot,
                    fromFacility: request.from, toFacility: request.to, mass: line.mass,
                    recordedBy: request.recordedBy)
            }
            try Self.weigh(&bundle.transfers, request.received)
            return bundle
        }
    }

    /// Records the arrival of a transfer on the road.
    ///
    /// - Parameters:
    ///   - received: what the receiver weighed, lot by lot; where it says nothing, all arrived.
    ///   - receivedAt: nil: now, or when it arrived where that is on record already.
    /// - Throws: `Faults`; nothing is recorded then.
    package func receive(
        _ code: String, received: [LotMass], receivedAt: Instant?, dryRun: Bool = false
    ) async throws -> RecordingOutcome {
        let recorded = try await DocumentBrowser(books).show(.transfer, code).rows
        let receivedAt = receivedAt ?? recorded.transfers.first?.receivedAt ?? books.now()
        let change: @Sendable (inout Bundle) throws -> Void = { bundle in
            bundle.transfers = bundle.transfers.map { line in
                var line = line
                line.receivedAt = receivedAt
                line.received = nil
                return line
            }
            try Self.weigh(&bundle.transfers, received)
        }
        let receipt = try await Revisions(books).complete(
            .transfer, code: code, at: receivedAt, dryRun: dryRun, change)
        var rows = recorded
        try change(&rows)
        return RecordingOutcome(rows: rows, receipt: receipt)
    }

    private static func weigh(_ lines: inout [TransferLine], _ received: [LotMass]) throws {
        for weighing in received {
            guard let place = lines.firstIndex(where: { $0.lot == weighing.lot }) else {
                throw Faults(
                    Fault(
                        .unknownReference, field: "received", value: weighing.lot,
                        "lot \(weighing.lot) is not in this transfer"))
            }
            guard lines[place].received == nil else {
                throw Faults(
                    Fault(
                        .duplicate, field: "received", value: weighing.lot,
                        "what was received of lot \(weighing.lot) is given twice"))
            }
            lines[place].received = weighing.mass
        }
    }
}
