internal import MaterialLedger
internal import Postgres

/// Documents as columns.
extension BatchColumns {
    func lots() -> [SQL] {
        var rows = LotColumns()
        for item in plan.items(.opening) {
            let row = bundle.opening[item.row]
            rows.add(
                lot(row.lot), id(item.event), id(item.document), row.lot, material(row.material),
                facility(row.facility), row.at, row.mass, row.units, row.measurement)
        }
        for item in plan.items(.intakes) {
            let row = bundle.intakes[item.row]
            rows.add(
                lot(row.lot), id(item.event), id(item.document), row.lot, material(row.material),
                facility(row.facility), row.receivedAt, row.bookMass, nil, row.measurement)
        }
        for item in plan.runs {
            let run = bundle.runs[item.row]
            guard let endedAt = run.endedAt else { continue }
            for line in item.outputs {
                let row = bundle.runOutputs[line]
                rows.add(
                    lot(row.lot), id(item.event), id(item.document), row.lot, material(row.material),
                    facility(run.facility), endedAt, row.mass, row.units, row.measurement)
            }
        }
        return rows.lots.isEmpty ? [] : [rows.statement]
    }

    func arrivals() -> [SQL] {
        var list: [SQL] = []
        if !plan.items(.opening).isEmpty {
            let items = plan.items(.opening)
            let rows = items.map { bundle.opening[$0.row] }
            list.append(
                """
                SELECT put_openings(\(items.map { id($0.event) }), \(items.map { id($0.document) }),
                    \(rows.map { lot($0.lot) }), \(rows.map { facility($0.facility) }),
                    \(rows.map { material($0.material) }), \(rows.map { $0.supplier.map(party) }), \(rows.map(\.at)),
                    \(rows.map(\.mass)), \(rows.map(\.province)))
                """)
        }
        if !plan.items(.intakes).isEmpty {
            let items = plan.items(.intakes)
            let rows = items.map { bundle.intakes[$0.row] }
            var sql: SQL =
                """
                SELECT put_intakes(\(items.map { id($0.event) }), \(items.map { id($0.document) }),
                    \(rows.map { lot($0.lot) }), \(rows.map { facility($0.facility) }),
                    \(rows.map { material($0.material) }), \(rows.map { party($0.supplier) }),
                    \(rows.map(\.receivedAt)),
                """
            sql.append(weights(rows))
            list.append(sql)
        }
        return list
    }

    /// The one statement that records tickets and nothing else.
    func tickets(_ provenance: Provenance, _ months: Set<Month>) -> SQL {
        let items = plan.items(.intakes)
        let rows = items.map { bundle.intakes[$0.row] }
        var sql: SQL =
            """
            SELECT entries, postings FROM record_tickets(\(provenance.actor), \(provenance.host),
                \(provenance.program), \(months.map(\.number)), \(rows.map(\.ticket)),
                \(rows.map(\.receivedAt)), \(items.map(\.digest)),
                \(rows.map(\.recordedBy)), \(rows.map(\.lot)), \(rows.map(\.measurement.basis?.rawValue)),
                \(rows.map(\.measurement.method)), \(rows.map(\.measurement.sigmaGrams)),
                \(rows.map { facility($0.facility) }), \(rows.map { material($0.material) }),
                \(rows.map { party($0.supplier) }),
            """
        sql.append(weights(rows))
        return sql
    }

    /// What an intake says beside who, where and when.
    private func weights(_ rows: [Intake]) -> SQL {
        """
        \(rows.map(\.gross)), \(rows.map(\.tare)), \(rows.map(\.deduction)), \(rows.map(\.net)),
        \(rows.map(\.bookMass)), \(rows.map(\.moisture)), \(rows.map(\.impurity)), \(rows.map(\.declared)),
        \(rows.map { $0.deductionKind == .removed }), \(rows.map(\.province)), \(rows.map(\.truck)),
        \(rows.map(\.manifest)), \(rows.map(\.owner)), \(rows.map(\.originClass)))
        """
    }

    func runs() -> [SQL] {
        guard !plan.runs.isEmpty else { return [] }
        let items = plan.runs
        let rows = items.map { bundle.runs[$0.row] }
        var list: [SQL] = [
            """
            SELECT put_runs(\(items.map { id($0.event) }), \(items.map { id($0.document) }),
                \(rows.map { facility($0.facility) }), \(rows.map(\.startedAt)), \(rows.map(\.endedAt)),
                \(rows.map(\.process)), \(rows.map { $0.energy?.text }), \(rows.map { $0.greenEnergy?.text }))
            """
        ]
        var inputs = LineColumns()
        var sources: [Int64] = []
        var additions = LineColumns()
        var additionNumbers: [Int32] = []
        var origins: [String?] = []
        var losses = LineColumns()
        var lossNumbers: [Int32] = []
        for item in items {
            let event = id(item.event)
            for line in item.inputs {
                let row = bundle.runInputs[line]
                inputs.add(event, lot(row.lot), row.mass, row.measurement)
                sources.append(origin(row.lot))
            }
            for (n, line) in item.additions.enumerated() {
                let row = bundle.runAdditions[line]
                additions.add(event, material(row.material), row.mass, row.measurement)
                additionNumbers.append(Int32(n + 1))
                origins.append(row.from)
            }
            for (n, line) in item.losses.enumerated() {
                let row = bundle.runLosses[line]
                losses.add(event, material(row.material), row.mass, row.measurement)
                lossNumbers.append(Int32(n + 1))
            }
        }
        if !inputs.events.isEmpty {
            list.append(
                """
                SELECT put_run_inputs(\(inputs.events), \(inputs.subjects), \(sources), \(inputs.masses),
                    \(inputs.bases), \(inputs.methods), \(inputs.sigmas))
                """)
        }
        if !additions.events.isEmpty {
            list.append(
                """
                SELECT put_run_additions(\(additions.events), \(additionNumbers), \(additions.subjects),
                    \(additions.masses), \(origins), \(additions.bases), \(additions.methods), \(additions.sigmas))
                """)
        }
        if !losses.events.isEmpty {
            list.append(
                """
                SELECT put_run_losses(\(losses.events), \(lossNumbers), \(losses.subjects), \(losses.masses),
                    \(losses.bases), \(losses.methods), \(losses.sigmas))
                """)
        }
        return list
    }

    func movements() -> [SQL] {
        transferStatements() + shipmentStatements() + returnStatements() + adjustmentStatements() + countStatements()
    }

    private func transferStatements() -> [SQL] {
        let items = plan.lines(.transfers)
        guard !items.isEmpty else { return [] }
        let heads = items.map { bundle.transfers[$0.rows[0]] }
        var lines = LineColumns()
        var received: [Mass?] = []
        for item in items {
            for index in item.rows {
                let row = bundle.transfers[index]
                lines.add(id(item.event), lot(row.lot), row.mass, row.measurement)
                received.append(row.arrived)
            }
        }
        return [
            """
            SELECT put_transfers(\(items.map { id($0.event) }), \(items.map { id($0.document) }),
                \(heads.map { facility($0.fromFacility) }), \(heads.map { facility($0.toFacility) }),
                \(heads.map(\.sentAt)), \(heads.map(\.receivedAt)))
            """,
            """
            SELECT put_transfer_lines(\(lines.events), \(lines.subjects), \(lines.masses), \(received),
                \(lines.bases), \(lines.methods), \(lines.sigmas))
            """,
        ]
    }

    private func shipmentStatements() -> [SQL] {
        let items = plan.lines(.shipments)
        guard !items.isEmpty else { return [] }
        let heads = items.map { bundle.shipments[$0.rows[0]] }
        var lines = LineColumns()
        var units: [Int64?] = []
        for item in items {
            for index in item.rows {
                let row = bundle.shipments[index]
                lines.add(id(item.event), lot(row.lot), row.mass, row.measurement)
                units.append(row.units)
            }
        }
        return [
            """
            SELECT put_shipments(\(items.map { id($0.event) }), \(items.map { id($0.document) }),
                \(heads.map { facility($0.facility) }), \(heads.map { party($0.customer) }), \(heads.map(\.shippedAt)),
                \(heads.map(\.kind.rawValue)), \(heads.map(\.manifest)), \(heads.map(\.order)))
            """,
            """
            SELECT put_shipment_lines(\(lines.events), \(lines.subjects), \(lines.masses), \(units), \(lines.bases),
                \(lines.methods), \(lines.sigmas))
            """,
        ]
    }

    private func returnStatements() -> [SQL] {
        let items = plan.lines(.returns)
        guard !items.isEmpty else { return [] }
        let heads = items.map { bundle.returns[$0.rows[0]] }
        let shipments = heads.map {
            plan.shipmentIDs[$0.shipment] ?? (document: missing.note("shipment", $0.shipment), customer: 0)
        }
        var lines = LineColumns()
        var units: [Int64?] = []
        for item in items {
            for index in item.rows {
                let row = bundle.returns[index]
                lines.add(id(item.event), lot(row.lot), row.mass, row.measurement)
                units.append(row.units)
            }
        }
        return [
            """
            SELECT put_returns(\(items.map { id($0.event) }), \(items.map { id($0.document) }),
                \(heads.map { facility($0.facility) }), \(shipments.map { id($0.document) }),
                \(shipments.map { id($0.customer) }), \(heads.map(\.returnedAt)))
            """,
            """
            SELECT put_return_lines(\(lines.events), \(lines.subjects), \(lines.masses), \(units), \(lines.bases),
                \(lines.methods), \(lines.sigmas))
            """,
        ]
    }

    private func adjustmentStatements() -> [SQL] {
        let items = plan.lines(.adjustments)
        guard !items.isEmpty else { return [] }
        let heads = items.map { bundle.adjustments[$0.rows[0]] }
        var lines = LineColumns()
        var reasons: [String] = []
        for item in items {
            for index in item.rows {
                let row = bundle.adjustments[index]
                lines.add(id(item.event), lot(row.lot), row.mass, row.measurement)
                reasons.append(row.reason)
            }
        }
        return [
            """
            SELECT put_adjustments(\(items.map { id($0.event) }), \(items.map { id($0.document) }),
                \(heads.map { facility($0.facility) }), \(heads.map(\.at)))
            """,
            """
            SELECT put_adjustment_lines(\(lines.events), \(lines.subjects), \(lines.masses), \(reasons),
                \(lines.bases), \(lines.methods), \(lines.sigmas))
            """,
        ]
    }

    private func countStatements() -> [SQL] {
        let items = plan.lines(.counts)
        guard !items.isEmpty else { return [] }
        let heads = items.map { bundle.counts[$0.rows[0]] }
        var lines = LineColumns()
        for item in items {
            for index in item.rows {
                let row = bundle.counts[index]
                lines.add(id(item.event), lot(row.lot), row.mass, row.measurement)
            }
        }
        return [
            """
            SELECT put_counts(\(items.map { id($0.event) }), \(items.map { id($0.document) }),
                \(heads.map { facility($0.facility) }), \(heads.map(\.countedAt)))
            """,
            """
            SELECT put_count_lines(\(lines.events), \(lines.subjects), \(lines.masses), \(lines.bases),
                \(lines.methods), \(lines.sigmas))
            """,
        ]
    }
}

/// Columns that every line with a mass has: its event, what it is about (lot or material), the mass and how it was
/// measured.
private struct LineColumns {
    var events: [Int64] = []
    var subjects: [Int64] = []
    var masses: [Mass] = []
    var bases: [String?] = []
    var methods: [String?] = []
    var sigmas: [Double?] = []

    mutating func add(_ event: Int64, _ subject: Int64, _ mass: Mass, _ measurement: Measurement) {
        events.append(event)
        subjects.append(subject)
        masses.append(mass)
        bases.append(measurement.basis?.rawValue)
        methods.append(measurement.method)
        sigmas.append(measurement.sigmaGrams)
    }
}

private struct LotColumns {
    var lots: [Int64] = []
    var events: [Int64] = []
    var documents: [Int64] = []
    var codes: [String] = []
    var materials: [Int64] = []
    var facilities: [Int64] = []
    var created: [Instant] = []
    var masses: [Mass] = []
    var units: [Int64?] = []
    var measurements: [Measurement] = []

    mutating func add(
        _ lot: Int64, _ event: Int64, _ document: Int64, _ code: String, _ material: Int64, _ facility: Int64,
        _ createdAt: Instant, _ mass: Mass, _ pieces: Int64?, _ measurement: Measurement
    ) {
        lots.append(lot)
        events.append(event)
        documents.append(document)
        codes.append(code)
        materials.append(material)
        facilities.append(facility)
        created.append(createdAt)
        masses.append(mass)
        units.append(pieces)
        measurements.append(measurement)
    }

    var statement: SQL {
        """
        SELECT put_lots(\(lots), \(events), \(documents), \(codes), \(materials), \(facilities), \(created),
            \(masses), \(units), \(measurements.map { $0.basis?.rawValue }), \(measurements.map(\.method)),
            \(measurements.map(\.sigmaGrams)))
        """
    }
}
