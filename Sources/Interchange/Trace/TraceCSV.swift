package import MaterialLedger

/// Traces as CSV (RFC 4180) for further reckoning: heads are the JSON's field names, shares and masses keep all digits.
///
/// What was cut off is a last row of its own, so that the shares of a file add up to 1.
package enum TraceCSV {
    /// Writes origins; `bom` is for Excel: its mark, and cells guarded against being run as formulas.
    ///
    /// `time` writes an instant as RFC 3339.
    package static func write(
        _ trace: OriginTrace, by key: TraceKey, bom: Bool = false, time: (Instant) -> String
    ) -> [UInt8] {
        guard key == .lot else {
            return grouped(
                trace.grouped(by: key), by: key.rawValue, residual: (trace.residualShare, trace.residualGrams),
                bom: bom)
        }
        var rows = trace.origins.map { origin in
            [
                origin.kind.rawValue, origin.lot ?? "", origin.material, origin.supplier ?? "",
                origin.province ?? "", origin.facility ?? "", origin.receivedAt.map(time) ?? "",
            ] + figures(origin.share, origin.grams)
        }
        if trace.residualShare != 0 {
            rows.append(
                ["residual", "", "", "", "", "", ""] + figures(trace.residualShare, trace.residualGrams))
        }
        let heads = [
            "kind", "lot", "material", "supplier", "province", "facility", "received_at", "share", "mass_g",
        ]
        return TextTable(columns: heads.map { .init($0) }, rows: rows).csv(bom: bom)
    }

    /// Writes destinations; `bom` as above.
    package static func write(_ trace: DestinationTrace, by key: DestinationKey, bom: Bool = false) -> [UInt8] {
        guard key == .lot else {
            return grouped(
                trace.grouped(by: key, dividesUnknown: true), by: key.rawValue,
                residual: (trace.residualShare, trace.residualGrams),
                bom: bom)
        }
        var rows = trace.destinations.map { destination in
            [
                destination.state.rawValue, destination.lot ?? "", destination.material, destination.role.rawValue,
                destination.facility ?? "", destination.customer ?? "",
            ] + figures(destination.share, destination.grams)
        }
        if trace.residualShare != 0 {
            rows.append(["residual", "", "", "", "", ""] + figures(trace.residualShare, trace.residualGrams))
        }
        let heads = ["state", "lot", "material", "role", "facility", "customer", "share", "mass_g"]
        return TextTable(columns: heads.map { .init($0) }, rows: rows).csv(bom: bom)
    }

    /// The kind column tells groups without a key, by their state where that is known, from the residual.
    private static func grouped(
        _ groups: [TraceGroup], by key: String, residual: (share: Double, grams: Double), bom: Bool
    ) -> [UInt8] {
        var rows = groups.map { group in
            [group.key == nil ? group.state?.rawValue ?? "unknown" : "known", group.key ?? ""]
                + figures(group.share, group.grams)
        }
        if residual.share != 0 { rows.append(["residual", ""] + figures(residual.share, residual.grams)) }
        return TextTable(columns: ["kind", key, "share", "mass_g"].map { .init($0) }, rows: rows).csv(bom: bom)
    }

    private static func figures(_ share: Double, _ grams: Double) -> [String] {
        ["\(share)", "\(grams)"]
    }
}
