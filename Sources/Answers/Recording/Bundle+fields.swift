internal import MaterialLedger

// What a single document's rows say, kind by kind: for showing it, and for telling what was recorded.

extension Bundle {
    /// The fields of a document's head.
    func fields(of kind: EventKind) -> [Field] {
        switch kind {
        case .intake: intakes.first?.fields ?? []
        case .run: runFields
        case .transfer: transferFields
        case .shipment: shipmentFields
        case .goodsReturn: returnFields
        case .adjustment: adjustmentFields
        case .count: countFields
        case .material: materials.first.map { Field.all($0, Material.columns) } ?? []
        case .party: parties.first.map { Field.all($0, Party.columns) } ?? []
        case .facility: facilities.first.map { Field.all($0, Facility.columns) } ?? []
        default: []
        }
    }

    /// The lines of a document.
    func sheets(of kind: EventKind) -> [Sheet] {
        switch kind {
        case .run: runSheets
        case .transfer: [transferSheet]
        case .shipment: [lineSheet(shipments.map { ($0.lot, $0.mass.grams, $0.units, $0.measurement) })]
        case .goodsReturn: [lineSheet(returns.map { ($0.lot, $0.mass.grams, $0.units, $0.measurement) })]
        case .adjustment: [lineSheet(adjustments.map { ($0.lot, $0.mass.grams, nil, $0.measurement) })]
        case .count: [lineSheet(counts.map { ($0.lot, $0.mass.grams, nil, $0.measurement) })]
        default: []
        }
    }

    // MARK: - Runs

    private var runFields: [Field] {
        guard let run = runs.first else { return [] }
        func sum(_ masses: [Mass]) -> Cell { .mass(masses.reduce(0) { $0 &+ $1.grams }) }
        return [
            Field("run", Text("Run", "生产批"), .text(run.run)),
            Field("facility", Label.facility, .text(run.facility)),
            Field("process", Text("Process", "工序"), .text(run.process)),
            Field("started_at", Text("Started", "开始"), .time(run.startedAt)),
            Field("ended_at", Text("Ended", "结束"), .time(run.endedAt)),
            Field("input_g", Text("Inputs", "投入"), sum(runInputs.map(\.mass))),
            Field("added_g", Text("Additions", "添加"), sum(runAdditions.map(\.mass))),
            Field("output_g", Text("Outputs", "产出"), sum(runOutputs.map(\.mass))),
            Field("lost_g", Text("Losses", "损耗"), sum(runLosses.map(\.mass))),
            Field("energy_kwh", Text("Energy (kWh)", "用电（千瓦时）"), .number(run.energy?.kilowattHours)),
            Field("green_kwh", Text("of it green", "其中绿电"), .number(run.greenEnergy?.kilowattHours)),
            Field("recorded_by", Label.recordedBy, .text(run.recordedBy)),
        ]
    }

    private var runSheets: [Sheet] {
        [
            lineSheet(
                runInputs.map { ($0.lot, $0.mass.grams, nil, $0.measurement) }, key: "inputs",
                title: Text("Inputs", "投入")),
            Sheet(
                "additions", Text("Additions", "添加"), runAdditions,
                [
                    Column("material", Label.material, { .text($0.material) }),
                    Column("mass_g", Label.mass, { .mass($0.mass) }),
                    Column("source", Text("Source", "来源"), { .text($0.from) }),
                    Column("basis", Label.basis, { .word($0.measurement.basis?.rawValue) }),
                ]),
            Sheet(
                "outputs", Text("Outputs", "产出"), runOutputs,
                [
                    Column("lot", Label.lot, { .text($0.lot) }),
                    Column("material", Label.material, { .text($0.material) }),
                    Column("mass_g", Label.mass, { .mass($0.mass) }),
                    Column("units", Label.units, { .count($0.units) }),
                    Column("basis", Label.basis, { .word($0.measurement.basis?.rawValue) }),
                ]),
            Sheet(
                "losses", Text("Losses", "损耗"), runLosses,
                [
                    Column("material", Label.material, { .text($0.material) }),
                    Column("mass_g", Label.mass, { .mass($0.mass) }),
                    Column("basis", Label.basis, { .word($0.measurement.basis?.rawValue) }),
                ]),
        ]
    }

    // MARK: - Transfers

    private var transferFields: [Field] {
        guard let transfer = transfers.first else { return [] }
        return [
            Field("transfer", Text("Transfer", "调拨单"), .text(transfer.transfer)),
            Field("from_facility", Text("From", "发出企业"), .text(transfer.fromFacility)),
            Field("to_facility", Text("To", "接收企业"), .text(transfer.toFacility)),
            Field("sent_at", Text("Sent", "发出"), .time(transfer.sentAt)),
            Field("received_at", Text("Received", "到达"), .time(transfer.receivedAt)),
            Field("recorded_by", Label.recordedBy, .text(transfer.recordedBy)),
        ]
    }

    private var transferSheet: Sheet {
        Sheet(
            "lots", Text("Lots", "批次明细"), transfers,
            [
                Column("lot", Label.lot, { .text($0.lot) }),
                Column("mass_g", Text("Sent", "发出质量"), { .mass($0.mass) }),
                Column(
                    "received_g", Text("Received", "到达质量"),
                    { .mass($0.receivedAt == nil ? nil : ($0.received ?? $0.mass).grams) }),
                Column(
                    "difference_g", Text("Difference", "途损"),
                    { .mass($0.receivedAt == nil ? nil : $0.mass.grams - ($0.received ?? $0.mass).grams) }),
            ])
    }

    // MARK: - Shipments, returns, adjustments, counts

    private var shipmentFields: [Field] {
        guard let shipment = shipments.first else { return [] }
        return [
            Field("shipment", Text("Shipment", "发货单"), .text(shipment.shipment)),
            Field("facility", Label.facility, .text(shipment.facility)),
            Field("customer", Label.customer, .text(shipment.customer)),
            Field("kind", Text("Kind", "类型"), .word(shipment.kind.rawValue)),
            Field("shipped_at", Text("Shipped", "发货时间"), .time(shipment.shippedAt)),
            Field("manifest", Text("Manifest", "转移联单"), .text(shipment.manifest)),
            Field("order", Text("Order", "订单"), .text(shipment.order)),
            Field("recorded_by", Label.recordedBy, .text(shipment.recordedBy)),
        ]
    }

    private var returnFields: [Field] {
        guard let row = returns.first else { return [] }
        return [
            Field("return", Text("Return", "退货单"), .text(row.return)),
            Field("facility", Label.facility, .text(row.facility)),
            Field("shipment", Text("Shipment", "发货单"), .text(row.shipment)),
            Field("returned_at", Text("Returned", "退货时间"), .time(row.returnedAt)),
            Field("recorded_by", Label.recordedBy, .text(row.recordedBy)),
        ]
    }

    private var adjustmentFields: [Field] {
        guard let adjustment = adjustments.first else { return [] }
        return [
            Field("adjustment", Text("Adjustment", "调整单"), .text(adjustment.adjustment)),
            Field("facility", Label.facility, .text(adjustment.facility)),
            Field("at", Label.at, .time(adjustment.at)),
            Field("reason", Label.reason, .text(adjustment.reason)),
            Field("recorded_by", Label.recordedBy, .text(adjustment.recordedBy)),
        ]
    }

    private var countFields: [Field] {
        guard let count = counts.first else { return [] }
        return [
            Field("count", Text("Count", "盘点单"), .text(count.count)),
            Field("facility", Label.facility, .text(count.facility)),
            Field("counted_at", Text("Counted", "盘点时间"), .time(count.countedAt)),
            Field("recorded_by", Label.recordedBy, .text(count.recordedBy)),
        ]
    }

    private typealias Line = (lot: String, grams: Int64, units: Int64?, measurement: Measurement)

    private func lineSheet(
        _ lines: [Line], key: String = "lots", title: Text = Text("Lots", "批次明细")
    ) -> Sheet {
        var columns: [Column<Line>] = [
            Column("lot", Label.lot, { .text($0.lot) }), Column("mass_g", Label.mass, { .mass($0.grams) }),
        ]
        if lines.contains(where: { $0.units != nil }) {
            columns.append(Column("units", Label.units, { .count($0.units) }))
        }
        if lines.contains(where: { $0.measurement.basis != nil }) {
            columns.append(Column("basis", Label.basis, { .word($0.measurement.basis?.rawValue) }))
        }
        return Sheet(key, title, lines, columns)
    }
}
