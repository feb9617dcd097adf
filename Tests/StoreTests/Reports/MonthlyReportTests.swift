import MaterialLedger
import Postgres
import Store
import Testing
import Wording

@Suite("The monthly report")
struct MonthlyReportTests {
    private struct Province: Equatable {
        var code: String?
        var tickets: Int64
        var net: Int64
    }

    private func provinces(_ report: MonthlyReport) -> [Province] {
        report.inflowByProvince.map { Province(code: $0.province, tickets: $0.tickets, net: $0.net) }
    }

    @Test func `tells intakes, outputs, stock and losses of a month`() async throws {
        let report = try await ReportBooks.open().report("2024-12", allMaterials: true)
        #expect(report.state == .open)
        #expect(report.timeZone == "Asia/Shanghai")

        let inflow = try #require(report.inflow.first)
        #expect(report.inflow.count == 1)
        #expect(inflow.material.code == "scrap")
        #expect(inflow.tickets == 1)
        #expect(inflow.received == 20_000_000)
        #expect(
            inflow.net
                == MonthlyReport.Comparison(
                    month: 20_000_000, cumulative: 49_000_000, previousMonth: 29_000_000, yearAgo: 15_000_000,
                    yearAgoCumulative: nil, source: .history))
        #expect(provinces(report) == [Province(code: "320000", tickets: 1, net: 20_000_000)])

        let output = try #require(report.output.first)
        #expect(report.output.count == 1)
        #expect(output.lots == 1)
        #expect(output.units == 100)
        #expect(output.mass.month == 10_000_000)
        #expect(output.mass.previousMonth == 0)

        let stock = report.stock.map { [$0.opening, $0.produced, $0.ownUse, $0.sold, $0.closing] }
        #expect(report.stock.map(\.material.code) == ["lead", "scrap", "slag"])
        #expect(
            stock == [
                [0, 10_000_000, 0, 6_000_000, 4_000_000],
                [20_000_000, 0, 17_000_000, 0, 32_499_000],
                [0, 4_000_000, 0, 0, 3_000_000],
            ])
        #expect(report.losses.map(\.mass) == [3_000_000])
        #expect(report.losses.map(\.byDifference) == [1_000_000])
        #expect(report.energy.map(\.energy.units) == [1_000_500_000])
        #expect(report.energy.map(\.processed) == [17_000_000])
    }

    @Test func `every balance closes, and the facilities add up to the city`() async throws {
        let books = try await ReportBooks.open()
        for month in ["2024-10", "2024-11", "2024-12", "2025-01"] {
            let report = try await books.report(month)
            #expect(report.facilities.map(\.facility) == ["smelter", "yard"])
            #expect(report.facilities.map(\.balance.gap) == [0, 0])
            #expect(report.city.gap == 0)
        }
        let november = try await books.report("2024-11")
        #expect(november.inTransit == 10_000_000)
        #expect(november.city.transferOut == 10_000_000)
        let december = try await books.report("2024-12")
        #expect(december.inTransit == 0)
        #expect(december.difference == 1_000)
        #expect(december.city.transferIn == 9_999_000)
        #expect(december.city.shipped == 7_000_000)
        #expect(december.city.closing == 39_499_000)
        #expect(december.city.adjustment == -500_000)
    }

    @Test func `a facility's report has its own figures and its own history`() async throws {
        let books = try await ReportBooks.open()
        for scope in [ReportScopeRequest.facility("smelter"), .park("Park"), .operator("Lead Co")] {
            let report = try await books.report("2024-12", scope)
            #expect(report.facilities.map(\.facility) == ["smelter"])
            #expect(report.inflow.map(\.net.yearAgo) == [10_000_000])
            #expect(report.inflow.map(\.net.previousMonth) == [0])
            #expect(report.inflow.map(\.net.cumulative) == [20_000_000])
            #expect(report.city == report.facilities.first?.balance)
        }
        #expect(try await books.report("2024-11", .facility("yard")).inTransit == 10_000_000)
        #expect(try await books.report("2024-11", .facility("smelter")).inTransit == 0)
    }

    @Test(arguments: [
        (ReportScopeRequest.facility("nowhere"), "no facility 'nowhere' is on record"),
        (.park("Smelter"), "no park 'Smelter' is on record"), (.operator(""), "no operator '' is on record"),
    ])
    func `what nobody knows is not found`(_ scope: ReportScopeRequest, _ message: String) async throws {
        let books = try await ReportBooks.open()
        let fault = await #expect(throws: Fault.self) { try await books.report("2024-12", scope) }
        #expect(fault?.code == .notFound)
        #expect(fault?.message.english == message)
    }

    @Test func `recovery is exact, an assay replaces its lot's composition, and unassayed mass is told`() async throws {
        let books = try await ReportBooks.open()
        let plain = try #require(try await books.report("2024-12").recovery.first)
        #expect(plain.substance == "Pb")
        #expect(plain.input.grams == 10_200_000)
        #expect(plain.lost.grams == 200_000)
        #expect(plain.recovered.grams == 10_000_000)
        #expect(plain.imbalance.grams == 0)
        #expect(plain.unassayed == 3_000_000)

        try await books.record(
            """
            INSERT INTO journal (event, document, batch, kind, digest)
            VALUES (1001, 1001, current_setting('urbanmine.batch')::bigint, 'assay', '\\x00'::bytea);
            INSERT INTO assay (event, lot, substance, fraction) VALUES (1001, 21, 'Pb', 0.300000000000001)
            """)
        let assayed = try #require(try await books.report("2024-12").recovery.first)
        // 12 t at 0.6 and 5 t at the assay, to 10^-15 g.
        #expect(assayed.input.units == 8_700_000_000_000_005_000_000)
        #expect(try await books.report("2024-11").recovery.isEmpty)
    }

    @Test func `a composition counts from its valid_from on, by the lot's creation`() async throws {
        let books = try await ReportBooks.open()
        try await books.record(
            """
            INSERT INTO journal (event, document, batch, kind, digest)
            VALUES (1001, 1001, current_setting('urbanmine.batch')::bigint, 'composition', '\\x00'::bytea);
            INSERT INTO composition (event, material, substance, fraction, valid_from)
            VALUES (1001, 4, 'Pb', 0.5, '2024-12-01 00:00+08')
            """)
        // The lot of November keeps 0.6, that of December has 0.5.
        #expect(try await books.report("2024-12").recovery.map(\.input.grams) == [9_000_000])
    }

    @Test func `a correction of an open month counts in that month`() async throws {
        let books = try await ReportBooks.open()
        try await books.correctTicket(event: 1001, late: false)
        let november = try await books.report("2024-11")
        #expect(november.inflow.map(\.net.month) == [30_000_000])
        #expect(november.inflow.map(\.tickets) == [1])
        #expect(provinces(november) == [Province(code: "370000", tickets: 1, net: 30_000_000)])
        let december = try await books.report("2024-12")
        #expect(december.inflow.map(\.net.month) == [20_000_000])
        #expect(december.inflow.map(\.net.cumulative) == [50_000_000])
    }

    @Test func `a closed month stays as it was, and a late correction counts where it was posted`() async throws {
        let books = try await ReportBooks.open()
        let before = try await books.report("2024-11", allMaterials: true)
        try await books.close("2024-11", event: 1001)
        try await books.correctTicket(event: 2001, late: true)
        try await books.record(
            """
            INSERT INTO journal (event, document, batch, kind, code, digest)
            SELECT e, d, current_setting('urbanmine.batch')::bigint, k::event_kind, c, '\\x00' FROM (VALUES
                (3001, 1, 'party', 'S1'), (3002, 4, 'material', 'scrap'), (3003, 3003, 'composition', NULL)
            ) said (e, d, k, c);
            INSERT INTO party_revision (event, party, name, province) VALUES (3001, 1, 'Supplier', '110000');
            INSERT INTO material_revision (event, material, name_zh, name_en, stream, role, reported)
            VALUES (3002, 4, '废电池', 'batteries', 'other', 'scrap', 'f');
            INSERT INTO composition (event, material, substance, fraction) VALUES (3003, 4, 'Pb', 0.7)
            """)
        let after = try await books.report("2024-11", allMaterials: true)
        #expect(after.state == .closed)
        #expect(after.inflow.map(\.net) == before.inflow.map(\.net))
        #expect(after.inflow.map(\.material) == before.inflow.map(\.material))
        #expect(provinces(after) == [Province(code: "410000", tickets: 1, net: 29_000_000)])
        #expect(after.facilities.map(\.balance) == before.facilities.map(\.balance))
        #expect(after.stock.map(\.closing) == before.stock.map(\.closing))

        let december = try await books.report("2024-12")
        #expect(december.inflow.map(\.material.nameEnglish) == ["batteries"])
        #expect(december.inflow.map(\.tickets) == [1])
        #expect(december.inflow.map(\.net.month) == [21_000_000])
        #expect(december.inflow.map(\.received) == [21_000_000])
        #expect(december.inflow.map(\.net.previousMonth) == [29_000_000])
        #expect(december.inflow.map(\.net.cumulative) == [50_000_000])
        #expect(
            provinces(december) == [
                Province(code: "320000", tickets: 1, net: 20_000_000),
                Province(code: "370000", tickets: 1, net: 30_000_000),
                // Taken back where November counted it, whatever is said of the supplier since.
                Province(code: "410000", tickets: -1, net: -29_000_000),
            ])
        #expect(december.city.gap == 0)
        #expect(december.city.closing == 40_499_000)
        #expect(december.recovery.map(\.input.grams) == [11_900_000])
    }

    @Test func `corrections are listed in the month in which they were made and in those whose figures they moved`()
        async throws
    {
        let books = try await ReportBooks.open()
        try await books.correctTicket(event: 1001, late: false)
        for scope in [ReportScopeRequest.city, .facility("yard")] {
            let changes = try await books.report("2024-12", scope).changes
            #expect(changes.map(\.document) == ["T1"])
            #expect(changes.map(\.kind) == ["correction"])
            #expect(changes.map(\.reason) == ["scale read wrong"])
        }
        #expect(try await books.report("2024-12", .facility("smelter")).changes.isEmpty)
        #expect(try await books.report("2024-11").changes.map(\.document) == ["T1"])
        #expect(try await books.report("2025-01").changes.isEmpty)
    }
}
