import MaterialLedger
import Testing

@testable import Interchange

@Suite("Zip archives")
struct ZipArchiveTests {
    @Test("A bundle packed by zip decodes like its files")
    func bundle() throws {
        let inputs = try ZipArchive.inputs(from: Fixture.bytes("Zip/Fixtures/three-months.zip"))
        #expect(inputs.count == 19)
        #expect(!inputs.contains { $0.name.contains("__MACOSX") || $0.name.contains(".DS_Store") })
        let decoder = BundleDecoder(zone: try Fixture.shanghai())
        let packed = decoder.decode(inputs)
        #expect(packed.faults.isEmpty)
        #expect(packed.ignored == ["bundle/README.md"])
        let files = BundleFile.allCases.filter { $0 != .corrections }
        let plain = decoder.decode(try Fixture.bundle("three-months", files: files))
        #expect(packed.bundle.intakes == plain.bundle.intakes)
        #expect(packed.bundle.runOutputs == plain.bundle.runOutputs)
        #expect(packed.bundle.transfers == plain.bundle.transfers)
        #expect(packed.bundle.intakes.count == 113)
    }

    @Test("What is no zip archive is told")
    func noArchive() {
        #expect(fault(of: []) == "the zip archive is empty: it has 0 bytes")
        #expect(
            fault(of: Array("party,name\n".utf8))
                == "this is no readable zip archive (Not a zip archive); pack it anew")
    }

    @Test("An encrypted file is told with its name")
    func encrypted() throws {
        #expect(
            fault(of: try Fixture.bytes("Zip/Fixtures/encrypted.zip"))
                == "parties.csv: the file is encrypted; pack it without a password")
    }

    @Test("What would unpack to an absurd size is refused")
    func bomb() throws {
        let bytes = try Fixture.bytes("Zip/Fixtures/bomb.zip")
        #expect(fault(of: bytes) == "intakes.csv: the file would unpack to more than 200 times its packed size")
        var limits = ZipArchive.Limits()
        limits.unpacked = 1000
        #expect(
            fault(of: try Fixture.bytes("Zip/Fixtures/three-months.zip"), limits: limits)
                == "transfers.csv: the zip archive holds more than 1000 bytes unpacked")
        limits = ZipArchive.Limits()
        limits.entries = 3
        #expect(
            fault(of: try Fixture.bytes("Zip/Fixtures/three-months.zip"), limits: limits)
                == "the zip archive has more than 3 files")
    }

    @Test("An archive that is cut off anywhere is refused")
    func truncated() throws {
        let bytes = try Fixture.bytes("Zip/Fixtures/three-months.zip")
        for length in stride(from: 0, to: bytes.count, by: 97) {
            #expect(fault(of: Array(bytes[..<length])) != nil, "\(length) bytes")
        }
        #expect(fault(of: Array(bytes.dropLast())) != nil)
    }

    @Test("A byte altered inside a packed file is found by its checksum")
    func altered() throws {
        var bytes = try Fixture.bytes("Zip/Fixtures/three-months.zip")
        // Well inside the first large file, transfers.csv.
        bytes[2000] ^= 0x10
        #expect(fault(of: bytes) == "transfers.csv: the file is damaged inside the zip archive; pack it anew")
    }

    @Test("Altered bytes anywhere are refused or read, and never trap")
    func fuzzed() throws {
        let good = try Fixture.bytes("Zip/Fixtures/three-months.zip")
        let plain = try ZipArchive.inputs(from: good).count
        var random = SeededGenerator(seed: 2)
        var refused = 0
        for _ in 0..<300 {
            var bytes = good
            for _ in 0..<3 {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            do throws(Fault) {
                #expect(try ZipArchive.inputs(from: bytes).count <= plain + 2)
            } catch {
                #expect(error.code == .unreadable)
                refused += 1
            }
        }
        #expect(refused > 100)
    }

    private func fault(of bytes: [UInt8], limits: ZipArchive.Limits = ZipArchive.Limits()) -> String? {
        do throws(Fault) {
            _ = try ZipArchive.inputs(from: bytes, limits: limits)
            return nil
        } catch {
            #expect(error.code == .unreadable)
            return error.description
        }
    }
}
