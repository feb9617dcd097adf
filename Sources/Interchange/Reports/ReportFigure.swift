import MaterialLedger

/// One figure of a report as it is in the books: whole grams, pieces or counts, named as in the JSON.
struct ReportFigure: Equatable {
    var table: String
    var key: String
    var secondKey = ""
    var field: String
    var value: Int64

    static func all(of report: MonthlyReport) -> [ReportFigure] {
        intakes("inflow", report.inflow) + intakes("auxiliaries", report.auxiliaries)
            + report.inflowByProvince.flatMap { row in
                rows(
                    "inflow_by_province", row.stream.rawValue, row.province ?? "",
                    [("tickets", row.tickets), ("net_g", row.net)])
            }
            + report.output.flatMap { row in
                rows(
                    "output", row.material.code, "",
                    [
                        ("lots", row.lots), ("units", row.units), ("units_cumulative", row.unitsCumulative),
                        ("units_year_ago", row.unitsYearAgo),
                        ("units_year_ago_cumulative", row.unitsYearAgoCumulative), ("mass_g", row.mass.month),
                    ] + comparison(row.mass))
            }
            + report.stock.flatMap { row in
                rows(
                    "stock", row.material.code, "",
                    [
                        ("opening_g", row.opening), ("produced_g", row.produced), ("own_use_g", row.ownUse),
                        ("sold_g", row.sold), ("closing_g", row.closing),
                    ])
            }
            + report.losses.flatMap { row in
                rows(
                    "losses", row.material.code, "",
                    [("mass_g", row.mass), ("by_difference_g", row.byDifference)])
            }
            + report.facilities.flatMap { rows("facilities", $0.facility, "", balance($0.balance)) }
            + rows(
                "city", "", "",
                balance(report.city) + [("in_transit_g", report.inTransit), ("difference_g", report.difference)])
            + report.recovery.flatMap { row in
                rows(
                    "recovery", row.substance, "",
                    [
                        ("input_g", row.input.grams), ("lost_g", row.lost.grams),
                        ("recovered_g", row.recovered.grams), ("unassayed_g", row.unassayed),
                        ("imbalance_g", row.imbalance.grams),
                    ])
            }
    }

    private static func intakes(_ table: String, _ intakes: [MonthlyReport.Inflow]) -> [ReportFigure] {
        intakes.flatMap { row in
            rows(
                table, row.material.code, "",
                [("tickets", row.tickets), ("net_g", row.net.month), ("received_g", row.received)]
                    + comparison(row.net))
        }
    }

    private static func comparison(_ value: MonthlyReport.Comparison) -> [(String, Int64?)] {
        [
            ("cumulative_g", value.cumulative), ("previous_month_g", value.previousMonth),
            ("year_ago_g", value.yearAgo), ("year_ago_cumulative_g", value.yearAgoCumulative),
        ]
    }

    private static func balance(_ balance: MonthlyReport.Balance) -> [(String, Int64?)] {
        [
            ("opening_g", balance.opening), ("intake_g", balance.intake), ("transfer_in_g", balance.transferIn),
            ("transfer_out_g", balance.transferOut), ("shipped_g", balance.shipped),
            ("returned_g", balance.returned), ("added_g", balance.added), ("loss_g", balance.loss),
            ("adjustment_g", balance.adjustment), ("closing_g", balance.closing),
            ("in_process_g", balance.inProcess), ("processed_g", balance.processed),
            ("product_g", balance.product),
        ]
    }

    /// What is not known has no row.
    private static func rows(
        _ table: String, _ key: String, _ secondKey: String, _ fields: [(String, Int64?)]
    ) -> [ReportFigure] {
        fields.compactMap { field, value in
            value.map { ReportFigure(table: table, key: key, secondKey: secondKey, field: field, value: $0) }
        }
    }
}
