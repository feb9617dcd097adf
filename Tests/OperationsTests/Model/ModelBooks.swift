import MaterialLedger

/// The books as a child would keep them: every document's movements in one list, summed anew for every question.
///
/// Written from the contract alone, to be compared with what the database says; of the product it borrows only the rows
/// of documents. Masses are grams.
struct ModelBooks {
    struct Moment: Hashable {
        /// The ledger's account with its party or source; `#…`: what reports count and no account holds.
        var account: String
        var facility = ""
        var material: String
        var lot = ""
        var at: Instant
        /// What moved it, as reports call it: intake, drawn, made, shipped and so on.
        var flow: String
    }

    struct Document {
        var kind: EventKind
        var code: String
        /// What it says now; an acceptance says it in adjustments.
        var rows: Bundle
        var isReversed = false
        /// What has been posted for it.
        var posted: [Moment: Int64] = [:]
        /// What it ever said: a file with any of that is known.
        var versions: [Set<AnyHashable>] = []
        var key: String { "\(kind.name):\(code)" }
    }

    /// Why something is not recorded: codes that are told in any case, and those that may only follow from them.
    struct Refusal: Error {
        var certain: Set<String>
        var possible: Set<String> = []

        func allows(_ codes: Set<String>) -> Bool {
            !codes.isEmpty && certain.isSubset(of: codes) && codes.isSubset(of: certain.union(possible))
        }
    }

    /// How many rows of each file were new, known, or known with other content.
    struct Receipt: Equatable {
        var recorded: [BundleFile: Int] = [:]
        var skipped: [BundleFile: Int] = [:]
        var revised: [BundleFile: Int] = [:]
    }

    var documents: [String: Document] = [:]
    private(set) var order: [String] = []
    /// All that is posted, of all documents.
    private(set) var postings: [(moment: Moment, mass: Int64)] = []
    private(set) var closed: Month?
    /// Lots as they came to be, and the documents that make them.
    private(set) var lots: [String] = []
    private(set) var makers: [String: String] = [:]
    /// Master data, assays and history by what they are of.
    private(set) var notes: [Note: AnyHashable] = [:]

    struct Note: Hashable {
        var file: BundleFile
        var key: String
    }

    init(masterData: Bundle) {
        for (note, content) in masterData.notes { notes[note] = content }
    }

    func isKnown(_ file: BundleFile, _ key: String) -> Bool { notes[Note(file: file, key: key)] != nil }
    func isClosed(_ at: Instant) -> Bool { closed.map { month(at) <= $0 } ?? false }

    // MARK: - What happens

    /// Records every document of a bundle, or none.
    mutating func record(_ bundle: Bundle) throws(Refusal) -> Receipt {
        var next = self
        var receipt = Receipt()
        for (note, content) in bundle.notes {
            if next.notes[note] == nil {
                receipt.recorded[note.file, default: 0] += 1
            } else if next.notes[note] == content {
                receipt.skipped[note.file, default: 0] += 1
            } else {
                receipt.revised[note.file, default: 0] += 1
            }
            next.notes[note] = content
        }
        var refusal = Refusal(
            certain: bundle.faultsOfRows.union(bundle.duplicates).union(next.unknownNames(in: bundle)))
        var fresh: Set<String> = []
        for document in bundle.documents {
            if let known = documents[document.key] {
                if known.versions.contains(document.rows.content) {
                    if let file = known.kind.file { receipt.skipped[file, default: 0] += 1 }
                } else {
                    refusal.certain.insert("conflict")
                }
                continue
            }
            if let file = document.kind.file { receipt.recorded[file, default: 0] += 1 }
            if document.rows.times.first.map(isClosed) == true { refusal.certain.insert("period_closed") }
            for lot in document.rows.madeLots {
                if makers[lot] == nil { next.make(lot, document.key) } else { refusal.certain.insert("conflict") }
            }
            next.add(document)
            fresh.insert(document.key)
        }
        for row in bundle.assays where next.makers[row.lot].flatMap({ next.documents[$0] })?.isReversed != false {
            refusal.certain.insert("unknown_reference")
        }
        next.post(fresh, isLate: false)
        refusal.possible = next.violations(by: fresh)
        try refusal.raise()
        self = next
        return receipt
    }

    private mutating func make(_ lot: String, _ key: String) {
        guard makers[lot] == nil else { return }
        makers[lot] = key
        lots.append(lot)
    }

    private mutating func add(_ document: Document) {
        var document = document
        document.versions = [document.rows.content]
        documents[document.key] = document
        order.append(document.key)
    }

    /// Says anew what a document is.
    mutating func revise(_ key: String, _ rows: Bundle) throws(Refusal) {
        guard var document = documents[key] else { throw Refusal(certain: ["not_found"]) }
        guard !document.isReversed else { throw Refusal(certain: ["bad_value"]) }
        guard document.rows.content != rows.content else { return }
        var refusal = Refusal(certain: rows.faultsOfRows.union(unknownNames(in: rows)))
        // An accepted count stays as it was accepted.
        if document.kind == .count, acceptance(of: document.code) != nil { refusal.certain.insert("conflict") }
        let before = document.rows.times
        for (place, time) in rows.times.enumerated() where isClosed(time) {
            if place >= before.count || before[place] != time { refusal.certain.insert("period_closed") }
        }
        var next = self
        for lot in rows.madeLots { next.make(lot, key) }
        document.rows = rows
        document.versions.append(rows.content)
        next.documents[key] = document
        next.post([key])
        refusal.possible = next.violations(by: [key])
        try refusal.raise()
        self = next
    }

    mutating func reverse(_ key: String) throws(Refusal) {
        guard let document = documents[key] else { throw Refusal(certain: ["not_found"]) }
        // Reversing again changes nothing.
        guard !document.isReversed else { return }
        var next = self
        next.documents[key]?.isReversed = true
        next.post([key])
        let broken = next.violations(by: [])
        // Whoever uses what it made has to go first.
        if broken.contains("unknown_reference") || (document.kind == .count && acceptance(of: document.code) != nil) {
            throw Refusal(certain: ["conflict"])
        }
        try Refusal(certain: broken).raise()
        self = next
    }

    /// Posts what a count found more or less than the books had at its time.
    mutating func accept(_ code: String) throws(Refusal) {
        guard let count = documents["count:\(code)"], !count.isReversed, let first = count.rows.counts.first else {
            throw Refusal(certain: ["not_found"])
        }
        guard acceptance(of: code) == nil else { return }
        guard !isClosed(first.countedAt) else { throw Refusal(certain: ["period_closed"]) }
        var rows = Bundle()
        for row in count.rows.counts {
            guard let maker = makers[row.lot].flatMap({ documents[$0] }), !maker.isReversed else {
                throw Refusal(certain: ["unknown_reference"])
            }
            let more = row.mass.grams - stock(row.lot, row.facility, at: row.countedAt)
            guard more != 0 else { continue }
            rows.adjustments.append(
                AdjustmentLine(
                    source: row.source, adjustment: code, at: row.countedAt, facility: row.facility, lot: row.lot,
                    mass: Mass(grams: more), reason: "counted"))
        }
        guard !rows.adjustments.isEmpty else { return }
        var next = self
        let earlier = order.filter { $0.hasPrefix("acceptance:\(code)/") }.count
        let acceptance = Document(kind: .acceptance, code: "\(code)/\(earlier + 1)", rows: rows)
        next.add(acceptance)
        next.post([acceptance.key])
        try Refusal(certain: next.violations(by: [])).raise()
        self = next
    }

    /// The acceptance of a count that stands.
    func acceptance(of count: String) -> Document? {
        order.lazy.compactMap { documents[$0] }.first {
            $0.kind == .acceptance && $0.code.hasPrefix("\(count)/") && !$0.isReversed
        }
    }

    mutating func close(_ month: Month) throws(Refusal) {
        let first = documents.values.flatMap { $0.posted.keys }.map(\.at).min().map(OperationsTests.month)
        guard let wanted = closed?.next ?? first, month == wanted else { throw Refusal(certain: ["period_closed"]) }
        closed = month
    }

    // MARK: - Postings

    /// Posts what documents say now less what is posted for them; closed months keep what they have.
    ///
    /// Also of those that move lots of the changed ones or return their goods: material and customer are theirs.
    ///
    /// - Parameter isLate: whether what lies in closed months may be posted after them, as for all but new documents.
    private mutating func post(_ changed: Set<String>, isLate: Bool = true) {
        let lots = Set(changed.flatMap { documents[$0]?.rows.madeLots ?? [] })
        for key in order {
            guard var document = documents[key] else { continue }
            let hangsOnThem =
                document.rows.uses.contains { lots.contains($0.lot) }
                || document.rows.returns.contains { changed.contains("shipment:\($0.shipment)") }
            guard changed.contains(key) || hangsOnThem else { continue }
            var difference = document.isReversed ? [:] : movements(of: document.rows)
            for (moment, mass) in document.posted { difference[moment, default: 0] -= mass }
            for (moment, mass) in difference where mass != 0 {
                var moment = moment
                if isLate, isClosed(moment.at), let open = closed?.next.start { moment.at = open }
                document.posted[moment, default: 0] += mass
            }
            document.posted = document.posted.filter { $0.value != 0 }
            documents[key] = document
        }
        postings = documents.values.flatMap { $0.posted.map { ($0.key, $0.value) } }
    }

    /// All balances that are not zero, of what happened at `at` or before, by account, facility, material and lot.
    func balances(at: Instant?) -> [String: Int64] {
        var sums: [String: Int64] = [:]
        for (moment, mass) in postings where !moment.account.hasPrefix("#") && at.map({ moment.at <= $0 }) ?? true {
            sums["\(moment.account) \(moment.facility) \(moment.material) \(moment.lot)", default: 0] += mass
        }
        return sums.filter { $0.value != 0 }
    }

    func stock(_ lot: String, _ facility: String, at: Instant) -> Int64 {
        var sum: Int64 = 0
        for (moment, mass) in postings where moment.lot == lot && moment.facility == facility && moment.at <= at {
            if moment.account == "stock" { sum += mass }
        }
        return sum
    }
}

extension ModelBooks.Refusal {
    /// Throws itself where it holds anything.
    fileprivate func raise() throws(ModelBooks.Refusal) {
        if !certain.isEmpty || !possible.isEmpty { throw self }
    }
}

/// The month at Asia/Shanghai.
func month(_ at: Instant) -> Month {
    let seconds = Int((at.microseconds + 8 * 3600 * 1_000_000) / 1_000_000)
    let day = CalendarDate(daysSince1970: seconds / 86_400)
    return Month(year: day.year, month: day.month) ?? .last
}

extension Month {
    /// Its first instant at Asia/Shanghai.
    var start: Instant {
        Instant(microseconds: Int64(firstDay.daysSince1970 * 86_400 - 8 * 3600) * 1_000_000)
    }
}
