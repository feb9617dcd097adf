package import MaterialLedger

/// Writes rows of a bundle back as the files of the format: what `BundleDecoder` reads gives the same rows again.
package struct BundleWriter: Sendable {
    let zone: ZoneRules

    package init(zone: ZoneRules) { self.zone = zone }

    /// A file as cells: the header, then one record for each row.
    ///
    /// Values are in the format's plain notation (grams, RFC 3339), absent ones empty.
    package struct Sheet: Sendable {
        package var file: BundleFile
        package var header: [String]
        package var records: [[String]]

        /// The sheet as a CSV file.
        package var input: BundleInput {
            var bytes = CSVText.row(header)
            for record in records { bytes += CSVText.row(record) }
            return BundleInput(name: file.fileName, bytes: bytes)
        }
    }

    /// The files that hold rows, in the contract's order.
    package func sheets(of bundle: Bundle) -> [Sheet] {
        let all: [Sheet] = [
            opening(bundle), intakes(bundle), runs(bundle), runInputs(bundle), runAdditions(bundle),
            runOutputs(bundle), runLosses(bundle), transfers(bundle), shipments(bundle), returns(bundle),
            adjustments(bundle), counts(bundle),
        ]
        return all.filter { !$0.records.isEmpty }
    }

    private func time(_ instant: Instant?) -> String { instant.map { TimeText.rfc3339($0, zone: zone) } ?? "" }
    private func mass(_ mass: Mass?) -> String { mass.map { String($0.grams) } ?? "" }
    private func number(_ value: Int64?) -> String { value.map(String.init) ?? "" }
    private func text(_ value: String?) -> String { value ?? "" }

    private static let measurementColumns = ["basis", "method", "sigma_g"]
    private func measurement(_ value: Measurement) -> [String] {
        [text(value.basis?.rawValue), text(value.method), value.sigmaGrams.map(DecimalNotation.text) ?? ""]
    }

    private func opening(_ bundle: Bundle) -> Sheet {
        Sheet(
            file: .opening,
            header: ["facility", "lot", "material", "mass_g", "at", "units", "supplier", "province"]
                + Self.measurementColumns + ["recorded_by"],
            records: bundle.opening.map { row in
                [
                    row.facility, row.lot, row.material, mass(row.mass), time(row.at), number(row.units),
                    text(row.supplier), text(row.province),
                ] + measurement(row.measurement) + [text(row.recordedBy)]
            })
    }

    private func intakes(_ bundle: Bundle) -> Sheet {
        Sheet(
            file: .intakes,
            header: [
                "ticket", "received_at", "facility", "material", "supplier", "province", "gross_g", "tare_g",
                "deduction_g", "net_g", "lot", "deduction_kind", "moisture_g", "impurity_g", "declared_g", "truck",
                "manifest", "owner", "origin_class",
            ] + Self.measurementColumns + ["recorded_by"],
            records: bundle.intakes.map { row in
                let weights = [row.gross, row.tare, row.deduction, row.net].map(mass)
                return [row.ticket, time(row.receivedAt), row.facility, row.material, row.supplier, text(row.province)]
                    + weights
                    + [
                        row.lot, row.deductionKind.rawValue, mass(row.moisture), mass(row.impurity),
                        mass(row.declared), text(row.truck), text(row.manifest), text(row.owner),
                        text(row.originClass),
                    ] + measurement(row.measurement) + [text(row.recordedBy)]
            })
    }

    private func runs(_ bundle: Bundle) -> Sheet {
        Sheet(
            file: .runs,
            header: [
                "run", "facility", "process", "started_at", "ended_at", "energy_kwh", "green_kwh", "recorded_by",
            ],
            records: bundle.runs.map { row in
                [
                    row.run, row.facility, row.process, time(row.startedAt), time(row.endedAt),
                    text(row.energy?.text), text(row.greenEnergy?.text), text(row.recordedBy),
                ]
            })
    }

    private func runInputs(_ bundle: Bundle) -> Sheet {
        Sheet(
            file: .runInputs, header: ["run", "lot", "mass_g"] + Self.measurementColumns,
            records: bundle.runInputs.map { row in
                [row.run, row.lot, mass(row.mass)] + measurement(row.measurement)
            })
    }

    private func runAdditions(_ bundle: Bundle) -> Sheet {
        Sheet(
            file: .runAdditions, header: ["run", "material", "mass_g", "source"] + Self.measurementColumns,
            records: bundle.runAdditions.map { row in
                [row.run, row.material, mass(row.mass), text(row.from)] + measurement(row.measurement)
            })
    }

    private func runOutputs(_ bundle: Bundle) -> Sheet {
        Sheet(
            file: .runOutputs, header: ["run", "lot", "material", "mass_g", "units"] + Self.measurementColumns,
            records: bundle.runOutputs.map { row in
                [row.run, row.lot, row.material, mass(row.mass), number(row.units)] + measurement(row.measurement)
            })
    }

    private func runLosses(_ bundle: Bundle) -> Sheet {
        Sheet(
            file: .runLosses, header: ["run", "material", "mass_g"] + Self.measurementColumns,
            records: bundle.runLosses.map { row in
                [row.run, row.material, mass(row.mass)] + measurement(row.measurement)
            })
    }

    private func transfers(_ bundle: Bundle) -> Sheet {
        Sheet(
            file: .transfers,
            header: [
                "transfer", "sent_at", "received_at", "lot", "from_facility", "to_facility", "mass_g", "received_g",
            ] + Self.measurementColumns + ["recorded_by"],
            records: bundle.transfers.map { row in
                [
                    row.transfer, time(row.sentAt), time(row.receivedAt), row.lot, row.fromFacility, row.toFacility,
                    mass(row.mass), mass(row.received),
                ] + measurement(row.measurement) + [text(row.recordedBy)]
            })
    }

    private func shipments(_ bundle: Bundle) -> Sheet {
        Sheet(
            file: .shipments,
            header: [
                "shipment", "shipped_at", "facility", "customer", "lot", "mass_g", "units", "kind", "manifest", "order",
            ] + Self.measurementColumns + ["recorded_by"],
            records: bundle.shipments.map { row in
                [
                    row.shipment, time(row.shippedAt), row.facility, row.customer, row.lot, mass(row.mass),
                    number(row.units), row.kind.rawValue, text(row.manifest), text(row.order),
                ] + measurement(row.measurement) + [text(row.recordedBy)]
            })
    }

    private func returns(_ bundle: Bundle) -> Sheet {
        Sheet(
            file: .returns,
            header: ["return", "returned_at", "facility", "shipment", "lot", "mass_g", "units"]
                + Self.measurementColumns + ["recorded_by"],
            records: bundle.returns.map { row in
                [
                    row.return, time(row.returnedAt), row.facility, row.shipment, row.lot, mass(row.mass),
                    number(row.units),
                ] + measurement(row.measurement) + [text(row.recordedBy)]
            })
    }

    private func adjustments(_ bundle: Bundle) -> Sheet {
        Sheet(
            file: .adjustments,
            header: ["adjustment", "at", "facility", "lot", "mass_g", "reason"] + Self.measurementColumns
                + ["recorded_by"],
            records: bundle.adjustments.map { row in
                [row.adjustment, time(row.at), row.facility, row.lot, mass(row.mass), row.reason]
                    + measurement(row.measurement) + [text(row.recordedBy)]
            })
    }

    private func counts(_ bundle: Bundle) -> Sheet {
        Sheet(
            file: .counts,
            header: ["count", "counted_at", "facility", "lot", "mass_g"] + Self.measurementColumns + ["recorded_by"],
            records: bundle.counts.map { row in
                [row.count, time(row.countedAt), row.facility, row.lot, mass(row.mass)]
                    + measurement(row.measurement) + [text(row.recordedBy)]
            })
    }
}

/// Doubles in plain decimal notation, as the format's decimals are written: never with an exponent.
enum DecimalNotation {
    static func text(_ value: Double) -> String {
        let shortest = "\(value)"
        guard let mark = shortest.firstIndex(of: "e"), let exponent = Int(shortest[shortest.index(after: mark)...])
        else {
            return shortest
        }
        let mantissa = shortest[..<mark]
        let isNegative = mantissa.hasPrefix("-")
        var digits = mantissa.filter { $0.isNumber }
        let whole = mantissa.drop { $0 == "-" }.prefix { $0 != "." }.count
        let point = whole + exponent
        if point <= 0 {
            digits = "0." + String(repeating: "0", count: -point) + digits
        } else if point >= digits.count {
            digits += String(repeating: "0", count: point - digits.count)
        } else {
            digits.insert(".", at: digits.index(digits.startIndex, offsetBy: point))
        }
        return (isNegative ? "-" : "") + digits
    }
}
