/// Reads the sections of a scenario file; `ScenarioDecoder+Processes` has the plants.
enum ScenarioDecoder {
    static func scenario(yaml: String, name: String) throws(ScenarioError) -> Scenario {
        let root = try ScenarioText(name: name, text: yaml).root()
        let file = try root.map(
            "scenario", "title_zh", "title_en", "quotations", "assumptions", "national_totals", "city_capacities",
            "calendar", "trucks", "origins", "customers", "facilities", "materials", "intakes",
            "auxiliaries", "processes", "plants", "transfers", "shipments", "opening", "incidents")
        _ = try file("scenario").code()
        var parts = Scenario.Parts()
        for value in try file("quotations").list() {
            let map = try value.map("text", "source", "note")
            parts.quotations.append(
                Quotation(
                    text: try map("text").text(), source: try map("source").text(),
                    note: try map.optional("note").text()))
        }
        for value in try file("assumptions").list() { parts.assumptions.append(try value.wording()) }
        parts.nationalTotals = try nationalTotals(file("national_totals"))
        parts.cityCapacities = try cityCapacities(file("city_capacities"))
        parts.calendar = try calendar(file("calendar"))
        parts.trucks = try trucks(file("trucks"))
        parts.origins = try origins(file("origins"))
        parts.customers = try parties(file("customers"))
        parts.facilities = try facilities(file("facilities"))
        parts.materials = try materials(file("materials"))
        parts.intakes = try intakes(file("intakes"))
        parts.auxiliaries = try auxiliaries(file("auxiliaries"))
        parts.processes = try processes(file("processes"))
        parts.plants = try plants(file("plants"))
        parts.transfers = try transfers(file("transfers"))
        parts.shipments = try shipments(file("shipments"))
        parts.opening = try opening(file("opening"))
        parts.incidents = try incidents(file("incidents"))
        return Scenario(
            name: name, title: Wording(zh: try file("title_zh").text(), en: try file("title_en").text()),
            parts: parts)
    }

    private static func nationalTotals(_ value: ScenarioValue) throws(ScenarioError) -> [NationalTotal] {
        var totals: [NationalTotal] = []
        for (key, entry) in try value.entries() {
            let map = try entry.map("zh", "tonnes", "year", "source", "quoted_share", "output_of", "intake_of")
            let intake = map.optional("intake_of")
            guard (intake == nil) != (map.optional("output_of") == nil) else {
                throw entry.error("expected either output_of or intake_of")
            }
            let tonnes = try map.optional("tonnes").number(1...1e10)
            let year = try map.optional("year").integer(1990...2100)
            guard (tonnes == nil) == (year == nil) else { throw entry.error("expected tonnes together with year") }
            let quoted = try map.optional("quoted_share").number(0.0001...1)
            guard tonnes != nil || quoted != nil else {
                throw entry.error("expected tonnes and year, or a quoted_share where no total is known")
            }
            totals.append(
                NationalTotal(
                    key: key, zh: try map.optional("zh").text(),
                    known: tonnes.flatMap { tonnes in year.map { (tonnes, $0) } },
                    source: try map("source").wording(), quotedShare: quoted,
                    materials: try (intake ?? map.optional("output_of")).codes() ?? [], ofIntake: intake != nil))
        }
        return totals
    }

    private static func cityCapacities(_ value: ScenarioValue) throws(ScenarioError) -> [CityCapacity] {
        var capacities: [CityCapacity] = []
        for (key, entry) in try value.entries() {
            let map = try entry.map("zh", "output_of", "tonnes_per_year", "units_per_year")
            let tonnes = try map.optional("tonnes_per_year").number(1...1e10)
            let units = try map.optional("units_per_year").number(1...1e12)
            guard (tonnes == nil) != (units == nil) else {
                throw entry.error("expected either tonnes_per_year or units_per_year")
            }
            capacities.append(
                CityCapacity(
                    key: key, zh: try map.optional("zh").text(), materials: try map("output_of").codes(),
                    tonnes: tonnes, units: units))
        }
        return capacities
    }

    private static func calendar(_ value: ScenarioValue) throws(ScenarioError) -> CalendarFactors {
        let map = try value.map("months", "weekdays", "weighbridge_hours")
        func factors(_ key: String, _ count: Int) throws(ScenarioError) -> [Double] {
            let list = try map(key).list()
            guard list.count == count else { throw try map(key).error("expected \(count) numbers") }
            var factors: [Double] = []
            for value in list { factors.append(try value.number(0...5)) }
            let mean = factors.reduce(0, +) / Double(count)
            guard mean > 0 else { throw try map(key).error("expected at least one number above 0") }
            return factors.map { $0 / mean }
        }
        let hours = try map("weighbridge_hours").pair(0...24)
        guard hours.first < hours.second else {
            throw try map("weighbridge_hours").error("expected the opening hour before the closing hour")
        }
        return CalendarFactors(
            months: try factors("months", 12), weekdays: try factors("weekdays", 7),
            hours: (hours.first, hours.second))
    }

    private static func trucks(_ value: ScenarioValue) throws(ScenarioError) -> [TruckClass] {
        var trucks: [TruckClass] = []
        for entry in try value.list() {
            let map = try entry.map("share", "cargo_t", "tare_t")
            trucks.append(
                TruckClass(
                    share: try map("share").number(0...1), cargo: try map("cargo_t").ascending(1...60),
                    tare: try map("tare_t").ascending(1...30)))
        }
        guard trucks.reduce(0, { $0 + $1.share }) > 0 else { throw value.error("expected shares above 0") }
        return trucks
    }

    private static func origins(_ value: ScenarioValue) throws(ScenarioError) -> [Origin] {
        var origins: [Origin] = []
        for (key, entry) in try value.entries() {
            let map = try entry.map("name", "plate", "prefecture")
            let isCode = key.count == 6 && key.allSatisfy { $0.isASCII && $0.isNumber }
            guard isCode || key == "unknown" else {
                throw entry.error("expected a GB/T 2260 code of six digits, or unknown, instead of '\(key)'")
            }
            let prefecture = try map("prefecture").text()
            guard prefecture.count == 4, prefecture.allSatisfy({ $0.isASCII && $0.isNumber }) else {
                throw try map("prefecture").error("expected the four digits of the prefecture")
            }
            origins.append(
                Origin(
                    key: key, code: isCode ? key : nil, name: try map("name").text(), plate: try map("plate").code(),
                    prefecture: prefecture))
        }
        return origins
    }

    private static func parties(_ value: ScenarioValue) throws(ScenarioError) -> [Party] {
        var parties: [Party] = []
        for (key, entry) in try value.entries() {
            let map = try entry.map("name", "province")
            parties.append(
                Party(
                    code: key, name: try map("name").text(), province: try map.optional("province").provinceCode()))
        }
        return parties
    }

    private static func facilities(_ value: ScenarioValue) throws(ScenarioError) -> [Facility] {
        var facilities: [Facility] = []
        for (key, entry) in try value.entries() {
            let map = try entry.map("name", "operator", "park", "capacity_t_per_year", "permit", "permit_t_per_year")
            facilities.append(
                Facility(
                    code: key, name: try map("name").text(), owner: try map("operator").text(),
                    park: try map("park").text(),
                    capacityTonnes: try map.optional("capacity_t_per_year").number(1...1e9),
                    permit: try map.optional("permit").code(),
                    permitTonnes: try map.optional("permit_t_per_year").number(1...1e9)))
        }
        return facilities
    }

    private static func materials(_ value: ScenarioValue) throws(ScenarioError) -> [Material] {
        let streams = ["battery", "aluminium", "plastic", "copper", "lithium", "other"]
        var materials: [Material] = []
        for (key, entry) in try value.entries() {
            let map = try entry.map(
                "zh", "en", "stream", "role", "unit_mass_kg", "waste_code", "reported", "composition")
            let stream = try map("stream").text()
            guard streams.contains(stream) else {
                throw try map("stream").error("expected one of \(streams.joined(separator: ", "))")
            }
            guard let role = MaterialRole(rawValue: try map("role").text()) else {
                let roles = MaterialRole.allCases.map(\.rawValue).joined(separator: ", ")
                throw try map("role").error("expected one of \(roles)")
            }
            var composition: [SubstanceFraction] = []
            for (substance, value) in try map.optional("composition").entries() ?? [] {
                let pair = try value.pair(0...1)
                composition.append(
                    SubstanceFraction(substance: substance, fraction: pair.first, sigma: pair.second))
            }
            guard composition.reduce(0, { $0 + $1.fraction }) <= 1.000_001 else {
                throw entry.error("expected fractions that add up to at most 1 in the composition")
            }
            let unit = try map.optional("unit_mass_kg").number(0.001...1e6)
            materials.append(
                Material(
                    code: key, zh: try map("zh").text(), en: try map("en").text(), stream: stream, role: role,
                    unitGrams: unit.map { Int64(($0 * 1000).rounded()) },
                    wasteCode: try map.optional("waste_code").code(), reported: try map.optional("reported").flag(),
                    composition: composition))
        }
        return materials
    }

    private static func opening(_ value: ScenarioValue) throws(ScenarioError) -> OpeningStock {
        let map = try value.map("scrap_days", "feed_days", "lot_t")
        return OpeningStock(
            scrapDays: try map("scrap_days").number(0...60), feedDays: try map("feed_days").number(0...60),
            lotTonnes: try map("lot_t").number(1...1000))
    }

    private static func incidents(_ value: ScenarioValue) throws(ScenarioError) -> Incidents {
        let map = try value.map(
            "return_share", "supplier_return_share", "samples_per_month", "counts_per_month",
            "adjustments_per_month", "transfer_difference_share", "product_assay_share", "yard_days")
        return Incidents(
            returnShare: try map("return_share").number(0...1),
            supplierReturnShare: try map("supplier_return_share").number(0...1),
            samplesPerMonth: try map("samples_per_month").integer(0...10_000),
            countsPerMonth: try map("counts_per_month").integer(0...10_000),
            adjustmentsPerMonth: try map("adjustments_per_month").integer(0...10_000),
            transferDifferenceShare: try map("transfer_difference_share").number(0...1),
            productAssayShare: try map("product_assay_share").number(0...1),
            yardDays: try map("yard_days").number(1...365))
    }
}
