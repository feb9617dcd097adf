package import MaterialLedger
package import Postgres

/// A document as a line of a list: what is common to all kinds.
package struct ListedDocument: Sendable {
    package var code: String
    /// Received, started, sent, shipped, returned, adjusted or counted.
    package var occurredAt: Instant
    /// The end of a run, the arrival of a transfer; nil while it is under way.
    package var completedAt: Instant?
    package var facility: String
    /// Whom or what it is with: the supplier, the other facility, the customer, the shipment that came back.
    package var counterpart: String?
    /// The material of an intake, the process of a run, the kind of a shipment, the reason of an adjustment.
    package var detail: String?
    /// The lot of an intake.
    package var lot: String?
    package var truck: String?
    /// Settled mass of an intake.
    package var net: Mass?
    /// What the document moves in all: book mass, inputs, lines.
    package var mass: Mass
    package var lines: Int64
    package var isReversed: Bool
    package var recordedBy: String
}

/// Which documents a list holds.
package struct DocumentFilter: Sendable {
    package var facility: String?
    /// Business time, from and until (not included).
    package var since: Instant?
    package var until: Instant?
    /// Only runs under way and transfers on the road.
    package var openOnly: Bool
    package var limit: Int

    package init(
        facility: String? = nil, since: Instant? = nil, until: Instant? = nil, openOnly: Bool = false, limit: Int = 50
    ) {
        self.facility = facility
        self.since = since
        self.until = until
        self.openOnly = openOnly
        self.limit = limit
    }
}

/// Lists documents of a kind as they stand now, the last recorded or revised first.
package enum DocumentListQuery {
    /// - Throws: `PostgresError`; kinds that have no lists give none.
    package static func load(
        _ kind: EventKind, _ filter: DocumentFilter, on connection: isolated Connection
    ) throws -> [ListedDocument] {
        guard let source = source(of: kind) else { return [] }
        return try connection.query(
            """
            SELECT j.code, d.at, d.completed_at, f.code, d.counterpart, d.detail, d.lot, d.truck, d.net,
                d.mass::bigint, d.lines::bigint,
                EXISTS (SELECT FROM revision v WHERE v.document = d.document AND v.kind = \(EventKind.reversal)),
                coalesce(j.recorded_by, b.actor)
            FROM (\(source)) d JOIN journal j ON j.event = d.document JOIN batch b ON b.batch = j.batch
            JOIN facility f ON f.event = d.facility
            WHERE (\(filter.facility)::text IS NULL OR f.code = \(filter.facility))
              AND (\(filter.since)::timestamptz IS NULL OR d.at >= \(filter.since))
              AND (\(filter.until)::timestamptz IS NULL OR d.at < \(filter.until))
              AND (NOT \(filter.openOnly) OR d.open)
              AND NOT EXISTS (
                  SELECT FROM superseded s WHERE s.event = d.event AND s.kind <> \(EventKind.reversal))
            ORDER BY d.event DESC LIMIT \(Int64(filter.limit))
            """
        ).map { row in
            ListedDocument(
                code: try row.decode(String.self, at: 0), occurredAt: try row.decode(Instant.self, at: 1),
                completedAt: try row.decode(Instant?.self, at: 2), facility: try row.decode(String.self, at: 3),
                counterpart: try row.decode(String?.self, at: 4), detail: try row.decode(String?.self, at: 5),
                lot: try row.decode(String?.self, at: 6), truck: try row.decode(String?.self, at: 7),
                net: try row.decode(Mass?.self, at: 8), mass: try row.decode(Mass.self, at: 9),
                lines: try row.decode(Int64.self, at: 10), isReversed: try row.decode(Bool.self, at: 11),
                recordedBy: try row.decode(String.self, at: 12))
        }
    }

    /// The rows of each kind under common names.
    ///
    /// Sums stand in sub-selects, so that they are reckoned for the rows that the list shows only.
    private static func source(of kind: EventKind) -> SQL? {
        switch kind {
        case .intake:
            """
            SELECT i.event, i.document, i.received_at AS at, NULL::timestamptz AS completed_at, false AS open,
                i.facility, p.code AS counterpart, m.code AS detail, l.code AS lot, i.truck, i.net::bigint AS net,
                i.book::bigint AS mass, 1 AS lines
            FROM intake i JOIN party p ON p.event = i.supplier JOIN material m ON m.event = i.material
            JOIN lot l ON l.lot = i.lot AND l.event = i.event
            """
        case .run:
            """
            SELECT r.event, r.document, r.started_at AS at, r.ended_at AS completed_at, r.ended_at IS NULL AS open,
                r.facility, NULL::text AS counterpart, r.process AS detail, NULL::text AS lot, NULL::text AS truck,
                NULL::bigint AS net,
                -- A run may have additions only.
                coalesce((SELECT sum(x.mass) FROM run_input x WHERE x.event = r.event), 0) AS mass,
                (SELECT count(*) FROM run_input x WHERE x.event = r.event) AS lines
            FROM run r
            """
        case .transfer:
            """
            SELECT t.event, t.document, t.sent_at AS at, t.received_at AS completed_at,
                t.received_at IS NULL AS open, t.from_facility AS facility, o.code AS counterpart,
                NULL::text AS detail, NULL::text AS lot, NULL::text AS truck, NULL::bigint AS net,
                (SELECT sum(x.mass) FROM transfer_line x WHERE x.event = t.event) AS mass,
                (SELECT count(*) FROM transfer_line x WHERE x.event = t.event) AS lines
            FROM transfer t JOIN facility o ON o.event = t.to_facility
            """
        case .shipment:
            """
            SELECT s.event, s.document, s.shipped_at AS at, NULL::timestamptz AS completed_at, false AS open,
                s.facility, p.code AS counterpart, s.kind AS detail, NULL::text AS lot, NULL::text AS truck,
                NULL::bigint AS net, (SELECT sum(x.mass) FROM shipment_line x WHERE x.event = s.event) AS mass,
                (SELECT count(*) FROM shipment_line x WHERE x.event = s.event) AS lines
            FROM shipment s JOIN party p ON p.event = s.customer
            """
        case .goodsReturn:
            """
            SELECT g.event, g.document, g.returned_at AS at, NULL::timestamptz AS completed_at, false AS open,
                g.facility, s.code AS counterpart, NULL::text AS detail, NULL::text AS lot, NULL::text AS truck,
                NULL::bigint AS net, (SELECT sum(x.mass) FROM goods_return_line x WHERE x.event = g.event) AS mass,
                (SELECT count(*) FROM goods_return_line x WHERE x.event = g.event) AS lines
            FROM goods_return g JOIN journal s ON s.event = g.shipment
            """
        case .adjustment:
            """
            SELECT a.event, a.document, a.at, NULL::timestamptz AS completed_at, false AS open, a.facility,
                NULL::text AS counterpart,
                (SELECT min(x.reason) FROM adjustment_line x WHERE x.event = a.event) AS detail, NULL::text AS lot,
                NULL::text AS truck, NULL::bigint AS net,
                (SELECT sum(x.mass) FROM adjustment_line x WHERE x.event = a.event) AS mass,
                (SELECT count(*) FROM adjustment_line x WHERE x.event = a.event) AS lines
            FROM adjustment a
            """
        case .count:
            """
            SELECT c.event, c.document, c.counted_at AS at,
                (SELECT min(y.at) FROM acceptance y WHERE y.counted = c.document AND NOT EXISTS (
                    SELECT FROM superseded s WHERE s.event = y.event)) AS completed_at,
                NOT EXISTS (SELECT FROM acceptance y WHERE y.counted = c.document AND NOT EXISTS (
                    SELECT FROM superseded s WHERE s.event = y.event)) AS open, c.facility,
                NULL::text AS counterpart, NULL::text AS detail, NULL::text AS lot, NULL::text AS truck,
                NULL::bigint AS net,
                (SELECT sum(x.mass) FROM inventory_count_line x WHERE x.event = c.event) AS mass,
                (SELECT count(*) FROM inventory_count_line x WHERE x.event = c.event) AS lines
            FROM inventory_count c
            """
        case .opening, .acceptance, .party, .facility, .material, .composition, .assay, .history, .correction,
            .reversal, .completion, .close:
            nil
        }
    }
}
