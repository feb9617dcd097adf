package import MaterialLedger
package import Postgres

/// Traces of lots: whose mass is in one, and where one's mass is now.
///
/// Several statements: called within a REPEATABLE READ transaction they tell of one moment.
package enum TraceStore {
    /// What may be cut off unless told otherwise (contract, section 4).
    package static let defaultEpsilon = 1e-6

    /// The way in which a lot is usually followed: up for what a run made, else down.
    ///
    /// - Throws: `Fault` `not_found`; `PostgresError`.
    package static func defaultDirection(
        of lotCode: String, on connection: isolated Connection
    ) throws -> TraceDirection {
        try TracedLot.find(lotCode, on: connection).isMadeByRun ? .up : .down
    }

    /// Whose mass is in a lot, largest share first.
    ///
    /// - Parameters:
    ///   - lotCode: the lot.
    ///   - substance: whose masses weigh; nil: mass itself.
    ///   - epsilon: the share that may be cut off in all; 0: exact.
    ///   - depth: the most runs on one way; what lies beyond is residual. Nil: any number.
    /// - Throws: `Fault` `not_found` for a lot that does not exist, `unknown_reference` for a substance that nothing on
    ///   record names; `PostgresError`.
    package static func origins(
        of lotCode: String, substance: String?, epsilon: Double, depth: Int?, on connection: isolated Connection
    ) throws -> OriginTrace {
        try connection.prepareForTrace()
        let lot = try TracedLot.find(lotCode, on: connection)
        let weighing = try Weighing(lot, substance: substance, on: connection)
        let names = try TraceNames.load(on: connection)
        var trace = OriginTrace(
            lot: lot.code, material: lot.materialCode, mass: lot.mass, substance: substance,
            weighedGrams: weighing.grams, epsilon: epsilon, origins: [], residualShare: 0, residualGrams: 0,
            depth: 0, lots: 1, runs: 0, names: names.list([]))
        guard weighing.grams > 0 else { return trace }
        var loader = OriginLoader(substance: substance, weighing, epsilon: epsilon)
        let found = try loader.search(from: lot, epsilon: epsilon, depth: depth, on: connection).findings()
        (trace.origins, trace.names) = try origins(found, names, on: connection)
        trace.residualShare = found.residualShare
        trace.residualGrams = found.residualGrams
        trace.depth = found.depth
        trace.lots = found.lotCount
        trace.runs = found.runCount
        return trace
    }

    /// Where a lot's mass is now, largest share first.
    ///
    /// Parameters and errors are those of ``origins(of:substance:epsilon:depth:on:)``. A substance is followed as far
    /// as compositions tell: what they lose or add on the way is in the residual, which may be negative then.
    package static func destinations(
        of lotCode: String, substance: String?, epsilon: Double, depth: Int?, on connection: isolated Connection
    ) throws -> DestinationTrace {
        try connection.prepareForTrace()
        let lot = try TracedLot.find(lotCode, on: connection)
        let weighing = try Weighing(lot, substance: substance, on: connection)
        let names = try TraceNames.load(on: connection)
        var trace = DestinationTrace(
            lot: lot.code, material: lot.materialCode, mass: lot.mass, substance: substance,
            weighedGrams: weighing.grams, epsilon: epsilon, destinations: [], residualShare: 0, residualGrams: 0,
            lots: 1, runs: 0, names: names.list([]))
        guard weighing.grams > 0 else { return trace }
        var loader = DestinationLoader(substance: substance, weighing, epsilon: epsilon)
        let found = try loader.search(from: lot, epsilon: epsilon, depth: depth, on: connection).findings()
        (trace.destinations, trace.names) = try destinations(found, names, on: connection)
        trace.residualShare = found.residualShare
        trace.residualGrams = found.residualGrams
        trace.lots = found.lotCount
        trace.runs = found.runCount
        return trace
    }

    // MARK: - Names for ids

    private static func origins(
        _ found: OriginFindings, _ names: TraceNames, on connection: isolated Connection
    ) throws -> ([OriginTrace.Origin], TraceNameList) {
        let details = try LotDetail.load(
            Set(found.lots.map(\.lot) + found.gains.map(\.lot)).sorted(), withArrivals: true, on: connection)
        let suppliers = try TraceNames.parties(Set(details.values.compactMap(\.supplier)), on: connection)
        var origins: [OriginTrace.Origin] = []
        origins.reserveCapacity(found.lots.count + found.additions.count + found.gains.count)
        for row in found.lots {
            let lot = try details.detail(of: row.lot)
            let material = try names.material(lot.material)
            let supplier = lot.supplier.flatMap { suppliers[$0] }
            origins.append(
                OriginTrace.Origin(
                    kind: lot.isOpening ? .opening : material.role == .scrap ? .scrap : .auxiliary, lot: lot.code,
                    material: material.code, supplier: supplier?.code, province: lot.province ?? supplier?.province,
                    facility: try names.facility(lot.facility), receivedAt: lot.createdAt, share: row.share,
                    grams: row.grams))
        }
        for row in found.additions {
            origins.append(
                OriginTrace.Origin(
                    kind: .addition, lot: nil, material: try names.material(row.material).code,
                    facility: try names.facility(row.facility), share: row.share, grams: row.grams))
        }
        for row in found.gains {
            let lot = try details.detail(of: row.lot)
            origins.append(
                OriginTrace.Origin(
                    kind: .adjustment, lot: lot.code, material: try names.material(lot.material).code,
                    facility: try names.facility(row.facility), share: row.share, grams: row.grams))
        }
        return (origins.inStableOrder { $0.share }, names.list(suppliers.values))
    }

    private static func destinations(
        _ found: DestinationFindings, _ names: TraceNames, on connection: isolated Connection
    ) throws -> ([DestinationTrace.Destination], TraceNameList) {
        let details = try LotDetail.load(
            Set(found.places.map(\.lot)).sorted(), withArrivals: false, on: connection)
        let customers = try TraceNames.parties(Set(found.places.compactMap(\.customer)), on: connection)
        var destinations: [DestinationTrace.Destination] = []
        destinations.reserveCapacity(found.places.count + found.losses.count)
        for row in found.places {
            let lot = try details.detail(of: row.lot)
            let material = try names.material(lot.material)
            destinations.append(
                DestinationTrace.Destination(
                    lot: lot.code, material: material.code, role: material.role,
                    facility: try names.facility(row.facility), state: row.state,
                    customer: row.customer.flatMap { customers[$0]?.code }, share: row.share, grams: row.grams))
        }
        for row in found.losses {
            let material = try names.material(row.material)
            destinations.append(
                DestinationTrace.Destination(
                    lot: nil, material: material.code, role: material.role,
                    facility: try names.facility(row.facility), state: .loss, customer: nil, share: row.share,
                    grams: row.grams))
        }
        return (destinations.inStableOrder { $0.share }, names.list(customers.values))
    }
}

/// How a traced lot is weighed.
struct Weighing {
    var fractions: SubstanceFractions
    /// What the lot holds of what is followed.
    var grams: Double

    init(_ lot: TracedLot, substance: String?, on connection: isolated Connection) throws {
        fractions = try SubstanceFractions.load(substance, on: connection)
        try fractions.loadAssays(of: [lot.lot], substance: substance, on: connection)
        let fraction = fractions.fraction(ofLot: lot.lot, material: lot.material, createdAt: lot.createdAt)
        grams = SubstanceMass(lot.mass, fraction).value
    }
}

extension Array {
    /// Largest share first; rows of one share stay in the order in which they are.
    fileprivate func inStableOrder(_ share: (Element) -> Double) -> [Element] {
        enumerated().sorted { left, right in
            let (leftShare, rightShare) = (share(left.element), share(right.element))
            return leftShare != rightShare ? leftShare > rightShare : left.offset < right.offset
        }.map(\.element)
    }
}
