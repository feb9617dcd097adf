import Glibc
import Simulation
import Testing

/// A bundle simulated into a directory of its own, read back for the tests; removed with the value.
final class SimulatedBundle {
    typealias Row = [String: String]

    let directory: String
    let summary: SimulationSummary

    init(
        _ scenario: Scenario, from month: (year: Int, month: Int) = (2024, 11), months: Int = 2, seed: UInt64 = 7,
        scale: Double = 0.02
    ) throws {
        directory = try Self.temporaryDirectory()
        let simulator = try Simulator(
            scenario: scenario, firstMonth: month, months: months, seed: seed, scale: scale)
        summary = try simulator.run(into: directory)
    }

    deinit {
        for name in Self.names(in: directory) { unlink("\(directory)/\(name)") }
        rmdir(directory)
    }

    /// The bytes of a file of the bundle.
    func bytes(_ table: String) throws -> [UInt8] {
        try Self.read("\(directory)/\(table).csv")
    }

    /// The rows of a file, fields by column. (The simulator writes no quotes where a test would need to undo them.)
    func rows(_ table: String) throws -> [Row] {
        let text = String(decoding: try bytes(table), as: UTF8.self)
        var lines = text.split(separator: "\n", omittingEmptySubsequences: true)
        try #require(!lines.isEmpty)
        let header = lines.removeFirst().split(separator: ",").map(String.init)
        return try lines.map { line in
            let fields = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            try #require(fields.count == header.count, "\(table): \(line)")
            return Dictionary(uniqueKeysWithValues: zip(header, fields))
        }
    }

    // MARK: - Files

    static let tables = [
        "parties", "facilities", "materials", "compositions", "opening", "intakes", "runs", "run_inputs",
        "run_additions", "run_outputs", "run_losses", "transfers", "shipments", "returns", "adjustments", "counts",
        "assays", "history",
    ]

    static func temporaryDirectory() throws -> String {
        var template = Array("/tmp/simulation-test-XXXXXX".utf8CString)
        let made = template.withUnsafeMutableBufferPointer { buffer in
            buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) }
        }
        return try #require(made)
    }

    static func read(_ path: String) throws -> [UInt8] {
        let file = try #require(fopen(path, "r"), "\(path) can't be read")
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = fread(&chunk, 1, chunk.count, file)
            guard count > 0 else { return bytes }
            bytes += chunk[..<count]
        }
    }

    static func names(in directory: String) -> [String] {
        guard let stream = opendir(directory) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }
}

/// The scenario files of the repository.
enum ScenarioFile {
    static let names = ["jieshou", "jieshou-lead"]

    static func text(_ name: String, from file: String = #filePath) throws -> String {
        let folders = file.split(separator: "/").dropLast(3)
        let path = "/" + folders.joined(separator: "/") + "/scenarios/\(name).yaml"
        return String(decoding: try SimulatedBundle.read(path), as: UTF8.self)
    }

    static func scenario(_ name: String) throws -> Scenario {
        try Scenario(yaml: text(name), name: "\(name).yaml")
    }
}

extension SimulatedBundle.Row {
    /// The whole number in a column.
    func grams(_ column: String) throws -> Int64 {
        try #require(self[column].flatMap { Int64($0) }, "\(column) in \(self)")
    }

    /// The text in a column; nil when the field is empty.
    func text(_ column: String) -> String? {
        self[column].flatMap { $0.isEmpty ? nil : $0 }
    }
}
