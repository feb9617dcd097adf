package import MaterialLedger
package import Postgres

/// One saying of a thing's master data: what was said, when and by whom.
package struct MasterRevision<Value: Sendable>: Sendable {
    package var value: Value
    package var recordedAt: Instant
    package var recordedBy: String
}

/// Reads parties, facilities and materials for listing and showing them.
package enum MasterDataQuery {
    /// Every revision of every party, or of one, in the order of codes and of recording.
    package static func parties(
        code: String?, on connection: isolated Connection
    ) throws -> [MasterRevision<Party>] {
        try connection.query(
            """
            SELECT p.code, r.name, r.province, r.uscc, b.recorded_at, coalesce(j.recorded_by, b.actor)
            FROM party_revision r JOIN party p ON p.event = r.party
            JOIN journal j ON j.event = r.event JOIN batch b ON b.batch = j.batch
            WHERE (\(code)::text IS NULL OR p.code = \(code)) ORDER BY p.code, r.event
            """
        ).map { row in
            let (party, name, province, uscc, at, actor) = try row.decode(
                String.self, String.self, String?.self, String?.self, Instant.self, String.self)
            return MasterRevision(
                value: Party(source: place(.parties), party: party, name: name, province: province, uscc: uscc),
                recordedAt: at, recordedBy: actor)
        }
    }

    /// Every revision of every facility, or of one.
    package static func facilities(
        code: String?, on connection: isolated Connection
    ) throws -> [MasterRevision<Facility>] {
        try connection.query(
            """
            SELECT f.code, r.name, r.operator, r.park, r.capacity_per_year, r.permit, r.permit_per_year,
                b.recorded_at, coalesce(j.recorded_by, b.actor)
            FROM facility_revision r JOIN facility f ON f.event = r.facility
            JOIN journal j ON j.event = r.event JOIN batch b ON b.batch = j.batch
            WHERE (\(code)::text IS NULL OR f.code = \(code)) ORDER BY f.code, r.event
            """
        ).map { row in
            let (facility, name, operatorName, park, capacity, permit, permitted, at, actor) = try row.decode(
                String.self, String.self, String?.self, String?.self, Mass?.self, String?.self, Mass?.self,
                Instant.self, String.self)
            return MasterRevision(
                value: Facility(
                    source: place(.facilities), facility: facility, name: name, operator: operatorName, park: park,
                    capacityPerYear: capacity, permit: permit, permitPerYear: permitted),
                recordedAt: at, recordedBy: actor)
        }
    }

    /// Every revision of every material, or of one.
    package static func materials(
        code: String?, on connection: isolated Connection
    ) throws -> [MasterRevision<Material>] {
        try connection.query(
            """
            SELECT m.code, r.name_zh, r.name_en, r.stream, r.role, r.unit_mass, r.waste_code, r.reported,
                b.recorded_at, coalesce(j.recorded_by, b.actor)
            FROM material_revision r JOIN material m ON m.event = r.material
            JOIN journal j ON j.event = r.event JOIN batch b ON b.batch = j.batch
            WHERE (\(code)::text IS NULL OR m.code = \(code)) ORDER BY m.code, r.event
            """
        ).map { row in
            let (material, chinese, english, stream, role, unitMass, wasteCode, reported, at, actor) =
                try row.decode(
                    String.self, String.self, String.self, String.self, String.self, Mass?.self, String?.self,
                    Bool.self, Instant.self, String.self)
            return MasterRevision(
                value: Material(
                    source: place(.materials), material: material, nameChinese: chinese, nameEnglish: english,
                    stream: Stream(rawValue: stream) ?? .other, role: MaterialRole(rawValue: role) ?? .intermediate,
                    unitMass: unitMass, wasteCode: wasteCode, reported: reported),
                recordedAt: at, recordedBy: actor)
        }
    }

    /// What a material is made of, as it is known now.
    package static func compositions(
        of material: String, on connection: isolated Connection
    ) throws -> [Composition] {
        try connection.query(
            """
            SELECT c.substance, c.fraction::text, c.sigma, c.valid_from FROM composition_as_of(NULL) c
            JOIN material m ON m.event = c.material WHERE m.code = \(material)
            ORDER BY c.substance, c.valid_from NULLS FIRST
            """
        ).map { row in
            let (substance, fraction, sigma, validFrom) = try row.decode(
                String.self, String.self, Double?.self, Instant?.self)
            return Composition(
                source: place(.compositions), material: material, substance: substance,
                fraction: try self.fraction(fraction), sigma: sigma, validFrom: validFrom)
        }
    }

    /// A fraction out of PostgreSQL's numeric.
    static func fraction(_ text: String) throws -> Fraction {
        guard case .value(let units)? = FixedDecimal.parse(text.utf8, decimals: Fraction.decimals) else {
            throw PostgresError(code: .decoding, message: "a fraction is not a decimal number")
        }
        return Fraction(units: units)
    }

    /// Rows that come from the database stand in no file.
    private static func place(_ file: BundleFile) -> SourceLine { SourceLine(file, line: 0) }
}
