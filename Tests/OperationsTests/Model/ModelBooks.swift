import MaterialLedger

/// The books as a child would keep them: every document's movements in one list, summed anew for every question.
///
/// Written from the contract alone, to be compared with what the database says. Masses are grams.
struct ModelBooks {
    struct Moment: Hashable {
        /// The account's name with its party, facility and lot: `stock F1 L3`.
        var place: String
        var at: Instant
    }

    struct Document {
        var kind: EventKind
        var code: String
        /// What it says now.
        var rows: Bundle
        var isReversed = false
        /// What has been posted for it.
        var posted: [Moment: Int64] = [:]
    }

    private(set) var documents: [String: Document] = [:]
    private(set) var order: [String] = []
    private(set) var closed: Month?
    /// Lots and the documents that make them.
    private(set) var makers: [String: String] = [:]

    /// Whether the month of an instant is closed.
    func isClosed(_ at: Instant) -> Bool { closed.map { month(at) <= $0 } ?? false }

    /// When differences that fall into closed months are posted.
    var firstOpenInstant: Instant? {
        closed.map { closed in
            Instant(microseconds: Int64(closed.next.firstDay.daysSince1970 * 86_400 - 8 * 3600) * 1_000_000)
        }
    }

    // MARK: - What happens

    enum Refusal: Error {
        case refused
        /// The contract leaves open how a late revision is judged: by its own times or by those of its postings.
        case undecided
    }

    /// Records every document of a bundle, or none.
    mutating func record(_ bundle: Bundle) throws(Refusal) {
        var next = self
        for document in bundle.documents {
            guard next.documents[document.key] == nil else { throw .refused }
            for lot in document.rows.madeLots {
                guard next.makers[lot] == nil else { throw .refused }
                next.makers[lot] = document.key
            }
            guard !document.rows.times.contains(where: isClosed) else { throw .refused }
            next.documents[document.key] = document
            next.order.append(document.key)
            next.post(document.key)
        }
        guard next.isSound, next.canSee(bundle) else { throw .refused }
        self = next
    }

    /// A count needs its lot only when it is recorded; what becomes of the lot later does not touch it.
    private func canSee(_ bundle: Bundle) -> Bool {
        bundle.counts.allSatisfy { row in
            guard let maker = makers[row.lot].flatMap({ documents[$0] }), let made = maker.rows.madeAt else {
                return false
            }
            return !maker.isReversed && made <= row.countedAt
        }
    }

    /// Says anew what a document is.
    mutating func revise(_ key: String, _ rows: Bundle) throws(Refusal) {
        guard var document = documents[key], !document.isReversed else { throw .refused }
        for (new, old) in zip(rows.times, document.rows.times) where new != old && isClosed(new) { throw .refused }
        guard !rows.times.dropFirst(document.rows.times.count).contains(where: isClosed) else { throw .refused }
        var next = self
        for lot in rows.madeLots {
            guard next.makers[lot] == nil || next.makers[lot] == key else { throw .refused }
            next.makers[lot] = key
        }
        document.rows = rows
        next.documents[key] = document
        next.post(key)
        guard next.isSound else { throw .refused }
        guard closed == nil || next.isSoundByOwnTimes else { throw .undecided }
        self = next
    }

    mutating func reverse(_ key: String) throws(Refusal) {
        guard documents[key]?.isReversed == false else { throw .refused }
        var next = self
        next.documents[key]?.isReversed = true
        next.post(key)
        guard next.isSound else { throw .refused }
        self = next
    }

    mutating func close(_ month: Month) { closed = month }

    // MARK: - Postings

    /// Posts what the document says now less what is posted for it; closed months keep what they have.
    private mutating func post(_ key: String) {
        guard var document = documents[key] else { return }
        let wanted = document.isReversed ? [:] : document.rows.movements
        var difference = wanted
        for (moment, mass) in document.posted { difference[moment, default: 0] -= mass }
        for (moment, mass) in difference where mass != 0 {
            var moment = moment
            if isClosed(moment.at), let open = firstOpenInstant { moment.at = open }
            document.posted[moment, default: 0] += mass
        }
        documents[key] = document
    }

    /// All balances that are not zero, of what happened at `at` or before.
    func balances(at: Instant?) -> [String: Int64] {
        var sums: [String: Int64] = [:]
        for document in documents.values {
            for (moment, mass) in document.posted where at.map({ moment.at <= $0 }) ?? true {
                sums[moment.place, default: 0] += mass
            }
        }
        return sums.filter { $0.value != 0 }
    }

    func stock(_ lot: String, _ facility: String, at: Instant) -> Int64 {
        documents.values.reduce(0) { sum, document in
            document.posted.reduce(sum) { sum, part in
                part.key.place == "stock \(facility) \(lot)" && part.key.at <= at ? sum + part.value : sum
            }
        }
    }

    // MARK: - Rules

    private var isSound: Bool {
        isNeverBelowZero(documents.values.map(\.posted)) && keepsOrder && conservesMass && returnsAreCovered
            && (closed != nil || isSoundByOwnTimes)
    }

    private var isSoundByOwnTimes: Bool {
        isNeverBelowZero(documents.values.filter { !$0.isReversed }.map(\.rows.movements))
    }

    /// No lot at any facility at any instant, everything at that instant counted.
    private func isNeverBelowZero(_ lists: [[Moment: Int64]]) -> Bool {
        var places: [String: [Instant: Int64]] = [:]
        for list in lists {
            for (moment, mass) in list where moment.place.hasPrefix("stock ") {
                places[moment.place, default: [:]][moment.at, default: 0] += mass
            }
        }
        return places.values.allSatisfy { changes in
            var balance: Int64 = 0
            return changes.sorted { $0.key < $1.key }.allSatisfy { change in
                balance += change.value
                return balance >= 0
            }
        }
    }

    /// What is used exists by then, and was not reversed.
    private var keepsOrder: Bool {
        documents.values.allSatisfy { document in
            document.isReversed
                || document.rows.uses.allSatisfy { use in
                    guard let origin = makers[use.lot].flatMap({ documents[$0] }), let made = origin.rows.madeAt else {
                        return false
                    }
                    return !origin.isReversed && made <= use.at
                }
        }
    }

    private var conservesMass: Bool {
        documents.values.allSatisfy { document in
            guard let run = document.rows.runs.first else { return true }
            if let end = run.endedAt, end < run.startedAt { return false }
            let rows = document.rows
            let taken = (rows.runInputs.map(\.mass) + rows.runAdditions.map(\.mass)).reduce(0) { $0 + $1.grams }
            let given = (rows.runOutputs.map(\.mass) + rows.runLosses.map(\.mass)).reduce(0) { $0 + $1.grams }
            return run.endedAt == nil ? given == 0 : taken == given
        }
    }

    /// Of a shipment no more comes back than left, and not before it left.
    private var returnsAreCovered: Bool {
        var left: [String: Int64] = [:]
        for document in documents.values where !document.isReversed {
            for row in document.rows.returns {
                guard let shipment = documents["shipment:\(row.shipment)"], !shipment.isReversed,
                    let line = shipment.rows.shipments.first(where: { $0.lot == row.lot }),
                    line.shippedAt <= row.returnedAt
                else { return false }
                let key = "\(row.shipment) \(row.lot)"
                left[key, default: line.mass.grams] -= row.mass.grams
            }
        }
        return left.values.allSatisfy { $0 >= 0 }
    }
}

/// The month at Asia/Shanghai.
func month(_ at: Instant) -> Month {
    let seconds = Int((at.microseconds + 8 * 3600 * 1_000_000) / 1_000_000)
    let day = CalendarDate(daysSince1970: seconds / 86_400)
    return Month(year: day.year, month: day.month) ?? .last
}
