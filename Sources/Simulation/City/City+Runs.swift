/// Batches in breakers, furnaces, washers and assembly lines.
extension City {
    /// Starts a batch when the line is due and its feed is there; else looks again later.
    ///
    /// A line waits for a whole batch, but no longer than a batch takes: then six tenths of one will do.
    func startRun(_ index: Int, at time: BusinessTime) throws(SimulationError) {
        let line = lines[index]
        let process = scenario.processes[line.process]
        let isPatient = Double(time.seconds - line.ready) < line.interval
        guard !isFull(after: process, at: line.facility),
            let (feed, unitLots) = drawFeed(process, at: line.facility, whole: isPatient)
        else {
            let pause = min(4 * 3600, max(1800, line.interval / 12)) * random.uniform(0.8, 1.2)
            queue.schedule(.lineStart(index), at: time + Int64(pause))
            return
        }
        let heel = line.heel
        lines[index].heel = nil
        // The plan counts what was fed, so that small batches come sooner and large ones later.
        let part = Double(feed.reduce(0) { $0 + $1.clean }) / 1e6 / batchTonnes(process)
        let interval = line.interval * part
        let hours = process.hours.first + process.hours.second * random.normal()
        // A line that keeps up with its plan can't take longer than the plan allows.
        let seconds = min(max(hours * 3600 * part, 900), interval * 0.93)
        let finish = time + max(60, Int64(seconds))
        // A late line catches up by two batches at most: what was missed before is lost.
        lines[index].due = max(line.due + Int64(interval), time.seconds - Int64(2 * line.interval))
        let code = codes.next(.run, at: time)
        let isFinished = finish < end
        let tonnes = Double(feed.reduce(0) { $0 + $1.mass }) / 1e6
        let energy = process.kilowattHoursPerTonne
        let used = max(0, tonnes * energy.first * (1 + energy.second * random.normal()))
        let green = greenShare(scenario.plants[line.plant].greenShare, at: time)
        try writer.row(.runs) { row in
            row.field(code)
            row.field(scenario.facilities[line.facility].code)
            row.field(process.code)
            row.field(time)
            row.field(isFinished ? finish.text : nil)
            row.field(isFinished ? Decimal.text(used, digits: 1) : nil)
            row.field(isFinished ? Decimal.text(used * green, digits: 1) : nil)
            row.field(shift(at: time))
        }
        for lot in feed + (heel.map { [$0] } ?? []) {
            try writer.row(.runInputs) { row in
                row.field(code)
                row.field(lot.code)
                row.field(lot.mass)
            }
        }
        let run = runs.insert(
            RunInProgress(code: code, line: index, feed: feed, heel: heel, unitLots: unitLots))
        queue.schedule(.runEnd(run), at: finish)
    }

    /// More sun at noon and in summer: the green share follows both.
    private func greenShare(_ usual: Double, at time: BusinessTime) -> Double {
        let hour = Double(time.secondOfDay) / 3600
        let noon = max(0, 1 - abs(hour - 12.5) / 7)
        let summer = [0.8, 0.85, 0.95, 1.05, 1.15, 1.15, 1.15, 1.1, 1.05, 0.95, 0.85, 0.8][time.date.month - 1]
        return min(1, max(0, usual * summer * (0.6 + noon) * (1 + 0.05 * random.normal())))
    }

    private func shift(at time: BusinessTime) -> String {
        switch time.secondOfDay / 3600 {
        case 0..<8: "夜班"
        case 8..<16: "早班"
        default: "中班"
        }
    }

    /// Whether those who follow have more of a captive output than they can use for days: then the line waits.
    private func isFull(after process: Process, at facility: Int) -> Bool {
        guard let captive = scenario.captiveOutput(of: process) else { return false }
        let here = place(facility, captive.material)
        var held = piles[here].mass
        var need = needs[here]
        for route in scenario.transfers {
            guard route.materials.contains(captive.material), scenario.facilityIndex[route.from] == facility,
                let to = scenario.facilityIndex[route.to]
            else { continue }
            let there = place(to, captive.material)
            held += piles[there].mass + coming[there]
            need.dailyGrams += needs[there].dailyGrams
            need.batchGrams += needs[there].batchGrams
        }
        let output = captive.ratio * batchTonnes(process) * 1e6
        return Double(held) > max(6 * need.dailyGrams, 4 * need.batchGrams) + output
    }

    /// Takes the feed of a batch from the yard.
    ///
    /// - Parameter whole: whether only a whole batch will do; else six tenths of one are enough.
    /// - Returns: the lots, and the lots with units that they are meant for; nil when there isn't enough.
    private func drawFeed(
        _ process: Process, at facility: Int, whole: Bool
    ) -> (feed: [StockLot], unitLots: Int)? {
        let batch = batchTonnes(process) * 1e6
        var possible = Double.infinity
        for input in process.inputs {
            let there = input.materials.reduce(Int64(0)) { $0 + piles[place(facility, $1)].clean }
            possible = min(possible, Double(there) / input.share)
        }
        guard possible >= batch * (whole ? 1 : 0.6) else { return nil }
        var clean = min(possible, batch * (1 + process.spread * random.normal()))
        var unitLots = 0
        if let (lotGrams, ratio) = unitLot(of: process) {
            let wanted = max(1, (batch * ratio / lotGrams).rounded())
            unitLots = Int(min(wanted, (possible * ratio / lotGrams).rounded(.down)))
            guard unitLots >= (whole ? Int(wanted) : 1) else { return nil }
            clean = Double(unitLots) * lotGrams / ratio
        }
        var feed: [StockLot] = []
        for input in process.inputs {
            var rest = Int64((clean * input.share).rounded())
            for material in input.materials where rest > 0 {
                let place = place(facility, material)
                let before = piles[place].clean
                piles[place].draw(clean: rest, into: &feed)
                rest -= before - piles[place].clean
            }
        }
        return (feed, unitLots)
    }

    /// Grams of a lot with units, and its ratio to the feed.
    private func unitLot(of process: Process) -> (grams: Double, ratio: Double)? {
        for output in process.outputs {
            if let units = output.lotUnits, let grams = scenario.material(output.material)?.unitGrams {
                return (Double(units * grams), output.ratio)
            }
        }
        return nil
    }

    // MARK: - The end of a batch

    /// Pours: outputs become lots, losses leave, and one loss closes the mass to the gram.
    func endRun(_ index: Int, at time: BusinessTime) throws(SimulationError) {
        guard let run = runs.remove(index) else { return }
        let line = lines[run.line]
        let process = scenario.processes[line.process]
        let fed = run.feed.reduce(Int64(0)) { $0 + $1.mass }
        let clean = Double(run.feed.reduce(Int64(0)) { $0 + $1.clean })
        let heelIn = run.heel?.mass ?? 0

        var added: Int64 = 0
        for addition in process.additions {
            let mass = Int64((clean * addition.ratio * (1 + process.spread * 0.5 * random.normal())).rounded())
            guard mass > 0 else { continue }
            added += mass
            try writer.row(.runAdditions) { row in
                row.field(run.code)
                row.field(addition.material)
                row.field(mass)
                row.field(addition.source)
            }
        }

        var batch = yields(process, clean: clean, unitLots: run.unitLots)
        let moisture = run.feed.reduce(Int64(0)) { $0 + $1.moisture }
        let impurity = run.feed.reduce(Int64(0)) { $0 + $1.impurity }
        if let heel = process.heel, let of = batch.outputs.firstIndex(where: { $0.material == heel.of }) {
            let poured = batch.outputs[of].mass + heelIn
            let target = heel.tonnes * batchFactor * 1e6 * (1 + heel.spread * random.normal())
            let heelOut = min(Int64(target.rounded()), poured / 2)
            batch.outputs[of].mass = poured - heelOut
            let lot = StockLot(code: codes.next(.productLot, at: time), mass: heelOut)
            lines[run.line].heel = lot
            try writeOutput(run.code, lot, heel.material, basis: "estimated")
        }
        if impurity > 0, let material = process.impurity {
            if scenario.material(material)?.role == .loss {
                batch.addLoss(material, impurity)
            } else {
                let lot = StockLot(code: codes.next(.productLot, at: time), mass: impurity)
                try writeOutput(run.code, lot, material, basis: "estimated")
                piles[place(line.facility, material)].append(lot)
            }
        }
        if moisture > 0, let material = process.moisture { batch.addLoss(material, moisture) }
        let impurityOut = batch.losses.contains { $0.material == process.impurity } ? 0 : impurity
        let heelOut = lines[run.line].heel?.mass ?? 0
        batch.close(
            with: process.closing, total: fed + heelIn + added - heelOut - impurityOut, clean: Int64(clean))

        for output in batch.outputs { try pour(output, run, line.facility, at: time) }
        for loss in batch.losses where loss.mass > 0 {
            totals.lost += loss.mass
            try writer.row(.runLosses) { row in
                row.field(run.code)
                row.field(loss.material)
                row.field(loss.mass)
                row.field(loss.material == process.closing ? "difference" : "estimated")
            }
        }
        totals.added += added
        let next = max(lines[run.line].due, time.seconds + 600)
        lines[run.line].ready = next
        queue.schedule(.lineStart(run.line), at: BusinessTime(seconds: next))
    }

    /// What a batch gives before the closing loss.
    ///
    /// Each yield varies by the process's spread; then all are scaled together so that their sum leaves the closing
    /// loss near its usual size: it is what the balance lacks and must neither vanish nor swell, and a large one
    /// must not drag the products along.
    private func yields(_ process: Process, clean: Double, unitLots: Int) -> Batch {
        var batch = Batch()
        var planned = 0.0
        var fixed = 0.0
        var closing = 0.0
        var drawn: [Double] = []
        for output in process.outputs {
            planned += output.ratio
            if let units = output.lotUnits, let grams = scenario.material(output.material)?.unitGrams {
                var masses: [Int64] = []
                for _ in 0..<unitLots {
                    masses.append(Int64((Double(units * grams) * (1 + 0.002 * random.normal())).rounded()))
                }
                fixed += Double(masses.reduce(0, +))
                batch.outputs.append(Batch.Output(output, unitMasses: masses))
                drawn.append(0)
            } else {
                batch.outputs.append(Batch.Output(output, unitMasses: []))
                drawn.append(output.ratio * (1 + process.spread * random.normal()))
            }
        }
        for loss in process.losses {
            guard loss.material != process.closing else {
                closing += loss.ratio
                continue
            }
            planned += loss.ratio
            batch.losses.append((loss.material, 0))
            drawn.append(loss.ratio * (1 + process.spread * random.normal()))
        }
        let wobble = min(closing * 0.12, process.spread * planned) * random.normal()
        let free = drawn.reduce(0, +)
        let target = (planned - wobble) * clean - fixed
        let factor = free > 0 ? min(1.3, max(0.7, target / (free * clean))) : 0
        for place in batch.outputs.indices where batch.outputs[place].unitMasses.isEmpty {
            batch.outputs[place].mass = Int64((drawn[place] * factor * clean).rounded())
        }
        for place in batch.losses.indices {
            batch.losses[place].mass = Int64((drawn[batch.outputs.count + place] * factor * clean).rounded())
        }
        return batch
    }

    /// Makes the lots of an output and puts them into the yard.
    private func pour(_ output: Batch.Output, _ run: RunInProgress, _ facility: Int, at time: BusinessTime)
        throws(SimulationError)
    {
        let material = output.recipe.material
        let place = place(facility, material)
        for mass in output.lotMasses where mass > 0 {
            let units = output.unitMasses.isEmpty ? 0 : output.recipe.lotUnits ?? 0
            let lot = StockLot(code: codes.next(.productLot, at: time), mass: mass, units: units)
            try writeOutput(run.code, lot, material, basis: "measured")
            piles[place].append(lot)
            totals.made[material, default: 0] += mass
            totals.units[material, default: 0] += units
            try assayProduct(lot, material)
        }
    }

    private func writeOutput(_ run: String, _ lot: StockLot, _ material: String, basis: String)
        throws(SimulationError)
    {
        try writer.row(.runOutputs) { row in
            row.field(run)
            row.field(lot.code)
            row.field(material)
            row.field(lot.mass)
            row.field(lot.units > 0 ? lot.units : nil)
            row.field(basis)
        }
    }

    /// Some product lots are analysed for their main substance.
    private func assayProduct(_ lot: StockLot, _ code: String) throws(SimulationError) {
        guard let material = scenario.material(code), material.role == .product, lot.units == 0,
            random.chance(scenario.incidents.productAssayShare),
            let main = material.composition.max(by: { $0.fraction < $1.fraction })
        else { return }
        let error = main.sigma / 2
        let fraction = min(1, max(0, main.fraction + error * random.normal()))
        try writer.row(.assays) { row in
            row.field(lot.code)
            row.field(main.substance)
            row.field(fraction, digits: 6)
            row.field(error, digits: 6)
        }
    }
}

/// The outputs and losses of one batch, in grams, until it closes.
struct Batch {
    struct Output {
        let recipe: Process.Output
        let unitMasses: [Int64]
        var mass: Int64

        var material: String { recipe.material }

        init(_ recipe: Process.Output, unitMasses: [Int64]) {
            self.recipe = recipe
            self.unitMasses = unitMasses
            mass = unitMasses.reduce(0, +)
        }

        /// The masses of the lots: as many as the largest lot demands, as equal as whole grams allow.
        var lotMasses: [Int64] {
            guard unitMasses.isEmpty else { return unitMasses }
            guard let largest = recipe.lotTonnes else { return [mass] }
            let number = max(1, Int64((Double(mass) / (largest * 1e6)).rounded(.up)))
            return (0..<number).map { mass / number + ($0 < mass % number ? 1 : 0) }
        }
    }

    var outputs: [Output] = []
    var losses: [(material: String, mass: Int64)] = []

    mutating func addLoss(_ material: String, _ mass: Int64) {
        if let place = losses.firstIndex(where: { $0.material == material }) {
            losses[place].mass += mass
        } else {
            losses.append((material, mass))
        }
    }

    /// Gives the closing loss what the others leave of the total.
    ///
    /// Should they leave nothing, the largest divisible output gives up a thousandth of the feed.
    mutating func close(with material: String, total: Int64, clean: Int64) {
        func rest() -> Int64 {
            total - outputs.reduce(0) { $0 + $1.mass } - losses.reduce(0) { $0 + $1.mass }
        }
        if rest() <= 0 {
            let divisible = outputs.indices.filter { outputs[$0].unitMasses.isEmpty }
            if let largest = divisible.max(by: { outputs[$0].mass < outputs[$1].mass }) {
                outputs[largest].mass += rest() - max(1, clean / 1000)
            }
        }
        addLoss(material, rest())
    }
}
