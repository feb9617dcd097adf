/// What a scenario must hold beyond the form of its values.
struct ScenarioValidation {
    let scenario: Scenario

    init(_ scenario: Scenario) {
        self.scenario = scenario
    }

    func check() throws(ScenarioError) {
        try checkMasterData()
        for stream in scenario.intakes { try check(stream) }
        for supply in scenario.auxiliaries {
            let path = "auxiliaries.\(supply.material)"
            try requireRole(supply.material, [.auxiliary], path)
            for supplier in supply.suppliers { try requireCustomer(supplier, "\(path).suppliers") }
        }
        for process in scenario.processes {
            try checkReferences(process)
            try checkMass(process)
            try SubstanceBalance(scenario: scenario, process: process).check()
        }
        for (index, plant) in scenario.plants.enumerated() { try check(plant, "plants[\(index)]") }
        for (index, route) in scenario.transfers.enumerated() {
            let path = "transfers[\(index)]"
            try requireFacility(route.from, "\(path).from")
            try requireFacility(route.to, "\(path).to")
            for material in route.materials { try requireMaterial(material, "\(path).materials") }
            guard route.from != route.to else { throw fault("\(path).to", route.to, "expected another facility") }
        }
        for (index, route) in scenario.shipments.enumerated() {
            let path = "shipments[\(index)]"
            try requireMaterial(route.material, "\(path).material")
            for facility in route.from { try requireFacility(facility, "\(path).from") }
            for customer in route.customers { try requireCustomer(customer, "\(path).customers") }
        }
        try checkPaths()
    }

    // MARK: - Sections

    private func checkMasterData() throws(ScenarioError) {
        for party in scenario.customers where party.code.wholeMatch(of: /G[0-9]+/) != nil {
            throw fault("customers", party.code, "expected a code other than G and digits, which dealers have")
        }
        for total in scenario.nationalTotals {
            for material in total.materials { try requireMaterial(material, "national_totals.\(total.key)") }
        }
        for capacity in scenario.cityCapacities {
            for material in capacity.materials {
                try requireMaterial(material, "city_capacities.\(capacity.key)")
                guard capacity.units == nil || scenario.material(material)?.unitGrams != nil else {
                    throw fault(
                        "city_capacities.\(capacity.key)", material, "expected a material with unit_mass_kg")
                }
            }
        }
    }

    private func check(_ stream: ScrapStream) throws(ScenarioError) {
        let path = "intakes.\(stream.material)"
        try requireRole(stream.material, [.scrap], path)
        for destination in stream.destinations { try requireFacility(destination.facility, "\(path).to") }
        for (origin, _) in stream.origins where !scenario.origins.contains(where: { $0.key == origin }) {
            throw fault("\(path).from", origin, "expected a key of the section origins")
        }
    }

    private func checkReferences(_ process: Process) throws(ScenarioError) {
        let path = "processes.\(process.code)"
        for (index, input) in process.inputs.enumerated() {
            for code in input.materials {
                try requireMaterial(code, "\(path).inputs[\(index)].of")
                guard scenario.material(code)?.unitGrams == nil else {
                    throw fault("\(path).inputs[\(index)].of", code, "expected a material without unit_mass_kg")
                }
            }
        }
        for (index, addition) in process.additions.enumerated() {
            try requireRole(addition.material, [.auxiliary], "\(path).additions[\(index)].material")
        }
        for (index, output) in process.outputs.enumerated() {
            let place = "\(path).outputs[\(index)].material"
            try requireRole(output.material, [.intermediate, .product, .residue], place)
            let unitGrams = scenario.material(output.material)?.unitGrams
            guard (output.lotUnits == nil) == (unitGrams == nil) else {
                throw fault(place, output.material, "expected lot_units exactly where the material has unit_mass_kg")
            }
        }
        guard process.outputs.filter({ $0.lotUnits != nil }).count <= 1 else {
            throw fault("\(path).outputs", process.code, "expected at most one output with lot_units")
        }
        for (index, loss) in process.losses.enumerated() {
            let place = "\(path).losses[\(index)].material"
            try requireRole(loss.material, [.loss], place)
            guard process.losses.filter({ $0.material == loss.material }).count == 1 else {
                throw fault(place, loss.material, "stands twice; expected each loss once")
            }
        }
        guard process.losses.contains(where: { $0.material == process.closing }) else {
            throw fault("\(path).closing", process.closing, "expected one of the losses of the process")
        }
        if let heel = process.heel {
            try requireRole(heel.material, [.intermediate], "\(path).heel.material")
            guard process.outputs.contains(where: { $0.material == heel.of && $0.lotUnits == nil }) else {
                throw fault("\(path).heel.of", heel.of, "expected an output of the process that has no units")
            }
        }
        if let moisture = process.moisture { try requireRole(moisture, [.loss], "\(path).moisture") }
        if let impurity = process.impurity { try requireRole(impurity, [.loss, .residue], "\(path).impurity") }
        for input in process.inputs {
            for material in input.materials where scenario.material(material)?.role == .scrap {
                guard process.moisture != nil, process.impurity != nil else {
                    throw fault(path, material, "expected moisture and impurity, because the feed is scrap")
                }
            }
        }
    }

    private func checkMass(_ process: Process) throws(ScenarioError) {
        let path = "processes.\(process.code)"
        let shares = process.inputs.reduce(0) { $0 + $1.share }
        guard abs(shares - 1) < 0.000_05 else {
            throw fault("\(path).inputs", rounded(shares), "expected shares that add up to 1")
        }
        let entering = 1 + process.additions.reduce(0) { $0 + $1.ratio }
        let leaving = process.outputs.reduce(0) { $0 + $1.ratio } + process.losses.reduce(0) { $0 + $1.ratio }
        guard abs(entering - leaving) < 0.000_5 else {
            throw fault(
                path, rounded(leaving),
                "expected outputs and losses that add up to \(rounded(entering)), "
                    + "which is 1 plus the additions")
        }
    }

    private func check(_ plant: Plant, _ path: String) throws(ScenarioError) {
        try requireFacility(plant.facility, "\(path).facility")
        guard let process = scenario.process(plant.process) else {
            throw fault("\(path).process", plant.process, "expected a key of the section processes")
        }
        if let rated = plant.ratedOn, process.ratio(ofOutput: rated) <= 0 {
            throw fault("\(path).rated_on", rated, "expected an output of the process \(process.code)")
        }
    }

    /// Whatever a plant needs must be able to come, and whatever it makes to go; else stock grows without bound.
    private func checkPaths() throws(ScenarioError) {
        for (index, plant) in scenario.plants.enumerated() {
            guard let process = scenario.process(plant.process) else { continue }
            for input in process.inputs {
                guard input.materials.contains(where: { scenario.arrives($0, at: plant.facility) }) else {
                    throw fault(
                        "plants[\(index)]", input.materials.joined(separator: " or "),
                        "nothing brings it to \(plant.facility) for \(process.code); expected an intake, an "
                            + "auxiliary, another plant there or a transfer")
                }
            }
            var made = process.outputs.map(\.material)
            if let impurity = process.impurity, scenario.material(impurity)?.role == .residue {
                made.append(impurity)
            }
            for material in made where !leaves(material, from: plant.facility) {
                throw fault(
                    "plants[\(index)]", material,
                    "nothing takes it from \(plant.facility), where \(process.code) "
                        + "makes it; expected a process there, a transfer or a shipment")
            }
        }
    }

    private func leaves(_ material: String, from facility: String) -> Bool {
        scenario.shipments.contains { $0.material == material && $0.from.contains(facility) }
            || scenario.transfers.contains { $0.from == facility && $0.materials.contains(material) }
            || scenario.plants.contains { plant in
                plant.facility == facility
                    && scenario.process(plant.process)?.inputs.contains { $0.materials.contains(material) } == true
            }
    }

    // MARK: - References

    private func requireMaterial(_ code: String, _ path: String) throws(ScenarioError) {
        guard scenario.materialIndex[code] != nil else {
            throw fault(path, code, "expected a key of the section materials")
        }
    }

    private func requireRole(_ code: String, _ roles: [MaterialRole], _ path: String) throws(ScenarioError) {
        try requireMaterial(code, path)
        guard let material = scenario.material(code), roles.contains(material.role) else {
            throw fault(path, code, "expected a material of role \(roles.map(\.rawValue).joined(separator: " or "))")
        }
    }

    private func requireFacility(_ code: String, _ path: String) throws(ScenarioError) {
        guard scenario.facilityIndex[code] != nil else {
            throw fault(path, code, "expected a key of the section facilities")
        }
    }

    private func requireCustomer(_ code: String, _ path: String) throws(ScenarioError) {
        guard scenario.customers.contains(where: { $0.code == code }) else {
            throw fault(path, code, "expected a key of the section customers")
        }
    }

    private func fault(_ path: String, _ value: String, _ expected: String) -> ScenarioError {
        ScenarioError(scenario: scenario.name, line: nil, path: path, value: value, expected: expected)
    }

    private func rounded(_ number: Double) -> String {
        Decimal.text(number, digits: 5)
    }
}
