/// What a scenario comes to in an average year: how much each process runs, and what holds it back.
///
/// Solved for the city as a whole by repeated substitution: a process takes what is left of its feed, never more
/// than its lines can do; what it makes is there for the next. Loops (dross, cell scrap) converge because each
/// passes on less than it gets. Processes earlier in the file take first.
struct SteadyState {
    /// Why a process does less than its lines could.
    typealias Restraint = SimulationSummary.Restraint

    struct Throughput {
        let process: String
        /// Clean feed, tonnes a year.
        let feed: Double
        /// What the lines can do, tonnes of clean feed a year.
        let limit: Double
        /// What holds the process back; nil when its own capacity does.
        let heldBackBy: Restraint?

        var load: Double { limit > 0 ? feed / limit : 0 }
    }

    let throughputs: [Throughput]
    /// Tonnes made and tonnes used by processes in a year, for each material.
    let made: [String: Double]
    let used: [String: Double]

    init(_ scenario: Scenario) {
        var supply: [String: Double] = [:]
        for stream in scenario.intakes { supply[stream.material, default: 0] += stream.tonnesPerYear }
        let bought = Set(scenario.auxiliaries.map(\.material))
        let limits = scenario.processes.map { process in
            scenario.plants.filter { $0.process == process.code }
                .reduce(0) { $0 + $1.yearlyFeedTonnes(of: process) }
        }
        let (caps, followers) = Self.caps(scenario, limits)
        var feeds = [Double](repeating: 0, count: scenario.processes.count)
        var reasons = [Restraint?](repeating: nil, count: scenario.processes.count)
        var made: [String: Double] = [:]
        var used: [String: Double] = [:]
        for _ in 0..<400 {
            var available = supply
            made = [:]
            for (process, feed) in zip(scenario.processes, feeds) {
                for output in process.outputs { made[output.material, default: 0] += feed * output.ratio }
            }
            for (material, mass) in made { available[material, default: 0] += mass }
            used = [:]
            for (index, process) in scenario.processes.enumerated() {
                var feed = caps[index]
                var reason = followers[index].map { Restraint.following(processes: $0) }
                for input in process.inputs where !input.materials.contains(where: bought.contains) {
                    let rest = input.materials.reduce(0) { $0 + (available[$1] ?? 0) }
                    if rest / input.share < feed * 0.999 {
                        feed = rest / input.share
                        reason = .shortOf(materials: input.materials)
                    }
                }
                for input in process.inputs {
                    var need = feed * input.share
                    for (place, material) in input.materials.enumerated() {
                        let isLast = place == input.materials.count - 1
                        let taken = isLast ? need : min(need, max(0, available[material] ?? 0))
                        need -= taken
                        available[material, default: 0] -= taken
                        used[material, default: 0] += taken
                    }
                }
                feeds[index] = feed
                reasons[index] = reason
            }
        }
        throughputs = scenario.processes.enumerated().map { index, process in
            Throughput(
                process: process.code, feed: feeds[index], limit: limits[index],
                heldBackBy: reasons[index])
        }
        self.made = made
        self.used = used
    }

    /// What each process may do when those that follow it are to take its main output, and who they are.
    ///
    /// A captive material, which nobody buys, is made only as fast as the next process can use it at its best.
    private static func caps(_ scenario: Scenario, _ limits: [Double]) -> ([Double], [[String]?]) {
        var caps = limits
        var followers = [[String]?](repeating: nil, count: limits.count)
        for _ in 0..<limits.count {
            for (index, process) in scenario.processes.enumerated() {
                guard let captive = scenario.captiveOutput(of: process) else { continue }
                var demand = 0.0
                var users: [String] = []
                for (user, cap) in zip(scenario.processes, caps) {
                    for input in user.inputs where input.materials.contains(captive.material) {
                        demand += cap * input.share
                        users.append(user.code)
                    }
                }
                let cap = demand / captive.ratio
                guard cap < limits[index] * 0.999 else { continue }
                caps[index] = cap
                followers[index] = users
            }
        }
        return (caps, followers)
    }

    func throughput(of process: String) -> Throughput? {
        throughputs.first { $0.process == process }
    }
}

extension Plant {
    /// Clean feed a year at the plant's capacity and utilisation, tonnes.
    func yearlyFeedTonnes(of process: Process) -> Double {
        let ratio = ratedOn.map { process.ratio(ofOutput: $0) } ?? 1
        return capacityTonnes * utilisation / ratio
    }
}

extension Scenario {
    /// The main output of a process when it is an intermediate that nobody buys; nil otherwise.
    func captiveOutput(of process: Process) -> Process.Output? {
        guard let main = process.outputs.max(by: { $0.ratio < $1.ratio }),
            material(main.material)?.role == .intermediate,
            !shipments.contains(where: { $0.material == main.material })
        else { return nil }
        return main
    }
}
