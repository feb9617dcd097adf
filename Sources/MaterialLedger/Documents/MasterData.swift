import Wording

/// The kinds of scrap business whose figures are told apart in reports.
package enum Stream: String, Sendable, CaseIterable {
    case battery, aluminium, plastic, copper, lithium, other
}

/// What a material is to the plants.
package enum MaterialRole: String, Sendable, CaseIterable {
    case scrap, intermediate, product, auxiliary, residue, loss
}

/// A supplier or customer (往来单位).
package struct Party: Sendable, Hashable {
    package var source: SourceLine
    package var party: String
    package var name: String
    /// GB/T 2260, six digits, province level or finer.
    package var province: String?
    /// 统一社会信用代码 (GB 32100-2015).
    package var uscc: String?

    package init(source: SourceLine, party: String, name: String, province: String? = nil, uscc: String? = nil) {
        self.source = source
        self.party = party
        self.name = name
        self.province = province
        self.uscc = uscc
    }
}

/// A plant or yard: the place where a lot lies.
package struct Facility: Sendable, Hashable {
    package var source: SourceLine
    package var facility: String
    package var name: String
    package var `operator`: String?
    package var park: String?
    /// Tonnes a year × 10^6 (grams).
    package var capacityPerYear: Mass?
    /// 经营许可证 number.
    package var permit: String?
    package var permitPerYear: Mass?

    package init(
        source: SourceLine, facility: String, name: String, operator: String? = nil, park: String? = nil,
        capacityPerYear: Mass? = nil, permit: String? = nil, permitPerYear: Mass? = nil
    ) {
        self.source = source
        self.facility = facility
        self.name = name
        self.operator = `operator`
        self.park = park
        self.capacityPerYear = capacityPerYear
        self.permit = permit
        self.permitPerYear = permitPerYear
    }
}

/// A material, from scrap to product.
package struct Material: Sendable, Hashable {
    package var source: SourceLine
    package var material: String
    package var nameChinese: String
    package var nameEnglish: String
    package var stream: Stream
    package var role: MaterialRole
    /// Nominal mass of one piece; units are never derived from it.
    package var unitMass: Mass?
    package var wasteCode: String?
    /// Whether it belongs to the output table; by default what has the role product.
    package var reported: Bool

    package init(
        source: SourceLine, material: String, nameChinese: String, nameEnglish: String, stream: Stream,
        role: MaterialRole, unitMass: Mass? = nil, wasteCode: String? = nil, reported: Bool? = nil
    ) {
        self.source = source
        self.material = material
        self.nameChinese = nameChinese
        self.nameEnglish = nameEnglish
        self.stream = stream
        self.role = role
        self.unitMass = unitMass
        self.wasteCode = wasteCode
        self.reported = reported ?? (role == .product)
    }
}

/// The share of a substance in a material, from `validFrom` on (nil: always).
package struct Composition: Sendable, Hashable {
    package var source: SourceLine
    package var material: String
    package var substance: String
    package var fraction: Fraction
    /// Standard deviation of the fraction.
    package var sigma: Double?
    package var validFrom: Instant?

    package init(
        source: SourceLine, material: String, substance: String, fraction: Fraction, sigma: Double? = nil,
        validFrom: Instant? = nil
    ) {
        self.source = source
        self.material = material
        self.substance = substance
        self.fraction = fraction
        self.sigma = sigma
        self.validFrom = validFrom
    }
}

/// The measured share of a substance in one lot, instead of its material's composition.
package struct Assay: Sendable, Hashable {
    package var source: SourceLine
    package var lot: String
    package var substance: String
    package var fraction: Fraction
    package var sigma: Double?

    package init(source: SourceLine, lot: String, substance: String, fraction: Fraction, sigma: Double? = nil) {
        self.source = source
        self.lot = lot
        self.substance = substance
        self.fraction = fraction
        self.sigma = sigma
    }
}

/// A figure of a month before the books began, for comparisons only.
package struct HistoryFigure: Sendable, Hashable {
    package enum Table: String, Sendable, CaseIterable { case inflow, output }

    package var source: SourceLine
    package var period: Month
    package var table: Table
    package var material: String
    package var mass: Mass
    package var facility: String?
    package var units: Int64?
    package var tickets: Int64?

    package init(
        source: SourceLine, period: Month, table: Table, material: String, mass: Mass, facility: String? = nil,
        units: Int64? = nil, tickets: Int64? = nil
    ) {
        self.source = source
        self.period = period
        self.table = table
        self.material = material
        self.mass = mass
        self.facility = facility
        self.units = units
        self.tickets = tickets
    }
}

extension Party: ThingRow {
    package static var kind: EventKind { .party }
    package var key: String { party }
    package var code: String? { party }
    package static var file: BundleFile { .parties }
    package static var list: Path<Bundle, [Party]> { \.parties }

    package static let schema = FieldTable<Party>(
        [
            Field(
                "party", "Party", .text({ $0.party }, { $0.party = $1 }), part: .identity, naming: .defines(.party),
                rule: .code),
            Field("name", "Name", .text({ $0.name }, { $0.name = $1 }), rule: .filled),
            Field(
                "province", "Province", .optionalText({ $0.province }, { $0.province = $1 }), .optional, rule: .province
            ),
            Field("uscc", "Credit code", .optionalText({ $0.uscc }, { $0.uscc = $1 }), .optional),
        ], ignoring: ["recorded_by"])

    package init(placeholderAt source: SourceLine) {
        self.init(source: source, party: "", name: "")
    }
}

extension Facility: ThingRow {
    package static var kind: EventKind { .facility }
    package var key: String { facility }
    package var code: String? { facility }
    package static var file: BundleFile { .facilities }
    package static var list: Path<Bundle, [Facility]> { \.facilities }

    package static let schema = FieldTable<Facility>(
        [
            Field(
                "facility", "Facility", .text({ $0.facility }, { $0.facility = $1 }), part: .identity,
                naming: .defines(.facility), rule: .code),
            Field("name", "Name", .text({ $0.name }, { $0.name = $1 }), rule: .filled),
            Field("operator", "Operator", .optionalText({ $0.`operator` }, { $0.`operator` = $1 }), .optional),
            Field("park", "Park", .optionalText({ $0.park }, { $0.park = $1 }), .optional),
            Field(
                "capacity_t_per_year", "Capacity", .tonnes({ $0.capacityPerYear }, { $0.capacityPerYear = $1 }),
                .optional),
            Field("permit", "Permit", .optionalText({ $0.permit }, { $0.permit = $1 }), .optional),
            Field(
                "permit_t_per_year", "Permitted", .tonnes({ $0.permitPerYear }, { $0.permitPerYear = $1 }), .optional),
        ], ignoring: ["recorded_by"])

    package init(placeholderAt source: SourceLine) {
        self.init(source: source, facility: "", name: "")
    }
}

extension Material: ThingRow {
    package static var kind: EventKind { .material }
    package var key: String { material }
    package var code: String? { material }
    package static var file: BundleFile { .materials }
    package static var list: Path<Bundle, [Material]> { \.materials }

    package static let schema = FieldTable<Material>(
        [
            Field(
                "material", "Material", .text({ $0.material }, { $0.material = $1 }), part: .identity,
                naming: .defines(.material), rule: .code),
            Field("name_zh", "Chinese name", .text({ $0.nameChinese }, { $0.nameChinese = $1 }), rule: .filled),
            Field("name_en", "English name", .text({ $0.nameEnglish }, { $0.nameEnglish = $1 }), rule: .filled),
            Field("stream", "Stream", .word({ $0.stream }, { $0.stream = $1 })),
            Field("role", "Role", .word({ $0.role }, { $0.role = $1 })),
            Field(
                "unit_mass_g", "Mass of a piece", .optionalMass({ $0.unitMass }, { $0.unitMass = $1 }), .optional,
                rule: .mass),
            Field("waste_code", "Waste code", .optionalText({ $0.wasteCode }, { $0.wasteCode = $1 }), .optional),
            Field("reported", "Reported", .flag({ $0.reported }, { $0.reported = $1 }), .optional),
        ], ignoring: ["recorded_by"])

    package mutating func fillDefaults(_ isGiven: (String) -> Bool) {
        if !isGiven("reported") { reported = role == .product }
    }

    package init(placeholderAt source: SourceLine) {
        self.init(
            source: source, material: "", nameChinese: "", nameEnglish: "", stream: .other, role: .scrap)
    }
}

extension Composition: ThingRow {
    package static var kind: EventKind { .composition }
    package var key: String {
        "\(material)\u{0}\(substance)\u{0}\(validFrom.map { String($0.microseconds) } ?? "")"
    }
    package static var file: BundleFile { .compositions }
    package static var list: Path<Bundle, [Composition]> { \.compositions }

    package static let schema = FieldTable<Composition>(
        [
            Field(
                "material", "Material", .text({ $0.material }, { $0.material = $1 }), part: .identity,
                naming: .refers(.material)),
            Field(
                "substance", "Substance", .text({ $0.substance }, { $0.substance = $1 }), part: .identity, rule: .filled
            ),
            Field("fraction", "Fraction", .fraction({ $0.fraction }, { $0.fraction = $1 })),
            Field("sigma", "Standard deviation", .deviation({ $0.sigma }, { $0.sigma = $1 }), .optional),
            Field(
                "valid_from", "Valid from", .optionalTime({ $0.validFrom }, { $0.validFrom = $1 }), .optional,
                part: .identity, rule: .anything),
        ], ignoring: ["recorded_by"])

    package init(placeholderAt source: SourceLine) {
        self.init(source: source, material: "", substance: "", fraction: Fraction(units: 0))
    }
}

extension Assay: ThingRow {
    package static var kind: EventKind { .assay }
    package var key: String { "\(lot)\u{0}\(substance)" }
    package static var file: BundleFile { .assays }
    package static var list: Path<Bundle, [Assay]> { \.assays }

    package static let schema = FieldTable<Assay>(
        [
            Field("lot", "Lot", .text({ $0.lot }, { $0.lot = $1 }), part: .identity, naming: .refers(.lot)),
            Field(
                "substance", "Substance", .text({ $0.substance }, { $0.substance = $1 }), part: .identity, rule: .filled
            ),
            Field("fraction", "Fraction", .fraction({ $0.fraction }, { $0.fraction = $1 })),
            Field("sigma", "Standard deviation", .deviation({ $0.sigma }, { $0.sigma = $1 }), .optional),
        ], ignoring: ["recorded_by"])

    package init(placeholderAt source: SourceLine) {
        self.init(source: source, lot: "", substance: "", fraction: Fraction(units: 0))
    }
}

extension HistoryFigure: ThingRow {
    package static var kind: EventKind { .history }
    package var key: String { "\(period.text)\u{0}\(table.rawValue)\u{0}\(material)\u{0}\(facility ?? "")" }
    package static var file: BundleFile { .history }
    package static var list: Path<Bundle, [HistoryFigure]> { \.history }

    package static let schema = FieldTable<HistoryFigure>(
        [
            Field("period", "Month", .month({ $0.period }, { $0.period = $1 }), part: .identity),
            Field("table", "Table", .word({ $0.table }, { $0.table = $1 }), part: .identity),
            Field(
                "material", "Material", .text({ $0.material }, { $0.material = $1 }), part: .identity,
                naming: .refers(.material)),
            Field("mass_g", "Mass", .mass({ $0.mass }, { $0.mass = $1 }), rule: .massOrZero),
            Field(
                "facility", "Facility", .optionalText({ $0.facility }, { $0.facility = $1 }), .optional,
                part: .identity,
                naming: .refers(.facility)),
            Field("units", "Pieces", .count({ $0.units }, { $0.units = $1 }), .optional),
            Field("tickets", "Tickets", .count({ $0.tickets }, { $0.tickets = $1 }), .optional),
        ], ignoring: ["basis", "method", "sigma_g", "recorded_by"])

    package init(placeholderAt source: SourceLine) {
        self.init(source: source, period: .first, table: .inflow, material: "", mass: .zero)
    }
}
