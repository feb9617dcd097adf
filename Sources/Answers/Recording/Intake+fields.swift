internal import MaterialLedger

extension Intake {
    var fields: [Field] {
        [
            Field("ticket", Text("Ticket", "过磅单号"), .text(ticket)),
            Field("lot", Label.lot, .text(lot)),
            Field("received_at", Text("Received", "收货时间"), .time(receivedAt)),
            Field("facility", Label.facility, .text(facility)),
            Field("material", Label.material, .text(material)),
            Field("supplier", Label.supplier, .text(supplier)),
            Field("province", Label.province, .text(province)),
            Field("truck", Text("Truck", "车牌"), .text(truck)),
            Field("manifest", Text("Manifest", "转移联单"), .text(manifest)),
            Field("gross_g", Text("Gross", "毛重"), .mass(gross)),
            Field("tare_g", Text("Tare", "皮重"), .mass(tare)),
            Field("deduction_g", Text("Deduction", "扣杂"), .mass(deduction)),
            Field("deduction_kind", Text("Deduction kind", "扣杂方式"), .word(deductionKind.rawValue)),
            Field("moisture_g", Text("of it moisture", "其中水分"), .mass(moisture)),
            Field("impurity_g", Text("of it impurity", "其中杂质"), .mass(impurity)),
            Field("declared_g", Text("Declared", "申报重量"), .mass(declared)),
            Field("net_g", Text("Net (settled)", "结算重量"), .mass(net)),
            Field("book_g", Text("In the books", "入账质量"), .mass(bookMass)),
            Field("owner", Text("Owner", "货主"), .text(owner)),
            Field("origin_class", Text("Origin class", "来源类别"), .text(originClass)),
            Field("recorded_by", Label.recordedBy, .text(recordedBy)),
        ]
    }
}
