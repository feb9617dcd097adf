import MaterialLedger
import Postgres
import Wording

/// What all parts of a report stand on: the month, what is known of it, its facilities and its materials.
struct ReportFrame {
    struct Facility {
        var id: Int64
        var code: String
        var name: String
        /// Grams a year.
        var capacity: Int64?
    }

    struct Material {
        var id: Int64
        var label: MonthlyReport.MaterialLabel
        var isReported: Bool
    }

    /// A month's figure of a material from before the books.
    struct HistoryRow {
        var month: Month
        var table: String
        var material: Int64
        var mass: Int64
        var units: Int64?
    }

    var month: Month
    var scope: MonthlyReport.Scope
    var timeZone: String
    /// The event that closed the month, the last one that the report knows; nil while the month is open.
    var lastEvent: Int64?
    /// The first instants of all months from ``comparedSince`` to the one after the report's, which ends it.
    var comparedStarts: [Instant]
    /// The month of the first document; the report's own in empty books.
    var firstMonth: Month
    /// The facilities of the report, by code.
    var facilities: [Facility]
    /// In the order of every table: by stream, then by code.
    var materials: [Material]
    var history: [HistoryRow]

    var facilityIDs: [Int64] { facilities.map(\.id) }
    /// The facilities where not all count.
    var scopedFacilities: [Int64]? { scope == .city ? nil : facilityIDs }
    /// The instants that begin and end the month.
    var monthStarts: [Instant] { Array(comparedStarts.suffix(2)) }
    var isCity: Bool { scope == .city }
    /// January of the year before: the first month that any comparison needs.
    var comparedSince: Month { month.yearAgo.firstOfYear }
}

// MARK: - Loading

extension ReportFrame {
    static func load(
        _ month: Month, scope request: ReportScopeRequest, on connection: isolated Connection
    ) throws -> ReportFrame {
        let (timeZone, lastEvent, first, starts) = try connection.query(
            """
            SELECT s.time_zone, closing_event(\(month.number)), first_month(),
                month_starts(\(month.yearAgo.firstOfYear.number), \(month.number))
            FROM site s
            """
        ).only().decode(String.self, Int64?.self, Month?.self, [Instant].self)
        var frame = ReportFrame(
            month: month, scope: .city, timeZone: timeZone, lastEvent: lastEvent, comparedStarts: starts,
            firstMonth: first ?? month, facilities: [], materials: [], history: [])
        try frame.loadFacilities(request, on: connection)
        try frame.loadMaterials(on: connection)
        try frame.loadHistory(on: connection)
        return frame
    }

    private mutating func loadFacilities(_ request: ReportScopeRequest, on connection: isolated Connection) throws {
        let (field, wanted): (String, String?) =
            switch request {
            case .city: ("city", nil)
            case .facility(let code): ("facility", code)
            case .park(let name): ("park", name)
            case .operator(let name): ("operator", name)
            }
        let rows = try connection.query(
            """
            SELECT f.facility, f.code, f.name, f.capacity_per_year
            FROM facility_as_of(\(lastEvent as Int64?)) f
            WHERE CASE \(field) WHEN 'facility' THEN f.code WHEN 'park' THEN f.park WHEN 'operator' THEN f.operator
                ELSE \(wanted as String?) END IS NOT DISTINCT FROM \(wanted as String?)
            ORDER BY f.code COLLATE "C"
            """
        ).decode(Int64.self, String.self, String.self, Int64?.self)
        facilities = rows.map { Facility(id: $0.0, code: $0.1, name: $0.2, capacity: $0.3) }
        if let wanted, facilities.isEmpty {
            let word = Sentence(term: field)
            let others = try connection.query(
                """
                SELECT CASE \(field) WHEN 'facility' THEN f.code WHEN 'park' THEN f.park ELSE f.operator END
                FROM facility_as_of(\(lastEvent as Int64?)) f
                """
            ).decode(String?.self).compactMap { $0 }
            let hint = Spelling.hint(for: wanted, in: others)
            throw Fault(
                .notFound, field: field, value: wanted,
                lastEvent == nil
                    ? "no \(word) '\(wanted)' is on record\(hint)"
                    : "no \(word) '\(wanted)' is on record as of the close of \(month.text)\(hint)")
        }
        scope =
            switch request {
            case .city: .city
            case .facility(let code): .facility(code, name: facilities.first?.name ?? code)
            case .park(let name): .park(name)
            case .operator(let name): .operator(name)
            }
    }

    private mutating func loadMaterials(on connection: isolated Connection) throws {
        let rows = try connection.query(
            """
            SELECT m.material, m.code, m.name_zh, m.name_en, m.stream, m.role, m.reported
            FROM material_as_of(\(lastEvent as Int64?)) m ORDER BY m.code COLLATE "C"
            """
        ).decode(
            Int64.self, String.self, String.self, String.self, MaterialLedger.Stream.self, MaterialRole.self, Bool.self)
        let all = rows.map { row in
            Material(
                id: row.0,
                label: MonthlyReport.MaterialLabel(
                    code: row.1, nameChinese: row.2, nameEnglish: row.3, stream: row.4, role: row.5),
                isReported: row.6)
        }
        materials = MaterialLedger.Stream.allCases.flatMap { stream in all.filter { $0.label.stream == stream } }
    }

    /// A facility's history counts for reports that hold the facility, that of no facility for the city's alone.
    private mutating func loadHistory(on connection: isolated Connection) throws {
        let rows = try connection.query(
            """
            SELECT h.month, h.direction, h.material, sum(h.mass)::bigint, sum(h.units)::bigint
            FROM history_as_of(\(lastEvent as Int64?)) h
            WHERE h.month >= \(comparedSince.number) AND h.month < \(month.number)
              AND (\(isCity) OR h.facility = ANY (\(facilityIDs)))
            GROUP BY h.month, h.direction, h.material
            """
        ).decode(Month.self, String.self, Int64.self, Int64.self, Int64?.self)
        history = rows.map {
            HistoryRow(month: $0.0, table: $0.1, material: $0.2, mass: $0.3, units: $0.4)
        }
    }
}
