import MaterialLedger

/// Things that may happen to books, valid or not, drawn from what the model knows.
struct RandomEvents {
    struct Revision {
        var key: String
        var fields: [(field: String, value: String)]
        var rows: Bundle
    }

    enum Event {
        case record(Bundle)
        /// A file with corrections of documents on record beside new documents; the same for the same reason would be
        /// the same file again.
        case file(Bundle, [Revision], reason: String)
        case revise(Revision)
        /// A correction that no document could take, and the code that says why.
        case misguided(document: String, field: String, value: String, code: String)
        case complete(key: String, rows: Bundle)
        case accept(count: String)
        case reverse(key: String)
        case close(Month)
    }

    var random: SeededGenerator
    private var taken = 0
    static let facilities = ["F1", "F2", "F3"]

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    mutating func next(_ books: ModelBooks, mayClose: Bool) -> Event {
        switch number(0...99) {
        case 0..<35:
            var bundle = Bundle()
            for _ in 0..<(random.chance(0.7) ? 1 : number(2...4)) { add(to: &bundle, books) }
            return .record(bundle)
        case 35..<47:
            var bundle = single(books)
            spoil(&bundle, books)
            return .record(bundle)
        case 47..<51:
            // What was recorded comes again, and is known.
            if let known = document(of: books) {
                return .record(known.kind == .acceptance ? single(books) : known.rows)
            }
        case 51..<69: if let revision = correction(books) { return .revise(revision) }
        case 69..<74:
            let revisions = [correction(books), correction(books)].compactMap { $0 }
            let keys = Set(revisions.map(\.key))
            return .file(
                random.chance(0.5) ? single(books) : Bundle(), keys.count == 2 ? revisions : [],
                reason: name("typed wrong "))
        case 74: return misguided(books)
        case 75..<81: if let completion = completion(books) { return completion }
        case 81..<86:
            let count = books.order.filter { $0.hasPrefix("count:") }.randomElement(using: &random)
            return .accept(count: random.chance(0.05) ? "N0" : count.map { String($0.dropFirst(6)) } ?? "N1")
        case 86:
            let accepted = books.order.filter { $0.hasPrefix("acceptance:") }
            if let key = accepted.randomElement(using: &random) { return .reverse(key: key) }
        case 87..<95: if let key = document(of: books)?.key { return .reverse(key: key) }
        default: if mayClose, let event = close(books) { return event }
        }
        return .record(single(books))
    }

    /// Any document; every other time one of the last, which fewer others hang on.
    mutating func document(of books: ModelBooks) -> ModelBooks.Document? {
        let keys = random.chance(0.5) ? books.order : books.order.suffix(8)
        return keys.randomElement(using: &random).flatMap { books.documents[$0] }
    }

    private mutating func close(_ books: ModelBooks) -> Event? {
        guard books.order.count > 15 else { return nil }
        let first = books.postings.map(\.moment.at).min().map(month)
        guard let next = books.closed?.next ?? first, next.text < "2025-01" else { return nil }
        // One out of order now and then.
        return .close(random.chance(0.2) ? next.next : next)
    }

    mutating func single(_ books: ModelBooks) -> Bundle {
        var bundle = Bundle()
        add(to: &bundle, books)
        return bundle
    }

    // MARK: - Drawing

    mutating func number(_ range: ClosedRange<Int64>) -> Int64 { Int64.random(in: range, using: &random) }

    mutating func one<Element>(of list: [Element]) -> Element { list[Int(number(0...Int64(list.count - 1)))] }

    mutating func name(_ prefix: String) -> String {
        taken += 1
        return "\(prefix)\(taken)"
    }

    /// A quarter of a day between November and January: often the same as another, and in the month of another.
    mutating func moment() -> Instant {
        Instant(microseconds: time("2024-11-01 00:00").microseconds + number(0...359) * 21_600_000_000)
    }

    /// Now and then the very instant at which something else moves the lot, where receipts come before draws.
    private mutating func sharedMoment(_ books: ModelBooks, _ lot: String) -> Instant? {
        guard random.chance(0.3) else { return nil }
        return Set(books.postings.filter { $0.moment.lot == lot }.map(\.moment.at)).sorted().randomElement(
            using: &random)
    }

    mutating func after(_ at: Instant) -> Instant {
        at.advanced(bySeconds: (random.chance(0.05) ? number(-2...0) : number(0...40)) * 21_600)
    }

    /// A lot, where it may lie, a time, and a mass that it may have: mostly it does.
    mutating func draw(_ books: ModelBooks, at wanted: Instant? = nil, facility: String? = nil)
        -> (lot: String, facility: String, at: Instant, mass: Int64)?
    {
        for _ in 0..<6 {
            guard let lot = books.lots.randomElement(using: &random) else { return nil }
            let plant = facility ?? one(of: Self.facilities)
            let at = wanted ?? sharedMoment(books, lot) ?? moment()
            let there = books.stock(lot, plant, at: at)
            if there > 0 {
                let most = random.chance(0.12) ? there * 2 : there
                return (lot, plant, at, random.chance(0.3) ? there : number(1...most))
            }
            if random.chance(0.06) { return (lot, plant, at, number(1...500)) }
        }
        return nil
    }

    /// One to three lots of one place and time, for the lines of one document.
    mutating func drawSeveral(_ books: ModelBooks) -> [(lot: String, facility: String, at: Instant, mass: Int64)] {
        guard let first = draw(books) else { return [] }
        var drawn = [first]
        for _ in 0..<number(0...2) {
            guard let more = draw(books, at: first.at, facility: first.facility) else { continue }
            if !drawn.contains(where: { $0.lot == more.lot }) { drawn.append(more) }
        }
        return drawn
    }

    /// As the contract writes times of the site.
    func text(_ at: Instant) -> String {
        let seconds = Int((at.microseconds + 8 * 3600 * 1_000_000) / 1_000_000)
        let day = CalendarDate(daysSince1970: seconds / 86_400)
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(day.year)-\(two(day.month))-\(two(day.day)) \(two(seconds / 3600 % 24)):\(two(seconds / 60 % 60))"
    }
}
