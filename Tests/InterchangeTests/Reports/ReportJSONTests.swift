import MaterialLedger
import Testing

@testable import Interchange

@Suite struct ReportJSONTests {
    private func json(_ report: MonthlyReport) -> String {
        String(decoding: ReportJSON.write(report, time: ReportSamples.time), as: UTF8.self)
    }

    @Test("A report of nothing has every field of the contract")
    func empty() throws {
        let zeros = """
            "opening_g":0,"intake_g":0,"transfer_in_g":0,"transfer_out_g":0,"shipped_g":0,"returned_g":0,"added_g":0,\
            "loss_g":0,"adjustment_g":0,"closing_g":0,"in_process_g":0,"processed_g":0,"product_g":0
            """
        let unknown = """
            {"month_g":0,"cumulative_g":0,"previous_month_g":null,"year_ago_g":null,"year_ago_cumulative_g":null,\
            "mom":null,"yoy":null,"cumulative_yoy":null,"source":"ledger"}
            """
        #expect(
            try json(ReportSamples.empty()) == """
                {"period":"2024-01","time_zone":"Asia/Shanghai","state":"closed",\
                "scope":{"kind":"facility","code":"smelter","name":"冶炼厂"},\
                "inflow":[],"auxiliaries":[],"inflow_by_province":[],"output":[],"stock":[],"losses":[],\
                "facilities":[],"city":{\(zeros),"in_transit_g":0,"difference_g":0},\
                "recovery":[],"energy":[],\
                "totals":{"processed":\(unknown),"product":\(unknown),"loss":\(unknown)},"changes":[]}
                """)
    }

    @Test(
        "Every table has the contract's fields and values",
        arguments: [
            """
            "inflow":[{"stream":"battery","material":"lab-scrap","name_zh":"废铅酸蓄电池",\
            "name_en":"Scrap lead-acid battery","role":"scrap","tickets":3,"net_g":90000500,"received_g":91000000,\
            "cumulative_g":980001500,"previous_month_g":80000000,"year_ago_g":100000000,\
            "year_ago_cumulative_g":null,"mom":0.12500624999999999,"yoy":-0.09999499999999995,"cumulative_yoy":null,\
            "source":"history"},
            """,
            """
            "tickets":1,"net_g":20000000,"received_g":20000000,"cumulative_g":20000000,"previous_month_g":0,\
            "year_ago_g":null,"year_ago_cumulative_g":null,"mom":null,"yoy":null,"cumulative_yoy":null,\
            "source":"ledger"}],"auxiliaries":[],
            """,
            """
            "inflow_by_province":[{"stream":"battery","province":"410000","tickets":2,"net_g":60000500},\
            {"stream":"battery","province":null,"tickets":1,"net_g":30000000},
            """,
            """
            "role":"product","lots":2,"units":9000,"units_cumulative":99000,"units_previous_month":10000,"units_year_ago":8000,\
            "units_year_ago_cumulative":null,"mass_g":62100000,"cumulative_g":683100000,"previous_month_g":69000000,\
            "year_ago_g":55200000,"year_ago_cumulative_g":690000000,
            """,
            """
            "opening_g":1000000,"produced_g":62100000,"own_use_g":0,"sold_g":60000000,"closing_g":3050000}]
            """,
            """
            "material":"fume","name_zh":"烟尘","name_en":"Fume","role":"loss","mass_g":1500000,"by_difference_g":500000}]
            """,
            """
            "facilities":[{"facility":"smelter","name":"冶炼厂","opening_g":10000000,"intake_g":91000000,\
            "transfer_in_g":5000000,"transfer_out_g":0,"shipped_g":60000000,"returned_g":50000,"added_g":2000000,\
            "loss_g":1500000,"adjustment_g":-50000,"closing_g":46500000,"in_process_g":4000000,\
            "processed_g":80000000,"product_g":62100000,"capacity_g_per_year":1200000000},
            """,
            """
            "closing_g":61250001,"in_process_g":4000000,"processed_g":80000000,"product_g":62100000,\
            "in_transit_g":250000,"difference_g":-1},
            """,
            """
            "recovery":[{"substance":"Pb","input_g":55800000,"lost_g":750000,"recovered_g":55050000,\
            "rate":0.9865591397849462,"unassayed_g":7,"imbalance_g":-2},\
            {"substance":"Sb","input_g":0,"lost_g":0,"recovered_g":0,"rate":null,"unassayed_g":0,"imbalance_g":0}]
            """,
            """
            "energy":[{"facility":"smelter","name":"冶炼厂","kwh":40000,"green_kwh":10000,"kwh_per_tonne":500,
            """,
            """
            "changes":[{"document":"T-3","kind":"correction","reason":"gross, \\"typed\\" wrong",\
            "corrected_at":"t0","recorded_at":"t0"}]}
            """,
        ])
    func fields(part: String) throws {
        let json = try json(ReportSamples.city())
        #expect(json.contains(part), "\(json)")
    }

    @Test("What was recovered is rounded from the exact value, not from rounded parts")
    func recoveredOnce() throws {
        var report = try ReportSamples.empty()
        // 2.5 g in, 0.9 g lost: 1.6 g recovered is 2, though 2 − 1 = 1.
        report.recovery = [
            .init(
                substance: "Pb", input: SubstanceMass(units: 2_500_000_000_000_000),
                lost: SubstanceMass(units: 900_000_000_000_000), imbalance: SubstanceMass(), unassayed: 0)
        ]
        #expect(
            json(report).contains(
                #""input_g":2,"lost_g":1,"recovered_g":2,"rate":0.64,"unassayed_g":0,"imbalance_g":0"#))
    }

    @Test("The largest masses keep every gram")
    func largestMass() throws {
        var report = try ReportSamples.empty()
        report.inTransit = 9_999_999_999_999
        report.city.intake = 10_000_000_000_000
        #expect(json(report).contains(#""intake_g":10000000000000,"#))
        #expect(json(report).contains(#""in_transit_g":9999999999999,"#))
    }
}
