/// How a mass came to be known.
package enum MassBasis: String, Sendable, CaseIterable {
    case measured, estimated, difference
}

/// What may stand beside any mass: its basis, the method, and the standard deviation in grams.
package struct Measurement: Sendable, Hashable {
    package var basis: MassBasis?
    package var method: String?
    package var sigmaGrams: Double?

    package init(basis: MassBasis? = nil, method: String? = nil, sigmaGrams: Double? = nil) {
        self.basis = basis
        self.method = method
        self.sigmaGrams = sigmaGrams
    }

    package static let none = Measurement()
}
