/// A recycling city as a material-flow model, read from a scenario file.
///
/// Masses in the file are tonnes, fractions are mass fractions, ratios are tonnes per tonne of clean feed (the feed
/// without the moisture and the dirt that the weighbridge found). Constructing one checks everything that can be
/// checked without running it: references, ranges, that each process closes its mass, that each named substance is
/// conserved by it, and that whatever a plant makes has somewhere to go.
package struct Scenario: Sendable {
    /// The name that errors and summaries use.
    package let name: String
    /// What the scenario is about, in Chinese and English.
    package let title: Wording

    let quotations: [Quotation]
    let assumptions: [Wording]
    let nationalTotals: [NationalTotal]
    let cityCapacities: [CityCapacity]
    let calendar: CalendarFactors
    let trucks: [TruckClass]
    let origins: [Origin]
    let customers: [Party]
    let facilities: [Facility]
    let materials: [Material]
    let intakes: [ScrapStream]
    let auxiliaries: [AuxiliarySupply]
    let processes: [Process]
    let plants: [Plant]
    let transfers: [TransferRoute]
    let shipments: [ShipmentRoute]
    let opening: OpeningStock
    let incidents: Incidents

    /// Index of each material and facility by code.
    let materialIndex: [String: Int]
    let facilityIndex: [String: Int]

    /// Reads and checks a scenario.
    ///
    /// - Parameters:
    ///   - yaml: the text of the file.
    ///   - name: what to call it in errors, usually the file's name.
    /// - Throws: `ScenarioError` with the place in the file, the value, and what would be right.
    package init(yaml: String, name: String) throws(ScenarioError) {
        self = try ScenarioDecoder.scenario(yaml: yaml, name: name)
        try ScenarioValidation(self).check()
    }

    init(name: String, title: Wording, parts: Parts) {
        self.name = name
        self.title = title
        quotations = parts.quotations
        assumptions = parts.assumptions
        nationalTotals = parts.nationalTotals
        cityCapacities = parts.cityCapacities
        calendar = parts.calendar
        trucks = parts.trucks
        origins = parts.origins
        customers = parts.customers
        facilities = parts.facilities
        materials = parts.materials
        intakes = parts.intakes
        auxiliaries = parts.auxiliaries
        processes = parts.processes
        plants = parts.plants
        transfers = parts.transfers
        shipments = parts.shipments
        opening = parts.opening
        incidents = parts.incidents
        materialIndex = Dictionary(
            uniqueKeysWithValues: parts.materials.enumerated().map { ($0.element.code, $0.offset) })
        facilityIndex = Dictionary(
            uniqueKeysWithValues: parts.facilities.enumerated().map { ($0.element.code, $0.offset) })
    }

    func material(_ code: String) -> Material? {
        materialIndex[code].map { materials[$0] }
    }

    func process(_ code: String) -> Process? {
        processes.first { $0.code == code }
    }

    /// Whether a material can come to a facility: by truck, from a process there, or from another plant.
    func arrives(_ material: String, at facility: String) -> Bool {
        auxiliaries.contains { $0.material == material }
            || intakes.contains { stream in
                stream.material == material && stream.destinations.contains { $0.facility == facility }
            }
            || transfers.contains { $0.to == facility && $0.materials.contains(material) }
            || plants.contains { plant in
                plant.facility == facility && (process(plant.process)?.ratio(ofOutput: material) ?? 0) > 0
            }
    }

    /// The sections of a file while it is being read.
    struct Parts {
        var quotations: [Quotation] = []
        var assumptions: [Wording] = []
        var nationalTotals: [NationalTotal] = []
        var cityCapacities: [CityCapacity] = []
        var calendar = CalendarFactors(months: [], weekdays: [], hours: (6, 21))
        var trucks: [TruckClass] = []
        var origins: [Origin] = []
        var customers: [Party] = []
        var facilities: [Facility] = []
        var materials: [Material] = []
        var intakes: [ScrapStream] = []
        var auxiliaries: [AuxiliarySupply] = []
        var processes: [Process] = []
        var plants: [Plant] = []
        var transfers: [TransferRoute] = []
        var shipments: [ShipmentRoute] = []
        var opening = OpeningStock(scrapDays: 0, feedDays: 0, lotTonnes: 1)
        var incidents = Incidents()
    }
}
