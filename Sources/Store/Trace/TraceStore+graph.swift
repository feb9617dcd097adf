package import MaterialLedger
package import Postgres

extension TraceStore {
    /// The lots and runs of a trace and the grams that went from one to the next, for a picture.
    ///
    /// - Parameters:
    ///   - lotCode: the lot.
    ///   - direction: which way it is followed.
    ///   - substance: whose masses weigh; nil: mass itself.
    ///   - epsilon: the share that may be cut off in all.
    ///   - depth: the most runs on one way; nil: any number.
    ///   - nodeLimit: how many nodes are drawn; the mass of the others stands together in one.
    /// - Throws: `Fault` `not_found` for a lot that does not exist, `unknown_reference` for a substance that nothing on
    ///   record names; `PostgresError`.
    package static func graph(
        of lotCode: String, direction: TraceDirection, substance: String?, epsilon: Double, depth: Int?,
        nodeLimit: Int = 120, on connection: isolated Connection
    ) throws -> TraceGraph {
        try connection.prepareForTrace()
        let lot = try TracedLot.find(lotCode, on: connection)
        let weighing = try Weighing(lot, substance: substance, on: connection)
        let start: TraceFlow.Node = direction == .up && !lot.isMadeByRun ? .source(lot.lot) : .lot(lot.lot)
        var flows: [TraceFlow] = []
        var residual = (share: 0.0, grams: 0.0)
        if weighing.grams > 0 {
            switch direction {
            case .up:
                var loader = OriginLoader(substance: substance, weighing, epsilon: epsilon)
                let search = try loader.search(from: lot, epsilon: epsilon, depth: depth, on: connection)
                let found = search.findings()
                (flows, residual) = (search.flows(), (found.residualShare, found.residualGrams))
            case .down:
                var loader = DestinationLoader(substance: substance, weighing, epsilon: epsilon)
                let search = try loader.search(from: lot, epsilon: epsilon, depth: depth, on: connection)
                let found = search.findings()
                (flows, residual) = (search.flows(), (found.residualShare, found.residualGrams))
            }
        }
        // Also lots that are put together with others below.
        let cut = Set(flows.filter { $0.from == .residual || $0.to == .residual }.flatMap { [$0.from, $0.to] })
        let drawn = TraceFlow.largest(flows, nodeLimit: nodeLimit, traced: start)
        var nodes = [start]
        var known: Set<TraceFlow.Node> = [start]
        for flow in drawn {
            for node in [flow.from, flow.to] where known.insert(node).inserted { nodes.append(node) }
        }
        let labels = try FlowLabels.load(nodes, on: connection)
        return TraceGraph(
            lot: lot.code, material: lot.materialCode, mass: lot.mass, direction: direction, substance: substance,
            residualShare: residual.share, residualGrams: residual.grams,
            nodes: try nodes.map { node in
                TraceGraph.Node(
                    id: node.id, kind: node.kind, lines: try labels.lines(of: node), isCut: cut.contains(node))
            },
            edges: drawn.map { TraceGraph.Edge(from: $0.from.id, to: $0.to.id, grams: $0.grams) },
            names: labels.names.list([]))
    }
}

/// What is written on the nodes of a picture.
private struct FlowLabels {
    let names: TraceNames
    private var lots: [Int64: LotDetail]
    private var runs: [Int64: [String]]
    private var customers: [Int64: TraceNames.Party]

    static func load(_ nodes: [TraceFlow.Node], on connection: isolated Connection) throws -> FlowLabels {
        var lots: Set<Int64> = []
        var runs: Set<Int64> = []
        var customers: Set<Int64> = []
        for node in nodes {
            switch node {
            case .lot(let lot), .source(let lot), .gain(let lot, _): lots.insert(lot)
            case .run(let run): runs.insert(run)
            case .place(_, _, _, let customer?): customers.insert(customer)
            case .place, .addition, .loss, .residual, .others: break
            }
        }
        let rows = try connection.query(
            """
            SELECT j.event, j.code, r.process FROM journal j
            JOIN LATERAL revision_in_force(j.event, NULL) latest ON NOT latest.is_reversed
            JOIN run r ON r.event = latest.event
            WHERE j.event = ANY (\(runs.sorted()))
            """
        ).decode(Int64.self, String.self, String.self)
        return FlowLabels(
            names: try TraceNames.load(on: connection),
            lots: try LotDetail.load(lots.sorted(), withArrivals: false, on: connection),
            runs: Dictionary(uniqueKeysWithValues: rows.map { ($0.0, [$0.1, $0.2]) }),
            customers: try TraceNames.parties(customers, on: connection))
    }

    func lines(of node: TraceFlow.Node) throws -> [TraceGraph.Line] {
        switch node {
        case .lot(let lot), .source(let lot):
            let detail = try lots.detail(of: lot)
            return [.text(detail.code), .material(try names.material(detail.material).code)]
        case .run(let run): return (runs[run] ?? []).map { .text($0) }
        case .gain(let lot, let facility):
            return [.origin(.adjustment), .text(try lots.detail(of: lot).code)] + (try at(facility))
        case .addition(let material, let facility):
            return [.origin(.addition), .material(try names.material(material).code)] + (try at(facility))
        case .loss(let material, let facility):
            return [.state(.loss), .material(try names.material(material).code)] + (try at(facility))
        case .place(_, let state, let facility, let customer):
            let party = customer.flatMap { customers[$0]?.code }
            return [.state(state)] + (try at(facility)) + (party.map { [.text($0)] } ?? [])
        case .residual, .others: return []
        }
    }

    private func at(_ facility: Int64?) throws -> [TraceGraph.Line] {
        try names.facility(facility).map { [.text($0)] } ?? []
    }
}

extension TraceFlow.Node {
    fileprivate var id: String {
        switch self {
        case .lot(let lot), .source(let lot): "lot\(lot)"
        case .run(let run): "run\(run)"
        case .gain(let lot, let facility): "gain\(lot)at\(facility)"
        case .addition(let material, let facility): "addition\(material)at\(facility)"
        case .loss(let material, let facility): "loss\(material)at\(facility)"
        case .place(let lot, let state, let facility, let customer):
            "\(state.rawValue)\(lot)at\(facility ?? 0)to\(customer ?? 0)"
        case .residual: "residual"
        case .others: "others"
        }
    }

    fileprivate var kind: TraceGraph.Kind {
        switch self {
        case .lot: .lot
        case .source, .gain: .source
        case .run: .run
        case .addition: .addition
        case .loss: .loss
        case .residual: .residual
        case .others: .others
        case .place(_, let state, _, _):
            switch state {
            case .loss, .difference, .adjustment: .loss
            case .stock, .inProcess, .inTransit, .shipped, .disposed, .returnedToSupplier: .place
            }
        }
    }
}
