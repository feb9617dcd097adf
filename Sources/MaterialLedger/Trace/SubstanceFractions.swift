/// What a gram counts in a trace: itself, or the substance in it.
///
/// A lot's fraction goes by its assay, else by its material's composition when the lot was created; what is known of
/// neither holds nothing.
package struct SubstanceFractions: Sendable {
    /// A fraction from a time on; nil: from always.
    package struct Version: Sendable {
        package var material: Int64
        package var validFrom: Instant?
        package var fraction: Fraction

        package init(material: Int64, validFrom: Instant?, fraction: Fraction) {
            self.material = material
            self.validFrom = validFrom
            self.fraction = fraction
        }
    }

    /// Nil: masses themselves are weighed.
    private let versions: [Int64: [Version]]?
    private var assays: [Int64: Fraction] = [:]

    /// Every gram counts as one.
    package static let mass = SubstanceFractions(versions: nil)

    private init(versions: [Int64: [Version]]?) { self.versions = versions }

    /// Fractions of one substance.
    ///
    /// - Parameter versions: the latest revision for each material and time, in any order.
    package init(_ versions: [Version]) {
        self.versions = Dictionary(grouping: versions, by: \.material).mapValues { list in
            list.sorted { left, right in
                guard let later = right.validFrom else { return false }
                return left.validFrom.map { $0 < later } ?? true
            }
        }
    }

    package var isMass: Bool { versions == nil }

    /// A lot's own analysis; the last one counts.
    package mutating func setAssay(_ fraction: Fraction, ofLot lot: Int64) {
        assays[lot] = fraction
    }

    package func fraction(ofLot lot: Int64, material: Int64, createdAt: Instant) -> Fraction {
        assays[lot] ?? fraction(of: material, at: createdAt)
    }

    package func fraction(of material: Int64, at time: Instant) -> Fraction {
        guard let versions else { return Fraction(units: Fraction.one) }
        var found = Fraction(units: 0)
        for version in versions[material] ?? [] {
            if let validFrom = version.validFrom, time < validFrom { break }
            found = version.fraction
        }
        return found
    }
}
