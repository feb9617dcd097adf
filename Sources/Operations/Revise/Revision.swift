internal import Interchange
internal import MaterialLedger
internal import Postgres
internal import Store

/// Writes a document on record again: a correction, or the completion of a run or transfer.
enum Revision {
    static func write(
        _ bundle: Bundle, of document: RecordedDocument, header: RevisionHeader, before: Bundle,
        told request: Corrections.Request?, rules: RecordingRules, provenance: Provenance,
        on connection: isolated Connection
    ) throws -> BatchCounts {
        var check = BundleCheck(
            bundle, rules: rules, mode: .revise(documents: [document.kind: [document.code: document.document]]))
        check.checkRows()
        let names = try NamesQuery.load(check.names, on: connection)
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
            try refuseMovingInto(closed, bundle, before, request, rules)
        }
        let base = try BatchWriter.begin(
            ids: check.idBound, months: months, lots: check.lotsToLookUp, provenance: provenance, on: connection)
        var books = try LotsQuery.load(
            lots: check.lotsToLookUp, shipments: check.shipmentsToLookUp, on: connection)
        books.remove(before)
        check.checkMovements(with: books)
        let plan: RecordingPlan
        do {
            plan = try check.plan()
        } catch {
            throw Faults(error.list.map { fault in request?.replacing(fault) ?? fault })
        }
        return try BatchWriter.write(
            plan, of: bundle, base: base, provenance: provenance, revision: header, on: connection)
    }

    /// A document can't be dated into a closed month; one that stood there already may stay.
    private static func refuseMovingInto(
        _ closed: Month, _ bundle: Bundle, _ before: Bundle, _ request: Corrections.Request?, _ rules: RecordingRules
    ) throws {
        for (column, new) in bundle.businessTimes {
            let old = before.businessTimes.first { $0.column == column }?.at
            guard new != old, rules.month(new) <= closed else { continue }
            let fault = Fault(
                .periodClosed, field: column, value: rules.text(new),
                "\(rules.text(new)) lies in \(rules.month(new).text), and the books are closed through \(closed.text)")
            throw Faults(request?.replacing(fault) ?? fault)
        }
    }
}

extension Bundle {
    /// The business times of a single document, by column.
    fileprivate var businessTimes: [(column: String, at: Instant)] {
        var times: [(column: String, at: Instant)] = []
        func add(_ column: String, _ at: Instant?) { if let at { times.append((column, at)) } }
        add("at", opening.first?.at)
        add("received_at", intakes.first?.receivedAt)
        add("started_at", runs.first?.startedAt)
        add("ended_at", runs.first?.endedAt)
        add("sent_at", transfers.first?.sentAt)
        add("received_at", transfers.first?.receivedAt)
        add("shipped_at", shipments.first?.shippedAt)
        add("returned_at", returns.first?.returnedAt)
        add("at", adjustments.first?.at)
        add("counted_at", counts.first?.countedAt)
        return times
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
        let (hasLate, at) = try connection.query(
            """
            SELECT EXISTS (SELECT FROM revision r WHERE r.document = \(document.document) AND r.late),
                make_date((last_closed_month() + 1) / 12, (last_closed_month() + 1) % 12 + 1, 1)::timestamp
                    AT TIME ZONE (SELECT time_zone FROM site)
            """
        ).only().decode(Bool.self, Instant.self)
        // Once late, always late: the closed month keeps what it said, whatever comes after.
        let time = document.kind == .acceptance ? document.occurredAt : before.decisiveTime
        let isDecided = time.map { rules.month($0) <= closed } ?? false
        return Lateness(isLate: hasLate || (isDecided && !isCompletion), at: at)
    }
}
