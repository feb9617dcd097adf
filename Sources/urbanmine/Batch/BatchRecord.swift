internal import Answers
import ArgumentParser
internal import MaterialLedger
internal import Operations

/// One intake: a weighbridge ticket and its lot.
struct BatchRecord: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "record", abstract: "Record one intake.",
        discussion: """
            Settled is gross − tare − deduction; moisture and impurity add their share
            of gross − tare to the deduction. Water and dirt that are still in the pile
            stay in the lot's mass, unless --deduction-kind removed.

            Example:
              urbanmine batch record --facility F-01 --material LAB --supplier S-001 --province 410000 \\
                --gross 48.2t --tare 15.1t --moisture 2% --impurity 1% --truck 豫P12345
            """)

    @Option(help: "Where it was received.") var facility: String
    @Option(help: "What it is.") var material: String
    @Option(help: "From whom.") var supplier: String
    @Option(help: "Where it comes from: GB/T 2260, six digits (default: the supplier's).") var province: String?
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("The loaded truck, with its unit: 48.2t, 48200kg.", valueName: "mass"))
    var gross: String
    @Option(parsing: .unconditional, help: ArgumentHelp("The empty truck, with its unit.", valueName: "mass")) var tare:
        String
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Water to deduct, a share of gross − tare: 2%.", valueName: "percent"))
    var moisture: String?
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Dirt to deduct, a share of gross − tare: 1%.", valueName: "percent"))
    var impurity: String?
    @Option(parsing: .unconditional, help: ArgumentHelp("Deducted outright, with its unit.", valueName: "mass"))
    var deduction: String?
    @Option(
        name: .customLong("deduction-kind"),
        help: "commercial (default: still in the pile) or removed.")
    var deductionKind: String?
    @Option(
        parsing: .unconditional, help: ArgumentHelp("What the supplier declared, with its unit.", valueName: "mass"))
    var declared: String?
    @Option(help: "The truck's number plate.") var truck: String?
    @Option(help: "Who drives it.") var driver: String?
    @Option(help: "The hazardous-waste manifest (转移联单).") var manifest: String?
    @Option(help: "Whose it is, where not the facility's.") var owner: String?
    @Option(name: .customLong("origin-class"), help: "Class of origin, in the plant's words.")
    var originClass: String?
    @Option(help: ArgumentHelp("When it was received (default: now).", valueName: "time")) var at: String?
    @Option(help: "The ticket's number (default: generated).") var ticket: String?
    @Option(help: "The lot's code (default: the ticket's number).") var lot: String?
    @OptionGroup var measurement: MeasurementOptions
    @OptionGroup var recording: RecordingOptions
    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run() async throws {
        try await options.withBooks { session in
            let request = try request(session.typed)
            let outcome = try await RecordIntake(session.books).run(request, dryRun: recording.isDryRun)
            try session.show(Answer(recorded: outcome, as: .intake))
        }
    }

    private func request(_ typed: TypedFields) throws -> IntakeRequest {
        var typed = typed
        var request = IntakeRequest(
            facility: facility, material: material, supplier: supplier, gross: typed.mass("gross", gross),
            tare: typed.mass("tare", tare), measurement: measurement.measurement(&typed))
        request.province = province
        request.moisture = typed.percentage("moisture", moisture)
        request.impurity = typed.percentage("impurity", impurity)
        request.deduction = typed.mass("deduction", deduction)
        request.deductionKind = typed.choice("deduction-kind", deductionKind, of: DeductionKind.self)
        request.declared = typed.mass("declared", declared)
        request.truck = truck
        request.driver = driver
        request.manifest = manifest
        request.owner = owner
        request.originClass = originClass
        request.at = typed.time("at", at)
        request.ticket = ticket
        request.lot = lot
        request.recordedBy = recording.recordedBy
        try typed.check()
        return request
    }
}
