/// The files of an input bundle, in the order of the contract's table (section 3), which is also the order of faults.
package enum BundleFile: UInt8, CaseIterable, Sendable, Comparable {
    case parties, facilities, materials, compositions, opening, intakes, runs
    case runInputs, runAdditions, runOutputs, runLosses
    case transfers, shipments, returns, adjustments, counts, assays, history, corrections

    /// The name without ending, as in the contract and in receipts.
    package var name: String {
        switch self {
        case .parties: "parties"
        case .facilities: "facilities"
        case .materials: "materials"
        case .compositions: "compositions"
        case .opening: "opening"
        case .intakes: "intakes"
        case .runs: "runs"
        case .runInputs: "run_inputs"
        case .runAdditions: "run_additions"
        case .runOutputs: "run_outputs"
        case .runLosses: "run_losses"
        case .transfers: "transfers"
        case .shipments: "shipments"
        case .returns: "returns"
        case .adjustments: "adjustments"
        case .counts: "counts"
        case .assays: "assays"
        case .history: "history"
        case .corrections: "corrections"
        }
    }

    package var fileName: String { name + ".csv" }

    package static func < (left: BundleFile, right: BundleFile) -> Bool { left.rawValue < right.rawValue }
}

/// Where a row stands: the file of the bundle and the physical line (the header is line 1).
package struct SourceLine: Hashable, Comparable, Sendable {
    package let file: BundleFile
    /// 0 for a document typed on the command line.
    package let line: Int32

    package init(_ file: BundleFile, line: Int) {
        self.file = file
        self.line = Int32(truncatingIfNeeded: line)
    }

    package static func < (left: SourceLine, right: SourceLine) -> Bool {
        (left.file.rawValue, left.line) < (right.file.rawValue, right.line)
    }
}
