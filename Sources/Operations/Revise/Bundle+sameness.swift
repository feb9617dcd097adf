internal import MaterialLedger

extension Bundle {
    /// Whether both say the same of one document of a kind, in whatever notation.
    func isSame(as other: Bundle, kind: EventKind) -> Bool {
        guard haveOneHeader(transfers), haveOneHeader(shipments), haveOneHeader(returns), haveOneHeader(adjustments),
            haveOneHeader(counts)
        else { return false }
        return switch kind {
        case .opening: opening.map(\.digest) == other.opening.map(\.digest)
        case .intake: intakes.map(\.digest) == other.intakes.map(\.digest)
        case .run: runDigests == other.runDigests
        case .transfer: TransferLine.digest(of: transfers) == TransferLine.digest(of: other.transfers)
        case .shipment: ShipmentLine.digest(of: shipments) == ShipmentLine.digest(of: other.shipments)
        case .goodsReturn: ReturnLine.digest(of: returns) == ReturnLine.digest(of: other.returns)
        case .adjustment: AdjustmentLine.digest(of: adjustments) == AdjustmentLine.digest(of: other.adjustments)
        case .count: CountLine.digest(of: counts) == CountLine.digest(of: other.counts)
        case .acceptance, .party, .facility, .material, .composition, .assay, .history, .correction, .reversal,
            .completion, .close:
            false
        }
    }

    /// Whether the lines say the same of their document; its digest takes that from the first.
    private func haveOneHeader(_ lines: [some DocumentLine]) -> Bool {
        guard lines.count > 1, let said = lines.first?.ofDocument.map(\.value) else { return true }
        return lines.allSatisfy { $0.ofDocument.map(\.value) == said }
    }

    private var runDigests: [ContentDigest] {
        runs.map {
            $0.digest(inputs: runInputs, additions: runAdditions, outputs: runOutputs, losses: runLosses)
        }
    }
}
