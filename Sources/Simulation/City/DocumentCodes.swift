/// Codes of documents and lots: a letter, the date, and a number that begins anew each day.
///
/// The date keeps the codes of bundles for different months apart.
struct DocumentCodes {
    enum Kind: Int, CaseIterable {
        case ticket, intakeLot, productLot, run, transfer, shipment, goodsReturn, adjustment, count

        var letter: String {
            switch self {
            case .ticket: "W"
            case .intakeLot: "S"
            case .productLot: "P"
            case .run: "R"
            case .transfer: "T"
            case .shipment: "D"
            case .goodsReturn: "B"
            case .adjustment: "A"
            case .count: "C"
            }
        }
    }

    private var day: Int64 = .min
    private var dateText = ""
    private var counters = [Int](repeating: 0, count: Kind.allCases.count)

    mutating func next(_ kind: Kind, at time: BusinessTime) -> String {
        if time.localDay != day {
            day = time.localDay
            let date = time.date
            dateText = Self.padded(date.year % 100, 2) + Self.padded(date.month, 2) + Self.padded(date.day, 2)
            counters = [Int](repeating: 0, count: Kind.allCases.count)
        }
        counters[kind.rawValue] += 1
        return kind.letter + dateText + "-" + Self.padded(counters[kind.rawValue], 4)
    }

    /// A number with leading zeros.
    static func padded(_ number: Int, _ digits: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
    }
}
