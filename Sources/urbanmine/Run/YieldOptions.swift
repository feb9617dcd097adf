import ArgumentParser
internal import Operations
internal import Wording

/// What came of a run, as options.
struct YieldOptions: ParsableArguments {
    @Option(
        name: .customLong("out"),
        help: ArgumentHelp(
            "An output: MATERIAL=8t, MATERIAL=8t:LOT, MATERIAL=8t:LOT:1000 (units), MATERIAL=8t::1000. Repeatable.",
            valueName: "material=mass"))
    var outputs: [String] = []

    @Option(
        name: .customLong("add"),
        help: ArgumentHelp("Mass that enters without a lot: air, water. Repeatable.", valueName: "material=mass"))
    var additions: [String] = []

    @Option(
        name: .customLong("loss"),
        help: ArgumentHelp("Mass that leaves the books: fume, water. Repeatable.", valueName: "material=mass"))
    var losses: [String] = []

    @Option(
        name: .customLong("loss-rest"),
        help: ArgumentHelp("Book what is missing to balance as this loss.", valueName: "material"))
    var restLoss: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Electric energy, with its unit: 3200kWh, 3.2MWh.", valueName: "energy"))
    var energy: String?

    @Option(parsing: .unconditional, help: ArgumentHelp("The green part of it: 60% or 1920kWh.", valueName: "share"))
    var green: String?

    func yield(_ typed: inout TypedFields) -> RunYield {
        var yield = RunYield()
        yield.outputs = typed.outputs("out", outputs)
        yield.additions = typed.materials("add", additions)
        yield.losses = typed.materials("loss", losses)
        yield.restLoss = restLoss
        yield.energy = typed.energy("energy", energy)
        yield.green = typed.green("green", green)
        return yield
    }

    func validate() throws {
        if green?.hasSuffix("%") == true, energy == nil {
            throw ValidationError(saying: "--green as a share needs --energy, of which it is a part")
        }
    }
}
