internal import Answers
import ArgumentParser
internal import MaterialLedger
internal import Operations
internal import Wording

/// Where a lot's mass comes from, or where it went.
struct TraceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trace", abstract: "Whose mass is in a lot, or where a lot's mass is now.",
        discussion: """
            Without a direction: origins of a lot that a run made, destinations of any
            other.

            Example:
              urbanmine trace BATTERY-0001 --up --by supplier --substance Pb
            """)

    enum Direction: EnumerableFlag {
        case up, down, origins, destinations

        static func help(for value: Direction) -> ArgumentHelp? {
            switch value {
            case .up: "Origins: whose mass is in it."
            case .down: "Destinations: where its mass is now."
            case .origins: "The same as --up."
            case .destinations: "The same as --down."
            }
        }

        var meaning: TraceDirection {
            switch self {
            case .up, .origins: .up
            case .down, .destinations: .down
            }
        }
    }

    @Argument(help: "The lot's code.") var lot: String
    @Flag(exclusivity: .exclusive) var direction: Direction?
    @Option(
        help: "lot, supplier, province, facility or material; with --down lot, facility, material, state or customer.")
    var by = "lot"
    @Option(help: "Follow the mass of this substance, such as Pb.") var substance: String?
    @Option(parsing: .unconditional, help: "The share that may be cut off in all, from 0 (exact) up to less than 1.")
    var epsilon: Double?
    @Option(parsing: .unconditional, help: "The most runs on one way, 0 or more.") var depth: Int?
    @Flag(name: .customLong("bom"), help: "CSV for Excel: with its mark, formulas kept from running.")
    var forExcel = false
    @Option(name: [.customShort("o"), .customLong("output")], help: "Where to write it.")
    var file: String?
    @OptionGroup(title: "Global options") var options: GlobalOptions

    func validate() throws {
        if let epsilon, !(0..<1).contains(epsilon) {
            throw ValidationError(saying: "--epsilon is from 0 up to less than 1")
        }
        if let depth, depth < 0 { throw ValidationError(saying: "--depth is 0 or more") }
        if let substance, substance.isEmpty {
            throw ValidationError(
                saying: "--substance has no value; write one such as Pb, or leave it out to follow mass")
        }
        if forExcel, options.format != .csv { throw ValidationError(saying: "--bom is for --format csv") }
        if TraceKey(rawValue: by) == nil, DestinationKey(rawValue: by) == nil {
            throw ValidationError(
                saying:
                    "'\(by)' is no key of a trace; write lot, supplier, province, facility, material, state or customer"
            )
        }
        if let direction { try checkKey(direction.meaning) }
        if options.format == .dot, by != "lot" {
            throw ValidationError(saying: "--format dot draws lots; leave --by out")
        }
    }

    /// Suppliers and provinces say where mass came from, states and customers where it went.
    private func checkKey(_ direction: TraceDirection) throws {
        switch direction {
        case .up where TraceKey(rawValue: by) == nil:
            throw ValidationError(
                saying: "--by \(by) is for --down; with --up write lot, supplier, province, facility or material")
        case .down where DestinationKey(rawValue: by) == nil:
            throw ValidationError(
                saying: "--by \(by) is for --up; with --down write lot, facility, material, state or customer")
        case .up, .down: break
        }
    }

    func run() async throws {
        try await options.withBooks(formats: [.table, .json, .csv, .dot]) { session in
            let tracing = LotTracing(session.books)
            let direction: TraceDirection
            if let asked = self.direction {
                direction = asked.meaning
            } else {
                direction = try await tracing.defaultDirection(of: lot)
            }
            try checkKey(direction)
            let request = LotTracing.Request(lot: lot, substance: substance, epsilon: epsilon, depth: depth)
            let writer = file == nil ? session.output.writer : session.output.writer.forFile
            let bytes: [UInt8]
            switch direction {
            case _ where writer.format == .dot:
                bytes = writer.drawing(of: try await tracing.graph(request, direction: direction))
            case .up:
                let key = TraceKey(rawValue: by) ?? .lot
                bytes = writer.bytes(of: try await tracing.origins(request), by: key, forExcel: forExcel)
            case .down:
                let key = DestinationKey(rawValue: by) ?? .lot
                bytes = writer.bytes(of: try await tracing.destinations(request), by: key, forExcel: forExcel)
            }
            try session.output.write(bytes, toFile: file)
        }
    }
}
