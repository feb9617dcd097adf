import MaterialLedger
import Testing

@testable import Interchange

@Suite("Sample bundles")
struct SampleBundleTests {
    @Test("Three months with every document kind decode without a fault")
    func threeMonths() throws {
        let files = BundleFile.allCases.filter { $0 != .corrections }
        let decoder = BundleDecoder(zone: try Fixture.shanghai())
        let (bundle, faults, ignored) = decoder.decode(try Fixture.bundle("three-months", files: files))
        #expect(faults == [])
        #expect(ignored == [])
        #expect(bundle.unreadFields.isEmpty)
        #expect(
            counts(of: bundle) == [8, 5, 28, 25, 6, 113, 128, 497, 42, 422, 209, 104, 83, 3, 16, 3, 44, 12, 0])
        // One run and one transfer have not ended; both kinds of deduction occur.
        #expect(bundle.runs.count { $0.endedAt == nil } == 1)
        #expect(Set(bundle.transfers.filter { $0.receivedAt == nil }.map(\.transfer)).count == 1)
        #expect(Set(bundle.intakes.map(\.deductionKind)) == [.removed, .commercial])
        for intake in bundle.intakes {
            #expect(intake.gross.grams - intake.tare.grams - intake.deduction.grams == intake.net.grams)
        }
        #expect(bundle.intakes.map(\.source.line) == (2...114).map(Int32.init))
    }

    @Test("Two days of a city, cut to their first rows, decode without a fault")
    func twoDays() throws {
        let files: [BundleFile] = [
            .parties, .facilities, .materials, .compositions, .intakes, .runs, .runInputs, .runOutputs, .runLosses,
            .shipments,
        ]
        let decoder = BundleDecoder(zone: try Fixture.shanghai())
        let (bundle, faults, _) = decoder.decode(try Fixture.bundle("two-days", files: files))
        #expect(faults == [])
        #expect(counts(of: bundle) == [29, 12, 20, 14, 0, 29, 29, 29, 0, 29, 29, 0, 29, 0, 0, 0, 0, 0, 0])
        #expect(bundle.parties.first?.name == "供应商S0000")
    }

    @Test("CRLF and a byte order mark change nothing")
    func lineEnds() throws {
        let decoder = BundleDecoder(zone: try Fixture.shanghai())
        let plain = try Fixture.bundle("three-months", files: [.intakes, .shipments])
        let windows = plain.map { input in
            let lines = input.bytes.flatMap { $0 == UInt8(ascii: "\n") ? [UInt8(ascii: "\r"), $0] : [$0] }
            return BundleInput(name: input.name, bytes: [0xEF, 0xBB, 0xBF] + lines)
        }
        let first = decoder.decode(plain)
        let second = decoder.decode(windows)
        #expect(second.faults == [])
        #expect(first.bundle.intakes == second.bundle.intakes)
        #expect(first.bundle.shipments == second.bundle.shipments)
    }

    private func counts(of bundle: Bundle) -> [Int] {
        [
            bundle.parties.count, bundle.facilities.count, bundle.materials.count, bundle.compositions.count,
            bundle.opening.count, bundle.intakes.count, bundle.runs.count, bundle.runInputs.count,
            bundle.runAdditions.count, bundle.runOutputs.count, bundle.runLosses.count, bundle.transfers.count,
            bundle.shipments.count, bundle.returns.count, bundle.adjustments.count, bundle.counts.count,
            bundle.assays.count, bundle.history.count, bundle.corrections.count,
        ]
    }
}
