import MaterialLedger

/// The unit in which a report prints masses.
package enum MassScale: Sendable {
    /// 吨, three decimals: to the kilogram.
    case tonnes
    /// 万吨, four decimals: to the tonne.
    case tenThousandTonnes

    /// 万吨 for a city that takes in or makes as much since January; 吨 for every plant, and for a city so small that
    /// its trucks would vanish behind the decimals.
    init(for report: MonthlyReport) {
        let largest = max(
            report.inflow.map(\.net.cumulative).max() ?? 0, report.output.map(\.mass.cumulative).max() ?? 0)
        self = report.scope == .city && largest >= 10_000_000_000 ? .tenThousandTonnes : .tonnes
    }

    func name(in language: Language) -> String {
        switch self {
        case .tonnes: language.text(en: "t", zh: "吨")
        case .tenThousandTonnes: language.text(en: "10,000 t", zh: "万吨")
        }
    }

    func cell(_ grams: Int64?) -> ReportForm.Cell {
        guard let grams else { return .none }
        switch self {
        case .tonnes: return .decimal(Int128(grams), scale: 6, decimals: 3)
        case .tenThousandTonnes: return .decimal(Int128(grams), scale: 10, decimals: 4)
        }
    }
}
