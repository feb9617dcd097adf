import MaterialLedger
import Testing
import Wording

/// The bytes that digests are made of, pinned: books on record carry these digests for ever.
@Suite("Content of documents, byte by byte")
struct DocumentContentTests {
    static let at = Instant(microseconds: 1_730_764_800_000_000)
    static let source = SourceLine(.intakes, line: 2)
    static let measurement = Measurement(basis: .estimated, method: "scale", sigmaGrams: 2.5)

    /// A sample for each kind of event that digests its content.
    static let samples: [(kind: EventKind, content: DocumentContent)] = [
        (
            .opening,
            OpeningStock(
                source: source, facility: "yard", lot: "O1", material: "scrap-lab", mass: Mass(grams: 5_000), at: at,
                units: 3, supplier: "S1", province: "410000", measurement: measurement, recordedBy: "li"
            ).content(.opening)
        ),
        (
            .intake,
            Intake(
                source: source, ticket: "T1", receivedAt: at, facility: "yard", material: "scrap-lab", supplier: "S1",
                gross: Mass(grams: 48_200_000), tare: Mass(grams: 15_100_000), deduction: .zero,
                net: Mass(grams: 33_100_000), lot: "T1", truck: "豫P12345"
            ).content(.intake)
        ),
        (
            .run,
            Run(
                source: source, run: "R1", facility: "smelt", process: "smelting", startedAt: at, endedAt: at,
                energy: Energy(units: 3_200_500_000)
            ).content(
                inputs: [
                    RunInput(source: source, run: "R1", lot: "T2", mass: Mass(grams: 7)),
                    RunInput(source: source, run: "R1", lot: "T1", mass: Mass(grams: 8)),
                ],
                additions: [
                    RunAddition(source: source, run: "R1", material: "air", mass: Mass(grams: 1), from: "site")
                ],
                outputs: [
                    RunOutput(source: source, run: "R1", lot: "L1", material: "lead", mass: Mass(grams: 15), units: 1)
                ],
                losses: [
                    RunLoss(
                        source: source, run: "R1", material: "fume", mass: Mass(grams: 1),
                        measurement: Measurement(basis: .difference))
                ])
        ),
        (
            .transfer,
            TransferLine.content(of: [
                TransferLine(
                    source: source, transfer: "V1", sentAt: at, receivedAt: at, lot: "T1", fromFacility: "yard",
                    toFacility: "smelt", mass: Mass(grams: 9))
            ])
        ),
        (
            .shipment,
            ShipmentLine.content(of: [
                ShipmentLine(
                    source: source, shipment: "A1", shippedAt: at, facility: "smelt", customer: "C1", lot: "L1",
                    mass: Mass(grams: 9), units: 1, order: "PO-7")
            ])
        ),
        (
            .goodsReturn,
            ReturnLine.content(of: [
                ReturnLine(
                    source: source, return: "B1", returnedAt: at, facility: "smelt", shipment: "A1", lot: "L1",
                    mass: Mass(grams: 4))
            ])
        ),
        (
            .adjustment,
            AdjustmentLine.content(of: [
                AdjustmentLine(
                    source: source, adjustment: "D1", at: at, facility: "yard", lot: "T1", mass: Mass(grams: -2),
                    reason: "drying")
            ])
        ),
        (
            .count,
            CountLine.content(of: [
                CountLine(
                    source: source, count: "N1", countedAt: at, facility: "yard", lot: "T1", mass: .zero,
                    measurement: measurement)
            ])
        ),
        (
            .acceptance,
            Acceptance(
                count: "N1", facility: "yard", at: at,
                lines: [.init(lot: "T2", difference: -3), .init(lot: "T1", difference: 4)]
            ).content
        ),
        (
            .party,
            Party(source: source, party: "S1", name: "界首回收站", province: "341282", uscc: nil).content(.party)
        ),
        (
            .facility,
            Facility(
                source: source, facility: "smelt", name: "冶炼厂", operator: "Tianneng", park: nil,
                capacityPerYear: Mass(grams: 120_000_000_000)
            ).content(.facility)
        ),
        (
            .material,
            Material(
                source: source, material: "lead", nameChinese: "铅", nameEnglish: "lead", stream: .battery,
                role: .product
            ).content(.material)
        ),
        (
            .composition,
            Composition(
                source: source, material: "scrap-lab", substance: "Pb", fraction: Fraction(units: Fraction.one / 2),
                sigma: 0.01, validFrom: at
            ).content(.composition)
        ),
        (
            .assay,
            Assay(source: source, lot: "T1", substance: "Pb", fraction: Fraction(units: Fraction.one), sigma: -0.0)
                .content(.assay)
        ),
        (
            .history,
            HistoryFigure(
                source: source, period: .first, table: .output, material: "lead", mass: Mass(grams: 5), units: 0
            ).content(.history)
        ),
        (
            .reversal, Reversal(kind: .intake, document: "T1", entry: 12, reason: "typed twice", at: at).content
        ),
        (.close, Close(month: .first).content),
    ]

    @Test("Each kind of document has the bytes that it always had", arguments: samples.map(\.kind))
    func bytesAreWhatTheyWere(kind: EventKind) throws {
        let sample = try #require(Self.samples.first { $0.kind == kind })
        #expect(Self.readable(sample.content.bytes) == golden[kind.name])
    }

    @Test("No kind of event is without a sample, those aside that say their document anew")
    func everyKindHasASample() {
        #expect(Set(Self.samples.map(\.kind)) == Set(EventKind.allCases).subtracting([.correction, .completion]))
    }

    @Test("The digest is SHA-256 of the bytes")
    func digestIsSHA256() throws {
        let content = Close(month: .first).content
        #expect(content.digest == .sha256(content.bytes))
        #expect(
            ContentDigest.sha256(Array("abc".utf8)).bytes.prefix(4) == [0xBA, 0x78, 0x16, 0xBF], "FIPS 180-4, B.1")
    }

    @Test("Lines are a set, and −0 is 0")
    func linesAreASet() {
        let lines = ["T1", "T2"].map {
            CountLine(
                source: Self.source, count: "N1", countedAt: Self.at, facility: "yard", lot: $0, mass: Mass(grams: 1),
                measurement: Measurement(sigmaGrams: 0))
        }
        var reversed = Array(lines.reversed())
        reversed[0].measurement.sigmaGrams = -0.0
        #expect(CountLine.content(of: lines).digest == CountLine.content(of: reversed).digest)
    }

    @Test("What a transfer leaves out is what it means")
    func transferIsNormalised() {
        var line = TransferLine(
            source: Self.source, transfer: "V1", sentAt: Self.at, receivedAt: Self.at, lot: "T1", fromFacility: "a",
            toFacility: "b", mass: Mass(grams: 9))
        let short = TransferLine.content(of: [line]).digest
        line.received = Mass(grams: 9)
        #expect(TransferLine.content(of: [line]).digest == short)
        line.received = Mass(grams: 8)
        #expect(TransferLine.content(of: [line]).digest != short)
    }

    @Test("A file from before a field existed has the same digest after it exists")
    func aNewFieldChangesNothing() {
        let before = Note(source: Self.source, id: "N", text: "so", since: nil)
        let after = LaterNote(source: Self.source, id: "N", text: "so", about: nil, since: nil)
        #expect(before.content(.party).bytes == after.content(.party).bytes)
        let said = LaterNote(source: Self.source, id: "N", text: "so", about: "yard", since: nil)
        #expect(said.content(.party).bytes != after.content(.party).bytes)
    }

    private static func readable(_ bytes: [UInt8]) -> String {
        bytes.map { byte in
            let hex = String(byte, radix: 16)
            return (0x21...0x7E).contains(byte) && byte != UInt8(ascii: "\\")
                ? String(UnicodeScalar(byte)) : "\\" + (hex.count < 2 ? "0" : "") + hex
        }.joined()
    }
}

/// A row as one version of the program knows it, and as a later one does.
private struct Note: BundleRow {
    static var file: BundleFile { .parties }
    static var list: Path<Bundle, [Note]> { \.notes }
    static let schema = FieldTable<Note>([
        Field("note", "a note", .text({ $0.id }, { $0.id = $1 }), part: .identity),
        Field("text", "its text", .text({ $0.text }, { $0.text = $1 })),
        Field("since", "since when", .optionalTime({ $0.since }, { $0.since = $1 }), .optional),
    ])
    var source: SourceLine
    var id: String
    var text: String
    var since: Instant?

    init(placeholderAt source: SourceLine) { self.init(source: source, id: "", text: "", since: nil) }
    init(source: SourceLine, id: String, text: String, since: Instant?) {
        (self.source, self.id, self.text, self.since) = (source, id, text, since)
    }
}

private struct LaterNote: BundleRow {
    static var file: BundleFile { .parties }
    static var list: Path<Bundle, [LaterNote]> { \.laterNotes }
    static let schema = FieldTable<LaterNote>([
        Field("note", "a note", .text({ $0.id }, { $0.id = $1 }), part: .identity),
        Field("about", "what it is about", .optionalText({ $0.about }, { $0.about = $1 }), .optional),
        Field("text", "its text", .text({ $0.text }, { $0.text = $1 })),
        Field("since", "since when", .optionalTime({ $0.since }, { $0.since = $1 }), .optional),
    ])
    var source: SourceLine
    var id: String
    var text: String
    var about: String?
    var since: Instant?

    init(placeholderAt source: SourceLine) {
        self.init(source: source, id: "", text: "", about: nil, since: nil)
    }
    init(source: SourceLine, id: String, text: String, about: String?, since: Instant?) {
        (self.source, self.id, self.text, self.about, self.since) = (source, id, text, about, since)
    }
}

extension Bundle {
    fileprivate var notes: [Note] {
        get { [] }
        set {}
    }
    fileprivate var laterNotes: [LaterNote] {
        get { [] }
        set {}
    }
}
