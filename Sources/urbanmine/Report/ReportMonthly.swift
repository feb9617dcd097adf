internal import Answers
import ArgumentParser
internal import MaterialLedger
internal import Operations
internal import Store
internal import Wording

/// The monthly output report.
struct ReportMonthly: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "monthly", abstract: "The monthly report: inflow, output, balance, recovery, energy.",
        discussion: """
            Example:
              urbanmine report monthly 2024-11 --park 田营 --format xlsx -o 2024-11.xlsx
            """)

    @Argument(help: "The month, YYYY-MM, in the site's time zone.") var month: String
    @Option(help: "Of one facility.") var facility: String?
    @Option(help: "Of all facilities of a park.") var park: String?
    @Option(help: "Of all facilities of an operator.") var `operator`: String?
    @Flag(name: .customLong("all-materials"), help: "Also the stock of materials that are not reported.")
    var allMaterials = false
    @Flag(name: .customLong("bom"), help: "CSV for Excel: with its mark, formulas kept from running.")
    var forExcel = false
    @Option(name: [.customShort("o"), .customLong("output")], help: "Where to write it.")
    var file: String?
    @OptionGroup(title: "Global options") var options: GlobalOptions

    func validate() throws {
        if [facility, park, `operator`].count(where: { $0 != nil }) > 1 {
            throw ValidationError(saying: "--facility, --park and --operator can't be combined")
        }
        guard Month(month) != nil else {
            throw ValidationError(saying: "'\(month)' is not a month; write YYYY-MM, such as 2024-11")
        }
        if forExcel, options.format != .csv { throw ValidationError(saying: "--bom is for --format csv") }
        if options.format == .table, let file, file.lowercased().hasSuffix(".xlsx") {
            throw ValidationError(saying: "'\(file)' is to be a workbook; add --format xlsx")
        }
        if options.format == .xlsx, file == nil, Standard.outputIsTerminal {
            throw ValidationError(saying: "a workbook is not for a terminal; name a file with -o")
        }
    }

    private var scope: ReportScopeRequest {
        if let facility { return .facility(facility) }
        if let park { return .park(park) }
        if let `operator` { return .operator(`operator`) }
        return .city
    }

    func run() async throws {
        guard let period = Month(month) else { return }
        try await options.withBooks(formats: [.table, .json, .csv, .xlsx]) { session in
            let report = try await MonthlyReporting(session.books).load(
                period, scope: scope, allMaterials: allMaterials)
            let writer = file == nil ? session.output.writer : session.output.writer.forFile
            try session.output.write(try writer.bytes(of: report, forExcel: forExcel), toFile: file)
        }
    }
}
