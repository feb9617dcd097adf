package import MaterialLedger

extension Stream {
    /// What is taken in of this stream, as statistics of recyclables name it.
    package func scrapName(in language: Language) -> String {
        switch self {
        case .battery: language.text(en: "Scrap batteries", zh: "废电池")
        case .aluminium: language.text(en: "Scrap aluminium", zh: "废铝")
        case .plastic: language.text(en: "Waste plastics", zh: "废塑料")
        case .copper: language.text(en: "Scrap copper", zh: "废铜")
        case .lithium: language.text(en: "Scrap lithium batteries", zh: "废锂电池")
        case .other: language.text(en: "Other scrap", zh: "其他再生资源")
        }
    }
}

extension OriginTrace.Kind {
    package func name(in language: Language) -> String {
        switch self {
        case .scrap: language.text(en: "scrap", zh: "再生资源")
        case .auxiliary: language.text(en: "auxiliary", zh: "辅料")
        case .opening: language.text(en: "opening stock", zh: "期初库存")
        case .addition: language.text(en: "addition", zh: "加入")
        case .adjustment: language.text(en: "adjustment", zh: "盘盈")
        }
    }
}

extension DestinationTrace.State {
    package func name(in language: Language) -> String {
        switch self {
        case .stock: language.text(en: "stock", zh: "库存")
        case .inProcess: language.text(en: "in process", zh: "在制")
        case .inTransit: language.text(en: "in transit", zh: "在途")
        case .shipped: language.text(en: "shipped", zh: "已发出")
        case .disposed: language.text(en: "disposed", zh: "已处置")
        case .returnedToSupplier: language.text(en: "returned to supplier", zh: "已退供应商")
        case .loss: language.text(en: "loss", zh: "损耗")
        case .adjustment: language.text(en: "adjustment", zh: "盘盈盘亏")
        case .difference: language.text(en: "transfer difference", zh: "调拨差异")
        }
    }
}

extension MaterialRole {
    package func name(in language: Language) -> String {
        switch self {
        case .scrap: language.text(en: "scrap", zh: "再生资源")
        case .intermediate: language.text(en: "intermediate", zh: "中间品")
        case .product: language.text(en: "product", zh: "产品")
        case .auxiliary: language.text(en: "auxiliary", zh: "辅料")
        case .residue: language.text(en: "residue", zh: "残渣")
        case .loss: language.text(en: "loss", zh: "损耗")
        }
    }
}
