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
        /// The lots that are too small to be drawn one by one.
        case others
    }

    package var from: Node
    package var to: Node
    /// Of the traced lot.
    package var share: Double
}

extension TraceFlow {
    /// Keeps the largest flows and puts those beside them together, so that a picture stays readable and no mass is
    /// left out of it.
    ///
    /// - Parameters:
    ///   - flows: in any order.
    ///   - nodeLimit: the most nodes to keep, 1 or more.
    ///   - traced: the node that is kept whatever it holds.
    package static func largest(_ flows: [TraceFlow], nodeLimit: Int, traced: Node) -> [TraceFlow] {
        var throughput: [Node: Double] = [:]
        for flow in flows {
            throughput[flow.from, default: 0] += abs(flow.share)
            throughput[flow.to, default: 0] += abs(flow.share)
        }
        // Ties go by first appearance, which is the same each time.
        var order: [Node: Int] = [:]
        for flow in flows {
            for node in [flow.from, flow.to] where order[node] == nil { order[node] = order.count }
        }
        throughput[traced] = .infinity
        let ranked = throughput.sorted { ($1.value, order[$0.key] ?? -1) < ($0.value, order[$1.key] ?? -1) }
        let kept = Set(ranked.prefix(max(1, nodeLimit)).map(\.key))
        var merged: [TraceFlow] = []
        var index: [[Node]: Int] = [:]
        for flow in flows {
            let from = kept.contains(flow.from) ? flow.from : .others
            let to = kept.contains(flow.to) ? flow.to : .others
            guard from != to else { continue }
            if let known = index[[from, to]] {
                merged[known].share += flow.share
            } else {
                index[[from, to]] = merged.count
                merged.append(TraceFlow(from: from, to: to, share: flow.share))
            }
        }
        return merged
    }
}

extension OriginSearch {
    /// What went from where to where, once the search has ended.
    package func flows() -> [TraceFlow] {
        guard let sweep = last else { return [] }
        var flows: [TraceFlow] = []
        var lotShares: [Double] = Array(repeating: 0, count: lots.count)
        lotShares[start] = 1
        for (index, run) in runs.enumerated() where sweep.shares.followed[index] > 0 {
            let share = sweep.shares.followed[index]
            let node = TraceFlow.Node.run(run.document)
            for input in inputs[run.inputs] {
                flows.append(TraceFlow(from: self.node(input.lot), to: node, share: share * input.fraction))
                lotShares[input.lot] += share * input.fraction
            }
            for addition in additions[run.additions] {
                let key = additionKeys[addition.key]
                flows.append(
                    TraceFlow(
                        from: .addition(material: key.material, facility: key.facility), to: node,
                        share: share * addition.fraction))
            }
        }
        for (index, lot) in lots.enumerated() where lotShares[index] > 0 {
            for gain in gains[lot.gains] {
                flows.append(
                    TraceFlow(
                        from: .gain(lot: lot.id, facility: gain.facility), to: node(index),
                        share: lotShares[index] * gain.fraction))
            }
            guard let run = lot.run, sweep.shares.followed[run] > 0 else { continue }
            flows.append(
                TraceFlow(
                    from: .run(runs[run].document), to: node(index), share: lotShares[index] * lot.createdFraction))
        }
        return flows
    }

    private func node(_ lot: Int) -> TraceFlow.Node {
        lots[lot].run == nil ? .source(lots[lot].id) : .lot(lots[lot].id)
    }
}

extension DestinationSearch {
    /// What went from where to where, once the search has ended.
    package func flows() -> [TraceFlow] {
        guard let sweep = last else { return [] }
        var flows: [TraceFlow] = []
        for (index, lot) in lots.enumerated() where sweep.tally.perGram[index] > 0 {
            let perGram = sweep.tally.perGram[index]
            for use in uses[lot.uses] where sweep.shares.followed[use.run] > 0 {
                flows.append(
                    TraceFlow(
                        from: .lot(lot.id), to: .run(runs[use.run].document), share: perGram * use.grams))
            }
            for place in places[lot.places] where place.state != .stock && place.grams > 0 {
                flows.append(
                    TraceFlow(
                        from: .lot(lot.id),
                        to: .place(
                            lot: lot.id, state: place.state, facility: place.facility, customer: place.customer),
                        share: perGram * Double(place.grams)))
            }
        }
        for (index, run) in runs.enumerated() where sweep.shares.followed[index] > 0 {
            let share = sweep.shares.followed[index]
            let node = TraceFlow.Node.run(run.document)
            for output in outputs[run.outputs] {
                flows.append(
                    TraceFlow(from: node, to: .lot(lots[output.lot].id), share: share * output.perGram * output.grams))
            }
            for loss in losses[run.losses] {
                let key = lossKeys[loss.key]
                flows.append(
                    TraceFlow(
                        from: node, to: .loss(material: key.material, facility: key.facility),
                        share: share * loss.fraction))
            }
        }
        return flows
    }
}
