import MaterialLedger

/// Small reports with figures that are easy to check by hand.
enum ReportSamples {
    static let scrapBattery = MonthlyReport.MaterialLabel(
        code: "lab-scrap", nameChinese: "废铅酸蓄电池", nameEnglish: "Scrap lead-acid battery", stream: .battery,
        role: .scrap)
    static let scrapAluminium = MonthlyReport.MaterialLabel(
        code: "al-scrap", nameChinese: "废铝", nameEnglish: "Aluminium scrap", stream: .aluminium, role: .scrap)
    static let battery = MonthlyReport.MaterialLabel(
        code: "lab-new", nameChinese: "铅酸蓄电池", nameEnglish: "Lead-acid battery", stream: .battery,
        role: .product)
    static let dross = MonthlyReport.MaterialLabel(
        code: "fume", nameChinese: "烟尘", nameEnglish: "Fume", stream: .battery, role: .loss)

    /// Two facilities, every table filled, a name that would be a formula, history behind one row.
    static func city() throws -> MonthlyReport {
        var report = try MonthlyReport(
            period: month("2024-11"), timeZone: "Asia/Shanghai", state: .open, scope: .city)
        report.inflow = [
            .init(
                material: scrapBattery, tickets: 3, received: 91_000_000,
                net: .init(
                    month: 90_000_500, cumulative: 980_001_500, previousMonth: 80_000_000, yearAgo: 100_000_000,
                    yearAgoCumulative: nil, source: .history)),
            .init(
                material: scrapAluminium, tickets: 1, received: 20_000_000,
                net: .init(
                    month: 20_000_000, cumulative: 20_000_000, previousMonth: 0, yearAgo: nil,
                    yearAgoCumulative: nil, source: .ledger)),
        ]
        report.inflowByProvince = [
            .init(stream: .battery, province: "410000", tickets: 2, net: 60_000_500),
            .init(stream: .battery, province: nil, tickets: 1, net: 30_000_000),
            .init(stream: .aluminium, province: "370000", tickets: 1, net: 20_000_000),
        ]
        report.output = [
            .init(
                material: battery, lots: 2, units: 9_000, unitsCumulative: 99_000, unitsPreviousMonth: 10_000,
                unitsYearAgo: 8_000,
                unitsYearAgoCumulative: nil,
                mass: .init(
                    month: 62_100_000, cumulative: 683_100_000, previousMonth: 69_000_000, yearAgo: 55_200_000,
                    yearAgoCumulative: 690_000_000, source: .ledger))
        ]
        report.stock = [
            .init(
                material: battery, opening: 1_000_000, produced: 62_100_000, ownUse: 0, sold: 60_000_000,
                closing: 3_050_000)
        ]
        report.losses = [.init(material: dross, mass: 1_500_000, byDifference: 500_000)]
        report.facilities = [
            .init(
                facility: "smelter", name: "冶炼厂", balance: smelterBalance, capacityPerYear: 1_200_000_000),
            .init(facility: "=cmd", name: "", balance: yardBalance, capacityPerYear: nil),
        ]
        report.city = smelterBalance + yardBalance
        report.inTransit = 250_000
        report.difference = -1
        report.recovery = [
            .init(
                substance: "Pb", input: SubstanceMass(Mass(grams: 90_000_000), Fraction(units: 620_000_000_000_000)),
                lost: SubstanceMass(Mass(grams: 1_500_000), Fraction(units: 500_000_000_000_000)),
                imbalance: SubstanceMass(units: -2_500_000_000_000_000), unassayed: 7),
            .init(
                substance: "Sb", input: SubstanceMass(), lost: SubstanceMass(), imbalance: SubstanceMass(),
                unassayed: 0),
        ]
        report.energy = [
            .init(
                facility: "smelter", name: "冶炼厂", energy: Energy(units: 40_000_000_000),
                green: Energy(units: 10_000_000_000), processed: 80_000_000)
        ]
        report.changes = [
            .init(
                document: "T-3", kind: "correction", reason: "gross, \"typed\" wrong",
                madeAt: Instant(microseconds: 0), recordedAt: Instant(microseconds: 0))
        ]
        return report
    }

    /// A report of nothing at all.
    static func empty() throws -> MonthlyReport {
        try MonthlyReport(
            period: month("2024-01"), timeZone: "Asia/Shanghai", state: .closed,
            scope: .facility("smelter", name: "冶炼厂"))
    }

    static func time(_ instant: Instant) -> String { "t\(instant.microseconds)" }

    private static let smelterBalance = {
        var balance = MonthlyReport.Balance()
        balance.opening = 10_000_000
        balance.intake = 91_000_000
        balance.transferIn = 5_000_000
        balance.shipped = 60_000_000
        balance.returned = 50_000
        balance.added = 2_000_000
        balance.loss = 1_500_000
        balance.adjustment = -50_000
        balance.closing = 46_500_000
        balance.inProcess = 4_000_000
        balance.processed = 80_000_000
        balance.product = 62_100_000
        return balance
    }()

    private static let yardBalance = {
        var balance = MonthlyReport.Balance()
        balance.intake = 20_000_000
        balance.transferOut = 5_249_999
        balance.closing = 14_750_001
        return balance
    }()

    private static func month(_ text: String) throws -> Month {
        guard let month = Month(text) else { throw SampleFault(text: text) }
        return month
    }

    struct SampleFault: Error { var text: String }
}
