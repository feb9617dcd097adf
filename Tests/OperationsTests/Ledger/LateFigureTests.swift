import MaterialLedger
import Operations
import Testing

/// What is corrected after the close counts, as a difference, in the open month: over both months every figure comes
/// to what it would be had the document been right from the beginning.
struct LateFigureTests {
    private func filled() async throws -> TestBooks {
        let books = try await TestBooks.open()
        try await books.record {
            // What scrap and fume hold changes during November, and no change of a document may mix that up.
            $0.compositions = [
                ("scrap", 600, nil), ("scrap", 500, "2024-11-03"), ("fume", 100, nil), ("fume", 200, "2024-11-25"),
                ("acid", 10, nil),
            ].enumerated().map { index, item in
                Composition(
                    source: SourceLine(.compositions, line: index + 2), material: item.0, substance: "Pb",
                    fraction: Fraction(units: item.1 * 1_000_000_000_000), validFrom: item.2.map { time("\($0) 00:00") }
                )
            }
            $0.intake("L1", 10_000, at: "2024-11-05 08:00")
            $0.intake("L2", 6_000, at: "2024-11-05 09:00")
            $0.run("R4", from: "2024-11-06 08:00", to: "2024-11-07 08:00", inputs: ["L2": 6_000], loss: 6_000)
            $0.run("R1", from: "2024-11-08 08:00", to: "2024-11-09 08:00", inputs: ["L1": 4_000], loss: 1_000)
            $0.output("R1", "A", 2_000, units: 20)
            $0.output("R1", "B", 1_000, units: 10)
            $0.runs[0].energy = Energy(units: 500_000_000)
            $0.runLosses[0].measurement.basis = .difference
            $0.run("R2", from: "2024-11-10 08:00", to: "2024-11-11 08:00", inputs: ["L1": 500], outputs: ["D": 500])
            $0.ship("S1", "A", 1_000, at: "2024-11-20 08:00")
            $0.shipments[0].kind = .disposal
            $0.giveBack("B1", of: "S1", "A", 300, at: "2024-11-21 08:00")
            $0.ship("S2", "B", 400, at: "2024-11-22 08:00")
        }
        return books
    }

    /// Figures of November and December together.
    private func sums(_ books: TestBooks) async throws -> [String: Int64] {
        var sums: [String: Int64] = [:]
        for month in ["2024-11", "2024-12"] {
            let report = try await books.report(month)
            for row in report.output {
                sums["\(row.material.code) lots", default: 0] += row.lots
                sums["\(row.material.code) units", default: 0] += row.units ?? 0
                sums["\(row.material.code) mass", default: 0] += row.mass.month
            }
            for row in report.stock { sums["\(row.material.code) sold", default: 0] += row.sold }
            for row in report.losses { sums["\(row.material.code) by difference", default: 0] += row.byDifference }
            for row in report.recovery {
                sums["\(row.substance) input", default: 0] += row.input.grams
                sums["\(row.substance) lost", default: 0] += row.lost.grams
                sums["\(row.substance) imbalance", default: 0] += row.imbalance.grams
                sums["\(row.substance) unassayed", default: 0] += row.unassayed
            }
            for row in report.energy { sums["\(row.facility) energy", default: 0] += row.energy.units }
            for row in report.inflow + report.auxiliaries {
                sums["\(row.material.code) net", default: 0] += row.net.month
            }
            for row in report.inflowByProvince { sums["\(row.province ?? "-") net", default: 0] += row.net }
            #expect(report.city.gap == 0)
        }
        return sums.filter { $0.value != 0 }
    }

    private static let changes: [@Sendable (TestBooks) async throws -> Void] = [
        { try await $0.correct("R1", ["energy_kwh": "700"]) },
        { try await $0.correct("R1", ["units:A": "25", "output.mass_g:A": "2200", "loss.mass_g:fume": "800"]) },
        { try await $0.correct("R1", ["input.mass_g:L1": "4100", "loss.mass_g:fume": "1100"]) },
        { try await $0.correct("R2", ["material:D": "dross"]) },
        { try await $0.reverse("R2") },
        { try await $0.correct("S1", ["kind": "sale"]) },
        { try await $0.correct("S1", ["kind": "sale", "mass": "900g"]) },
        { try await $0.correct("S2", ["kind": "sample"]) },
        {
            try await $0.correct("S1", ["kind": "sale"])
            try await $0.correct("R1", ["material:A": "dross"])
        },
        {
            try await $0.correct("R1", ["material:A": "dross"])
            try await $0.correct("S1", ["kind": "sale"])
            try await $0.correct("S1", ["kind": "sample", "mass": "800g"])
        },
        {
            try await $0.reverse("B1")
            try await $0.correct("S1", ["kind": "sale"])
        },
        // Lots that runs of the closed month drew.
        { try await $0.correct("T-L1", ["material": "acid"]) },
        {
            try await $0.correct("T-L1", ["material": "acid"])
            try await $0.correct("R1", ["input.mass_g:L1": "4100", "loss.mass_g:fume": "1100"])
            try await $0.correct("T-L1", ["material": "dross"])
        },
        {
            try await $0.reverse("R4")
            try await $0.reverse("T-L2")
        },
        // What becomes known after the close counts once the run does again; what was counted is taken back as it was.
        {
            try await $0.assay("L2", 700)
            try await $0.reverse("R4")
        },
        {
            try await $0.assay("L2", 700)
            try await $0.correct("R4", ["energy_kwh": "700"])
            try await $0.assay("L2", 400)
            try await $0.correct("R4", ["energy_kwh": "800"])
        },
        {
            try await $0.assay("L2", 700)
            try await $0.correct("T-L2", ["material": "acid"])
            try await $0.reverse("R4")
        },
        {
            try await $0.correct("T-L2", ["material": "acid"])
            try await $0.reverse("R4")
        },
        {
            try await $0.correct("T-L1", ["supplier": "P2"])
            try await $0.correct("T-L1", ["supplier": "P1"])
        },
    ]

    @Test(arguments: changes.indices) func lateDifferencesCompleteTheFigures(_ index: Int) async throws {
        let early = try await filled()
        try await Self.changes[index](early)
        try await early.close("2024-11")
        let late = try await filled()
        try await late.close("2024-11")
        let closed = try await late.report("2024-11")
        try await Self.changes[index](late)
        #expect(try await sums(late) == sums(early))
        #expect(try await late.audit() == [])
        let after = try await late.report("2024-11")
        #expect(
            "\(after.output)\(after.stock)\(after.recovery)\(after.energy)\(after.losses)"
                == "\(closed.output)\(closed.stock)\(closed.recovery)\(closed.energy)\(closed.losses)")
        // The month that changed says why.
        #expect(try await !late.report("2024-12").changes.isEmpty)
    }

    /// As after the close, but with another one between: what the second took back is not taken back again.
    @Test func whatCountedInAClosedMonthIsTakenBackAsItWasKnownThere() async throws {
        let books = try await filled()
        try await books.close("2024-11")
        try await books.assay("L2", 700)
        try await books.correct("R4", ["energy_kwh": "700"])
        try await books.close("2024-12")
        try await books.assay("L2", 400)
        try await books.reverse("R4")
        var inputs: [Int64] = []
        for month in ["2024-11", "2024-12", "2025-01"] {
            inputs.append(try await books.report(month).recovery.first { $0.substance == "Pb" }?.input.grams ?? 0)
        }
        // R1 drew 4,000 g of scrap with 500 g of lead a kilogram, R2 500 g, and R4 6,000 g: then with 700 g a kilogram.
        #expect(inputs == [5_250, 1_200, -4_200])
    }

    @Test func whatACloseCountedUnderASupplierIsTakenBackFromThere() async throws {
        let books = try await TestBooks.open()
        try await books.record {
            $0.intake("L1", 10_000, at: "2024-11-05 08:00")
            $0.intake("N1", 20_000, at: "2024-12-05 08:00")
        }
        try await books.close("2024-11")
        try await books.record {
            $0.parties = [
                Party(source: SourceLine(.parties, line: 2), party: "P1", name: "Party P1", province: "330000")
            ]
        }
        try await books.correct("T-L1", ["supplier": "P2"])
        let provinces = try await books.report("2024-12").inflowByProvince
        #expect(provinces.map(\.province) == ["330000", "370000", "410000"])
        #expect(provinces.map(\.net) == [20_000, 10_000, -10_000])
    }

    /// A year typed wrong, and put right, is no beginning of the books.
    @Test(arguments: [true, false]) func aMistypedYearLeavesNoTrace(_ isReversed: Bool) async throws {
        let books = try await TestBooks.open()
        let before = try ["2023-11", "2024-10"].map { try #require(Month($0)) }
        try await books.record {
            $0.intake("L1", 10_000, at: "2024-11-05 08:00")
            $0.intake("Y1", 10_000, at: "2014-11-05 08:00")
            for (row, month) in before.enumerated() {
                $0.history.append(
                    HistoryFigure(
                        source: SourceLine(.history, line: row + 2), period: month, table: .inflow,
                        material: "scrap", mass: Mass(grams: 8_000)))
            }
        }
        if isReversed {
            try await books.reverse("T-Y1")
        } else {
            try await books.correct("T-Y1", ["received_at": "2024-12-05 08:00"])
        }
        let row = try #require(try await books.report("2024-11").inflow.first)
        #expect(row.net.previousMonth == 8_000)
        #expect(row.net.yearAgo == 8_000)
        #expect(row.net.source == .history)
        try await books.close("2024-11")
        #expect(try await books.audit() == [])
    }

    @Test func piecesSinceJanuaryAreThoseOfTheBooks() async throws {
        let books = try await filled()
        let january = try #require(Month("2024-01"))
        try await books.record {
            $0.history = [
                HistoryFigure(
                    source: SourceLine(.history, line: 2), period: january, table: .output, material: "lead",
                    mass: Mass(grams: 5_000), units: 50)
            ]
        }
        let output = try #require(try await books.report("2024-11").output.first)
        #expect(output.units == 30)
        #expect(output.unitsCumulative == 30)
        #expect(output.mass.cumulative == 3_500)
    }
}

extension TestBooks {
    /// Records what a lot holds of lead, in thousandths.
    fileprivate func assay(_ lot: String, _ thousandths: Int64) async throws {
        try await record {
            $0.assays = [
                Assay(
                    source: SourceLine(.assays, line: 2), lot: lot, substance: "Pb",
                    fraction: Fraction(units: thousandths * 1_000_000_000_000))
            ]
        }
    }
}
