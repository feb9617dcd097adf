import MaterialLedger
import Testing

@testable import Interchange

@Suite("Random input")
struct DecoderFuzzTests {
    @Test("Random bytes in every file give rows or faults, never a trap, and the same ones again", arguments: 0..<40)
    func randomBytes(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let alphabet = Array("ab,\"\n\r\t 019.-+eTZ:;铅%".utf8) + [0x00, 0x80, 0xFF, 0xBD]
        let decoder = BundleDecoder(zone: try Fixture.shanghai())
        let inputs = BundleFile.allCases.map { file in
            let isWild = Bool.random(using: &random)
            let bytes = (0..<Int.random(in: 0..<400, using: &random)).map { _ in
                isWild ? UInt8.random(in: 0...255, using: &random) : alphabet.randomElement(using: &random) ?? 0
            }
            return BundleInput(name: file.fileName, bytes: bytes)
        }
        let first = decoder.decode(inputs)
        let second = decoder.decode(inputs)
        #expect(first.faults == second.faults, "seed \(seed)")
        #expect(first.ignored.isEmpty)
        // Nobody can pass random bytes for all nineteen files.
        #expect(first.faults.count >= 15, "seed \(seed)")
        #expect(first.faults.allSatisfy { $0.file != nil }, "seed \(seed)")
    }

    @Test("Good files with altered bytes keep rows and faults in step", arguments: 0..<40)
    func alteredFiles(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let decoder = BundleDecoder(zone: try Fixture.shanghai())
        let replacements = Array(",\"\n\r -.e9x\u{7F}".utf8) + [0x00, 0xC3, 0xFF]
        let files = BundleFile.allCases.filter { $0 != .corrections }
        let inputs = try Fixture.bundle("three-months", files: files).map { input in
            var input = input
            for _ in 0..<5 {
                let index = Int.random(in: 0..<input.bytes.count, using: &random)
                input.bytes[index] = replacements.randomElement(using: &random) ?? 0
            }
            return input
        }
        let decoded = decoder.decode(inputs)
        #expect(!decoded.faults.isEmpty, "seed \(seed)")
        let order = decoded.faults.map { fault in
            (BundleFile.allCases.firstIndex { $0.fileName == fault.file } ?? -1, fault.line ?? 0)
        }
        #expect(zip(order, order.dropFirst()).allSatisfy { $0 <= $1 }, "seed \(seed)")
        // Every bad value marks its row, which is there.
        for fault in decoded.faults where fault.code == .badValue {
            let file = try #require(BundleFile(fileName: fault.file ?? ""))
            let source = SourceLine(file, line: fault.line ?? 0)
            #expect(decoded.bundle.unreadFields[source]?.isEmpty == false, "seed \(seed), \(fault.description)")
        }
    }
}
