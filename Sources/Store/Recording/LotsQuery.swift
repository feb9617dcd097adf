package import MaterialLedger
package import Postgres

/// Reads the lots and shipments that a bundle moves: where they come from and what has happened to them.
package enum LotsQuery {
    package static func load(
        lots codes: Set<String>, shipments: Set<String>, on connection: isolated Connection
    ) throws -> KnownLots {
        guard !codes.isEmpty || !shipments.isEmpty else { return KnownLots() }
        return try load(shipments: shipments, found: connection.query(statement(codes)), on: connection)
    }

    /// The lots of these codes, however they stand.
    static func statement(_ codes: Set<String>) -> SQL {
        """
        SELECT l.code, l.lot, l.document, l.created_at, l.mass::bigint, l.units::bigint, l.material,
            EXISTS (SELECT FROM revision r WHERE r.document = l.document AND r.kind = \(EventKind.reversal))
        FROM lot first JOIN lot l ON l.lot = first.lot
        WHERE first.is_first AND first.code = ANY (\(Array(codes)))
          AND (NOT EXISTS (SELECT FROM superseded s WHERE s.event = l.event)
            OR (l.is_first AND EXISTS (
                SELECT FROM revision r WHERE r.document = l.document AND r.kind = \(EventKind.reversal))))
        """
    }

    /// Goes on from the rows of ``statement(_:)``.
    static func load(
        shipments: Set<String>, found rows: Rows, on connection: isolated Connection
    ) throws -> KnownLots {
        var known = KnownLots()
        var ids: [Int64] = []
        for row in rows {
            let (code, id, document, createdAt, mass, units, material, isReversed) = try row.decode(
                String.self, Int64.self, Int64.self, Instant.self, Int64.self, Int64?.self, Int64.self, Bool.self)
            known.lots[code] = .init(
                id: id, document: document, createdAt: createdAt, mass: mass, units: units, unitsDrawn: 0,
                material: material, isReversed: isReversed)
            ids.append(id)
        }
        if !ids.isEmpty {
            try loadUnits(ids, into: &known, on: connection)
            try loadMovements(ids, into: &known, on: connection)
        }
        if !shipments.isEmpty { try loadShipments(shipments, into: &known, on: connection) }
        return known
    }

    /// The first count in force of each of the lots that a document made.
    package static func loadFirstCounts(
        ofLotsOf document: Int64, into known: inout KnownLots, on connection: isolated Connection
    ) throws {
        let ids = known.lots.values.filter { $0.document == document }.map(\.id)
        guard !ids.isEmpty else { return }
        let rows = try connection.query(
            """
            SELECT DISTINCT ON (x.lot) x.lot, j.code, n.counted_at
            FROM inventory_count_line x JOIN inventory_count n ON n.event = x.event
            JOIN journal j ON j.event = n.document
            WHERE x.lot = ANY (\(ids)) AND NOT EXISTS (SELECT FROM superseded s WHERE s.event = x.event)
            ORDER BY x.lot, n.counted_at
            """)
        for row in rows {
            let (lot, code, at) = try row.decode(Int64.self, String.self, Instant.self)
            known.firstCounts[lot] = (code, at)
        }
    }

    private static func loadUnits(
        _ ids: [Int64], into known: inout KnownLots, on connection: isolated Connection
    ) throws {
        let rows = try connection.query(
            """
            SELECT first.code, sum(d.units)::bigint FROM (
                SELECT x.lot, x.units::bigint AS units FROM shipment_line x
                WHERE x.units IS NOT NULL AND x.lot = ANY (\(ids))
                  AND NOT EXISTS (SELECT FROM superseded s WHERE s.event = x.event)
                UNION ALL
                SELECT x.lot, -x.units::bigint FROM goods_return_line x
                WHERE x.units IS NOT NULL AND x.lot = ANY (\(ids))
                  AND NOT EXISTS (SELECT FROM superseded s WHERE s.event = x.event)
            ) d JOIN lot first ON first.lot = d.lot AND first.is_first
            GROUP BY first.code
            """)
        for row in rows {
            let (code, units) = try row.decode(String.self, Int64.self)
            known.lots[code]?.unitsDrawn = units
        }
    }

    private static func loadMovements(
        _ ids: [Int64], into known: inout KnownLots, on connection: isolated Connection
    ) throws {
        let rows = try connection.query(
            """
            SELECT p.lot, p.document, f.code, p.at, p.mass, j.kind || ' ' || coalesce(j.code, p.document::text)
            FROM posting p JOIN facility f ON f.event = p.facility JOIN journal j ON j.event = p.document
            WHERE p.account = 'stock' AND p.lot = ANY (\(ids))
            """)
        known.movements.reserveCapacity(rows.count)
        for row in rows {
            let (lot, document, facility, at, mass, name) = try row.decode(
                Int64.self, Int64.self, String.self, Instant.self, Int64.self, String.self)
            known.movements.append(
                .init(lot: lot, document: document, facility: facility, at: at, mass: mass, name: name))
        }
    }

    private static func loadShipments(
        _ codes: Set<String>, into known: inout KnownLots, on connection: isolated Connection
    ) throws {
        let rows = try connection.query(
            """
            SELECT j.code, s.document, s.customer, s.shipped_at, lot.code, x.mass::bigint - coalesce((
                SELECT sum(y.mass) FROM goods_return b JOIN goods_return_line y ON y.event = b.event
                WHERE b.shipment = s.document AND y.lot = x.lot
                  AND NOT EXISTS (SELECT FROM superseded o WHERE o.event = b.event)), 0)::bigint,
                x.units::bigint, coalesce((
                SELECT sum(y.units) FROM goods_return b JOIN goods_return_line y ON y.event = b.event
                WHERE b.shipment = s.document AND y.lot = x.lot
                  AND NOT EXISTS (SELECT FROM superseded o WHERE o.event = b.event)), 0)::bigint,
                (SELECT min(b.returned_at) FROM goods_return b WHERE b.shipment = s.document
                  AND NOT EXISTS (SELECT FROM superseded o WHERE o.event = b.event))
            FROM journal j
            JOIN shipment s ON s.document = j.event
              AND NOT EXISTS (SELECT FROM superseded o WHERE o.event = s.event)
            JOIN shipment_line x ON x.event = s.event
            JOIN lot ON lot.lot = x.lot AND lot.is_first
            WHERE j.kind = 'shipment' AND j.event = j.document AND j.code = ANY (\(Array(codes)))
            """)
        for row in rows {
            let (code, document, customer, shippedAt, lot, left, units, unitsReturned, firstReturn) = try row.decode(
                String.self, Int64.self, Int64.self, Instant.self, String.self, Int64.self, Int64?.self, Int64.self,
                Instant?.self)
            let shipment = KnownLots.Shipment(
                id: document, customer: customer, shippedAt: shippedAt, left: [:], firstReturn: firstReturn)
            known.shipments[code, default: shipment].left[lot] = left
            known.shipments[code]?.units[lot] = units
            known.shipments[code]?.unitsReturned[lot] = unitsReturned
        }
    }
}
