import MaterialLedger
import Postgres
import Store
import Testing
import Wording

@Suite struct TraceStoreTests {
    /// Shares by kind and lot, or material where there is no lot.
    private func shares(_ trace: OriginTrace) -> [String: Double] {
        Dictionary(
            uniqueKeysWithValues: trace.origins.map { ("\($0.kind.rawValue) \($0.lot ?? $0.material)", $0.share) })
    }

    /// Grams by state, lot and place.
    private func grams(_ trace: DestinationTrace) -> [String: Double] {
        Dictionary(
            uniqueKeysWithValues: trace.destinations.map { row in
                let words = [row.state.rawValue, row.lot ?? row.material, row.facility ?? "-", row.customer ?? ""]
                return (
                    words.joined(separator: " "), (row.share * Double(trace.mass.grams) * 1e6).rounded() / 1e6
                )
            })
    }

    private func isClose(_ found: [String: Double], _ expected: [String: Double]) -> Bool {
        Set(found.keys) == Set(expected.keys) && found.allSatisfy { abs($0.value - (expected[$0.key] ?? .nan)) < 1e-9 }
    }

    @Test func originsFollowTheLatestRevisionOfARun() async throws {
        try await TraceFixture.withBooks { books, connection in
            try books.intake("T1", 10_000, day: 1, on: connection)
            try books.intake("T2", 10_000, day: 1, on: connection)
            try books.run(
                "R1", inputs: [("T1", 6_000), ("T2", 4_000)], outputs: [("M1", 9_000)], losses: [("fume", 1_000)],
                day: 2, on: connection)
            let before = try TraceStore.origins(of: "M1", substance: nil, epsilon: 1e-6, depth: nil, on: connection)
            #expect(isClose(shares(before), ["scrap T1": 0.6, "scrap T2": 0.4]))
            #expect((before.lots, before.runs, before.depth) == (3, 1, 1))
            #expect(before.origins[0].supplier == "P")
            #expect(before.origins[0].province == "410000")
            #expect(before.origins[0].facility == "F")

            try books.run(
                "R1", inputs: [("T1", 2_000), ("T2", 7_000)], additions: [("flux", 1_000)], outputs: [("M1", 9_500)],
                losses: [("fume", 500)], day: 2, on: connection)
            let after = try TraceStore.origins(of: "M1", substance: nil, epsilon: 0, depth: nil, on: connection)
            #expect(isClose(shares(after), ["scrap T1": 0.2, "scrap T2": 0.7, "addition flux": 0.1]))
            #expect(after.mass.grams == 9_500)
            let down = try TraceStore.destinations(of: "T1", substance: nil, epsilon: 0, depth: nil, on: connection)
            #expect(isClose(grams(down), ["stock T1 F ": 8_000, "stock M1 F ": 1_900, "loss fume F ": 100]))
        }
    }

    @Test func aSubstanceGoesByCompositions() async throws {
        try await TraceFixture.withBooks { books, connection in
            try books.intake("T1", 10_000, day: 1, on: connection)
            try books.run("R1", inputs: [("T1", 6_000)], outputs: [("M1", 6_000)], day: 2, on: connection)
            try books.run(
                "R2", inputs: [("T1", 3_000), ("M1", 2_000)], additions: [("flux", 1_000)], outputs: [("M2", 4_000)],
                losses: [("fume", 2_000)], day: 3, on: connection)
            let up = try TraceStore.origins(of: "M2", substance: "Pb", epsilon: 1e-6, depth: 1, on: connection)
            #expect(abs(up.weighedGrams - 3_600) < 1e-9)
            // 1,800 g of Pb came in T1, 1,800 g in M1, which is one run further than asked for.
            #expect(isClose(shares(up), ["scrap T1": 0.5]))
            #expect(abs(up.residualShare - 0.5) < 1e-12)
            let fault = #expect(throws: Fault.self) {
                try TraceStore.origins(of: "M2", substance: "pb", epsilon: 1e-6, depth: nil, on: connection)
            }
            #expect((fault?.code, fault?.field, fault?.value) == (.unknownReference, "substance", "pb"))
            #expect(
                fault?.message
                    == "no composition and no assay on record names the substance 'pb'; did you mean 'Pb'?")
        }
    }

    @Test func aReversedGainIsNoOrigin() async throws {
        try await TraceFixture.withBooks { books, connection in
            try books.intake("T1", 9_000, day: 1, on: connection)
            try books.adjust("A1", ("T1", 1_000), day: 2, on: connection)
            try books.adjust("A2", ("T1", 500), day: 3, on: connection)
            try books.reverse("A2", day: 3, on: connection)
            let up = try TraceStore.origins(of: "T1", substance: nil, epsilon: 1e-6, depth: nil, on: connection)
            #expect(isClose(shares(up), ["scrap T1": 0.9, "adjustment T1": 0.1]))
            let down = try TraceStore.destinations(of: "T1", substance: nil, epsilon: 0, depth: nil, on: connection)
            #expect(isClose(grams(down), ["stock T1 F ": 10_000, "adjustment T1 F ": -1_000]))
        }
    }

    @Test func everyPlaceOfALotIsARow() async throws {
        try await TraceFixture.withBooks { books, connection in
            try books.intake("T1", 10_000, day: 1, on: connection)
            try books.run("R1", inputs: [("T1", 1_000)], day: 2, ends: false, on: connection)
            try books.transfer("X1", ("T1", 2_000), day: 3, on: connection)
            try books.transfer("X2", ("T1", 500), day: 3, on: connection)
            try books.transfer("X1", ("T1", 2_000), received: 1_950, day: 3, on: connection)
            try books.ship("S1", ("T1", 1_200), day: 4, on: connection)
            try books.takeBack(of: "S1", ("T1", 200), day: 5, on: connection)
            try books.ship("S2", ("T1", 300), kind: "disposal", day: 4, on: connection)
            try books.ship("S3", ("T1", 100), kind: "return_to_supplier", day: 4, on: connection)
            try books.ship("S4", ("T1", 50), kind: "sample", day: 4, on: connection)
            try books.ship("S5", ("T1", 70), day: 4, on: connection)
            try books.reverse("S5", day: 4, on: connection)
            try books.adjust("A1", ("T1", -150), day: 5, on: connection)
            let down = try TraceStore.destinations(of: "T1", substance: nil, epsilon: 0, depth: nil, on: connection)
            #expect(
                isClose(
                    grams(down),
                    [
                        "stock T1 F ": 4_700, "stock T1 F2 ": 2_150, "in_process T1 F ": 1_000,
                        "in_transit T1 - ": 500, "difference T1 F2 ": 50, "shipped T1 F C": 1_050,
                        "disposed T1 F C": 300, "returned_to_supplier T1 F C": 100, "adjustment T1 F ": 150,
                    ]))
            #expect((down.lots, down.runs) == (1, 0))
        }
    }

    @Test func aLotOfARunInTwoStepsIsFoundByItsCode() async throws {
        try await TraceFixture.withBooks { books, connection in
            try books.intake("T1", 10_000, day: 1, on: connection)
            try books.run("R1", inputs: [("T1", 1_000)], day: 2, ends: false, on: connection)
            try books.run("R1", inputs: [("T1", 1_000)], outputs: [("M1", 1_000)], day: 2, on: connection)
            let up = try TraceStore.origins(of: "M1", substance: nil, epsilon: 1e-6, depth: nil, on: connection)
            #expect(isClose(shares(up), ["scrap T1": 1]))
            #expect(try TraceStore.defaultDirection(of: "M1", on: connection) == .up)
            #expect(try TraceStore.defaultDirection(of: "T1", on: connection) == .down)
        }
    }

    @Test func aLotThatDoesNotExistIsNotFoundAndASimilarOneIsTold() async throws {
        try await TraceFixture.withBooks { books, connection in
            try books.intake("LOT-2024-001", 10_000, day: 1, on: connection)
            let fault = #expect(throws: Fault.self) {
                try TraceStore.origins(of: "LOT-2024-01", substance: nil, epsilon: 0, depth: nil, on: connection)
            }
            #expect(fault?.code == .notFound)
            #expect(fault?.message == "there is no lot 'LOT-2024-01'; did you mean 'LOT-2024-001'?")
        }
    }

    /// Deep enough for fetching ahead to begin, exact and cut.
    @Test(arguments: [0, 1e-6]) func aDeepChainOfHeatsIsFollowedToItsEnd(epsilon: Double) async throws {
        try await TraceFixture.withBooks { books, connection in
            try books.intake("T0", 1_000_000, day: 1, on: connection)
            var last = "T0"
            for heat in 1...60 {
                try books.run(
                    "R\(heat)", inputs: [(last, 1_000_000)], outputs: [("M\(heat)", 1_000_000)], day: 2, on: connection)
                last = "M\(heat)"
            }
            let up = try TraceStore.origins(of: last, substance: nil, epsilon: epsilon, depth: nil, on: connection)
            #expect(isClose(shares(up), ["scrap T0": 1]))
            #expect((up.depth, up.runs, up.lots) == (60, 60, 61))
            let down = try TraceStore.destinations(
                of: "T0", substance: nil, epsilon: epsilon, depth: nil, on: connection)
            #expect(isClose(grams(down), ["stock M60 F ": 1_000_000]))
        }
    }

    @Test func aPictureHasTheMassThatWentEachWay() async throws {
        try await TraceFixture.withBooks { books, connection in
            try books.intake("T1", 10_000, day: 1, on: connection)
            try books.intake("T2", 10_000, day: 1, on: connection)
            try books.run(
                "R1", inputs: [("T1", 6_000), ("T2", 4_000)], outputs: [("M1", 9_000)], losses: [("fume", 1_000)],
                day: 2, on: connection)
            try books.ship("S1", ("M1", 2_000), day: 3, on: connection)
            func word(_ line: TraceGraph.Line) -> String {
                switch line {
                case .text(let text), .material(let text): text
                case .origin(let kind): kind.rawValue
                case .state(let state): state.rawValue
                }
            }
            func edges(_ graph: TraceGraph) -> Set<String> {
                var labels: [String: String] = [:]
                for node in graph.nodes {
                    labels[node.id] = node.lines.map(word).joined(separator: " ")
                }
                return Set(
                    graph.edges.map { edge in
                        "\(labels[edge.from] ?? "?") > \(labels[edge.to] ?? "?"): \(Int(edge.grams.rounded()))"
                    })
            }
            let up = try TraceStore.graph(
                of: "M1", direction: .up, substance: nil, epsilon: 1e-6, depth: nil, on: connection)
            #expect(
                edges(up) == [
                    "T1 scrap > R1 melting: 5400", "T2 scrap > R1 melting: 3600", "R1 melting > M1 metal: 9000",
                ])
            let down = try TraceStore.graph(
                of: "T1", direction: .down, substance: nil, epsilon: 1e-6, depth: nil, on: connection)
            #expect(
                edges(down) == [
                    "T1 scrap > R1 melting: 6000", "T1 scrap > stock F: 4000", "R1 melting > M1 metal: 5400",
                    "R1 melting > loss fume F: 600", "M1 metal > shipped F C: 1200", "M1 metal > stock F: 4200",
                ])
        }
    }
}
