/// A text for people in Chinese and English.
package struct Wording: Sendable, Hashable {
    package let zh: String
    package let en: String
}

/// What was printed somewhere about the city, word for word, and where.
struct Quotation: Sendable {
    let text: String
    let source: String
    let note: String?
}

/// A number of the nation that a quoted share refers to; a fact with its source, never tuned to fit.
struct NationalTotal: Sendable {
    let key: String
    /// Its name in Chinese; nil where only the key is known.
    let zh: String?
    /// The total and its year; nil where no total with a source is known and only a share was quoted.
    let known: (tonnes: Double, year: Int)?
    /// The source of the total; of the quoted share where no total is known.
    let source: Wording
    /// The share that was quoted, if one was.
    let quotedShare: Double?
    /// Whose yearly output is compared (materials); or, when `ofIntake`, whose intake.
    let materials: [String]
    let ofIntake: Bool
}

/// A capacity that was printed for the whole city.
struct CityCapacity: Sendable {
    let key: String
    let zh: String?
    let materials: [String]
    /// Yearly tonnes; nil when the capacity is in units.
    let tonnes: Double?
    /// Yearly units; nil when the capacity is in tonnes.
    let units: Double?
}

/// How arrivals vary over the months, the week and the day; means over the twelve and the seven are 1.
struct CalendarFactors: Sendable {
    let months: [Double]
    let weekdays: [Double]
    /// First and last hour of the weighbridge.
    let hours: (first: Double, last: Double)
}

/// A size of truck.
struct TruckClass: Sendable {
    let share: Double
    /// Cargo from … to, tonnes.
    let cargo: (first: Double, second: Double)
    /// Tare from … to, tonnes.
    let tare: (first: Double, second: Double)
}

/// A place where scrap comes from: a GB/T 2260 code, or nil where the supplier's province is not known.
struct Origin: Sendable {
    let key: String
    let code: String?
    let name: String
    /// What plates of that place begin with, such as 豫A.
    let plate: String
    /// The four digits of the prefecture that hazardous-waste manifests begin with.
    let prefecture: String
}

struct Party: Sendable {
    let code: String
    let name: String
    let province: String?
}

struct Facility: Sendable {
    let code: String
    let name: String
    let owner: String
    let park: String
    let capacityTonnes: Double?
    let permit: String?
    let permitTonnes: Double?
}

/// Mass fraction of a substance, with the standard deviation that stands for its spread.
struct SubstanceFraction: Sendable {
    let substance: String
    let fraction: Double
    let sigma: Double
}

enum MaterialRole: String, Sendable, CaseIterable {
    case scrap, intermediate, product, auxiliary, residue, loss
}

struct Material: Sendable {
    let code: String
    let zh: String
    let en: String
    let stream: String
    let role: MaterialRole
    let unitGrams: Int64?
    let wasteCode: String?
    let reported: Bool?
    let composition: [SubstanceFraction]

    /// Whether the material belongs to the output table of the monthly report.
    var isReported: Bool { reported ?? (role == .product) }

    func fraction(of substance: String) -> SubstanceFraction? {
        composition.first { $0.substance == substance }
    }
}

/// One kind of scrap that arrives by truck.
struct ScrapStream: Sendable {
    let material: String
    /// Settled tonnes a year (gross − tare − deduction).
    let tonnesPerYear: Double
    let destinations: [(facility: String, weight: Double)]
    let origins: [(origin: String, weight: Double)]
    let suppliersPerOrigin: Int
    /// Mean and standard deviation, fractions of the cargo.
    let moisture: (first: Double, second: Double)
    let impurity: (first: Double, second: Double)
    /// Share of tickets whose deduction was removed at the gate and is not in the pile.
    let removedShare: Double
    let manifest: Bool
    /// Share of lots with an assay of their own.
    let assayShare: Double
}

/// A bought auxiliary: arrives at every facility whose processes need it.
struct AuxiliarySupply: Sendable {
    let material: String
    let suppliers: [String]
    let coverDays: Double
}

/// A plant's technology: yields, additions, losses, heel, time and energy.
struct Process: Sendable {
    struct Input: Sendable {
        /// Materials that serve, in the order in which they are used up.
        let materials: [String]
        /// Share of the clean feed.
        let share: Double
    }
    struct Addition: Sendable {
        let material: String
        let ratio: Double
        let source: String?
    }
    struct Output: Sendable {
        let material: String
        let ratio: Double
        /// Largest lot, tonnes; nil for one lot.
        let lotTonnes: Double?
        /// Units of a lot; nil where units are not counted.
        let lotUnits: Int64?
    }
    struct Loss: Sendable {
        let material: String
        let ratio: Double
    }
    struct Heel: Sendable {
        let material: String
        /// The output that the heel is the unpoured rest of.
        let of: String
        let tonnes: Double
        let spread: Double
    }

    let code: String
    /// Its name in Chinese; nil where only the code is known.
    let zh: String?
    /// Clean feed of one run, tonnes.
    let batchTonnes: Double
    /// Relative standard deviation of each yield and of the batch.
    let spread: Double
    let hours: (first: Double, second: Double)
    let kilowattHoursPerTonne: (first: Double, second: Double)
    let inputs: [Input]
    let additions: [Addition]
    let outputs: [Output]
    let losses: [Loss]
    /// The loss that closes the mass of each run, marked as a difference.
    let closing: String
    let heel: Heel?
    /// The loss that the moisture of scrap becomes.
    let moisture: String?
    /// The residue or loss that the dirt of scrap becomes.
    let impurity: String?

    func ratio(ofOutput material: String) -> Double {
        outputs.filter { $0.material == material }.reduce(0) { $0 + $1.ratio }
    }
}

/// Lines of one process at one facility.
struct Plant: Sendable {
    let facility: String
    let process: String
    let lines: Int
    /// Yearly tonnes of clean feed, or of `ratedOn` where given.
    let capacityTonnes: Double
    let ratedOn: String?
    let utilisation: Double
    let greenShare: Double
}

/// A way of material between two plants.
struct TransferRoute: Sendable {
    let materials: [String]
    let from: String
    let to: String
    let hours: (first: Double, second: Double)
    /// Hours between departures.
    let every: Double
    /// Sends only what the receiver's processes use in so many days; nil sends all there is.
    let fillDays: Double?
}

/// What leaves the city: sales, or residues to disposal.
struct ShipmentRoute: Sendable {
    let material: String
    let from: [String]
    let customers: [String]
    let isDisposal: Bool
    /// Tonnes of an order, from … to.
    let order: (first: Double, second: Double)
    /// Tonnes that stay for the plants' own use.
    let keepTonnes: Double
    let every: Double
    let manifest: Bool
}

struct OpeningStock: Sendable {
    /// Days of use that lie in the yards on the first day.
    let scrapDays: Double
    let feedDays: Double
    let lotTonnes: Double
}

/// How often the books show something out of the ordinary.
struct Incidents: Sendable {
    var returnShare = 0.0
    var supplierReturnShare = 0.0
    var samplesPerMonth = 0
    var countsPerMonth = 0
    var adjustmentsPerMonth = 0
    var transferDifferenceShare = 0.0
    var productAssayShare = 0.0
    /// A yard that holds more days of scrap than this turns trucks away.
    var yardDays = 30.0
}
