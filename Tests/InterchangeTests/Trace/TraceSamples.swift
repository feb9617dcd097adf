import MaterialLedger

enum TraceSamples {
    /// 6 t, of it a quarter cut into thirds that no binary fraction holds.
    static let up = OriginTrace(
        lot: "B-1", material: "lab-new", mass: Mass(grams: 6_000_000), substance: nil, weighedGrams: 6_000_000,
        epsilon: 1e-6,
        origins: [
            .init(
                kind: .scrap, lot: "L-1", material: "lab-scrap", supplier: "s1", province: "411600",
                facility: "smelter", receivedAt: Instant(microseconds: 5), share: 0.5,
                grams: 3_000_000),
            .init(
                kind: .scrap, lot: "L-2", material: "lab-scrap", supplier: "s2", province: "410000",
                facility: "smelter", receivedAt: Instant(microseconds: 6), share: 0.25,
                grams: 1_500_000),
            .init(kind: .addition, lot: nil, material: "water", share: 0.125, grams: 750_000),
            .init(
                kind: .opening, lot: "O,1", material: "lab-scrap", facility: "smelter", share: 0.0625, grams: 375_000),
        ],
        residualShare: 0.0625, residualGrams: 375_000, depth: 3, lots: 9, runs: 4)

    static let down = DestinationTrace(
        lot: "L-1", material: "lab-scrap", mass: Mass(grams: 1_000_000), substance: "Pb", weighedGrams: 620_000,
        epsilon: 0,
        destinations: [
            .init(
                lot: "B-1", material: "lab-new", role: .product, facility: "smelter", state: .shipped, customer: "c1",
                share: 0.75, grams: 465_000),
            .init(
                lot: nil, material: "fume", role: .loss, facility: "smelter", state: .loss, customer: nil, share: 0.5,
                grams: 310_000),
            .init(
                lot: "L-1", material: "lab-scrap", role: .scrap, facility: "smelter", state: .adjustment,
                customer: nil, share: -0.25, grams: -155_000),
        ],
        residualShare: 0, residualGrams: 0, lots: 2, runs: 1)

    static func time(_ instant: Instant) -> String { "t\(instant.microseconds)" }
}
