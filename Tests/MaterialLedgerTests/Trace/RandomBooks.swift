import MaterialLedger

extension MixingBooks {
    /// Random books: intakes, and runs with heels, additions, losses, gains and lots without the substance.
    static func random(seed: UInt64, runs: Int) -> MixingBooks {
        var random = SplitMix(seed: seed)
        var books = MixingBooks()
        books.materialPerMille = [7: 0, 8: 300, 9: 500]
        var available: [Int64] = []
        for _ in 0..<runs {
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let perMille = Int64.random(in: 0...5, using: &random) * 200
                available.append(books.intake(Int64.random(in: 1_000...40_000, using: &random), perMille: perMille))
            }
            if Bool.random(using: &random), let lot = available.randomElement(using: &random) {
                // A gain, or a loss of at most half of what is left.
                let grams = Int64.random(in: 1...500, using: &random)
                let left = books.lots[lot]?.left ?? 0
                books.adjust(lot, Bool.random(using: &random) ? grams : -min(grams, left / 2))
            }
            available.shuffle(using: &random)
            var inputs: [(lot: Int64, grams: Int64)] = []
            for lot in available.prefix(Int.random(in: 1...6, using: &random)) {
                let left: Int64 = books.lots[lot]?.left ?? 0
                guard left > 1 else { continue }
                let grams = Bool.random(using: &random) ? left : Int64.random(in: 1...left, using: &random)
                inputs.append((lot, grams))
            }
            guard !inputs.isEmpty else { continue }
            var additions: [(material: Int64, grams: Int64)] = []
            if Bool.random(using: &random) { additions = [(8, Int64.random(in: 1...3_000, using: &random))] }
            let whole: Int64 = (inputs.map(\.grams) + additions.map(\.grams)).reduce(0, +)
            let lost = Int64.random(in: 0...(whole / 4), using: &random)
            let first = (whole - lost) / 3
            let outputs = [first, whole - lost - first].filter { $0 > 0 }
            var losses: [(material: Int64, grams: Int64)] = []
            if lost > 0 { losses = [(9, lost)] }
            available += books.run(
                inputs, additions: additions, outputs: outputs, losses: losses,
                perMille: Int64.random(in: 0...10, using: &random) * 100)
        }
        return books
    }
}
