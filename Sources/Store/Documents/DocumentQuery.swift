package import MaterialLedger
package import Postgres
package import Wording

/// A document on record: its id as people know it and in the database, and how it stands.
package struct RecordedDocument: Sendable {
    package var kind: EventKind
    package var code: String
    package var document: Int64
    /// The event that says what it says now.
    package var currentEvent: Int64
    package var occurredAt: Instant?
    package var recordedAt: Instant
    package var recordedBy: String?
    package var revisions: Int64
    package var isReversed: Bool
}

/// Reads documents as the rows in which they could have been imported: for showing, correcting and exporting them.
package enum DocumentQuery {
    /// Documents with this id, of one kind or of all.
    package static func find(
        code: String, kind: EventKind?, on connection: isolated Connection
    ) throws -> [RecordedDocument] {
        let kinds = kind.map { [$0] } ?? EventKind.documents
        return try connection.query(
            """
            SELECT \(columns) FROM journal j JOIN batch b ON b.batch = j.batch
            WHERE j.event = j.document AND j.code = \(code) AND j.kind = ANY (\(kinds)::event_kind[]) ORDER BY j.kind
            """
        ).map { try document($0) }
    }

    /// What ``document(_:)`` reads of the journal's row `j` and its batch `b`.
    private static let columns: SQL = """
        j.kind, j.code, j.event,
        (SELECT f.event FROM revision_in_force(j.event, NULL) f),
        j.occurred_at, b.recorded_at, coalesce(j.recorded_by, b.actor),
        (SELECT count(*) FROM revision r WHERE r.document = j.event),
        EXISTS (SELECT FROM revision r WHERE r.document = j.event AND r.kind = \(EventKind.reversal))
        """

    /// The document that an event belongs to; nil where there is no such event of a document.
    package static func find(event: Int64, on connection: isolated Connection) throws -> RecordedDocument? {
        try connection.query(
            """
            SELECT \(columns) FROM journal asked JOIN journal j ON j.event = asked.document JOIN batch b ON b.batch = j.batch
            WHERE asked.event = \(event) AND is_document(j.kind)
            """
        ).map { try document($0) }.first
    }

    /// That a document is not on record, and which one may have been meant.
    ///
    /// - Parameter kind: nil: one of any kind.
    package static func missing(
        _ code: String, _ kind: EventKind?, on connection: isolated Connection
    ) throws -> Sentence {
        let hint = try NearNamesQuery.documentHint(
            for: code, kind.map { [$0] } ?? EventKind.documents, on: connection)
        return kind.map { "there is no \($0.word) '\(code)'\(hint)" } ?? "there is no document '\(code)'\(hint)"
    }

    /// Keeps others from revising or reversing a document until the transaction ends, and looks at it again: what was
    /// read before may have been revised while this waited.
    package static func hold(
        _ document: RecordedDocument, on connection: isolated Connection
    ) throws -> RecordedDocument {
        // Keys of one number are apart from those of two, by which months are held.
        _ = try connection.query("SELECT pg_advisory_xact_lock(\(document.document))")
        return try find(event: document.document, on: connection) ?? document
    }

    private static func document(_ row: Row) throws -> RecordedDocument {
        let (kind, code, document, current, occurredAt, recordedAt, recordedBy, revisions, isReversed) = try row.decode(
            String.self, String?.self, Int64.self, Int64.self, Instant?.self, Instant.self, String?.self, Int64.self,
            Bool.self)
        guard let eventKind = EventKind(name: kind) else {
            throw Fault(
                .notFound, value: "\(document)", "event \(document) is of a kind that this program doesn't know")
        }
        return RecordedDocument(
            kind: eventKind, code: code ?? "\(document)", document: document, currentEvent: current,
            occurredAt: occurredAt, recordedAt: recordedAt, recordedBy: recordedBy, revisions: revisions,
            isReversed: isReversed)
    }

    /// What the document says at one of its events, as rows of a bundle.
    package static func rows(
        of document: RecordedDocument, at event: Int64? = nil, on connection: isolated Connection
    ) throws -> Bundle {
        var bundle = Bundle()
        let event = event ?? document.currentEvent
        switch document.kind {
        case .opening: bundle.opening = try opening(document, event, connection)
        case .intake: bundle.intakes = try intake(document, event, connection)
        case .run: try run(document, event, &bundle, connection)
        case .transfer: bundle.transfers = try transfer(document, event, connection)
        case .shipment: bundle.shipments = try shipment(document, event, connection)
        case .goodsReturn: bundle.returns = try goodsReturn(document, event, connection)
        case .adjustment: bundle.adjustments = try adjustment(document, event, connection)
        case .count: bundle.counts = try count(document, event, connection)
        default: break
        }
        return bundle
    }

    /// Rows that come from the database stand in no file.
    private static func place(_ file: BundleFile) -> SourceLine { SourceLine(file, line: 0) }

    private static func measurement(_ row: Row) throws -> Measurement {
        let (basis, method, sigma) = (
            try row.decode(String?.self, named: "basis"), try row.decode(String?.self, named: "method"),
            try row.decode(Double?.self, named: "sigma")
        )
        return Measurement(basis: basis.flatMap(MassBasis.init), method: method, sigmaGrams: sigma)
    }

    /// Who recorded the document, as an expression: as it was recorded, or as that was corrected since.
    private static func recorder(of document: RecordedDocument, _ event: Int64) -> SQL {
        """
        (SELECT nullif(said.name, '') FROM (
            SELECT c.event, c.new_value FROM correction_field c JOIN revision r ON r.event = c.event
            WHERE r.document = \(document.document) AND r.event <= \(event) AND c.field = 'recorded_by'
            UNION ALL SELECT j.event, j.recorded_by FROM journal j WHERE j.event = \(document.document)
        ) said (event, name) ORDER BY said.event DESC LIMIT 1)
        """
    }

    private static func opening(
        _ document: RecordedDocument, _ event: Int64, _ connection: isolated Connection
    ) throws -> [OpeningStock] {
        try connection.query(
            """
            SELECT f.code, l.code, m.code, o.mass::bigint, o.at, l.units::bigint, p.code, o.province,
                l.basis, l.method, l.sigma, \(recorder(of: document, event)) AS recorder
            FROM opening o JOIN facility f ON f.event = o.facility JOIN material m ON m.event = o.material
            JOIN lot l ON l.lot = o.lot AND l.event = o.event LEFT JOIN party p ON p.event = o.supplier
            WHERE o.event = \(event)
            """
        ).map { row in
            let (facility, lot, material, mass, at, units, supplier, province) = try row.decode(
                first: String.self, String.self, String.self, Mass.self, Instant.self, Int64?.self, String?.self,
                String?.self)
            return OpeningStock(
                source: place(.opening), facility: facility, lot: lot, material: material, mass: mass, at: at,
                units: units, supplier: supplier, province: province, measurement: try measurement(row),
                recordedBy: try row.decode(String?.self, named: "recorder"))
        }
    }

    private static func intake(
        _ document: RecordedDocument, _ event: Int64, _ connection: isolated Connection
    ) throws -> [Intake] {
        try connection.query(
            """
            SELECT i.received_at, f.code, m.code, p.code, i.province, i.gross::bigint, i.tare::bigint,
                i.deduction::bigint, i.net::bigint, l.code, i.deduction_removed, i.moisture::bigint,
                i.impurity::bigint, i.declared::bigint, i.truck, i.manifest, i.owner, i.origin_class,
                l.basis, l.method, l.sigma, \(recorder(of: document, event)) AS recorder
            FROM intake i JOIN facility f ON f.event = i.facility JOIN material m ON m.event = i.material
            JOIN party p ON p.event = i.supplier JOIN lot l ON l.lot = i.lot AND l.event = i.event
            WHERE i.event = \(event)
            """
        ).map { row in
            let (at, facility, material, supplier, province, gross, tare, deduction, net) = try row.decode(
                first: Instant.self, String.self, String.self, String.self, String?.self, Mass.self, Mass.self,
                Mass.self,
                Mass.self)
            let removed = try row.decode(Bool.self, at: 10)
            return Intake(
                source: place(.intakes), ticket: document.code, receivedAt: at, facility: facility,
                material: material, supplier: supplier, province: province, gross: gross, tare: tare,
                deduction: deduction, net: net, lot: try row.decode(String.self, at: 9),
                deductionKind: removed ? .removed : .commercial, moisture: try row.decode(Mass?.self, at: 11),
                impurity: try row.decode(Mass?.self, at: 12), declared: try row.decode(Mass?.self, at: 13),
                truck: try row.decode(String?.self, at: 14), manifest: try row.decode(String?.self, at: 15),
                owner: try row.decode(String?.self, at: 16), originClass: try row.decode(String?.self, at: 17),
                measurement: try measurement(row), recordedBy: try row.decode(String?.self, named: "recorder"))
        }
    }

    private static func run(
        _ document: RecordedDocument, _ event: Int64, _ bundle: inout Bundle, _ connection: isolated Connection
    ) throws {
        let code = document.code
        bundle.runs = try connection.query(
            """
            SELECT f.code, r.process, r.started_at, r.ended_at, r.energy_kwh::text, r.green_kwh::text,
                \(recorder(of: document, event)) AS recorder
            FROM run r JOIN facility f ON f.event = r.facility WHERE r.event = \(event)
            """
        ).map { row in
            let (facility, process, startedAt, endedAt, energy, green, recorder) = try row.decode(
                first: String.self, String.self, Instant.self, Instant?.self, String?.self, String?.self, String?.self)
            return Run(
                source: place(.runs), run: code, facility: facility, process: process, startedAt: startedAt,
                endedAt: endedAt, energy: energy.flatMap(Energy.init(text:)),
                greenEnergy: green.flatMap(Energy.init(text:)), recordedBy: recorder)
        }
        bundle.runInputs = try connection.query(
            """
            SELECT l.code, i.mass::bigint, i.basis, i.method, i.sigma FROM run_input i
            JOIN lot l ON l.lot = i.lot AND l.is_first WHERE i.event = \(event) ORDER BY l.code
            """
        ).map { row in
            let (lot, mass) = try row.decode(first: String.self, Mass.self)
            return RunInput(
                source: place(.runInputs), run: code, lot: lot, mass: mass, measurement: try measurement(row))
        }
        bundle.runAdditions = try connection.query(
            """
            SELECT m.code, a.mass::bigint, a.origin, a.basis, a.method, a.sigma FROM run_addition a
            JOIN material m ON m.event = a.material WHERE a.event = \(event) ORDER BY a.n
            """
        ).map { row in
            let (material, mass, from) = try row.decode(first: String.self, Mass.self, String?.self)
            return RunAddition(
                source: place(.runAdditions), run: code, material: material, mass: mass, from: from,
                measurement: try measurement(row))
        }
        bundle.runOutputs = try connection.query(
            """
            SELECT l.code, m.code, l.mass::bigint, l.units::bigint, l.basis, l.method, l.sigma FROM lot l
            JOIN material m ON m.event = l.material WHERE l.event = \(event) ORDER BY l.lot
            """
        ).map { row in
            let (lot, material, mass, units) = try row.decode(first: String.self, String.self, Mass.self, Int64?.self)
            return RunOutput(
                source: place(.runOutputs), run: code, lot: lot, material: material, mass: mass, units: units,
                measurement: try measurement(row))
        }
        bundle.runLosses = try connection.query(
            """
            SELECT m.code, x.mass::bigint, x.basis, x.method, x.sigma FROM run_loss x
            JOIN material m ON m.event = x.material WHERE x.event = \(event) ORDER BY x.n
            """
        ).map { row in
            let (material, mass) = try row.decode(first: String.self, Mass.self)
            return RunLoss(
                source: place(.runLosses), run: code, material: material, mass: mass,
                measurement: try measurement(row))
        }
    }

    private static func transfer(
        _ document: RecordedDocument, _ event: Int64, _ connection: isolated Connection
    ) throws -> [TransferLine] {
        try connection.query(
            """
            SELECT t.sent_at, t.received_at, l.code, a.code, b.code, x.mass::bigint, x.received::bigint,
                x.basis, x.method, x.sigma, \(recorder(of: document, event)) AS recorder
            FROM transfer t JOIN transfer_line x ON x.event = t.event
            JOIN lot l ON l.lot = x.lot AND l.is_first
            JOIN facility a ON a.event = t.from_facility JOIN facility b ON b.event = t.to_facility
            WHERE t.event = \(event) ORDER BY l.code
            """
        ).map { row in
            let (sentAt, receivedAt, lot, from, to, mass, received) = try row.decode(
                first: Instant.self, Instant?.self, String.self, String.self, String.self, Mass.self, Mass?.self)
            return TransferLine(
                source: place(.transfers), transfer: document.code, sentAt: sentAt, receivedAt: receivedAt, lot: lot,
                fromFacility: from, toFacility: to, mass: mass, received: received,
                measurement: try measurement(row), recordedBy: try row.decode(String?.self, named: "recorder"))
        }
    }

    private static func shipment(
        _ document: RecordedDocument, _ event: Int64, _ connection: isolated Connection
    ) throws -> [ShipmentLine] {
        try connection.query(
            """
            SELECT s.shipped_at, f.code, p.code, l.code, x.mass::bigint, x.units::bigint, s.kind, s.manifest,
                s.sales_order, x.basis, x.method, x.sigma,
                \(recorder(of: document, event)) AS recorder
            FROM shipment s JOIN shipment_line x ON x.event = s.event
            JOIN lot l ON l.lot = x.lot AND l.is_first
            JOIN facility f ON f.event = s.facility JOIN party p ON p.event = s.customer
            WHERE s.event = \(event) ORDER BY l.code
            """
        ).map { row in
            let (at, facility, customer, lot, mass, units, kind, manifest, order) = try row.decode(
                first: Instant.self, String.self, String.self, String.self, Mass.self, Int64?.self, String.self,
                String?.self, String?.self)
            return ShipmentLine(
                source: place(.shipments), shipment: document.code, shippedAt: at, facility: facility,
                customer: customer, lot: lot, mass: mass, units: units, kind: ShipmentKind(rawValue: kind) ?? .sale,
                manifest: manifest, order: order, measurement: try measurement(row),
                recordedBy: try row.decode(String?.self, named: "recorder"))
        }
    }

    private static func goodsReturn(
        _ document: RecordedDocument, _ event: Int64, _ connection: isolated Connection
    ) throws -> [ReturnLine] {
        try connection.query(
            """
            SELECT r.returned_at, f.code, s.code, l.code, x.mass::bigint, x.units::bigint, x.basis, x.method, x.sigma,
                \(recorder(of: document, event)) AS recorder
            FROM goods_return r JOIN goods_return_line x ON x.event = r.event
            JOIN lot l ON l.lot = x.lot AND l.is_first
            JOIN facility f ON f.event = r.facility JOIN journal s ON s.event = r.shipment
            WHERE r.event = \(event) ORDER BY l.code
            """
        ).map { row in
            let (at, facility, shipment, lot, mass, units) = try row.decode(
                first: Instant.self, String.self, String.self, String.self, Mass.self, Int64?.self)
            return ReturnLine(
                source: place(.returns), return: document.code, returnedAt: at, facility: facility,
                shipment: shipment, lot: lot, mass: mass, units: units, measurement: try measurement(row),
                recordedBy: try row.decode(String?.self, named: "recorder"))
        }
    }

    private static func adjustment(
        _ document: RecordedDocument, _ event: Int64, _ connection: isolated Connection
    ) throws -> [AdjustmentLine] {
        try connection.query(
            """
            SELECT a.at, f.code, l.code, x.mass, x.reason, x.basis, x.method, x.sigma,
                \(recorder(of: document, event)) AS recorder
            FROM adjustment a JOIN adjustment_line x ON x.event = a.event
            JOIN lot l ON l.lot = x.lot AND l.is_first JOIN facility f ON f.event = a.facility
            WHERE a.event = \(event) ORDER BY l.code
            """
        ).map { row in
            let (at, facility, lot, mass, reason) = try row.decode(
                first: Instant.self, String.self, String.self, Mass.self, String.self)
            return AdjustmentLine(
                source: place(.adjustments), adjustment: document.code, at: at, facility: facility, lot: lot,
                mass: mass, reason: reason, measurement: try measurement(row),
                recordedBy: try row.decode(String?.self, named: "recorder"))
        }
    }

    private static func count(
        _ document: RecordedDocument, _ event: Int64, _ connection: isolated Connection
    ) throws -> [CountLine] {
        try connection.query(
            """
            SELECT c.counted_at, f.code, l.code, x.mass::bigint, x.basis, x.method, x.sigma,
                \(recorder(of: document, event)) AS recorder
            FROM inventory_count c JOIN inventory_count_line x ON x.event = c.event
            JOIN lot l ON l.lot = x.lot AND l.is_first JOIN facility f ON f.event = c.facility
            WHERE c.event = \(event) ORDER BY l.code
            """
        ).map { row in
            let (at, facility, lot, mass) = try row.decode(first: Instant.self, String.self, String.self, Mass.self)
            return CountLine(
                source: place(.counts), count: document.code, countedAt: at, facility: facility, lot: lot, mass: mass,
                measurement: try measurement(row), recordedBy: try row.decode(String?.self, named: "recorder"))
        }
    }
}
