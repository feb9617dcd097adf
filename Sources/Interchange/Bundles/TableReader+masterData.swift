import MaterialLedger

/// The files of master data, substances and history.
extension TableReader {
    mutating func parties() -> [Party] {
        let party = column("party")
        let name = column("name")
        let province = column("province", .optional)
        let uscc = column("uscc", .optional)
        ignoreColumns("recorded_by")
        return rows { row in
            Party(
                source: row.source, party: row.text(party), name: row.text(name),
                province: row.optionalText(province), uscc: row.optionalText(uscc))
        }
    }

    mutating func facilities() -> [Facility] {
        let facility = column("facility")
        let name = column("name")
        let operatorColumn = column("operator", .optional)
        let park = column("park", .optional)
        let capacity = column("capacity_t_per_year", .optional)
        let permit = column("permit", .optional)
        let permitPerYear = column("permit_t_per_year", .optional)
        ignoreColumns("recorded_by")
        return rows { row in
            Facility(
                source: row.source, facility: row.text(facility), name: row.text(name),
                operator: row.optionalText(operatorColumn), park: row.optionalText(park),
                capacityPerYear: row.optionalTonnes(capacity), permit: row.optionalText(permit),
                permitPerYear: row.optionalTonnes(permitPerYear))
        }
    }

    mutating func materials() -> [Material] {
        let material = column("material")
        let nameChinese = column("name_zh")
        let nameEnglish = column("name_en")
        let stream = column("stream")
        let role = column("role")
        let unitMass = massColumn("unit_mass_g", .optional)
        let wasteCode = column("waste_code", .optional)
        let reported = column("reported", .optional)
        ignoreColumns("recorded_by")
        return rows { row in
            Material(
                source: row.source, material: row.text(material), nameChinese: row.text(nameChinese),
                nameEnglish: row.text(nameEnglish), stream: row.choice(stream, placeholder: Stream.other),
                role: row.choice(role, placeholder: MaterialRole.scrap), unitMass: row.optionalMass(unitMass),
                wasteCode: row.optionalText(wasteCode), reported: row.optionalFlag(reported))
        }
    }

    mutating func compositions() -> [Composition] {
        let material = column("material")
        let substance = column("substance")
        let fraction = column("fraction")
        let sigma = column("sigma", .optional)
        let validFrom = column("valid_from", .optional)
        ignoreColumns("recorded_by")
        return rows { row in
            Composition(
                source: row.source, material: row.text(material), substance: row.text(substance),
                fraction: row.fraction(fraction), sigma: row.optionalSigma(sigma),
                validFrom: row.optionalTime(validFrom))
        }
    }

    mutating func assays() -> [Assay] {
        let lot = column("lot")
        let substance = column("substance")
        let fraction = column("fraction")
        let sigma = column("sigma", .optional)
        ignoreColumns("recorded_by")
        return rows { row in
            Assay(
                source: row.source, lot: row.text(lot), substance: row.text(substance),
                fraction: row.fraction(fraction), sigma: row.optionalSigma(sigma))
        }
    }

    mutating func history() -> [HistoryFigure] {
        let period = column("period")
        let table = column("table")
        let material = column("material")
        let mass = massColumn("mass_g")
        let facility = column("facility", .optional)
        let units = column("units", .optional)
        let tickets = column("tickets", .optional)
        ignoreColumns("basis", "method", "sigma_g", "recorded_by")
        guard let placeholder = Month(year: 1970, month: 1) else { return [] }
        return rows { row in
            HistoryFigure(
                source: row.source, period: row.month(period, placeholder: placeholder),
                table: row.choice(table, placeholder: HistoryFigure.Table.inflow), material: row.text(material),
                mass: row.mass(mass), facility: row.optionalText(facility), units: row.optionalCount(units),
                tickets: row.optionalCount(tickets))
        }
    }

    mutating func corrections() -> [Correction] {
        let document = column("document")
        let field = column("field")
        let value = column("value")
        let reason = column("reason")
        let correctedAt = column("corrected_at", .optional)
        let recordedBy = column("recorded_by", .optional)
        return rows { row in
            Correction(
                source: row.source, document: row.text(document), field: row.text(field),
                value: row.text(value), reason: row.text(reason), correctedAt: row.optionalTime(correctedAt),
                recordedBy: row.optionalText(recordedBy))
        }
    }
}
