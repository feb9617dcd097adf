import Glibc

/// The CSV files of an import bundle, all of them, also those that stay without rows.
///
/// Always the same set, so that a second simulation into the same directory replaces the first one entirely.
final class BundleWriter {
    enum Table: String, CaseIterable {
        case parties, facilities, materials, compositions, opening, intakes, runs
        case runInputs = "run_inputs"
        case runAdditions = "run_additions"
        case runOutputs = "run_outputs"
        case runLosses = "run_losses"
        case transfers, shipments, returns, adjustments, counts, assays, history

        var columns: [String] {
            switch self {
            case .parties: ["party", "name", "province"]
            case .facilities:
                ["facility", "name", "operator", "park", "capacity_t_per_year", "permit", "permit_t_per_year"]
            case .materials:
                ["material", "name_zh", "name_en", "stream", "role", "unit_mass_g", "waste_code", "reported"]
            case .compositions: ["material", "substance", "fraction", "sigma"]
            case .opening: ["facility", "lot", "material", "mass_g", "at", "units", "supplier", "province"]
            case .intakes:
                [
                    "ticket", "received_at", "facility", "material", "supplier", "province", "gross_g", "tare_g",
                    "deduction_g", "net_g", "lot", "deduction_kind", "moisture_g", "impurity_g", "declared_g",
                    "truck", "manifest", "recorded_by",
                ]
            case .runs:
                ["run", "facility", "process", "started_at", "ended_at", "energy_kwh", "green_kwh", "recorded_by"]
            case .runInputs: ["run", "lot", "mass_g"]
            case .runAdditions: ["run", "material", "mass_g", "source"]
            case .runOutputs: ["run", "lot", "material", "mass_g", "units", "basis"]
            case .runLosses: ["run", "material", "mass_g", "basis"]
            case .transfers:
                [
                    "transfer", "sent_at", "received_at", "lot", "from_facility", "to_facility", "mass_g",
                    "received_g",
                ]
            case .shipments:
                ["shipment", "shipped_at", "facility", "customer", "lot", "mass_g", "units", "kind", "manifest"]
            case .returns: ["return", "returned_at", "facility", "shipment", "lot", "mass_g", "units"]
            case .adjustments: ["adjustment", "at", "facility", "lot", "mass_g", "reason"]
            case .counts: ["count", "counted_at", "facility", "lot", "mass_g", "sigma_g"]
            case .assays: ["lot", "substance", "fraction", "sigma"]
            case .history: ["period", "table", "material", "mass_g", "units", "tickets"]
            }
        }
    }

    private let files: [CSVFile]

    /// Opens all files; creates the directory (not its parents) when it isn't there.
    init(directory: String) throws(SimulationError) {
        if mkdir(directory, 0o755) != 0, errno != EEXIST { throw .cannotWrite(path: directory, reason: errno) }
        var files: [CSVFile] = []
        for table in Table.allCases {
            files.append(try CSVFile(directory: directory, table: table.rawValue, columns: table.columns))
        }
        self.files = files
    }

    /// Writes one row of a table; `fill` appends the fields in the order of the table's columns.
    func row(_ table: Table, _ fill: (CSVFile) -> Void) throws(SimulationError) {
        guard let index = Table.allCases.firstIndex(of: table) else { return }
        fill(files[index])
        try files[index].endRow()
    }

    /// Rows written so far, for each file.
    var rows: [(table: String, rows: Int)] {
        zip(Table.allCases, files).map { ($0.rawValue, $1.rows) }
    }

    /// Closes all files and gives them their names.
    func publish() throws(SimulationError) {
        for file in files { try file.finish() }
        for file in files { try file.publish() }
    }
}
