import MaterialLedger

/// Things that may happen to books, valid or not, drawn from what the model knows.
struct RandomEvents {
    enum Event {
        case record(Bundle)
        /// The documents of a bundle that was recorded come again.
        case again(Bundle)
        case revise(key: String, fields: [(String, String)], rows: Bundle)
        case complete(key: String, rows: Bundle)
        case reverse(key: String)
        case close(Month)
    }

    var random: SeededGenerator
    private var taken = 0
    private let facilities = ["F1", "F2", "F3"]

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    mutating func next(_ books: ModelBooks, mayClose: Bool) -> Event {
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<52:
            var bundle = Bundle()
            for _ in 0..<(random.chance(0.7) ? 1 : Int.random(in: 2...4, using: &random)) { add(to: &bundle, books) }
            return .record(bundle)
        case 52..<56:
            guard let key = books.order.randomElement(using: &random), let known = books.documents[key] else { break }
            return .again(known.rows)
        case 56..<78: return correction(books) ?? .record(single(books))
        case 78..<86: return completion(books) ?? .record(single(books))
        case 86..<97:
            if let key = books.order.randomElement(using: &random) { return .reverse(key: key) }
        default:
            guard mayClose, books.order.count > 15 else { break }
            let first = books.documents.values.flatMap { $0.posted.keys }.map(\.at).min()
            let wanted = books.closed?.next ?? first.map { month($0) }
            if let wanted, wanted < Month.last, wanted.text < "2025-01" { return .close(wanted) }
        }
        return .record(single(books))
    }

    private mutating func single(_ books: ModelBooks) -> Bundle {
        var bundle = Bundle()
        add(to: &bundle, books)
        return bundle
    }

    private mutating func name(_ prefix: String) -> String {
        taken += 1
        return "\(prefix)\(taken)"
    }

    /// A quarter of a day between November and January: often the same as another, and in the month of another.
    private mutating func moment() -> Instant {
        Instant(
            microseconds: time("2024-11-01 00:00").microseconds + Int64.random(in: 0..<360, using: &random)
                * 21_600_000_000)
    }

    private mutating func after(_ at: Instant) -> Instant {
        at.advanced(bySeconds: Int64.random(in: random.chance(0.05) ? -2...0 : 0...40, using: &random) * 21_600)
    }

    /// A lot, where it may lie, a time, and a mass that it may have: mostly it does.
    private mutating func draw(_ books: ModelBooks, at wanted: Instant? = nil, facility: String? = nil)
        -> (lot: String, facility: String, at: Instant, mass: Int64)?
    {
        for _ in 0..<6 {
            guard let lot = books.makers.keys.sorted().randomElement(using: &random) else { return nil }
            let plant = facility ?? facilities[Int.random(in: 0..<3, using: &random)]
            let at = wanted ?? moment()
            let there = books.stock(lot, plant, at: at)
            if there > 0 {
                let most = random.chance(0.12) ? there * 2 : there
                return (lot, plant, at, random.chance(0.3) ? there : Int64.random(in: 1...most, using: &random))
            }
            if random.chance(0.06) { return (lot, plant, at, Int64.random(in: 1...500, using: &random)) }
        }
        return nil
    }

    private mutating func add(to bundle: inout Bundle, _ books: ModelBooks) {
        let plant = facilities[Int.random(in: 0..<3, using: &random)]
        switch Int.random(in: 0..<12, using: &random) {
        case 0..<3:
            let mass = Int64.random(in: 100...10_000, using: &random)
            bundle.intake(
                name("L"), mass, at: moment(), facility: plant, supplier: random.chance(0.5) ? "P1" : "P2",
                deduction: random.chance(0.4) ? mass / 20 : 0, kind: random.chance(0.5) ? .removed : .commercial)
        case 3:
            bundle.opening.append(
                OpeningStock(
                    source: SourceLine(.opening, line: bundle.opening.count + 2), facility: plant, lot: name("O"),
                    material: "scrap", mass: Mass(grams: Int64.random(in: 100...9_000, using: &random)), at: moment()))
        case 4..<7: addRun(to: &bundle, books)
        case 7: addTransfer(to: &bundle, books)
        case 8..<10:
            guard let drawn = draw(books) else { return }
            let code = random.chance(0.05) ? "S1" : name("S")
            bundle.shipments.append(
                ShipmentLine(
                    source: SourceLine(.shipments, line: bundle.shipments.count + 2), shipment: code,
                    shippedAt: drawn.at, facility: drawn.facility, customer: "C1", lot: drawn.lot,
                    mass: Mass(grams: drawn.mass)))
        case 10:
            let shipments = books.order.filter { $0.hasPrefix("shipment:") }
            guard let key = shipments.randomElement(using: &random),
                let line = books.documents[key]?.rows.shipments.first
            else { return }
            bundle.returns.append(
                ReturnLine(
                    source: SourceLine(.returns, line: bundle.returns.count + 2), return: name("B"),
                    returnedAt: after(line.shippedAt), facility: random.chance(0.7) ? line.facility : plant,
                    shipment: line.shipment, lot: line.lot,
                    mass: Mass(grams: max(1, line.mass.grams / Int64.random(in: 1...3, using: &random)))))
        default:
            guard let drawn = draw(books) else { return }
            if random.chance(0.5) {
                bundle.adjustments.append(
                    AdjustmentLine(
                        source: SourceLine(.adjustments, line: bundle.adjustments.count + 2), adjustment: name("D"),
                        at: drawn.at, facility: drawn.facility, lot: drawn.lot,
                        mass: Mass(grams: random.chance(0.3) ? drawn.mass : -drawn.mass), reason: "drying"))
            } else {
                bundle.counts.append(
                    CountLine(
                        source: SourceLine(.counts, line: bundle.counts.count + 2), count: name("N"),
                        countedAt: drawn.at, facility: drawn.facility, lot: drawn.lot,
                        mass: Mass(grams: drawn.mass)))
            }
        }
    }

    private mutating func addRun(to bundle: inout Bundle, _ books: ModelBooks) {
        guard let first = draw(books) else { return }
        let code = name("R")
        var drawn: [String: Int64] = [first.lot: first.mass]
        for _ in 0..<Int.random(in: 0...2, using: &random) {
            if let more = draw(books, at: first.at, facility: first.facility) { drawn[more.lot] = more.mass }
        }
        let end = random.chance(0.25) ? nil : after(first.at)
        bundle.runs.append(
            Run(
                source: SourceLine(.runs, line: bundle.runs.count + 2), run: code, facility: first.facility,
                process: "smelting", startedAt: first.at, endedAt: end))
        for (lot, mass) in drawn.sorted(by: { $0.key < $1.key }) { bundle.input(code, lot, mass) }
        if end != nil { finish(code, drawn.values.reduce(0, +), in: &bundle) }
    }

    /// Outputs, losses and perhaps an addition that balance, rarely not.
    private mutating func finish(_ code: String, _ mass: Int64, in bundle: inout Bundle) {
        var rest = mass
        if random.chance(0.3) {
            bundle.addition(code, 37)
            rest += 37
        }
        if random.chance(0.05) { rest += 1 }
        let loss = rest / Int64.random(in: 3...20, using: &random)
        if loss > 0 { bundle.loss(code, loss) }
        rest -= loss
        let other = rest / 3
        if other > 0, random.chance(0.5) {
            bundle.output(code, name("A"), other, material: "dross")
            rest -= other
        }
        if rest > 0 { bundle.output(code, name("A"), rest) }
    }

    private mutating func addTransfer(to bundle: inout Bundle, _ books: ModelBooks) {
        guard let drawn = draw(books) else { return }
        let target = facilities.filter { $0 != drawn.facility }.randomElement(using: &random) ?? "F1"
        let arrival = random.chance(0.3) ? nil : after(drawn.at)
        bundle.transfers.append(
            TransferLine(
                source: SourceLine(.transfers, line: bundle.transfers.count + 2), transfer: name("V"),
                sentAt: drawn.at, receivedAt: arrival.map { max($0, drawn.at) }, lot: drawn.lot,
                fromFacility: drawn.facility, toFacility: target, mass: Mass(grams: drawn.mass),
                received: arrival != nil && random.chance(0.4) ? Mass(grams: drawn.mass * 99 / 100) : nil))
    }

    private mutating func completion(_ books: ModelBooks) -> Event? {
        let open = books.order.filter { key in
            guard let document = books.documents[key], !document.isReversed else { return false }
            return document.rows.runs.first.map { $0.endedAt == nil }
                ?? document.rows.transfers.first.map { $0.receivedAt == nil } ?? false
        }
        guard let key = open.randomElement(using: &random), var rows = books.documents[key]?.rows else { return nil }
        if let run = rows.runs.first {
            rows.runs[0].endedAt = after(run.startedAt)
            finish(run.run, rows.runInputs.reduce(0) { $0 + $1.mass.grams }, in: &rows)
        } else {
            rows.transfers[0].receivedAt = max(after(rows.transfers[0].sentAt), rows.transfers[0].sentAt)
            if random.chance(0.4) { rows.transfers[0].received = Mass(grams: rows.transfers[0].mass.grams - 1) }
            if rows.transfers[0].received == .zero { rows.transfers[0].received = nil }
        }
        return .complete(key: key, rows: rows)
    }

    private mutating func correction(_ books: ModelBooks) -> Event? {
        guard let key = books.order.randomElement(using: &random), let document = books.documents[key] else {
            return nil
        }
        var rows = document.rows
        var fields: [(String, String)] = []
        func other(_ mass: Mass, _ factor: Int64) -> Mass { Mass(grams: max(1, mass.grams * factor / 10)) }
        let factor = Int64.random(in: 5...14, using: &random)
        let isTime = random.chance(0.35)
        switch document.kind {
        case .opening:
            if isTime {
                rows.opening[0].at = after(rows.opening[0].at.advanced(bySeconds: -432_000))
                fields = [("at", text(rows.opening[0].at))]
            } else {
                rows.opening[0].mass = other(rows.opening[0].mass, factor)
                fields = [("mass_g", "\(rows.opening[0].mass.grams)")]
            }
        case .intake:
            if isTime {
                rows.intakes[0].receivedAt = after(rows.intakes[0].receivedAt.advanced(bySeconds: -432_000))
                fields = [("received_at", text(rows.intakes[0].receivedAt))]
            } else if random.chance(0.3) {
                rows.intakes[0].supplier = rows.intakes[0].supplier == "P1" ? "P2" : "P1"
                fields = [("supplier", rows.intakes[0].supplier)]
            } else {
                let gross = Mass(grams: rows.intakes[0].gross.grams + 100 * (factor - 9))
                rows.intakes[0].net = Mass(grams: rows.intakes[0].net.grams + gross.grams - rows.intakes[0].gross.grams)
                rows.intakes[0].gross = gross
                guard rows.intakes[0].net > .zero else { return nil }
                fields = [("gross", "\(gross.grams)g")]
            }
        case .run:
            guard rows.runs[0].endedAt != nil, let output = rows.runOutputs.first, let input = rows.runInputs.first
            else { return nil }
            if isTime {
                rows.runs[0].endedAt = after(rows.runs[0].startedAt)
                fields = [("ended_at", text(rows.runs[0].endedAt ?? rows.runs[0].startedAt))]
            } else {
                rows.runOutputs[0].mass = other(output.mass, factor)
                let more = rows.runOutputs[0].mass.grams - output.mass.grams
                let drawn = Mass(grams: input.mass.grams + more)
                guard drawn > .zero else { return nil }
                rows.runInputs[0].mass = drawn
                fields = [
                    ("mass_g:\(output.lot)", "\(rows.runOutputs[0].mass.grams)"),
                    ("mass_g:\(input.lot)", "\(drawn.grams)"),
                ]
            }
        case .transfer:
            rows.transfers[0].mass = other(rows.transfers[0].mass, factor)
            fields = [("mass_g", "\(rows.transfers[0].mass.grams)")]
            // What was weighed on arrival stays as it is; a default follows what was sent.
            if rows.transfers[0].receivedAt != nil, rows.transfers[0].received == nil {
                rows.transfers[0].received = document.rows.transfers[0].mass
            }
        case .shipment:
            rows.shipments[0].mass = other(rows.shipments[0].mass, factor)
            fields = [("mass_g", "\(rows.shipments[0].mass.grams)")]
        case .goodsReturn:
            rows.returns[0].mass = other(rows.returns[0].mass, factor)
            fields = [("mass_g", "\(rows.returns[0].mass.grams)")]
        case .adjustment:
            let mass = rows.adjustments[0].mass.grams * factor / 10
            guard mass != 0 else { return nil }
            rows.adjustments[0].mass = Mass(grams: mass)
            fields = [("mass_g", "\(mass)")]
        default: return nil
        }
        return .revise(key: key, fields: fields, rows: rows)
    }

    private func text(_ at: Instant) -> String {
        let seconds = Int((at.microseconds + 8 * 3600 * 1_000_000) / 1_000_000)
        let day = CalendarDate(daysSince1970: seconds / 86_400)
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(day.year)-\(two(day.month))-\(two(day.day)) \(two(seconds / 3600 % 24)):\(two(seconds / 60 % 60))"
    }
}
