package import MaterialLedger

extension BundleFile {
    /// The file of that name, in capitals or not, as file systems have it; nil where a bundle has none.
    package init?(fileName: String) {
        let wanted = fileName.lowercased()
        guard let file = BundleFile.allCases.first(where: { $0.fileName == wanted }) else { return nil }
        self = file
    }

    /// The columns whose values become known ids by a row of this file, be it faulty elsewhere.
    package var identifierColumns: [String] {
        switch self {
        case .parties: ["party"]
        case .facilities: ["facility"]
        case .materials: ["material"]
        case .opening, .runOutputs: ["lot"]
        case .intakes: ["ticket", "lot"]
        case .runs: ["run"]
        case .transfers: ["transfer"]
        case .shipments: ["shipment"]
        case .returns: ["return"]
        case .adjustments: ["adjustment"]
        case .counts: ["count"]
        case .compositions, .runInputs, .runAdditions, .runLosses, .assays, .history, .corrections: []
        }
    }
}
