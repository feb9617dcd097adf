import ArgumentParser
internal import MaterialLedger
internal import Operations

/// What every command that records takes.
struct RecordingOptions: ParsableArguments {
    @Flag(name: .customLong("dry-run"), help: "Check everything, record nothing.")
    var isDryRun = false

    @Option(name: .customLong("recorded-by"), help: "Who recorded it, where that is not the user of this machine.")
    var recordedBy: String?
}

/// How a mass came to be known.
struct MeasurementOptions: ParsableArguments {
    @Option(help: "measured, estimated or difference.")
    var basis: String?

    @Option(help: "How it was weighed or reckoned.")
    var method: String?

    @Option(
        parsing: .unconditional, help: ArgumentHelp("Standard deviation of the mass, with its unit.", valueName: "mass")
    )
    var sigma: String?

    func measurement(_ typed: inout TypedFields) -> Measurement {
        Measurement(
            basis: typed.choice("basis", basis, of: MassBasis.self), method: method,
            sigmaGrams: typed.mass("sigma", sigma).map { Double($0.grams) })
    }
}
