import Glibc

/// The running city: its yards, lines and trucks, and the bundle they write.
///
/// Events are taken in the order of time and each writes its own rows, so that files come out in that order and
/// memory holds only what is in stock or pending, never the history.
final class City {
    /// A line of a plant, which runs one batch at a time.
    struct Line {
        let plant: Int
        let process: Int
        let facility: Int
        /// Seconds between starts of whole batches at full use of the capacity.
        let interval: Double
        /// When the plan wants the next batch to start: what has been fed so far, in seconds of the line's rate.
        var due: Int64
        /// When the line last became free for a batch.
        var ready: Int64
        var heel: StockLot?
    }

    struct RunInProgress {
        let code: String
        let line: Int
        let feed: [StockLot]
        let heel: StockLot?
        /// Lots with units that the feed is meant for; 0 for processes without units.
        let unitLots: Int
    }

    /// A place that processes draw from, with what they use of it in a day.
    struct Need {
        var dailyGrams = 0.0
        var batchGrams = 0.0
        /// What is in the lines on any day.
        var inLinesGrams = 0.0
        /// Whether the lines use up whatever comes: what lies there at first is made into products on top of the plan.
        var isScarce = false
        /// The part of the need that this material meets on the first day; 0 where it never comes.
        var openingPart = 0.0
    }

    let scenario: Scenario
    let plan: SteadyState
    let scale: Double
    /// Batches shrink with small scales, else a demo would see one heat a month.
    let batchFactor: Double
    /// What a year's capacity is spread over: a day more than a leap year has, so that batches of more than the usual
    /// size don't take a year's output beyond the capacity.
    static let capacityDays = 367.0
    let start: BusinessTime
    let end: BusinessTime
    let writer: BundleWriter
    let suppliers: [[[Supplier]]]

    var random: SeededGenerator
    var queue = EventQueue()
    var codes = DocumentCodes()
    var piles: [Pile]
    var lines: [Line] = []
    /// By facility × material, for what plants take in.
    var needs: [Need]
    /// The shipment routes with a facility of origin each, in the order of the file.
    let shippingPoints: [(route: ShipmentRoute, facility: Int)]
    /// Grams under way to a facility × material.
    var coming: [Int64]
    var trucks = PendingTable<Truck>()
    var runs = PendingTable<RunInProgress>()
    var arrivals = PendingTable<Arrival>()
    var returns = PendingTable<PendingReturn>()
    var supplierReturns = PendingTable<SupplierReturn>()
    var streamDebts: [Double]
    var nextCargo: [TruckLoad?]
    var manifestSerials: [String: Int] = [:]
    var totals = FlowTotals()

    init(
        scenario: Scenario, start: BusinessTime, end: BusinessTime, seed: UInt64, scale: Double,
        writer: BundleWriter
    ) {
        self.scenario = scenario
        self.start = start
        self.end = end
        self.scale = scale
        self.writer = writer
        batchFactor = min(1, pow(scale, 2.0 / 3))
        plan = SteadyState(scenario)
        suppliers = Supplier.all(of: scenario)
        random = SeededGenerator(seed: seed)
        shippingPoints = scenario.shipments.flatMap { route in
            route.from.compactMap { code in scenario.facilityIndex[code].map { (route, $0) } }
        }
        let places = scenario.facilities.count * scenario.materials.count
        piles = [Pile](repeating: Pile(), count: places)
        needs = [Need](repeating: Need(), count: places)
        coming = [Int64](repeating: 0, count: places)
        streamDebts = [Double](repeating: 0, count: scenario.intakes.count)
        nextCargo = [TruckLoad?](repeating: nil, count: scenario.intakes.count)
        setUpLines()
    }

    /// The place of a material at a facility within `piles`.
    func place(_ facility: Int, _ material: Int) -> Int {
        facility * scenario.materials.count + material
    }

    func place(_ facility: Int, _ material: String) -> Int {
        place(facility, scenario.materialIndex[material] ?? 0)
    }

    private func setUpLines() {
        for (plantIndex, plant) in scenario.plants.enumerated() {
            guard let processIndex = scenario.processes.firstIndex(where: { $0.code == plant.process }),
                let facility = scenario.facilityIndex[plant.facility]
            else { continue }
            let process = scenario.processes[processIndex]
            let lineCount = max(1, Int((Double(plant.lines) * scale / batchFactor).rounded(.up)))
            let yearly = plant.yearlyFeedTonnes(of: process) * scale
            let batch = batchTonnes(process)
            let interval = batch * Double(lineCount) / yearly * Self.capacityDays * 86400
            for line in 0..<lineCount {
                // Lines are out of step with each other, as in a real works.
                let due = start.seconds + Int64(interval * (Double(line) + random.unit()) / Double(lineCount))
                lines.append(
                    Line(
                        plant: plantIndex, process: processIndex, facility: facility, interval: interval, due: due,
                        ready: due))
            }
            let throughput = plan.throughputs[processIndex]
            let use = throughput.limit > 0 ? throughput.load * yearly / 365 : 0
            for input in process.inputs {
                let coming = input.materials.filter { scenario.arrives($0, at: plant.facility) }
                for material in input.materials {
                    let index = place(facility, material)
                    if coming.contains(material) {
                        needs[index].openingPart = max(needs[index].openingPart, 1 / Double(coming.count))
                    }
                    needs[index].dailyGrams += use * input.share * 1e6
                    needs[index].batchGrams = max(needs[index].batchGrams, batch * input.share * 1e6)
                    needs[index].inLinesGrams +=
                        0.9 * throughput.load * Double(lineCount) * batch * input.share * 1e6
                    if case .shortOf(input.materials) = throughput.heldBackBy { needs[index].isScarce = true }
                }
            }
        }
    }

    /// The clean feed of a run at this scale, tonnes; at least one lot where lots have units.
    func batchTonnes(_ process: Process) -> Double {
        var batch = process.batchTonnes * batchFactor
        for output in process.outputs {
            guard let units = output.lotUnits, let unitGrams = scenario.material(output.material)?.unitGrams else {
                continue
            }
            batch = max(batch, Double(units * unitGrams) / 1e6 / output.ratio)
        }
        return batch
    }

    // MARK: - The course of events

    /// Runs from the first instant to the last and writes everything but the closing of the files.
    func run(progress: (SimulationProgress) throws -> Void) throws {
        try writeMasterData()
        try writeHistory()
        try writeOpening()
        for line in lines.indices {
            queue.schedule(.lineStart(line), at: BusinessTime(seconds: lines[line].due))
        }
        scheduleRoutes()
        let days = Int(end.localDay - start.localDay)
        queue.schedule(.day, at: start)
        var day = 0
        while let (time, event) = queue.next(before: end) {
            if case .day = event {
                try progress(SimulationProgress(day: day, days: days, tickets: totals.tickets))
                day += 1
            }
            try handle(event, at: time)
        }
        try progress(SimulationProgress(day: days, days: days, tickets: totals.tickets))
        try checkBooks()
    }

    private func handle(_ event: CityEvent, at time: BusinessTime) throws(SimulationError) {
        switch event {
        case .day:
            planDay(time)
            queue.schedule(.day, at: time + BusinessTime.day)
        case .truck(let index): try weigh(index, at: time)
        case .lineStart(let line): try startRun(line, at: time)
        case .runEnd(let index): try endRun(index, at: time)
        case .departure(let route): try depart(route, at: time)
        case .arrival(let index): arrive(index)
        case .shipping(let route): try ship(route, at: time)
        case .returned(let index): try takeBack(index, at: time)
        case .supplierReturn(let index): try sendBack(index, at: time)
        case .count: try count(at: time)
        case .adjustment: try adjust(at: time)
        case .sample: try sample(at: time)
        }
    }

    /// Schedules the trucks of a day and, on the first of a month, its counts, adjustments and samples.
    private func planDay(_ midnight: BusinessTime) {
        planScrap(midnight)
        planAuxiliaries(midnight)
        let date = midnight.date
        guard date.day == 1 else { return }
        func scatter(_ event: CityEvent, _ number: Int, days: ClosedRange<Int>) {
            for _ in 0..<number {
                let day = days.lowerBound + random.index(below: days.count)
                let second = Int64(random.uniform(8, 18) * 3600)
                queue.schedule(event, at: midnight + (Int64(day) * BusinessTime.day + second))
            }
        }
        scatter(.count, scenario.incidents.countsPerMonth, days: 20...27)
        scatter(.adjustment, scenario.incidents.adjustmentsPerMonth, days: 5...27)
        scatter(.sample, scenario.incidents.samplesPerMonth, days: 1...27)
    }

    /// Everything that ever entered must be somewhere: in a yard, a line, on the road, or gone by a document.
    private func checkBooks() throws(SimulationError) {
        var held: Int64 = 0
        for pile in piles { held += pile.mass }
        for line in lines { held += line.heel?.mass ?? 0 }
        for run in runs.pending { held += run.feed.reduce(0) { $0 + $1.mass } + (run.heel?.mass ?? 0) }
        for arrival in arrivals.pending { held += arrival.lots.reduce(0) { $0 + $1.sent } }
        for pending in supplierReturns.pending { held += pending.mass }
        totals.closing = held
        guard totals.imbalance == 0 else { throw .massImbalance(grams: totals.imbalance) }
    }
}

/// Grams that went through the books of a simulation.
struct FlowTotals {
    var tickets = 0
    var settled: Int64 = 0
    var opening: Int64 = 0
    var received: Int64 = 0
    var added: Int64 = 0
    var adjusted: Int64 = 0
    var returned: Int64 = 0
    var shipped: Int64 = 0
    var lost: Int64 = 0
    var transferDifference: Int64 = 0
    var closing: Int64 = 0
    /// Output and units of reported materials, and settled intake of scrap, by material.
    var made: [String: Int64] = [:]
    var units: [String: Int64] = [:]
    var takenIn: [String: Int64] = [:]

    var imbalance: Int64 {
        opening + received + added + adjusted + returned - shipped - lost - transferDifference - closing
    }
}
