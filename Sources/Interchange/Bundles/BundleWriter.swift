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
        BundleFile.allCases.compactMap { file in
            let sheet = sheet(of: bundle, file.row)
            return sheet.records.isEmpty ? nil : sheet
        }
    }

    private func sheet<Row: BundleRow>(of bundle: Bundle, _ type: Row.Type) -> Sheet {
        let fields = Row.schema.fields
        return Sheet(
            file: Row.file, header: fields.map(\.name),
            records: bundle[keyPath: Row.list].map { row in fields.map { text($0, of: row) } })
    }

    /// A value in plain notation; empty where there is none.
    package func text<Row>(_ field: Field<Row>, of row: Row) -> String {
        switch (field.place, field.value(in: row)) {
        case (_, .absent): ""
        case (.tonnes, .whole(let grams)): FixedDecimal.text(grams, decimals: MassUnit.tonne.decimals)
        case (.energy, .whole(let units)): Energy(units: units).text
        case (.fraction, .whole(let units)): Fraction(units: units).text
        case (_, .text(let text)): text
        case (_, .whole(let number)): String(number)
        case (_, .real(let number)): DecimalNotation.text(number)
        case (_, .flag(let flag)): String(flag)
        case (_, .time(let instant)): TimeText.rfc3339(instant, zone: zone)
        }
    }
}
