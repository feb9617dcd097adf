internal import Operations

extension Warning {
    /// Documents that are on record with the same content, but reversed; nil where there are none.
    init?(reversed codes: [String]) {
        guard !codes.isEmpty else { return nil }
        let shown = codes.prefix(10).joined(separator: ", ") + (codes.count > 10 ? " …" : "")
        self.init(
            code: "reversed",
            message: Text(
                "on record, but reversed, so not counted: \(shown); record it anew under another id",
                "已登记但已冲销，不计入账：\(shown)；请换编号重新登记"))
    }

    init(_ warning: RecordingWarning) {
        let documents = warning.documents.joined(separator: ", ")
        switch warning.kind {
        case .sameTruckAndMass:
            self.init(
                code: warning.kind.rawValue,
                message: Text(
                    "the same truck came with the same net mass within 30 minutes: \(documents); "
                        + "if this is the same load, reverse one of them",
                    "同一车辆 30 分钟内以相同净重过磅：\(documents)；如为同一车货，请冲销其中一单"))
        }
    }
}
