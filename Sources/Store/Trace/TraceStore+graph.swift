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
    /// - Throws: `Fault` `not_found` for a lot that does not exist; `PostgresError`.
    package static func graph(
        of lotCode: String, direction: TraceDirection, substance: String?, epsilon: Double, depth: Int?,
        nodeLimit: Int = 120, on connection: isolated Connection
    ) throws -> TraceGraph {
        try connection.prepareForTrace()
        let lot = try TracedLot.find(lotCode, on: connection)
        let weighing = try Weighing(lot, substance: substance, on: connection)
        let start: TraceFlow.Node = direction == .up && !lot.isMadeByRun ? .source(lot.lot) : .lot(lot.lot)
        var flows: [TraceFlow] = []
        if weighing.grams > 0 {
            switch direction {
            case .up:
                var loader = OriginLoader(substance: substance, fractions: weighing.fractions, epsilon: epsilon)
                flows = try loader.search(from: lot, epsilon: epsilon, depth: depth, on: connection).flows()
            case .down:
                var loader = DestinationLoader(substance: substance, fractions: weighing.fractions, epsilon: epsilon)
                flows = try loader.search(from: lot, epsilon: epsilon, depth: depth, on: connection).flows()
            }
        }
        flows = TraceFlow.largest(flows, nodeLimit: nodeLimit, traced: start)
        var nodes = [start]
        var known: Set<TraceFlow.Node> = [start]
        for flow in flows {
            for node in [flow.from, flow.to] where known.insert(node).inserted { nodes.append(node) }
        }
        let labels = try FlowLabels.load(nodes, on: connection)
        return TraceGraph(
            nodes: try nodes.map { TraceGraph.Node(id: $0.id, label: try labels.label(of: $0), kind: $0.kind) },
            edges: flows.map {
                TraceGraph.Edge(from: $0.from.id, to: $0.to.id, grams: $0.share * weighing.grams)
            })
    }
}

/// What is written on the nodes of a picture.
private struct FlowLabels {
    private var names: TraceNames
    private var lots: [Int64: LotDetail]
    private var runs: [Int64: String]
    private var customers: [Int64: (code: String, province: String?)]

    static func load(_ nodes: [TraceFlow.Node], on connection: isolated Connection) throws -> FlowLabels {
        var lots: Set<Int64> = []
        var runs: Set<Int64> = []
        var customers: Set<Int64> = []
        for node in nodes {
            switch node {
            case .lot(let lot), .source(let lot), .gain(let lot, _): lots.insert(lot)
            case .run(let run): runs.insert(run)
            case .place(_, _, _, let customer?): customers.insert(customer)
            case .place, .addition, .loss, .others: break
            }
        }
        let rows = try connection.query(
            """
            SELECT j.event, j.code, r.process FROM journal j
            CROSS JOIN LATERAL (
                SELECT coalesce(max(v.event), j.event) AS event FROM revision v WHERE v.document = j.event) latest
            JOIN run r ON r.event = latest.event
            WHERE j.event = ANY (\(runs.sorted()))
            """
        ).decode(Int64.self, String.self, String.self)
        return FlowLabels(
            names: try TraceNames.load(on: connection),
            lots: try LotDetail.load(lots.sorted(), withArrivals: false, on: connection),
            runs: Dictionary(uniqueKeysWithValues: rows.map { ($0.0, "\($0.1)\n\($0.2)") }),
            customers: try TraceNames.parties(customers, on: connection))
    }

    func label(of node: TraceFlow.Node) throws -> String {
        switch node {
        case .lot(let lot), .source(let lot):
            let detail = try lots.detail(of: lot)
            return "\(detail.code)\n\(try names.material(detail.material).code)"
        case .run(let run): return runs[run] ?? ""
        case .gain(let lot, let facility):
            return lines("adjustment", try lots.detail(of: lot).code, try names.facility(facility))
        case .addition(let material, let facility), .loss(let material, let facility):
            return lines(try names.material(material).code, try names.facility(facility))
        case .place(_, let state, let facility, let customer):
            return lines(state.rawValue, try names.facility(facility), customer.flatMap { customers[$0]?.code })
        case .others: return "…"
        }
    }

    private func lines(_ texts: String?...) -> String {
        texts.compactMap { $0 }.joined(separator: "\n")
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
        case .others: .outside
        case .place(_, let state, _, _):
            switch state {
            case .loss, .difference, .adjustment: .loss
            case .stock, .inProcess, .inTransit, .shipped, .disposed, .returnedToSupplier: .outside
            }
        }
    }
}
