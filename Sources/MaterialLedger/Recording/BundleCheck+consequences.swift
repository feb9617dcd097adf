/// What is not judged, since it would only tell what follows from a fault that is told.
extension BundleCheck {
    var hasReceiptsOfUnreadLots: Bool {
        guard !bundle.unreadFields.isEmpty else { return false }
        return bundle.transfers.contains { !bundle.isRead("lot", of: $0.source) }
            || bundle.returns.contains { !bundle.isRead("lot", of: $0.source) }
            || bundle.adjustments.contains { !bundle.isRead("lot", of: $0.source) }
    }

    /// Fields that decide when a lot comes to be.
    private static let creatingFields: Set<String> = ["lot", "run", "at", "received_at", "ended_at"]

    /// Rows with a fault in one of the fields, those fields aside that stand all the same.
    private func rows(faultyIn fields: Set<String>) -> Set<SourceLine> {
        Set(
            faulty.lazy.filter { source, told in
                let told = self.standing[source].map { told.subtracting($0) } ?? told
                return !told.isDisjoint(with: fields)
            }.map(\.key))
    }

    /// Marks the lots of which it is not known when they come to be, so that no use of them can be too early.
    mutating func taintTimes() {
        let sources = rows(faultyIn: Self.creatingFields)
        guard !sources.isEmpty else { return }
        untimedLots.formUnion(bundle.opening.lazy.filter { sources.contains($0.source) }.map(\.lot))
        untimedLots.formUnion(bundle.intakes.lazy.filter { sources.contains($0.source) }.map(\.lot))
        untimedLots.formUnion(bundle.runOutputs.lazy.filter { sources.contains($0.source) }.map(\.lot))
        for (index, row) in bundle.runs.enumerated() where sources.contains(row.source) {
            for line in runs.outputs[index] { untimedLots.insert(bundle.runOutputs[line].lot) }
        }
    }

    /// Fields that say where, when and how much of a transfer arrives.
    private static let arrivingFields: Set<String> = ["to_facility", "received_at", "received_g"]

    /// Lots of transfers of which only the arrival is unclear, with the facilities that they leave: only there, where
    /// none of it can arrive, it is clear how much there is.
    var unclearArrivals: [String: Set<String>] {
        let unclear = rows(faultyIn: Self.arrivingFields).subtracting(rows(faultyIn: Self.otherFields))
        guard !unclear.isEmpty else { return [:] }
        return bundle.transfers.lazy.filter { unclear.contains($0.source) }
            .reduce(into: [:]) { $0[$1.lot, default: []].insert($1.fromFacility) }
    }

    private static let otherFields = LotTimelines.decisiveFields.subtracting(arrivingFields)

    /// Marks the lots that rows with a faulty decisive field name: their running sums would tell consequences.
    mutating func taintLots() {
        let sources = rows(faultyIn: LotTimelines.decisiveFields)
        guard !sources.isEmpty else { return }
        // Of a transfer whose arrival alone is unclear, only what arrives is.
        let departing = rows(faultyIn: Self.otherFields)
        var codes = bundle.namedLots { row in
            // A count draws nothing.
            switch type(of: row).kind {
            case .count: false
            case .transfer: departing.contains(row.source)
            default: sources.contains(row.source)
            }
        }
        for (index, row) in bundle.runs.enumerated() where sources.contains(row.source) {
            for line in runs.inputs[index] { codes.insert(bundle.runInputs[line].lot) }
            for line in runs.outputs[index] { codes.insert(bundle.runOutputs[line].lot) }
        }
        taintedLots.formUnion(codes)
    }

    /// Lots of rows whose pieces could not be read or were told.
    var lotsOfUnclearUnits: Set<String> {
        let sources = Set(faulty.lazy.filter { $0.value.contains("units") }.map(\.key))
        guard !sources.isEmpty else { return [] }
        return bundle.namedLots { row in sources.contains(row.source) }
    }

    /// Lots that documents in conflict with the books name.
    var lotsOfConflicts: Set<String> {
        guard !conflicting.isEmpty else { return [] }
        return bundle.namedLots { conflicting[type(of: $0).kind]?.contains($0.documentCode) == true }
    }
}

extension Bundle {
    /// The lots that rows of documents name.
    package func namedLots(where isWanted: (any DocumentRow) -> Bool = { _ in true }) -> Set<String> {
        var codes: Set<String> = []
        func collect<Row: DocumentRow>(_ type: Row.Type) {
            for field in Row.schema.fields where field.naming == .defines(.lot) || field.naming == .refers(.lot) {
                for row in self[keyPath: Row.list] where isWanted(row) {
                    if case .text(let lot) = field.value(in: row) { codes.insert(lot) }
                }
            }
        }
        for file in BundleFile.allCases {
            if let document = file.documentRow { collect(document) }
        }
        return codes
    }
}
