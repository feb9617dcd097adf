/// The monthly output report: values as the contract defines them, ready to be written in any form and language.
///
/// Masses are integer grams, except where the type says otherwise; a nil comparison means that the other figure is 0
/// or lies before the first document and history has none.
package struct MonthlyReport: Sendable {
    package enum State: String, Sendable { case open, closed }

    /// Where the comparisons of a row come from.
    package enum Source: String, Sendable { case ledger, history }

    /// What the report is of.
    package enum Scope: Sendable, Equatable {
        case city
        case park(String)
        case `operator`(String)
        /// Code and name.
        case facility(String, name: String)
    }

    /// A material with what a table needs to name it.
    package struct MaterialLabel: Sendable, Hashable {
        package var code: String
        package var nameChinese: String
        package var nameEnglish: String
        package var stream: Stream
        package var role: MaterialRole

        package init(code: String, nameChinese: String, nameEnglish: String, stream: Stream, role: MaterialRole) {
            self.code = code
            self.nameChinese = nameChinese
            self.nameEnglish = nameEnglish
            self.stream = stream
            self.role = role
        }
    }

    /// This month, since January, and the months compared with: 本月, 累计, 上月 (环比), 上年同期 (同比).
    package struct Comparison: Sendable, Equatable {
        package var month: Int64
        package var cumulative: Int64
        package var previousMonth: Int64?
        package var yearAgo: Int64?
        /// January to this month of the year before (上年同期累计); nil where any of it is unknown.
        package var yearAgoCumulative: Int64?
        package var source: Source

        package init(
            month: Int64, cumulative: Int64, previousMonth: Int64?, yearAgo: Int64?, yearAgoCumulative: Int64?,
            source: Source
        ) {
            self.month = month
            self.cumulative = cumulative
            self.previousMonth = previousMonth
            self.yearAgo = yearAgo
            self.yearAgoCumulative = yearAgoCumulative
            self.source = source
        }

        /// 环比: this / previous − 1; nil where the previous figure is 0 or unknown.
        package var monthOnMonth: Double? { Comparison.growth(month, over: previousMonth) }
        /// 同比: this / year ago − 1; nil where that figure is 0 or unknown.
        package var yearOnYear: Double? { Comparison.growth(month, over: yearAgo) }
        /// 累计同比.
        package var cumulativeYearOnYear: Double? { Comparison.growth(cumulative, over: yearAgoCumulative) }

        private static func growth(_ value: Int64, over base: Int64?) -> Double? {
            guard let base, base != 0 else { return nil }
            return Double(value) / Double(base) - 1
        }
    }

    /// Intakes of one material; the comparison is of settled mass (net), `received` is book mass.
    package struct Inflow: Sendable {
        package var material: MaterialLabel
        package var tickets: Int64
        package var received: Int64
        package var net: Comparison

        package init(material: MaterialLabel, tickets: Int64, received: Int64, net: Comparison) {
            self.material = material
            self.tickets = tickets
            self.received = received
            self.net = net
        }
    }

    /// Scrap intakes of one stream from one province (GB/T 2260, first two digits + 0000; nil: not known).
    package struct ProvinceInflow: Sendable {
        package var stream: Stream
        package var province: String?
        package var tickets: Int64
        package var net: Int64

        package init(stream: Stream, province: String?, tickets: Int64, net: Int64) {
            self.stream = stream
            self.province = province
            self.tickets = tickets
            self.net = net
        }
    }

    /// Outputs of one reported material by runs that ended in the month.
    package struct Output: Sendable {
        package var material: MaterialLabel
        package var lots: Int64
        package var units: Int64?
        package var unitsCumulative: Int64?
        package var unitsPreviousMonth: Int64?
        package var unitsYearAgo: Int64?
        package var unitsYearAgoCumulative: Int64?
        package var mass: Comparison

        package init(
            material: MaterialLabel, lots: Int64, units: Int64?, unitsCumulative: Int64?, unitsPreviousMonth: Int64?,
            unitsYearAgo: Int64?, unitsYearAgoCumulative: Int64?, mass: Comparison
        ) {
            self.material = material
            self.lots = lots
            self.units = units
            self.unitsCumulative = unitsCumulative
            self.unitsPreviousMonth = unitsPreviousMonth
            self.unitsYearAgo = unitsYearAgo
            self.unitsYearAgoCumulative = unitsYearAgoCumulative
            self.mass = mass
        }
    }

    /// Production, sales and stock of one material (生产、销售、库存); mass in the yards only.
    package struct Stock: Sendable {
        package var material: MaterialLabel
        package var opening: Int64
        package var produced: Int64
        package var ownUse: Int64
        package var sold: Int64
        package var closing: Int64

        package init(
            material: MaterialLabel, opening: Int64, produced: Int64, ownUse: Int64, sold: Int64, closing: Int64
        ) {
            self.material = material
            self.opening = opening
            self.produced = produced
            self.ownUse = ownUse
            self.sold = sold
            self.closing = closing
        }
    }

    /// Mass lost in runs that ended in the month, and how much of it is marked as found by difference.
    package struct Loss: Sendable {
        package var material: MaterialLabel
        package var mass: Int64
        package var byDifference: Int64

        package init(material: MaterialLabel, mass: Int64, byDifference: Int64) {
            self.material = material
            self.mass = mass
            self.byDifference = byDifference
        }
    }

    /// The material balance of one facility or of the city; it closes exactly:
    /// opening + intake + transfer in − transfer out − shipped + returned + added − loss + adjustment = closing.
    package struct Balance: Sendable, Equatable {
        package var opening: Int64 = 0
        package var intake: Int64 = 0
        package var transferIn: Int64 = 0
        package var transferOut: Int64 = 0
        package var shipped: Int64 = 0
        package var returned: Int64 = 0
        package var added: Int64 = 0
        package var loss: Int64 = 0
        package var adjustment: Int64 = 0
        package var closing: Int64 = 0
        /// Inputs of runs under way at the month's end, without additions; part of `closing`.
        package var inProcess: Int64 = 0
        /// Inputs of runs that ended in the month, without additions.
        package var processed: Int64 = 0
        /// Outputs of role product of runs that ended in the month.
        package var product: Int64 = 0

        package init() {}

        /// What a capacity on record is of: products, since runs of several stages charge the same mass again; inputs
        /// of a plant that makes none.
        package var usedCapacity: Int64 { product != 0 ? product : processed }

        /// 平衡差额: 0 in books that are whole.
        package var gap: Int64 {
            opening + intake + transferIn - transferOut - shipped + returned + added - loss + adjustment - closing
        }

        package static func + (left: Balance, right: Balance) -> Balance {
            var sum = left
            sum.opening += right.opening
            sum.intake += right.intake
            sum.transferIn += right.transferIn
            sum.transferOut += right.transferOut
            sum.shipped += right.shipped
            sum.returned += right.returned
            sum.added += right.added
            sum.loss += right.loss
            sum.adjustment += right.adjustment
            sum.closing += right.closing
            sum.inProcess += right.inProcess
            sum.processed += right.processed
            sum.product += right.product
            return sum
        }
    }

    package struct FacilityBalance: Sendable {
        package var facility: String
        package var name: String
        package var balance: Balance
        /// Capacity in grams a year, where it is on record.
        package var capacityPerYear: Int64?

        package init(facility: String, name: String, balance: Balance, capacityPerYear: Int64?) {
            self.facility = facility
            self.name = name
            self.balance = balance
            self.capacityPerYear = capacityPerYear
        }
    }

    /// Recovery of a substance over the runs that ended in the month (金属回收率).
    package struct Recovery: Sendable {
        package var substance: String
        /// In consumed lots of role scrap.
        package var input: SubstanceMass
        /// In losses and in outputs of role residue.
        package var lost: SubstanceMass
        /// Inputs and additions less outputs and losses.
        package var imbalance: SubstanceMass
        /// Mass of lots and losses that took part and have neither assay nor composition.
        package var unassayed: Int64

        package init(
            substance: String, input: SubstanceMass, lost: SubstanceMass, imbalance: SubstanceMass, unassayed: Int64
        ) {
            self.substance = substance
            self.input = input
            self.lost = lost
            self.imbalance = imbalance
            self.unassayed = unassayed
        }

        package var recovered: SubstanceMass { input - lost }
        /// recovered / input; nil where nothing came in.
        package var rate: Double? { input.units == 0 ? nil : Double(recovered.units) / Double(input.units) }
    }

    /// Electric energy of the runs that ended in the month.
    package struct EnergyUse: Sendable {
        package var facility: String
        package var name: String
        package var energy: Energy
        package var green: Energy
        /// All mass processed at the facility in runs that ended in the month, in grams.
        package var processed: Int64

        package init(facility: String, name: String, energy: Energy, green: Energy, processed: Int64) {
            self.facility = facility
            self.name = name
            self.energy = energy
            self.green = green
            self.processed = processed
        }

        /// kWh per tonne processed; nil where nothing was processed.
        package var perTonne: Double? {
            processed == 0 ? nil : energy.kilowattHours / (Double(processed) / 1_000_000)
        }
    }

    /// What all runs that ended charged (inputs), made (role product) and lost.
    package struct Totals: Sendable {
        package var processed: Comparison
        package var product: Comparison
        package var loss: Comparison

        package init(processed: Comparison, product: Comparison, loss: Comparison) {
            self.processed = processed
            self.product = product
            self.loss = loss
        }
    }

    /// A correction or reversal that was made in the month or moved its figures (附注).
    package struct Change: Sendable {
        package var document: String
        /// `correction` or `reversal`.
        package var kind: String
        package var reason: String
        /// When it was made, as its author says.
        package var madeAt: Instant
        package var recordedAt: Instant

        package init(document: String, kind: String, reason: String, madeAt: Instant, recordedAt: Instant) {
            self.document = document
            self.kind = kind
            self.reason = reason
            self.madeAt = madeAt
            self.recordedAt = recordedAt
        }
    }

    package var period: Month
    package var timeZone: String
    package var state: State
    package var scope: Scope
    package var inflow: [Inflow] = []
    package var auxiliaries: [Inflow] = []
    package var inflowByProvince: [ProvinceInflow] = []
    package var output: [Output] = []
    package var stock: [Stock] = []
    package var losses: [Loss] = []
    package var facilities: [FacilityBalance] = []
    package var city = Balance()
    /// On the road at the month's end, apart from the facilities' closing stock.
    package var inTransit: Int64 = 0
    /// Sent less received of transfers received in the month.
    package var difference: Int64 = 0
    package var recovery: [Recovery] = []
    package var energy: [EnergyUse] = []
    package var changes: [Change] = []
    package var totals: Totals
    /// The figures of something that never was: 0 since the books began, unknown before.
    package var absent: Comparison

    package init(period: Month, timeZone: String, state: State, scope: Scope) {
        self.period = period
        self.timeZone = timeZone
        self.state = state
        self.scope = scope
        absent = Comparison(
            month: 0, cumulative: 0, previousMonth: nil, yearAgo: nil, yearAgoCumulative: nil, source: .ledger)
        totals = Totals(processed: absent, product: absent, loss: absent)
    }
}
