internal import Interchange
internal import MaterialLedger
internal import Postgres
internal import Store
internal import Wording

/// Says more of faults by a look into the books: what name was meant, and in what a document on record differs.
///
/// It is asked only once there are faults, so that recording itself costs nothing more.
struct FaultAdvice: Sendable {
    private let books: Books

    init(_ books: Books) { self.books = books }

    /// Runs a piece of work that records, and says more of its faults.
    func write(
        dryRun: Bool, _ body: @escaping @Sendable (isolated Connection) throws -> ImportBundle.Receipt
    ) async throws -> ImportBundle.Receipt {
        do {
            return try await books.write(dryRun: dryRun, body)
        } catch let faults as Faults {
            throw await advised(faults, about: Bundle())
        }
    }

    /// The faults, with what the books say of them; as they are where the books can't be read.
    ///
    /// - Parameter bundle: the rows that the faults are about.
    func advised(_ faults: Faults, about bundle: Bundle) async -> Faults {
        guard faults.list.contains(where: { $0.subject != nil }) else { return faults }
        let zone = books.zone
        do {
            return try await books.read { connection in
                var known: [FaultSubject: Sentence] = [:]
                return Faults(
                    try faults.list.map { fault in
                        guard let subject = fault.subject else { return fault }
                        var fault = fault
                        let message =
                            try known[subject] ?? Self.message(subject, bundle, zone: zone, on: connection)
                        known[subject] = message
                        if let message { fault.message = message }
                        return fault
                    }, hasMore: faults.hasMore)
            }
        } catch {
            // What went wrong first is what counts.
            return faults
        }
    }

    private static func message(
        _ subject: FaultSubject, _ bundle: Bundle, zone: ZoneRules, on connection: isolated Connection
    ) throws -> Sentence? {
        switch subject {
        case .unknown(let what, let code, let near):
            return FaultSubject.unknownMessage(
                what, code, near: try NearNamesQuery.nearest(to: code, what, or: near, on: connection))
        case .conflict(let kind, let code):
            guard let document = try DocumentQuery.find(code: code, kind: kind, on: connection).first else {
                return nil
            }
            if document.isReversed {
                return "\(kind.word) \(code) was reversed, and its id stays used; give this document another id"
            }
            let recorded = try DocumentQuery.rows(of: document, on: connection)
            let comparison = DocumentComparison(zone: zone)
            return FaultSubject.conflictMessage(
                kind, code, difference: comparison.firstDifference(recorded, bundle.rows(of: kind, code)))
        }
    }
}

extension Bundle {
    /// The rows of one document.
    func rows(of kind: EventKind, _ code: String) -> Bundle {
        var rows = Bundle()
        switch kind {
        case .opening: rows.opening = opening.filter { $0.lot == code }
        case .intake: rows.intakes = intakes.filter { $0.ticket == code }
        case .run:
            rows.runs = runs.filter { $0.run == code }
            rows.runInputs = runInputs.filter { $0.run == code }
            rows.runAdditions = runAdditions.filter { $0.run == code }
            rows.runOutputs = runOutputs.filter { $0.run == code }
            rows.runLosses = runLosses.filter { $0.run == code }
        case .transfer: rows.transfers = transfers.filter { $0.transfer == code }
        case .shipment: rows.shipments = shipments.filter { $0.shipment == code }
        case .goodsReturn: rows.returns = returns.filter { $0.return == code }
        case .adjustment: rows.adjustments = adjustments.filter { $0.adjustment == code }
        case .count: rows.counts = counts.filter { $0.count == code }
        case .acceptance, .party, .facility, .material, .composition, .assay, .history, .correction, .reversal,
            .completion, .close:
            break
        }
        return rows
    }
}
