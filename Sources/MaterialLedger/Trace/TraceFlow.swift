/// A way that mass went within a trace, for pictures of it; ids are those of the database.
package struct TraceFlow: Sendable, Hashable {
    package enum Node: Sendable, Hashable {
        /// A lot that a run made, or the traced one.
        case lot(Int64)
        /// A lot that is an origin itself.
        case source(Int64)
        /// By its document.
        case run(Int64)
        case gain(lot: Int64, facility: Int64)
        case addition(material: Int64, facility: Int64)
        case loss(material: Int64, facility: Int64)
        case place(lot: Int64, state: DestinationTrace.State, facility: Int64?, customer: Int64?)
        /// What was not followed.
        case residual
        /// What is too small to be drawn one by one.
        case others
    }

    package var from: Node
    package var to: Node
    /// Of the traced lot, or of its substance.
    package var grams: Double
}

extension TraceFlow {
    /// Keeps the largest flows and puts those beside them together, so that a picture stays readable and no mass is
    /// left out of it.
    ///
    /// - Parameters:
    ///   - flows: in any order.
    ///   - nodeLimit: the most nodes to keep, 1 or more.
    ///   - traced: the node that is kept whatever it holds; so is what was not followed.
    package static func largest(_ flows: [TraceFlow], nodeLimit: Int, traced: Node) -> [TraceFlow] {
        var throughput: [Node: Double] = [:]
        for flow in flows {
            throughput[flow.from, default: 0] += abs(flow.grams)
            throughput[flow.to, default: 0] += abs(flow.grams)
        }
        // Ties go by first appearance, which is the same each time.
        var order: [Node: Int] = [:]
        for flow in flows {
            for node in [flow.from, flow.to] where order[node] == nil { order[node] = order.count }
        }
        throughput[traced] = .infinity
        if throughput[.residual] != nil { throughput[.residual] = .infinity }
        let ranked = throughput.sorted { ($1.value, order[$0.key] ?? -1) < ($0.value, order[$1.key] ?? -1) }
        let kept = Set(ranked.prefix(max(1, nodeLimit)).map(\.key))
        var merged: [TraceFlow] = []
        var index: [[Node]: Int] = [:]
        for flow in flows {
            let from = kept.contains(flow.from) ? flow.from : .others
            let to = kept.contains(flow.to) ? flow.to : .others
            guard from != to else { continue }
            if let known = index[[from, to]] {
                merged[known].grams += flow.grams
            } else {
                index[[from, to]] = merged.count
                merged.append(TraceFlow(from: from, to: to, grams: flow.grams))
            }
        }
        return merged
    }
}

extension OriginSearch {
    /// What went from where to where, once the search has ended; what was not followed comes from the node for it.
    package func flows() -> [TraceFlow] {
        guard let sweep = last else { return [] }
        var flows: [TraceFlow] = []
        var lotGrams: [Double] = Array(repeating: 0, count: lots.count)
        lotGrams[start] = grams
        for (index, run) in runs.enumerated() where sweep.shares.followed[index] > 0 {
            let followed = sweep.shares.followed[index]
            let node = TraceFlow.Node.run(run.document)
            if !run.hasOrigins { flows.append(TraceFlow(from: .residual, to: node, grams: followed)) }
            for input in inputs[run.inputs] {
                let drawn = input.part.of(followed)
                flows.append(TraceFlow(from: self.node(input.lot), to: node, grams: drawn))
                lotGrams[input.lot] += drawn
            }
            for addition in additions[run.additions] {
                let key = additionKeys[addition.key]
                flows.append(
                    TraceFlow(
                        from: .addition(material: key.material, facility: key.facility), to: node,
                        grams: addition.part.of(followed)))
            }
        }
        var made: [Double] = Array(repeating: 0, count: runs.count)
        for (index, lot) in lots.enumerated() {
            if let run = lot.run { made[run] += lot.created.of(lotGrams[index]) }
        }
        for (index, lot) in lots.enumerated() where lotGrams[index] > 0 {
            for gain in lot.gains {
                flows.append(
                    TraceFlow(
                        from: .gain(lot: lot.id, facility: gains[gain].facility), to: node(index),
                        grams: gains[gain].part.of(lotGrams[index])))
            }
            guard let run = lot.run else { continue }
            let (followed, rest) = sweep.shares.split(lot.created.of(lotGrams[index]), at: run, of: made[run])
            if followed > 0 {
                flows.append(TraceFlow(from: .run(runs[run].document), to: node(index), grams: followed))
            }
            if rest > 0 { flows.append(TraceFlow(from: .residual, to: node(index), grams: rest)) }
        }
        return flows
    }

    private func node(_ lot: Int) -> TraceFlow.Node {
        lots[lot].run == nil ? .source(lots[lot].id) : .lot(lots[lot].id)
    }
}

extension DestinationSearch {
    /// What went from where to where, once the search has ended; what was not followed goes to the node for it.
    package func flows() -> [TraceFlow] {
        guard let sweep = last else { return [] }
        var flows: [TraceFlow] = []
        var arrived: [Double] = Array(repeating: 0, count: runs.count)
        for (index, lot) in lots.enumerated() {
            for use in uses[lot.uses] { arrived[use.run] += sweep.tally.perGram[index] * use.grams }
        }
        for (index, lot) in lots.enumerated() where sweep.tally.perGram[index] > 0 {
            let node = TraceFlow.Node.lot(lot.id)
            let perGram = sweep.tally.perGram[index]
            var notFollowed = ShareSum()
            for use in uses[lot.uses] {
                let (followed, rest) = sweep.shares.split(perGram * use.grams, at: use.run, of: arrived[use.run])
                if followed > 0 {
                    flows.append(TraceFlow(from: node, to: .run(runs[use.run].document), grams: followed))
                }
                notFollowed.add(rest)
            }
            if notFollowed.total > 0 {
                flows.append(TraceFlow(from: node, to: .residual, grams: notFollowed.total))
            }
            for place in places[lot.places] where place.grams != 0 {
                let there = TraceFlow.Node.place(
                    lot: lot.id, state: place.state, facility: place.facility, customer: place.customer)
                let grams = perGram * Double(place.grams)
                // What an adjustment added, or a transfer brought too much, came from there.
                flows.append(
                    grams > 0
                        ? TraceFlow(from: node, to: there, grams: grams)
                        : TraceFlow(from: there, to: node, grams: -grams))
            }
        }
        for (index, run) in runs.enumerated() where sweep.shares.followed[index] > 0 {
            flows += self.flows(of: run, followed: sweep.shares.followed[index])
        }
        return flows
    }

    private func flows(of run: Run, followed: Double) -> [TraceFlow] {
        var flows: [TraceFlow] = []
        let node = TraceFlow.Node.run(run.document)
        var missing = ShareSum()
        missing.add(followed)
        for output in outputs[run.outputs] {
            let grams = output.created.of(output.perGram.of(followed)) * output.grams
            flows.append(TraceFlow(from: node, to: .lot(lots[output.lot].id), grams: grams))
            missing.add(-grams)
        }
        for loss in losses[run.losses] {
            let key = lossKeys[loss.key]
            let grams = loss.part.of(followed)
            flows.append(TraceFlow(from: node, to: .loss(material: key.material, facility: key.facility), grams: grams))
            missing.add(-grams)
        }
        // Only of a substance, where what came out holds more or less of it than what went in.
        if abs(missing.total) > followed * ShareSweep.roundingError {
            flows.append(
                missing.total > 0
                    ? TraceFlow(from: node, to: .residual, grams: missing.total)
                    : TraceFlow(from: .residual, to: node, grams: -missing.total))
        }
        return flows
    }
}

extension ShareSweep {
    /// Differences below this part of an amount are those of its sums.
    static let roundingError = 1e-9

    /// What of a part that came to a run was followed, and what was not.
    ///
    /// - Parameter whole: all that came to the run.
    fileprivate func split(_ part: Double, at run: Int, of whole: Double) -> (followed: Double, rest: Double) {
        let followed = followed[run]
        guard followed < whole * (1 - Self.roundingError) else { return (part, 0) }
        let through = whole > 0 ? part * (followed / whole) : 0
        return (through, part - through)
    }
}
