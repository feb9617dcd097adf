internal import Interchange
internal import MaterialLedger
internal import Postgres
internal import Store
internal import Wording

/// Writes a document on record again: a correction, or the completion of a run or transfer.
enum Revision {
    /// What is known beside the books, and how far a revision goes.
    struct Context {
        /// Names that the same bundle brings and that are not on record.
        var parties: Set<String> = []
        var facilities: Set<String> = []
        var materials: Set<String> = []
        /// Files of that bundle that could not be read whole.
        var incomplete: Set<BundleFile> = []
        /// Whether running sums tell anything; not where other movements of the lots are unclear.
        var judgesSums = true
        /// Whether the order of times tells anything.
        var judgesTimes = true
        /// Whether it is to be written, and not only looked at.
        var mayWrite = true

        fileprivate func add(to names: inout KnownNames) {
            func add(_ codes: Set<String>, to masters: inout [String: KnownNames.Master]) {
                for code in codes where masters[code] == nil {
                    masters[code] = KnownNames.Master(id: 0, digest: ContentDigest.sha256([]))
                }
            }
            add(parties, to: &names.parties)
            add(facilities, to: &names.facilities)
            add(materials, to: &names.materials)
        }
    }

    /// - Parameters:
    ///   - read: what reading the rows told.
    ///   - isRefused: whether something else is wrong, so that it is only looked at.
    /// - Returns: nil where it was only looked at.
    /// - Throws: `Faults`, in the lines of the rows.
    static func write(
        _ bundle: Bundle, of document: RecordedDocument, header: RevisionHeader, before: Bundle,
        faults read: [Fault] = [], isRefused: Bool = false, context: Context = Context(), rules: RecordingRules,
        provenance: Provenance, on connection: isolated Connection
    ) throws -> BatchCounts? {
        var check = BundleCheck(
            bundle, faults: read, incomplete: context.incomplete, rules: rules,
            mode: .revise(documents: [document.kind: [document.code: document.document]]))
        check.checkRows()
        var names = try NamesQuery.load(check.names, on: connection)
        context.add(to: &names)
        check.compare(with: names)
        var header = header
        var months = check.monthsToHold
        if let closed = names.closedThrough {
            months = months.filter { $0 > closed }
            let lateness = try Lateness.of(
                document, before, closed: closed, isCompletion: header.kind == .completion, rules: rules,
                on: connection)
            if lateness.isLate { header.late = [document.document] }
            header.lateAt = lateness.at
            check.openFrom = lateness.at
            // What comes late counts in the first open month, also where it posts nothing.
            if lateness.isLate, let at = lateness.at { months.insert(rules.month(at)) }
            for fault in faultsOfMoving(into: closed, bundle, before, rules) { check.add(fault) }
        }
        let isClear = context.judgesSums && context.judgesTimes
        let mayWrite = context.mayWrite && !isRefused && isClear
        // With faults there is nothing to write, and no reason to make writers of these months wait.
        let base =
            mayWrite && check.faults.isEmpty
            ? try BatchWriter.begin(
                ids: check.idBound, months: months, lots: check.lotsToLookUp, provenance: provenance, on: connection)
            : 0
        var books = try LotsQuery.load(
            lots: check.lotsToLookUp, shipments: check.shipmentsToLookUp, on: connection)
        try LotsQuery.loadFirstCounts(ofLotsOf: document.document, into: &books, on: connection)
        books.remove(before)
        check.checkMovements(with: books)
        if !isClear {
            let found = check.orderedFaults.filter { fault in
                (context.judgesSums || fault.code != .overdraw) && (context.judgesTimes || fault.code != .timeOrder)
            }
            guard found.isEmpty else { throw Faults(found) }
            return nil
        }
        let plan = try check.plan()
        guard mayWrite else { return nil }
        return try BatchWriter.write(
            plan, of: bundle.standing(at: header.source), base: base, provenance: provenance, revision: header,
            on: connection)
    }

    /// A document can't be dated into a closed month; one that stood there already may stay.
    private static func faultsOfMoving(
        into closed: Month, _ bundle: Bundle, _ before: Bundle, _ rules: RecordingRules
    ) -> [Fault] {
        bundle.businessTimes.compactMap { column, new in
            let old = before.businessTimes.first { $0.column == column }?.at
            guard new != old, rules.month(new) <= closed else { return nil }
            return Fault(
                .periodClosed, field: column, value: rules.text(new),
                "\(rules.text(new)) lies in \(rules.month(new).text), and the books are closed through \(closed.text)")
        }
    }
}

extension Bundle {
    /// The business times of a single document, by column.
    fileprivate var businessTimes: [(column: String, at: Instant)] {
        func times<Row: HeadRow>(_ type: Row.Type) -> [(column: String, at: Instant)] {
            guard let first = self[keyPath: Row.list].first else { return [] }
            return Row.schema.moments.compactMap { field in
                if case .time(let at) = field.value(in: first) { (field.name, at) } else { nil }
            }
        }
        return BundleFile.allCases.flatMap { file in
            (file.row as? any HeadRow.Type).map { times($0) } ?? []
        }
    }

    /// The time that decides in which month a document is reported: the end of a run (nil while it is under way),
    /// the departure of a transfer.
    fileprivate var decisiveTime: Instant? {
        runs.isEmpty ? businessTimes.first?.at : runs[0].endedAt
    }
}

/// Whether a revision comes after the close of its document's month, and when its differences are posted then.
struct Lateness {
    var isLate: Bool
    /// The first instant of the first open month.
    var at: Instant?

    static let none = Lateness(isLate: false, at: nil)

    /// - Parameter before: what the document said so far.
    static func of(
        _ document: RecordedDocument, _ before: Bundle, closed: Month, isCompletion: Bool, rules: RecordingRules,
        on connection: isolated Connection
    ) throws -> Lateness {
        // Once late, always late: the closed month keeps what it said, whatever comes after.
        let time = document.kind == .acceptance ? document.occurredAt : before.decisiveTime
        let isDecided = time.map { rules.month($0) <= closed } ?? false
        let hasLate = try RevisionQuery.hasLate(document.document, on: connection)
        return Lateness(
            isLate: hasLate || (isDecided && !isCompletion), at: try PeriodQuery.firstOpenInstant(on: connection))
    }
}
