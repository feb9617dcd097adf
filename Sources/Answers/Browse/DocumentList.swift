package import MaterialLedger
package import Store

/// The words of a kind of document in its list.
struct DocumentList {
    let kind: EventKind
    /// The JSON key of the list, and of the document's id.
    let key: String
    let noun: Text
    var at: (key: String, label: Text)
    var completedAt: (key: String, label: Text)?
    var facility = (key: "facility", label: Label.facility)
    var counterpart: (key: String, label: Text)?
    var detail: (key: String, label: Text)?

    var columns: [Column<ListedDocument>] {
        var columns: [Column<ListedDocument>] = [
            Column(kind.name, noun, { .text($0.code) }), Column(at.key, at.label, { .time($0.occurredAt) }),
        ]
        if let completedAt {
            columns.append(Column(completedAt.key, completedAt.label, { .time($0.completedAt) }))
        }
        columns.append(Column(facility.key, facility.label, { .text($0.facility) }))
        if let counterpart { columns.append(Column(counterpart.key, counterpart.label, { .text($0.counterpart) })) }
        if let detail {
            columns.append(
                Column(detail.key, detail.label, { detail.key == "kind" ? .word($0.detail) : .text($0.detail) }))
        }
        return columns + [
            Column("lines", Label.lines, { .count($0.lines) }), Column("mass_g", Label.mass, { .mass($0.mass) }),
            Column("recorded_by", Label.recordedBy, { .text($0.recordedBy) }),
            Column("reversed", Label.isReversed, { .flag($0.isReversed) }),
        ]
    }
}

extension Answer {
    /// Documents of a kind.
    package init(documents: [ListedDocument], of kind: EventKind) {
        if let list = DocumentList.of(kind) {
            self.init(list: Sheet(list.key, nil, documents, list.columns))
        } else {
            self.init(list: Sheet("intakes", nil, documents, DocumentList.intakeColumns))
        }
    }
}

extension DocumentList {
    /// The list of a kind; nil for intakes, which have columns of their own.
    fileprivate static func of(_ kind: EventKind) -> DocumentList? {
        switch kind {
        case .run: runs
        case .transfer: transfers
        case .shipment: shipments
        case .goodsReturn: returns
        case .adjustment: adjustments
        case .count: counts
        default: nil
        }
    }

    static let runs = DocumentList(
        kind: .run, key: "runs", noun: Text("Run", "生产批"), at: ("started_at", Text("Started", "开始")),
        completedAt: ("ended_at", Text("Ended", "结束")), detail: ("process", Text("Process", "工序")))
    static let transfers = DocumentList(
        kind: .transfer, key: "transfers", noun: Text("Transfer", "调拨单"), at: ("sent_at", Text("Sent", "发出")),
        completedAt: ("received_at", Text("Received", "到达")),
        facility: ("from_facility", Text("From", "发出企业")), counterpart: ("to_facility", Text("To", "接收企业")))
    static let shipments = DocumentList(
        kind: .shipment, key: "shipments", noun: Text("Shipment", "发货单"),
        at: ("shipped_at", Text("Shipped", "发货时间")), counterpart: ("customer", Label.customer),
        detail: ("kind", Text("Kind", "类型")))
    static let returns = DocumentList(
        kind: .goodsReturn, key: "returns", noun: Text("Return", "退货单"),
        at: ("returned_at", Text("Returned", "退货时间")), counterpart: ("shipment", Text("Shipment", "发货单")))
    static let adjustments = DocumentList(
        kind: .adjustment, key: "adjustments", noun: Text("Adjustment", "调整单"), at: ("at", Label.at),
        detail: ("reason", Label.reason))
    static let counts = DocumentList(
        kind: .count, key: "counts", noun: Text("Count", "盘点单"), at: ("counted_at", Text("Counted", "盘点时间")),
        completedAt: ("accepted_at", Text("Accepted", "确认时间")))

    /// Tickets, unlike others, are listed with their truck and their single lot.
    static var intakeColumns: [Column<ListedDocument>] {
        [
            Column("ticket", Text("Ticket", "过磅单号"), { .text($0.code) }),
            Column("received_at", Text("Received", "收货时间"), { .time($0.occurredAt) }),
            Column("facility", Label.facility, { .text($0.facility) }),
            Column("material", Label.material, { .text($0.detail) }),
            Column("supplier", Label.supplier, { .text($0.counterpart) }),
            Column("truck", Text("Truck", "车牌"), { .text($0.truck) }),
            Column("lot", Label.lot, { .text($0.lot) }),
            Column("net_g", Text("Net", "结算重量"), { .mass($0.net) }),
            Column("book_g", Text("Books", "入账质量"), { .mass($0.mass) }),
            Column("reversed", Label.isReversed, { .flag($0.isReversed) }),
        ]
    }
}
