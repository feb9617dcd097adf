import Answers
import Interchange
import MaterialLedger

@testable import Operations

extension AnswerWriter {
    /// A writer for Shanghai's times.
    static func writing(_ format: AnswerFormat, _ language: Language = .en) -> AnswerWriter {
        AnswerWriter(
            format: format, language: language, zone: ZoneRules(identifier: "Asia/Shanghai", fixedOffset: 28_800))
    }

    func text(of answer: Answer) -> String { String(decoding: bytes(of: answer), as: UTF8.self) }
}

extension Instant {
    /// 2024-11-05 08:00 in Shanghai.
    static let sample = Instant(microseconds: 1_730_764_800_000_000)
}

/// A ticket as it was recorded.
func recordedIntake(lot: String = "LOT-1") -> RecordingOutcome {
    var bundle = Bundle()
    bundle.intakes = [
        Intake(
            source: SourceLine(.intakes, line: 0), ticket: "WT-1", receivedAt: .sample, facility: "F-01",
            material: "LAB", supplier: "S-001", gross: Mass(grams: 48_200_000), tare: Mass(grams: 15_100_000),
            deduction: Mass(grams: 100_000), net: Mass(grams: 33_000_000), lot: lot, truck: "豫P1\u{1B}[31m")
    ]
    var receipt = ImportBundle.Receipt()
    receipt.recorded = [.intakes: 1]
    receipt.entries = 1
    receipt.postings = 2
    return RecordingOutcome(rows: bundle, receipt: receipt)
}
