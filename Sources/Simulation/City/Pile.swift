/// A lot, or the part of it that lies at one place.
struct StockLot {
    let code: String
    /// Grams in the books, water and dirt included.
    var mass: Int64
    /// Grams of water and of dirt within `mass`.
    var moisture: Int64 = 0
    var impurity: Int64 = 0
    /// 0 where units are not counted.
    var units: Int64 = 0

    /// Grams without water and dirt: what the yields refer to.
    var clean: Int64 { mass - moisture - impurity }

    /// Splits off so many grams, water and dirt in proportion, rounded down.
    mutating func split(mass part: Int64) -> StockLot {
        let piece = StockLot(
            code: code, mass: part, moisture: Self.proportion(moisture, part, mass),
            impurity: Self.proportion(impurity, part, mass))
        mass -= part
        moisture -= piece.moisture
        impurity -= piece.impurity
        return piece
    }

    /// `value` × `part` ÷ `whole`, rounded down; the product may exceed 64 bits.
    static func proportion(_ value: Int64, _ part: Int64, _ whole: Int64) -> Int64 {
        guard whole > 0 else { return 0 }
        let product = value.multipliedFullWidth(by: part)
        return whole.dividingFullWidth(product).quotient
    }
}

/// The lots of one material at one facility, oldest first.
struct Pile {
    private var lots: [StockLot] = []
    private var head = 0
    /// Grams of all lots, and of all without water and dirt.
    private(set) var mass: Int64 = 0
    private(set) var clean: Int64 = 0
    private(set) var units: Int64 = 0

    /// A rest lighter than this goes along with what is drawn: nobody books crumbs.
    ///
    /// Two thousandths of the draw at most, so that recipes stay recipes.
    private static func crumb(of target: Int64) -> Int64 { min(50_000, target / 500) }

    var isEmpty: Bool { head == lots.count }
    var count: Int { lots.count - head }

    mutating func append(_ lot: StockLot) {
        guard lot.mass > 0 else { return }
        lots.append(lot)
        mass += lot.mass
        clean += lot.clean
        units += lot.units
    }

    private mutating func removeFirst() -> StockLot {
        let lot = lots[head]
        head += 1
        mass -= lot.mass
        clean -= lot.clean
        units -= lot.units
        if head > 256, head * 2 > lots.count {
            lots.removeFirst(head)
            head = 0
        }
        return lot
    }

    private mutating func takeFromFirst(mass part: Int64) -> StockLot {
        let piece = lots[head].split(mass: part)
        mass -= piece.mass
        clean -= piece.clean
        return piece
    }

    /// Draws about so many grams without water and dirt, oldest first.
    mutating func draw(clean target: Int64, into drawn: inout [StockLot]) {
        var rest = target
        let crumb = Self.crumb(of: target)
        while rest > 0, head < lots.count {
            let first = lots[head]
            guard first.clean <= rest + crumb else {
                let part = StockLot.proportion(first.mass, rest, max(1, first.clean))
                if part > 0 { drawn.merge(takeFromFirst(mass: part)) }
                return
            }
            rest -= first.clean
            drawn.merge(removeFirst())
        }
    }

    /// Draws about so many grams, oldest first; at most `limit` lots.
    mutating func draw(mass target: Int64, limit: Int, into drawn: inout [StockLot]) {
        var rest = target
        let crumb = Self.crumb(of: target)
        while rest > 0, head < lots.count, drawn.count < limit {
            let first = lots[head]
            guard first.mass <= rest + crumb || first.units > 0 else {
                drawn.merge(takeFromFirst(mass: rest))
                return
            }
            rest -= first.mass
            drawn.merge(removeFirst())
        }
    }

    /// Draws so many units, oldest first; a part of a lot has its part of the lot's mass.
    mutating func draw(units target: Int64, into drawn: inout [StockLot]) {
        var rest = target
        while rest > 0, head < lots.count {
            let first = lots[head]
            guard first.units <= rest else {
                var piece = takeFromFirst(mass: StockLot.proportion(first.mass, rest, first.units))
                piece.units = rest
                lots[head].units -= rest
                units -= rest
                drawn.merge(piece)
                return
            }
            rest -= first.units
            drawn.merge(removeFirst())
        }
    }

    /// The lot at a place, all its parts in this pile together.
    func lot(at place: Int) -> StockLot {
        let code = lots[head + place].code
        var whole = StockLot(code: code, mass: 0)
        for lot in lots[head...] where lot.code == code {
            whole.mass += lot.mass
            whole.units += lot.units
            whole.moisture += lot.moisture
            whole.impurity += lot.impurity
        }
        return whole
    }

    /// Adds to (or takes from) one part of a lot; a loss is water as far as there is some.
    mutating func adjust(at place: Int, by grams: Int64) {
        let index = head + place
        let dried = grams < 0 ? min(lots[index].moisture, -grams) : 0
        lots[index].mass += grams
        lots[index].moisture -= dried
        mass += grams
        clean += grams + dried
    }

    /// The mass of the part at a place.
    func partMass(at place: Int) -> Int64 { lots[head + place].mass }
}

extension [StockLot] {
    /// Appends a part, or adds it to the part of the same lot: a lot stands once in a document.
    mutating func merge(_ part: StockLot) {
        if let index = firstIndex(where: { $0.code == part.code }) {
            self[index].mass += part.mass
            self[index].moisture += part.moisture
            self[index].impurity += part.impurity
            self[index].units += part.units
        } else {
            append(part)
        }
    }
}
