internal import MaterialLedger

/// Where the database keeps the rows of a file.
///
/// A field's column has the field's name, a mass without its unit: the database knows grams only.
struct Storage {
    /// The table of a document or thing, or of its head.
    var table: String
    /// The table of lines, where they are apart from their head.
    var lines: String?
    /// Columns with another name: words that SQL has for itself, and units.
    var renamed: [String: String] = [:]
    /// Fields that the row of the lot which a document makes keeps for it.
    var inLot: Set<String> = []

    func column(_ field: String) -> String {
        renamed[field] ?? (field.hasSuffix("_g") ? String(field.dropLast(2)) : field)
    }
}

extension BundleFile {
    /// Nil where rows have no table of their own: an output is its lot, and a correction is its document said anew.
    var storage: Storage? {
        let measurement: Set<String> = ["basis", "method", "sigma_g"]
        return switch self {
        case .parties: Storage(table: "party_revision")
        case .facilities:
            Storage(
                table: "facility_revision",
                renamed: [
                    "capacity_t_per_year": "capacity_per_year", "permit_t_per_year": "permit_per_year",
                ])
        case .materials: Storage(table: "material_revision")
        case .compositions: Storage(table: "composition")
        case .opening: Storage(table: "opening", inLot: measurement.union(["units"]))
        case .intakes: Storage(table: "intake", inLot: measurement)
        case .runs: Storage(table: "run")
        case .runInputs: Storage(table: "run_input")
        case .runAdditions: Storage(table: "run_addition", renamed: ["source": "origin"])
        case .runLosses: Storage(table: "run_loss")
        case .transfers: Storage(table: "transfer", lines: "transfer_line")
        case .shipments: Storage(table: "shipment", lines: "shipment_line", renamed: ["order": "sales_order"])
        case .returns: Storage(table: "goods_return", lines: "goods_return_line")
        case .adjustments: Storage(table: "adjustment", lines: "adjustment_line")
        case .counts: Storage(table: "inventory_count", lines: "inventory_count_line")
        case .assays: Storage(table: "assay")
        case .history: Storage(table: "history", renamed: ["period": "month", "table": "direction"])
        case .runOutputs, .corrections: nil
        }
    }
}
