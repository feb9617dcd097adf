internal import Interchange
internal import MaterialLedger

/// Codes for documents that were recorded without one.
enum GeneratedCode {
    /// What the code of each kind begins with.
    static func prefix(of kind: EventKind) -> String {
        switch kind {
        case .intake: "WT"
        case .run: "RUN"
        case .transfer: "TR"
        case .shipment: "SH"
        case .goodsReturn: "RT"
        case .adjustment: "AD"
        case .count: "CT"
        default: "DOC"
        }
    }

    /// Letters and digits that can't be taken for one another when read out.
    private static let alphabet = Array("23456789ABCDEFGHJKMNPQRSTVWXYZ")

    /// Such as `WT20241105-1432-K7QX`: the minute, in which one of 810,000 is drawn.
    ///
    /// Two that are equal all the same meet in the database, where the second is refused and drawn again.
    static func next(_ kind: EventKind, now: Instant, zone: ZoneRules) -> String {
        var generator = SystemRandomNumberGenerator()
        let minute = TimeText.dateTime(now, zone: zone).filter { $0.isASCII && $0.isNumber }.prefix(12)
        let suffix = (0..<4).map { _ in
            alphabet[Int(generator.next(upperBound: UInt64(alphabet.count)))]
        }
        return prefix(of: kind) + minute.prefix(8) + "-" + minute.suffix(4) + "-" + String(suffix)
    }
}
