package import MaterialLedger
package import Postgres
import Wording

/// Posts the difference of a count to the books.
package enum AcceptanceWriter {
    package struct Lot: Sendable {
        package var id: Int64
        package var lot: String
        package var booked: Int64
        package var counted: Int64
    }

    package struct Outcome: Sendable {
        package var lots: [Lot]
        package var wasAccepted: Bool
        package var counts: BatchCounts
    }

    package static func accept(
        _ count: RecordedDocument, rules: RecordingRules, provenance: Provenance, on connection: isolated Connection
    ) throws -> Outcome {
        let rows = try DocumentQuery.rows(of: count, on: connection).counts
        guard let first = rows.first else {
            throw Faults(Fault(.notFound, field: "count", value: count.code, "count '\(count.code)' has no lines"))
        }
        let facility = try connection.query("SELECT event FROM facility WHERE code = \(first.facility)").only()
            .decode(Int64.self)
        if let accepted = try acceptance(of: count, on: connection) {
            return Outcome(
                lots: try postedDifferences(rows, accepted, on: connection), wasAccepted: true,
                counts: BatchCounts(entries: 0, postings: 0))
        }
        let base = try BatchWriter.begin(
            ids: 1, months: [rules.month(first.countedAt)], lots: Set(rows.map(\.lot)), provenance: provenance,
            on: connection)
        let lots = try differences(rows, facility: facility, at: first.countedAt, on: connection)
        let changed = lots.filter { $0.counted != $0.booked }
        guard !changed.isEmpty else {
            return Outcome(lots: lots, wasAccepted: false, counts: try BatchWriter.post(on: connection))
        }
        try refuseShortfall(count, changed, at: first.countedAt, first.facility, rules: rules, on: connection)
        let event = RecordingPlan.id(-1, base: base)
        let digest = Acceptance(
            count: count.code, facility: first.facility, at: first.countedAt,
            lines: changed.map { .init(lot: $0.lot, difference: $0.counted - $0.booked) }
        ).content.digest
        // A count that is accepted again after its acceptance was reversed is a document of its own.
        let journal = TableRows.journal(
            event, .acceptance, code: count.code + "/" + String(event), at: first.countedAt, digest, batch: base)
        var head = TableRows("acceptance")
        head.add("event", [event])
        head.add("document", [event])
        head.add("counted", [count.document])
        head.add("facility", [facility])
        head.add("at", [first.countedAt])
        var lines = TableRows("acceptance_line")
        lines.add("event", changed.map { _ in event })
        lines.add("lot", changed.map(\.id))
        lines.add("mass", changed.map { $0.counted - $0.booked })
        _ = try connection.pipeline([journal.statement, head.statement, lines.statement])
        return Outcome(lots: lots, wasAccepted: false, counts: try BatchWriter.post(on: connection))
    }

    /// Less may have been counted than was drawn after the count.
    private static func refuseShortfall(
        _ count: RecordedDocument, _ changed: [Lot], at: Instant, _ facility: String, rules: RecordingRules,
        on connection: isolated Connection
    ) throws {
        let known = try LotsQuery.load(lots: Set(changed.map(\.lot)), shipments: [], on: connection)
        let differences = changed.map { lot in
            KnownLots.Movement(
                lot: lot.id, document: count.document, facility: facility, at: at, mass: lot.counted - lot.booked,
                name: "count \(count.code)")
        }
        guard let short = Shortfall.first(in: known.movements, adding: differences) else { return }
        let lot = known.code(of: short.lot)
        throw Faults(
            Fault(
                .overdraw, field: "count", value: count.code,
                """
                count \(count.code) can't be accepted: lot \(lot) would be \(short.missing) g below zero at \
                \(short.facility) from \(rules.text(short.at))\
                \(short.draws.isEmpty ? "" : "; reverse or correct first: \(short.names)")
                """))
    }

    /// The event that accepted a count and stands; nil where there is none.
    package static func acceptance(
        of count: RecordedDocument, on connection: isolated Connection
    ) throws -> Int64? {
        try connection.query(
            """
            SELECT a.event FROM acceptance a WHERE a.counted = \(count.document)
              AND NOT EXISTS (SELECT FROM superseded s WHERE s.event = a.event)
            """
        ).decode(Int64.self).first
    }

    /// What an acceptance posted, and so what the books said before it.
    private static func postedDifferences(
        _ rows: [CountLine], _ acceptance: Int64, on connection: isolated Connection
    ) throws -> [Lot] {
        let found = try connection.query(
            """
            SELECT l.lot, l.code, coalesce((
                SELECT x.mass FROM acceptance_line x WHERE x.event = \(acceptance) AND x.lot = l.lot), 0)::bigint
            FROM lot l WHERE l.is_first AND l.code = ANY (\(rows.map(\.lot))) ORDER BY l.code
            """)
        return try found.compactMap { row in
            let (id, code, difference) = try row.decode(Int64.self, String.self, Int64.self)
            guard let counted = rows.first(where: { $0.lot == code })?.mass.grams else { return nil }
            return Lot(id: id, lot: code, booked: counted - difference, counted: counted)
        }
    }

    /// What the books say of the counted lots at the time of the count.
    private static func differences(
        _ rows: [CountLine], facility: Int64, at: Instant, on connection: isolated Connection
    ) throws -> [Lot] {
        let found = try connection.query(
            """
            SELECT l.lot, l.code, EXISTS (SELECT FROM revision r WHERE r.document = l.document AND r.kind = \(EventKind.reversal)),
                coalesce((
                SELECT sum(p.mass) FROM posting p WHERE p.account = 'stock' AND p.lot = l.lot
                  AND p.facility = \(facility) AND p.at <= \(at)), 0)::bigint
            FROM lot l WHERE l.is_first AND l.code = ANY (\(rows.map(\.lot))) ORDER BY l.code
            """)
        var lots: [Lot] = []
        for row in found {
            let (id, code, isReversed, booked) = try row.decode(Int64.self, String.self, Bool.self, Int64.self)
            guard !isReversed else {
                throw Faults(
                    Fault(
                        .unknownReference, field: "lot", value: code,
                        "the document that made lot '\(code)' was reversed after it was counted; count again"))
            }
            guard let counted = rows.first(where: { $0.lot == code })?.mass.grams else { continue }
            lots.append(Lot(id: id, lot: code, booked: booked, counted: counted))
        }
        return lots
    }
}
