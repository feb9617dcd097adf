import MaterialLedger

/// Origins by another way than the search's: every lot's whole list of origins, carried forward from run to run.
///
/// Needs time and memory of lots × origins, and cuts nothing: the yardstick for small books.
struct ForwardSolver {
    enum Origin: Hashable {
        case lot(Int64)
        case gain(Int64)
        case addition(Int64)
        /// Nothing that went in holds the substance.
        case unknown
    }

    private let books: MixingBooks
    private let weighsSubstance: Bool
    private var known: [Int64: [Origin: Double]] = [:]

    init(_ books: MixingBooks, substance: Bool) {
        self.books = books
        weighsSubstance = substance
        for (id, lot) in books.lots where !lot.isMadeByRun { known[id] = diluted([.lot(id): 1], lot, id) }
        for document in books.runs.keys.sorted() {
            guard let run = books.runs[document] else { continue }
            let mix = mixture(of: run)
            for output in run.outputs {
                guard let lot = books.lots[output] else { continue }
                known[output] = diluted(mix, lot, output)
            }
        }
    }

    func origins(of lot: Int64) -> [Origin: Double] { known[lot] ?? [:] }

    private func diluted(_ made: [Origin: Double], _ lot: MixingBooks.Lot, _ id: Int64) -> [Origin: Double] {
        guard lot.gains > 0 else { return made }
        let whole = Double(lot.mass + lot.gains)
        var shares = made.mapValues { $0 * Double(lot.mass) / whole }
        shares[.gain(id)] = Double(lot.gains) / whole
        return shares
    }

    private func mixture(of run: MixingBooks.Run) -> [Origin: Double] {
        func weight(_ grams: Int64, _ perMille: Int64) -> Double {
            weighsSubstance ? Double(grams) * Double(perMille) : Double(grams)
        }
        var mix: [Origin: Double] = [:]
        var whole = 0.0
        for (lot, grams) in run.inputs {
            let held = weight(grams, books.lots[lot]?.perMille ?? 0)
            whole += held
            for (origin, share) in known[lot] ?? [:] { mix[origin, default: 0] += share * held }
        }
        for (material, grams) in run.additions {
            let held = weight(grams, books.materialPerMille[material] ?? 1000)
            whole += held
            mix[.addition(material), default: 0] += held
        }
        return whole > 0 ? mix.mapValues { $0 / whole } : [.unknown: 1]
    }
}

extension OriginFindings {
    /// The findings in the solver's words, what is 0 left out.
    var byOrigin: [ForwardSolver.Origin: Double] {
        var shares: [ForwardSolver.Origin: Double] = [:]
        for row in lots { shares[.lot(row.lot)] = row.share }
        for row in gains { shares[.gain(row.lot), default: 0] += row.share }
        for row in additions { shares[.addition(row.material), default: 0] += row.share }
        if residualShare > 0 { shares[.unknown] = residualShare }
        return shares
    }

    var sum: Double {
        byOrigin.values.sorted().reduce(0, +)
    }
}

extension [ForwardSolver.Origin: Double] {
    /// The largest difference of any share.
    func distance(to other: [ForwardSolver.Origin: Double]) -> Double {
        Set(keys).union(other.keys).map { abs((self[$0] ?? 0) - (other[$0] ?? 0)) }.max() ?? 0
    }
}
