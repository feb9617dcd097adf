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
