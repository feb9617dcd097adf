/// The flows of the city: what comes in, what the plants do with it, where it goes.
extension ScenarioDecoder {
    static func intakes(_ value: ScenarioValue) throws(ScenarioError) -> [ScrapStream] {
        var streams: [ScrapStream] = []
        for (material, entry) in try value.entries() {
            let map = try entry.map(
                "t_per_year", "to", "from", "suppliers_per_origin", "moisture", "impurity", "removed_share",
                "manifest", "assay_share")
            let moisture = try map("moisture").pair(0...0.5)
            let impurity = try map("impurity").pair(0...0.5)
            guard moisture.first + impurity.first <= 0.8 else {
                throw entry.error("expected moisture and impurity of at most 0.8 together")
            }
            streams.append(
                ScrapStream(
                    material: material, tonnesPerYear: try map("t_per_year").number(1...1e9),
                    destinations: try map("to").weights().map { ($0.key, $0.weight) },
                    origins: try map("from").weights().map { ($0.key, $0.weight) },
                    suppliersPerOrigin: try map("suppliers_per_origin").integer(1...1000),
                    moisture: moisture, impurity: impurity, removedShare: try map("removed_share").number(0...1),
                    manifest: try map.optional("manifest").flag() ?? false,
                    assayShare: try map("assay_share").number(0...1)))
        }
        return streams
    }

    static func auxiliaries(_ value: ScenarioValue) throws(ScenarioError) -> [AuxiliarySupply] {
        var supplies: [AuxiliarySupply] = []
        for (material, entry) in try value.entries() {
            let map = try entry.map("suppliers", "cover_days")
            supplies.append(
                AuxiliarySupply(
                    material: material, suppliers: try map("suppliers").codes(),
                    coverDays: try map("cover_days").number(1...90)))
        }
        return supplies
    }

    static func processes(_ value: ScenarioValue) throws(ScenarioError) -> [Process] {
        var processes: [Process] = []
        for (code, entry) in try value.entries() { processes.append(try process(code, entry)) }
        return processes
    }

    private static func process(_ code: String, _ entry: ScenarioValue) throws(ScenarioError) -> Process {
        let map = try entry.map(
            "zh", "batch_t", "spread", "duration_h", "energy_kwh_per_t", "inputs", "additions", "outputs", "losses",
            "closing", "heel", "moisture", "impurity")
        var inputs: [Process.Input] = []
        for value in try map("inputs").list() {
            let input = try value.map("of", "share")
            inputs.append(
                Process.Input(materials: try input("of").codes(), share: try input("share").number(0.0001...1)))
        }
        var additions: [Process.Addition] = []
        for value in try map.optional("additions").list() ?? [] {
            let addition = try value.map("material", "ratio", "source")
            additions.append(
                Process.Addition(
                    material: try addition("material").code(), ratio: try addition("ratio").number(0.0001...10),
                    source: try addition.optional("source").text()))
        }
        var outputs: [Process.Output] = []
        for value in try map("outputs").list() {
            let output = try value.map("material", "ratio", "lot_t", "lot_units")
            outputs.append(
                Process.Output(
                    material: try output("material").code(), ratio: try output("ratio").number(0.0001...10),
                    lotTonnes: try output.optional("lot_t").number(0.1...10_000),
                    lotUnits: try output.optional("lot_units").integer(1...1_000_000).map(Int64.init)))
        }
        var losses: [Process.Loss] = []
        for value in try map("losses").list() {
            let loss = try value.map("material", "ratio")
            losses.append(
                Process.Loss(
                    material: try loss("material").code(), ratio: try loss("ratio").number(0.0001...10)))
        }
        var heel: Process.Heel?
        if let value = map.optional("heel") {
            let fields = try value.map("material", "of", "t", "spread")
            heel = Process.Heel(
                material: try fields("material").code(), of: try fields("of").code(),
                tonnes: try fields("t").number(0.1...1000), spread: try fields("spread").number(0...0.3))
        }
        return Process(
            code: code, zh: try map.optional("zh").text(), batchTonnes: try map("batch_t").number(0.1...10_000),
            spread: try map("spread").number(0...0.1), hours: try map("duration_h").pair(0.1...240),
            kilowattHoursPerTonne: try map("energy_kwh_per_t").pair(0...1e6), inputs: inputs, additions: additions,
            outputs: outputs, losses: losses, closing: try map("closing").code(), heel: heel,
            moisture: try map.optional("moisture").code(), impurity: try map.optional("impurity").code())
    }

    static func plants(_ value: ScenarioValue) throws(ScenarioError) -> [Plant] {
        var plants: [Plant] = []
        for entry in try value.list() {
            let map = try entry.map(
                "facility", "process", "lines", "capacity_t_per_year", "rated_on", "utilisation", "green_share")
            plants.append(
                Plant(
                    facility: try map("facility").code(), process: try map("process").code(),
                    lines: try map("lines").integer(1...1000),
                    capacityTonnes: try map("capacity_t_per_year").number(1...1e9),
                    ratedOn: try map.optional("rated_on").code(),
                    utilisation: try map("utilisation").number(0.01...1),
                    greenShare: try map("green_share").number(0...1)))
        }
        return plants
    }

    static func transfers(_ value: ScenarioValue) throws(ScenarioError) -> [TransferRoute] {
        var routes: [TransferRoute] = []
        for entry in try value.list() {
            let map = try entry.map("materials", "from", "to", "hours", "every_h", "fill_days")
            routes.append(
                TransferRoute(
                    materials: try map("materials").codes(), from: try map("from").code(), to: try map("to").code(),
                    hours: try map("hours").pair(0.1...240), every: try map("every_h").number(0.5...240),
                    fillDays: try map.optional("fill_days").number(0.5...90)))
        }
        return routes
    }

    static func shipments(_ value: ScenarioValue) throws(ScenarioError) -> [ShipmentRoute] {
        var routes: [ShipmentRoute] = []
        for entry in try value.list() {
            let map = try entry.map(
                "material", "from", "customers", "kind", "order_t", "keep_t", "every_h", "manifest")
            let kind = try map.optional("kind").text() ?? "sale"
            guard kind == "sale" || kind == "disposal" else {
                throw entry.error("expected the kind sale or disposal instead of '\(kind)'")
            }
            routes.append(
                ShipmentRoute(
                    material: try map("material").code(), from: try map("from").codes(),
                    customers: try map("customers").codes(), isDisposal: kind == "disposal",
                    order: try map("order_t").ascending(0.1...200),
                    keepTonnes: try map.optional("keep_t").number(0...1e6) ?? 0,
                    every: try map("every_h").number(1...720), manifest: try map.optional("manifest").flag() ?? false))
        }
        return routes
    }
}

extension ScenarioValue {
    /// Two numbers of which the first is not above the second.
    func ascending(_ range: ClosedRange<Double>) throws(ScenarioError) -> (first: Double, second: Double) {
        let pair = try pair(range)
        guard pair.first <= pair.second else { throw error("expected the smaller number first") }
        return pair
    }

    /// A mapping of codes to weights that are not all 0.
    func weights() throws(ScenarioError) -> [(key: String, weight: Double)] {
        var weights: [(key: String, weight: Double)] = []
        for (key, value) in try entries() { weights.append((key, try value.number(0...1e6))) }
        guard weights.reduce(0, { $0 + $1.weight }) > 0 else { throw error("expected weights above 0") }
        return weights
    }

    /// A GB/T 2260 code.
    func provinceCode() throws(ScenarioError) -> String {
        let text = try text()
        guard text.count == 6, text.allSatisfy({ $0.isASCII && $0.isNumber }) else {
            throw error("expected a GB/T 2260 code of six digits")
        }
        return text
    }
}

/// Reading what may be absent: nil stays nil.
extension Optional where Wrapped == ScenarioValue {
    func text() throws(ScenarioError) -> String? {
        guard let self else { return nil }
        return try self.text()
    }

    func code() throws(ScenarioError) -> String? {
        guard let self else { return nil }
        return try self.code()
    }

    func codes() throws(ScenarioError) -> [String]? {
        guard let self else { return nil }
        return try self.codes()
    }

    func number(_ range: ClosedRange<Double>) throws(ScenarioError) -> Double? {
        guard let self else { return nil }
        return try self.number(range)
    }

    func integer(_ range: ClosedRange<Int>) throws(ScenarioError) -> Int? {
        guard let self else { return nil }
        return try self.integer(range)
    }

    func flag() throws(ScenarioError) -> Bool? {
        guard let self else { return nil }
        return try self.flag()
    }

    func list() throws(ScenarioError) -> [ScenarioValue]? {
        guard let self else { return nil }
        return try self.list()
    }

    func entries() throws(ScenarioError) -> [(key: String, value: ScenarioValue)]? {
        guard let self else { return nil }
        return try self.entries()
    }

    func provinceCode() throws(ScenarioError) -> String? {
        guard let self else { return nil }
        return try self.provinceCode()
    }
}
