import MaterialLedger
import Postgres

/// Codes of the materials, facilities and parties that a trace names, by the ids of the database.
struct TraceNames {
    struct Material {
        var code: String
        var role: MaterialRole
        var name: TraceNameList.MaterialName
    }

    private var materials: [Int64: Material] = [:]
    private var facilities: [Int64: (code: String, name: String)] = [:]

    /// Loads the materials, with the role that they have now, and the facilities: few in any city.
    static func load(on connection: isolated Connection) throws -> TraceNames {
        var names = TraceNames()
        let materials = try connection.query(
            """
            SELECT DISTINCT ON (r.material) r.material, m.code, r.role, r.name_zh, r.name_en
            FROM material_revision r JOIN material m ON m.event = r.material
            ORDER BY r.material, r.event DESC
            """
        ).decode(Int64.self, String.self, String.self, String.self, String.self)
        for (id, code, word, chinese, english) in materials {
            guard let role = MaterialRole(rawValue: word) else {
                throw PostgresError(code: .decoding, message: "material \(code) has a role \(word) that is not known")
            }
            names.materials[id] = Material(
                code: code, role: role, name: .init(chinese: chinese, english: english))
        }
        let facilities = try connection.query(
            """
            SELECT DISTINCT ON (r.facility) r.facility, f.code, r.name
            FROM facility_revision r JOIN facility f ON f.event = r.facility
            ORDER BY r.facility, r.event DESC
            """
        ).decode(Int64.self, String.self, String.self)
        for (id, code, name) in facilities { names.facilities[id] = (code, name) }
        return names
    }

    func material(_ id: Int64) throws -> Material {
        guard let material = materials[id] else {
            throw PostgresError(code: .decoding, message: "there is no material with the id \(id)")
        }
        return material
    }

    func facility(_ id: Int64?) throws -> String? {
        guard let id else { return nil }
        guard let code = facilities[id]?.code else {
            throw PostgresError(code: .decoding, message: "there is no facility with the id \(id)")
        }
        return code
    }

    /// All materials and facilities by code, and these parties.
    func list(_ parties: some Sequence<Party>) -> TraceNameList {
        TraceNameList(
            materials: Dictionary(uniqueKeysWithValues: materials.values.map { ($0.code, $0.name) }),
            facilities: Dictionary(uniqueKeysWithValues: facilities.values.map { ($0.code, $0.name) }),
            parties: Dictionary(parties.map { ($0.code, $0.name) }) { $1 })
    }

    struct Party {
        var code: String
        var name: String
        var province: String?
    }

    /// Parties as they are known now.
    static func parties(_ ids: Set<Int64>, on connection: isolated Connection) throws -> [Int64: Party] {
        guard !ids.isEmpty else { return [:] }
        let sorted = ids.sorted()
        let rows = try connection.query(
            about: sorted,
            """
            SELECT DISTINCT ON (p.event) p.event, p.code, r.name, r.province
            FROM party p JOIN party_revision r ON r.party = p.event
            WHERE p.event = ANY (\(sorted))
            ORDER BY p.event, r.event DESC
            """
        ).decode(Int64.self, String.self, String.self, String?.self)
        return Dictionary(uniqueKeysWithValues: rows.map { ($0.0, Party(code: $0.1, name: $0.2, province: $0.3)) })
    }
}
