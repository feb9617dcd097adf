import Glibc
import Interchange
import MaterialLedger
import Testing

/// Files that lie beside the tests.
enum Fixture {
    struct Missing: Error { let path: String }

    /// - Parameter path: from the folder of the tests, such as `Times/Fixtures/Berlin.tzif`.
    static func bytes(_ path: String, of testFile: String = #filePath) throws -> [UInt8] {
        let folder = testFile.split(separator: "/", omittingEmptySubsequences: false).dropLast(2).joined(separator: "/")
        guard let file = fopen(folder + "/" + path, "rb") else { throw Missing(path: path) }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while case let count = fread(&buffer, 1, buffer.count, file), count > 0 { bytes += buffer[..<count] }
        return bytes
    }

    static func zone(_ name: String, identifier: String) throws -> ZoneRules {
        try #require(ZoneRules(identifier: identifier, file: bytes("Times/Fixtures/\(name).tzif")))
    }

    static func shanghai() throws -> ZoneRules { try zone("Shanghai", identifier: "Asia/Shanghai") }

    /// Every file of a sample bundle.
    static func bundle(_ name: String, files: [BundleFile]) throws -> [BundleInput] {
        try files.map {
            BundleInput(name: $0.fileName, bytes: try bytes("Bundles/Fixtures/\(name)/\($0.fileName)"))
        }
    }
}

/// A small generator with a seed, so that a failing test can be repeated.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// SplitMix64 (Steele, Lea, Flood 2014).
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
