import Wording

/// Runs conserve mass, and don't use what they make themselves.
extension BundleCheck {
    mutating func checkRunBalances(_ lots: inout LotTimelines) {
        guard incomplete.isDisjoint(with: Self.runFiles), let strays = strayLines() else { return }
        for (index, run) in bundle.runs.enumerated() where !isSkipped(.run, run.run) {
            // A second row with the same id was told as a duplicate; its lines belong to the first.
            guard runs.rows[run.run] == index else { continue }
            let lines = runLines(index)
            guard faulty.isEmpty || lines.allSatisfy({ isRead("mass_g", $0.1) && isRead("run", $0.1) }) else {
                continue
            }
            // Masses out of range are told by themselves; 10^13 g each, so that a run's sums stay within 64 bits.
            guard lines.allSatisfy({ $0.0 > .zero && $0.0 <= .maximum }), lines.count < 400_000 else { continue }
            let entered = lines.reduce(0) { $0 + ($1.2 ? $1.0.grams : 0) }
            let left = lines.reduce(0) { $0 + ($1.2 ? 0 : $1.0.grams) }
            // An end that is out of order is an end all the same; only one that could not be read leaves it open.
            if run.endedAt != nil, bundle.isRead("ended_at", of: run.source), entered != left {
                // A line that is there twice, or that names another run by mistake, was told by itself.
                let twice = lines.reduce(0) { sum, line in
                    repeated.contains(line.1) ? sum + (line.2 ? line.0.grams : -line.0.grams) : sum
                }
                let isTold = twice == entered - left || strays.contains(left - entered)
                for output in runs.outputs[index] { taintedLots.insert(bundle.runOutputs[output].lot) }
                if isTold { continue }
                for input in runs.inputs[index] { doubtfulDraws.insert(bundle.runInputs[input].source) }
                standing[run.source, default: []].insert("run")
                tell(
                    .massImbalance, run.source, "run", run.run,
                    """
                    run \(run.run) takes in \(entered) g (inputs and additions) and gives \(left) g (outputs and \
                    losses); \(entered > left ? "\(entered - left) g are missing" : "\(left - entered) g too much")
                    """
                )
            } else if lines.isEmpty, isRead("run", run.source) {
                tell(.badValue, run.source, "run", run.run, "run \(run.run) has no inputs")
            }
        }
    }

    /// The lines of a run: mass, place, and whether it enters the run.
    private func runLines(_ run: Int) -> [(Mass, SourceLine, Bool)] {
        var all: [(Mass, SourceLine, Bool)] = []
        func add<Line: RunLine>(_ type: Line.Type) {
            let lines = bundle[keyPath: Line.list]
            for place in runs[type][run] {
                let line = lines[place]
                all.append((line.mass, line.source, Line.enters))
            }
        }
        for line in RunLines.types { add(line) }
        return all
    }

    /// What the lines of each unknown run take in less what they give; nil where some line does not say its run.
    private func strayLines() -> Set<Int64>? {
        var strays: [String: Int64] = [:]
        func add<Line: RunLine>(_ type: Line.Type) -> Bool {
            let owners = runs[type].owners
            for (place, row) in bundle[keyPath: Line.list].enumerated() where owners[place] == nil {
                guard bundle.isRead("run", of: row.source) else { return false }
                if .zero < row.mass, row.mass <= .maximum {
                    strays[row.run, default: 0] &+= Line.enters ? row.mass.grams : -row.mass.grams
                }
            }
            return true
        }
        for line in RunLines.types { guard add(line) else { return nil } }
        return Set(strays.values)
    }

    mutating func checkOwnOutputs(_ lots: inout LotTimelines) {
        for line in RunOrder(bundle, runs).ownOutputs {
            let row = bundle.runInputs[line]
            taintedLots.insert(row.lot)
            tell(
                .timeOrder, row.source, "lot", row.lot,
                """
                run \(row.run) draws lot \(row.lot), which it makes itself (perhaps through other runs of the same \
                instant)
                """)
        }
    }
}
