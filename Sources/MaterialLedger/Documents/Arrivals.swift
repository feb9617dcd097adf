import Wording

/// Whether a deduction (扣杂) is a matter of money only, or was carried away from the scrap.
package enum DeductionKind: String, Sendable, CaseIterable {
    /// Water and dirt still lie in the pile and will appear as losses of runs.
    case commercial
    /// The deducted mass did not enter the yard.
    case removed
}

/// A weighbridge ticket (过磅单) and the lot that it makes.
package struct Intake: Sendable, Hashable {
    package var source: SourceLine
    package var ticket: String
    package var receivedAt: Instant
    package var facility: String
    package var material: String
    package var supplier: String
    package var province: String?
    package var gross: Mass
    package var tare: Mass
    package var deduction: Mass
    /// What is settled (结算重量): gross − tare − deduction.
    package var net: Mass
    package var lot: String
    package var deductionKind: DeductionKind
    package var moisture: Mass?
    package var impurity: Mass?
    package var declared: Mass?
    package var truck: String?
    package var driver: String?
    package var manifest: String?
    package var owner: String?
    package var originClass: String?
    package var measurement: Measurement
    package var recordedBy: String?

    /// What lies in the yard, and so the lot's mass in the books.
    package var bookMass: Mass {
        // Masses out of range are told as such; until then their difference must not stop the program.
        Mass(grams: gross.grams &- tare.grams &- (deductionKind == .removed ? deduction.grams : 0))
    }

    package init(
        source: SourceLine, ticket: String, receivedAt: Instant, facility: String, material: String,
        supplier: String, province: String? = nil, gross: Mass, tare: Mass, deduction: Mass, net: Mass, lot: String,
        deductionKind: DeductionKind = .commercial, moisture: Mass? = nil, impurity: Mass? = nil,
        declared: Mass? = nil, truck: String? = nil, driver: String? = nil, manifest: String? = nil,
        owner: String? = nil,
        originClass: String? = nil, measurement: Measurement = .none, recordedBy: String? = nil
    ) {
        self.source = source
        self.ticket = ticket
        self.receivedAt = receivedAt
        self.facility = facility
        self.material = material
        self.supplier = supplier
        self.province = province
        self.gross = gross
        self.tare = tare
        self.deduction = deduction
        self.net = net
        self.lot = lot
        self.deductionKind = deductionKind
        self.moisture = moisture
        self.impurity = impurity
        self.declared = declared
        self.truck = truck
        self.driver = driver
        self.manifest = manifest
        self.owner = owner
        self.originClass = originClass
        self.measurement = measurement
        self.recordedBy = recordedBy
    }
}

/// Stock of the first day: it begins the books and is never inflow.
package struct OpeningStock: Sendable, Hashable {
    package var source: SourceLine
    package var facility: String
    package var lot: String
    package var material: String
    package var mass: Mass
    package var at: Instant
    package var units: Int64?
    package var supplier: String?
    package var province: String?
    package var measurement: Measurement
    package var recordedBy: String?

    package init(
        source: SourceLine, facility: String, lot: String, material: String, mass: Mass, at: Instant,
        units: Int64? = nil, supplier: String? = nil, province: String? = nil, measurement: Measurement = .none,
        recordedBy: String? = nil
    ) {
        self.source = source
        self.facility = facility
        self.lot = lot
        self.material = material
        self.mass = mass
        self.at = at
        self.units = units
        self.supplier = supplier
        self.province = province
        self.measurement = measurement
        self.recordedBy = recordedBy
    }
}

extension Intake: ArrivalRow {
    package static var file: BundleFile { .intakes }
    package static var list: Path<Bundle, [Intake]> { \.intakes }
    package static var kind: EventKind { .intake }
    package var documentCode: String { ticket }
    package var occurredAt: Instant { receivedAt }
    package static let schema = FieldTable<Intake>(
        [
            Field(
                "ticket", "Ticket", .text({ $0.ticket }, { $0.ticket = $1 }), part: .identity, naming: .document,
                rule: .code),
            Field("received_at", "Weighed", .time({ $0.receivedAt }, { $0.receivedAt = $1 }), moment: .dating),
            Field("facility", "Facility", .text({ $0.facility }, { $0.facility = $1 }), naming: .refers(.facility)),
            Field("material", "Material", .text({ $0.material }, { $0.material = $1 }), naming: .refers(.material)),
            Field("supplier", "Supplier", .text({ $0.supplier }, { $0.supplier = $1 }), naming: .refers(.party)),
            Field(
                "province", "Province", .optionalText({ $0.province }, { $0.province = $1 }), .optional, rule: .province
            ),
            Field("gross_g", "Gross", .mass({ $0.gross }, { $0.gross = $1 })),
            Field("tare_g", "Tare", .mass({ $0.tare }, { $0.tare = $1 }), rule: .massOrZero),
            Field("deduction_g", "Deduction", .mass({ $0.deduction }, { $0.deduction = $1 }), rule: .massOrZero),
            Field("net_g", "Net (settled)", .mass({ $0.net }, { $0.net = $1 }), rule: .anything),
            Field(
                "lot", "Lot", .text({ $0.lot }, { $0.lot = $1 }), part: .identity, naming: .defines(.lot),
                rule: .anything),
            Field(
                "deduction_kind", "Deduction kind", .word({ $0.deductionKind }, { $0.deductionKind = $1 }), .optional),
            Field("moisture_g", "of it moisture", .optionalMass({ $0.moisture }, { $0.moisture = $1 }), .optional),
            Field("impurity_g", "of it impurity", .optionalMass({ $0.impurity }, { $0.impurity = $1 }), .optional),
            Field("declared_g", "Declared", .optionalMass({ $0.declared }, { $0.declared = $1 }), .optional),
            Field("truck", "Truck", .optionalText({ $0.truck }, { $0.truck = $1 }), .optional),
            Field(
                "driver", "Driver", .optionalText({ $0.driver }, { $0.driver = $1 }), .optional, rule: .brief(most: 64)),
            Field("manifest", "Manifest", .optionalText({ $0.manifest }, { $0.manifest = $1 }), .optional),
            Field("owner", "Owner", .optionalText({ $0.owner }, { $0.owner = $1 }), .optional),
            Field(
                "origin_class", "Origin class", .optionalText({ $0.originClass }, { $0.originClass = $1 }), .optional),
        ] + .measurement({ $0.measurement }, { $0.measurement = $1 }, of: .header) + [
            .recordedBy({ $0.recordedBy }, { $0.recordedBy = $1 })
        ])

    package init(placeholderAt source: SourceLine) {
        self.init(
            source: source, ticket: "", receivedAt: Instant(microseconds: 0), facility: "", material: "", supplier: "",
            gross: .zero, tare: .zero, deduction: .zero, net: .zero, lot: "")
    }
}

extension OpeningStock: ArrivalRow {
    package static var file: BundleFile { .opening }
    package static var list: Path<Bundle, [OpeningStock]> { \.opening }
    package static var kind: EventKind { .opening }
    package var documentCode: String { lot }
    package var occurredAt: Instant { at }
    package static let schema = FieldTable<OpeningStock>(
        [
            Field("facility", "Facility", .text({ $0.facility }, { $0.facility = $1 }), naming: .refers(.facility)),
            Field(
                "lot", "Lot", .text({ $0.lot }, { $0.lot = $1 }), part: .identity, naming: .defines(.lot), rule: .code),
            Field("material", "Material", .text({ $0.material }, { $0.material = $1 }), naming: .refers(.material)),
            Field("mass_g", "Mass", .mass({ $0.mass }, { $0.mass = $1 })),
            Field("at", "Time", .time({ $0.at }, { $0.at = $1 }), moment: .dating),
            Field("units", "Pieces", .count({ $0.units }, { $0.units = $1 }), .optional, rule: .pieces),
            Field(
                "supplier", "Supplier", .optionalText({ $0.supplier }, { $0.supplier = $1 }), .optional,
                naming: .refers(.party)),
            Field(
                "province", "Province", .optionalText({ $0.province }, { $0.province = $1 }), .optional, rule: .province
            ),
        ] + .measurement({ $0.measurement }, { $0.measurement = $1 }, of: .header) + [
            .recordedBy({ $0.recordedBy }, { $0.recordedBy = $1 })
        ])

    package init(placeholderAt source: SourceLine) {
        self.init(
            source: source, facility: "", lot: "", material: "", mass: .zero, at: Instant(microseconds: 0))
    }
}
