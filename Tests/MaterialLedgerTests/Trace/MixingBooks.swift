import MaterialLedger

/// Small books in memory: runs that draw lots and make others, and answers to what a search asks for.
///
/// Ids rise in the order of recording, as those of the database do. Everything lies at facility 1 unless told.
struct MixingBooks {
    struct Lot {
        var source: Int64
        var isMadeByRun: Bool
        var mass: Int64
        /// By facility.
        var adjustments: [(facility: Int64, grams: Int64)] = []
        /// Per mille of the substance.
        var perMille: Int64 = 1000
        var uses: [(run: Int64, grams: Int64)] = []
        var parts: [DestinationFacts.Part] = []

        var gains: Int64 { adjustments.reduce(0) { $0 + max(0, $1.grams) } }
        var left: Int64 {
            mass + adjustments.reduce(0) { $0 + $1.grams } - uses.reduce(0) { $0 + $1.grams }
                - parts.reduce(0) { $0 + $1.grams }
        }
    }

    struct Run {
        var inputs: [(lot: Int64, grams: Int64)]
        /// Material and grams.
        var additions: [(material: Int64, grams: Int64)]
        var outputs: [Int64] = []
        var losses: [(material: Int64, grams: Int64)]
        var hasEnded = true
    }

    private(set) var lots: [Int64: Lot] = [:]
    private(set) var runs: [Int64: Run] = [:]
    /// Per mille of the substance in additions and losses; by default all of it.
    var materialPerMille: [Int64: Int64] = [:]
    private var lastID: Int64 = 0

    private mutating func id() -> Int64 {
        lastID += 1
        return lastID
    }

    mutating func intake(_ grams: Int64, perMille: Int64 = 1000) -> Int64 {
        let document = id()
        let lot = id()
        lots[lot] = Lot(source: document, isMadeByRun: false, mass: grams, perMille: perMille)
        return lot
    }

    /// Records a run and returns the lots that it made.
    mutating func run(
        _ inputs: [(lot: Int64, grams: Int64)], additions: [(material: Int64, grams: Int64)] = [],
        outputs: [Int64], losses: [(material: Int64, grams: Int64)] = [], perMille: Int64 = 1000
    ) -> [Int64] {
        let document = id()
        var run = Run(inputs: inputs, additions: additions, losses: losses)
        for input in inputs { lots[input.lot]?.uses.append((document, input.grams)) }
        for grams in outputs {
            let lot = id()
            lots[lot] = Lot(source: document, isMadeByRun: true, mass: grams, perMille: perMille)
            run.outputs.append(lot)
        }
        runs[document] = run
        return run.outputs
    }

    /// A run that has not ended: what it drew is in process.
    mutating func start(_ inputs: [(lot: Int64, grams: Int64)]) {
        for (lot, grams) in inputs { move(lot, .inProcess, grams) }
    }

    mutating func adjust(_ lot: Int64, _ grams: Int64, facility: Int64 = 1) {
        lots[lot]?.adjustments.append((facility, grams))
    }

    mutating func move(
        _ lot: Int64, _ state: DestinationTrace.State, _ grams: Int64, facility: Int64? = 1, customer: Int64? = nil
    ) {
        lots[lot]?.parts.append(
            DestinationFacts.Part(lot: lot, state: state, facility: facility, customer: customer, grams: grams))
    }

    /// What a correction does to a run: it drew these lots instead, which may be younger than its document.
    mutating func correct(runOf output: Int64, inputs: [(lot: Int64, grams: Int64)]) {
        guard let document = lots[output]?.source, let run = runs[document] else { return }
        for input in run.inputs { lots[input.lot]?.uses.removeAll { $0.run == document } }
        runs[document]?.inputs = inputs
        for input in inputs { lots[input.lot]?.uses.append((document, input.grams)) }
    }
}

// MARK: - Answers

extension MixingBooks {
    /// How the books answer: the order of the rows, and how many runs that nobody asked for come along.
    struct Answering {
        var seed: UInt64 = 1
        var extraRuns = 0
    }

    private func weight(_ grams: Int64, _ perMille: Int64, _ weighsSubstance: Bool) -> SubstanceMass {
        SubstanceMass(Mass(grams: grams), fraction(perMille, weighsSubstance))
    }

    private func fraction(_ perMille: Int64, _ weighsSubstance: Bool) -> Fraction {
        Fraction(units: weighsSubstance ? Fraction.one / 1000 * perMille : Fraction.one)
    }

    private func gains(of lot: Int64) -> [OriginFacts.Gain] {
        guard let known = lots[lot] else { return [] }
        return known.adjustments.filter { $0.grams > 0 }.map {
            OriginFacts.Gain(
                lot: lot, facility: $0.facility, mass: Mass(grams: $0.grams), created: Mass(grams: known.mass))
        }
    }

    func origins(
        of lot: Int64, epsilon: Double = 0, depth: Int? = nil, substance: Bool = false,
        _ answering: Answering = Answering()
    ) -> OriginFindings {
        search(from: lot, epsilon: epsilon, depth: depth, substance: substance, answering).findings()
    }

    func search(
        from lot: Int64, epsilon: Double = 0, depth: Int? = nil, substance: Bool = false,
        _ answering: Answering = Answering()
    ) -> OriginSearch {
        let start = lots[lot] ?? Lot(source: 0, isMadeByRun: false, mass: 0)
        var random = SplitMix(seed: answering.seed)
        var search = OriginSearch(
            lot: lot, source: start.source, isMadeByRun: start.isMadeByRun,
            grams: weight(start.mass, start.perMille, substance).value, gains: gains(of: lot), epsilon: epsilon,
            depth: depth)
        while case let asked = search.runsToLoad(), !asked.isEmpty {
            let others = runs.keys.sorted().shuffled(using: &random).prefix(answering.extraRuns)
            let wanted = Array(Set(asked + others)).sorted().shuffled(using: &random)
            var facts = OriginFacts(runs: wanted, inputs: [], additions: [], gains: [])
            for document in wanted {
                guard let run = runs[document] else { continue }
                for (drawn, grams) in run.inputs {
                    guard let known = lots[drawn] else { continue }
                    facts.inputs.append(
                        OriginFacts.Input(
                            run: document, lot: drawn, source: known.source, isMadeByRun: known.isMadeByRun,
                            weight: weight(grams, known.perMille, substance)))
                }
                for (material, grams) in run.additions {
                    facts.additions.append(
                        OriginFacts.Addition(
                            run: document, material: material, facility: 1,
                            weight: weight(grams, materialPerMille[material] ?? 1000, substance)))
                }
            }
            facts.gains = Set(facts.inputs.map(\.lot)).sorted().flatMap { gains(of: $0) }
            facts.inputs.shuffle(using: &random)
            facts.additions.shuffle(using: &random)
            facts.gains.shuffle(using: &random)
            search.take(facts)
        }
        return search
    }

    func destinations(
        of lot: Int64, epsilon: Double = 0, depth: Int? = nil, substance: Bool = false,
        _ answering: Answering = Answering()
    ) -> DestinationFindings {
        downSearch(from: lot, epsilon: epsilon, depth: depth, substance: substance, answering).findings()
    }

    func downSearch(
        from lot: Int64, epsilon: Double = 0, depth: Int? = nil, substance: Bool = false,
        _ answering: Answering = Answering()
    ) -> DestinationSearch {
        var random = SplitMix(seed: answering.seed)
        var search = DestinationSearch(
            lot: lot, mass: Mass(grams: lots[lot]?.mass ?? 0),
            substanceGrams: substance ? lots[lot].map { weight($0.mass, $0.perMille, true).value } : nil,
            parts: parts(of: lot), uses: uses(of: lot), epsilon: epsilon, depth: depth)
        while case let asked = search.runsToLoad(), !asked.isEmpty {
            let others = runs.keys.sorted().shuffled(using: &random).prefix(answering.extraRuns)
            let wanted = Array(Set(asked + others)).sorted().shuffled(using: &random)
            var facts = DestinationFacts(runs: wanted, contents: [], outputs: [], losses: [], parts: [], uses: [])
            for document in wanted {
                guard let run = runs[document] else { continue }
                for (drawn, grams) in run.inputs {
                    facts.contents.append(
                        DestinationFacts.Content(
                            run: document, weight: weight(grams, lots[drawn]?.perMille ?? 0, substance)))
                }
                for (material, grams) in run.additions {
                    facts.contents.append(
                        DestinationFacts.Content(
                            run: document, weight: weight(grams, materialPerMille[material] ?? 1000, substance)))
                }
                for made in run.outputs {
                    guard let known = lots[made] else { continue }
                    facts.outputs.append(
                        DestinationFacts.Output(
                            run: document, lot: made, created: Mass(grams: known.mass),
                            fraction: fraction(known.perMille, substance)))
                    facts.parts += parts(of: made)
                    facts.uses += uses(of: made)
                }
                for (material, grams) in run.losses {
                    facts.losses.append(
                        DestinationFacts.Loss(
                            run: document, material: material, facility: 1,
                            weight: weight(grams, materialPerMille[material] ?? 1000, substance)))
                }
            }
            facts.contents.shuffle(using: &random)
            facts.outputs.shuffle(using: &random)
            facts.losses.shuffle(using: &random)
            facts.parts.shuffle(using: &random)
            facts.uses.shuffle(using: &random)
            search.take(facts)
        }
        return search
    }

    private func parts(of lot: Int64) -> [DestinationFacts.Part] {
        guard let known = lots[lot] else { return [] }
        var parts = known.parts
        for (facility, grams) in known.adjustments {
            parts.append(
                DestinationFacts.Part(
                    lot: lot, state: .adjustment, facility: facility, customer: nil, grams: -grams))
        }
        if known.left != 0 {
            parts.append(
                DestinationFacts.Part(lot: lot, state: .stock, facility: 1, customer: nil, grams: known.left))
        }
        return parts
    }

    private func uses(of lot: Int64) -> [DestinationFacts.Use] {
        (lots[lot]?.uses ?? []).map { DestinationFacts.Use(lot: lot, run: $0.run, mass: Mass(grams: $0.grams)) }
    }
}

/// A small seeded generator (SplitMix64, Steele, Lea and Flood 2014), so that a failing case can be had again.
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
