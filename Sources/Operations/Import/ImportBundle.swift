package import Interchange
package import MaterialLedger
internal import Postgres
package import Store
internal import Wording

/// Records a bundle whole or not at all, in one transaction.
package struct ImportBundle: Sendable {
    package struct Receipt: Sendable {
        package var recorded: [BundleFile: Int] = [:]
        package var skipped: [BundleFile: Int] = [:]
        /// Ids of skipped documents that were reversed: they are on record, and don't count.
        package var reversed: [String] = []
        package var revised: [BundleFile: Int] = [:]
        package var entries: Int64 = 0
        package var postings: Int64 = 0
        package var isDryRun = false
        /// Files in the bundle that are not part of the format.
        package var ignored: [String] = []
        /// The last month that documents of the bundle are dated in, and a lot of it: where to look next.
        package var latestMonth: Month?
        package var exampleLot: String?

        package init(
            recorded: [BundleFile: Int] = [:], skipped: [BundleFile: Int] = [:], revised: [BundleFile: Int] = [:],
            entries: Int64 = 0, postings: Int64 = 0
        ) {
            self.recorded = recorded
            self.skipped = skipped
            self.revised = revised
            self.entries = entries
            self.postings = postings
        }
    }

    /// What the work is at, for a progress display.
    package enum Stage: String, Sendable {
        case reading, checking, writing, committing
    }

    let books: Books

    package init(_ books: Books) { self.books = books }

    /// - Throws: `Faults` with up to 100 faults; nothing is recorded then.
    package func run(
        _ inputs: [BundleInput], dryRun: Bool = false, progress: @escaping @Sendable (Stage) -> Void = { _ in }
    ) async throws -> Receipt {
        progress(.reading)
        let (bundle, faults, ignored) = BundleDecoder(zone: books.zone).decode(inputs)
        if inputs.allSatisfy({ BundleFile(fileName: $0.fileName) == nil }) {
            throw Faults(
                Fault(
                    .unreadable, file: inputs.first?.fileName,
                    "no file of a bundle here; files are named as in the format: parties.csv, intakes.csv, runs.csv …"))
        }
        var provenance = books.provenance
        for input in inputs {
            guard let file = BundleFile(fileName: input.fileName) else { continue }
            provenance.sources[file] = (input.name, .sha256(input.bytes))
        }
        do {
            var receipt = try await record(
                bundle, faults: faults, provenance: provenance, dryRun: dryRun, progress: progress)
            receipt.ignored = ignored
            receipt.latestMonth = bundle.latestBusinessTime.map(books.rules.month)
            receipt.exampleLot = bundle.exampleLot
            return receipt
        } catch var lost as LostConnection {
            lost.isRepeatable = true
            throw lost
        }
    }

    /// The write path of everything: one document on a command line is a bundle of one.
    package func record(
        _ bundle: Bundle, faults: [Fault] = [], provenance: Provenance? = nil, dryRun: Bool = false,
        progress: @escaping @Sendable (Stage) -> Void = { _ in }
    ) async throws -> Receipt {
        guard bundle.isOnlyTickets(upTo: 1), faults.isEmpty, provenance == nil, !dryRun else {
            return try await recordBatch(
                bundle, faults: faults, provenance: provenance, dryRun: dryRun, progress: progress)
        }
        return try await books.tickets.record(bundle) { bundle, takesRepeats in
            try await recordBatch(bundle, takesRepeats: takesRepeats)
        }
    }

    /// From here on the planner would take the books for smaller than they are.
    private static let postingsOfALargeBatch: Int64 = 5_000

    /// What is recorded stays recorded, whatever becomes of this: the server looks by itself within a minute.
    private func refreshStatistics() async {
        do {
            try await books.pool.run { connection in try BatchWriter.refreshStatistics(on: connection) }
        } catch {}
    }

    /// Records the bundle as a batch of its own.
    ///
    /// - Parameter takesRepeats: whether documents that are on record already are passed over, or end the batch with
    ///   ``RepeatedDocument``.
    private func recordBatch(
        _ bundle: Bundle, faults: [Fault] = [], provenance: Provenance? = nil, takesRepeats: Bool = true,
        dryRun: Bool = false, progress: @escaping @Sendable (Stage) -> Void = { _ in }
    ) async throws -> Receipt {
        let rules = books.rules
        let provenance = provenance ?? books.provenance
        let zone = books.zone
        do {
            // A ticket is recorded by one statement, which needs no transaction around it.
            let isOneStatement =
                !dryRun && faults.isEmpty && provenance.sources.isEmpty && bundle.isOnlyTickets(upTo: TicketQueue.limit)
            let receipt = try await books.write(dryRun: dryRun, isOneStatement: isOneStatement) { connection in
                var receipt: Receipt
                do {
                    receipt =
                        isOneStatement
                        ? try Recording.recordTickets(
                            bundle, takesRepeats: takesRepeats, rules: rules, provenance: provenance, on: connection)
                        : try Recording.record(
                            bundle, faults: faults, rules: rules, provenance: provenance, progress: progress,
                            on: connection)
                } catch {
                    let overtaken = error as? Overtaken
                    guard let faults = overtaken?.faults ?? (error as? Faults) else { throw error }
                    let told = try Corrections.told(
                        beside: faults, bundle, zone: zone, rules: rules, provenance: provenance, on: connection)
                    throw overtaken == nil ? told as any Error : Overtaken(faults: told)
                }
                if !bundle.corrections.isEmpty {
                    try Corrections.apply(
                        bundle, zone: zone, rules: rules, provenance: provenance, receipt: &receipt, on: connection)
                }
                progress(.committing)
                return receipt
            }
            if !receipt.isDryRun, receipt.postings > Self.postingsOfALargeBatch { await refreshStatistics() }
            return receipt
        } catch let faults as Faults {
            throw await FaultAdvice(books).advised(faults, about: bundle)
        }
    }
}

extension Bundle {
    /// A lot that is worth a trace: a product, where the bundle tells which materials are.
    fileprivate var exampleLot: String? {
        let products = Set(materials.lazy.filter { $0.role == .product }.map(\.material))
        let product = runOutputs.last { products.contains($0.material) } ?? runOutputs.last
        return product?.lot ?? intakes.last?.lot ?? opening.last?.lot
    }

    /// The last business time of its documents.
    fileprivate var latestBusinessTime: Instant? {
        let times: [Instant?] = [
            opening.map(\.at).max(), intakes.map(\.receivedAt).max(), runs.map { $0.endedAt ?? $0.startedAt }.max(),
            transfers.map { $0.receivedAt ?? $0.sentAt }.max(), shipments.map(\.shippedAt).max(),
            returns.map(\.returnedAt).max(), adjustments.map(\.at).max(), counts.map(\.countedAt).max(),
        ]
        return times.compactMap { $0 }.max()
    }
}

/// A document of a batch that was to have none such is on record already.
struct RepeatedDocument: Error {}

/// What a bundle was compared with changed before it was written; another look may find it on record already.
struct Overtaken: Error {
    /// What is told where a second look finds the same.
    let faults: Faults
}

/// One batch of new documents: check, look up, check, write.
enum Recording {
    /// Tickets and nothing else, in one statement after the look into the books.
    ///
    /// - Parameter takesRepeats: whether tickets that are on record already are passed over, or end the batch with
    ///   ``RepeatedDocument``.
    static func recordTickets(
        _ bundle: Bundle, takesRepeats: Bool, rules: RecordingRules, provenance: Provenance,
        on connection: isolated Connection
    ) throws -> ImportBundle.Receipt {
        var check = BundleCheck(bundle, rules: rules)
        check.checkRows()
        let known = try NamesQuery.load(check.names, lots: check.lotsToLookUp, on: connection)
        check.compare(with: known.names)
        check.checkMovements(with: known.lots)
        let plan = try check.plan()
        guard takesRepeats || plan.items(.intakes).count == bundle.intakes.count else { throw RepeatedDocument() }
        return try receipt(of: plan) {
            try BatchWriter.recordTickets(
                plan, of: bundle, months: check.monthsToHold, provenance: provenance, on: connection)
        }
    }

    /// The receipt of a plan once it is written; one that brings nothing new is not.
    private static func receipt(
        of plan: RecordingPlan, writing write: () throws -> BatchCounts
    ) rethrows -> ImportBundle.Receipt {
        var receipt = ImportBundle.Receipt(recorded: plan.recorded, skipped: plan.skipped, revised: plan.revised)
        receipt.reversed = plan.reversed
        guard !plan.isEmpty else { return receipt }
        let counts = try write()
        receipt.entries = counts.entries
        receipt.postings = counts.postings
        return receipt
    }

    static func record(
        _ bundle: Bundle, faults: [Fault], rules: RecordingRules, provenance: Provenance,
        progress: (ImportBundle.Stage) -> Void, on connection: isolated Connection
    ) throws -> ImportBundle.Receipt {
        progress(.checking)
        var check = BundleCheck(
            bundle, faults: faults, incomplete: BundleDecoder.incompleteFiles(faults), rules: rules)
        check.checkRows()
        check.compare(with: try NamesQuery.load(check.names, on: connection))
        // With faults there is nothing to write, and no reason to make writers of these months wait.
        let namesAreClear = check.faults.isEmpty
        let (base, lots) =
            namesAreClear && check.hasNews
            ? try BatchWriter.begin(
                ids: check.idBound, months: check.monthsToHold, isTimeless: check.bringsTimelessRows,
                lots: check.movedLots, provenance: provenance,
                lookingUp: check.lotsToLookUp, shipments: check.shipmentsToLookUp, on: connection)
            : (
                0,
                try LotsQuery.load(lots: check.lotsToLookUp, shipments: check.shipmentsToLookUp, on: connection)
            )
        check.checkMovements(with: lots)
        let plan: RecordingPlan
        do {
            plan = try check.plan()
        } catch {
            // Nothing of it was known when the names were compared: someone may have recorded it since.
            if namesAreClear, error.list.contains(where: { $0.code == .conflict }) { throw Overtaken(faults: error) }
            throw try Completion.advise(error, bundle, rules: rules, on: connection)
        }
        return try receipt(of: plan) {
            progress(.writing)
            return try BatchWriter.write(plan, of: bundle, base: base, provenance: provenance, on: connection)
        }
    }
}
