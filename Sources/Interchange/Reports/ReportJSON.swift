package import MaterialLedger

/// The monthly report as JSON, as the contract names its fields (section 5); same figures give same bytes.
package enum ReportJSON {
    /// Writes the report as one line; `time` writes an instant as RFC 3339.
    package static func write(_ report: MonthlyReport, time: (Instant) -> String) -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.field("period", report.period.text)
            json.field("time_zone", report.timeZone)
            json.field("state", report.state.rawValue)
            json.key("scope")
            write(report.scope, to: &json)
            json.key("inflow")
            json.array(report.inflow) { write($1, to: &$0) }
            json.key("auxiliaries")
            json.array(report.auxiliaries) { write($1, to: &$0) }
            json.key("inflow_by_province")
            json.array(report.inflowByProvince) { write($1, to: &$0) }
            json.key("output")
            json.array(report.output) { write($1, to: &$0) }
            json.key("stock")
            json.array(report.stock) { write($1, to: &$0) }
            json.key("losses")
            json.array(report.losses) { write($1, to: &$0) }
            json.key("facilities")
            json.array(report.facilities) { json, row in
                json.object { json in
                    json.field("facility", row.facility)
                    json.field("name", row.name)
                    write(row.balance, to: &json)
                    json.field("capacity_g_per_year", row.capacityPerYear)
                }
            }
            json.key("city")
            json.object { json in
                write(report.city, to: &json)
                json.field("in_transit_g", report.inTransit)
                json.field("difference_g", report.difference)
            }
            json.key("recovery")
            json.array(report.recovery) { write($1, to: &$0) }
            json.key("energy")
            json.array(report.energy) { write($1, to: &$0) }
            json.key("totals")
            json.object { json in
                for (name, value) in [
                    ("processed", report.totals.processed), ("product", report.totals.product),
                    ("loss", report.totals.loss),
                ] {
                    json.key(name)
                    json.object { json in
                        json.field("month_g", value.month)
                        write(value, to: &json)
                    }
                }
            }
            json.key("changes")
            json.array(report.changes) { json, change in
                json.object { json in
                    json.field("document", change.document)
                    json.field("kind", change.kind)
                    json.field("reason", change.reason)
                    json.field("corrected_at", time(change.madeAt))
                    json.field("recorded_at", time(change.recordedAt))
                }
            }
        }
        return json.bytes
    }

    private static func write(_ scope: MonthlyReport.Scope, to json: inout JSONWriter) {
        let (kind, code, name): (String, String?, String?) =
            switch scope {
            case .city: ("city", nil, nil)
            case .park(let park): ("park", park, nil)
            case .operator(let code): ("operator", code, nil)
            case .facility(let code, let name): ("facility", code, name)
            }
        json.object { json in
            json.field("kind", kind)
            json.field("code", code)
            json.field("name", name)
        }
    }

    private static func write(_ material: MonthlyReport.MaterialLabel, to json: inout JSONWriter) {
        json.field("stream", material.stream.rawValue)
        json.field("material", material.code)
        json.field("name_zh", material.nameChinese)
        json.field("name_en", material.nameEnglish)
        json.field("role", material.role.rawValue)
    }

    /// All of a comparison but the month's own figure, whose name differs.
    private static func write(_ value: MonthlyReport.Comparison, to json: inout JSONWriter) {
        json.field("cumulative_g", value.cumulative)
        json.field("previous_month_g", value.previousMonth)
        json.field("year_ago_g", value.yearAgo)
        json.field("year_ago_cumulative_g", value.yearAgoCumulative)
        json.field("mom", value.monthOnMonth)
        json.field("yoy", value.yearOnYear)
        json.field("cumulative_yoy", value.cumulativeYearOnYear)
        json.field("source", value.source.rawValue)
    }

    private static func write(_ row: MonthlyReport.Inflow, to json: inout JSONWriter) {
        json.object { json in
            write(row.material, to: &json)
            json.field("tickets", row.tickets)
            json.field("net_g", row.net.month)
            json.field("received_g", row.received)
            write(row.net, to: &json)
        }
    }

    private static func write(_ row: MonthlyReport.ProvinceInflow, to json: inout JSONWriter) {
        json.object { json in
            json.field("stream", row.stream.rawValue)
            json.field("province", row.province)
            json.field("tickets", row.tickets)
            json.field("net_g", row.net)
        }
    }

    private static func write(_ row: MonthlyReport.Output, to json: inout JSONWriter) {
        json.object { json in
            write(row.material, to: &json)
            json.field("lots", row.lots)
            json.field("units", row.units)
            json.field("units_cumulative", row.unitsCumulative)
            json.field("units_previous_month", row.unitsPreviousMonth)
            json.field("units_year_ago", row.unitsYearAgo)
            json.field("units_year_ago_cumulative", row.unitsYearAgoCumulative)
            json.field("mass_g", row.mass.month)
            write(row.mass, to: &json)
        }
    }

    private static func write(_ row: MonthlyReport.Stock, to json: inout JSONWriter) {
        json.object { json in
            write(row.material, to: &json)
            json.field("opening_g", row.opening)
            json.field("produced_g", row.produced)
            json.field("own_use_g", row.ownUse)
            json.field("sold_g", row.sold)
            json.field("closing_g", row.closing)
        }
    }

    private static func write(_ row: MonthlyReport.Loss, to json: inout JSONWriter) {
        json.object { json in
            write(row.material, to: &json)
            json.field("mass_g", row.mass)
            json.field("by_difference_g", row.byDifference)
        }
    }

    private static func write(_ balance: MonthlyReport.Balance, to json: inout JSONWriter) {
        json.field("opening_g", balance.opening)
        json.field("intake_g", balance.intake)
        json.field("transfer_in_g", balance.transferIn)
        json.field("transfer_out_g", balance.transferOut)
        json.field("shipped_g", balance.shipped)
        json.field("returned_g", balance.returned)
        json.field("added_g", balance.added)
        json.field("loss_g", balance.loss)
        json.field("adjustment_g", balance.adjustment)
        json.field("closing_g", balance.closing)
        json.field("in_process_g", balance.inProcess)
        json.field("processed_g", balance.processed)
        json.field("product_g", balance.product)
    }

    private static func write(_ row: MonthlyReport.Recovery, to json: inout JSONWriter) {
        json.object { json in
            json.field("substance", row.substance)
            json.field("input_g", row.input.grams)
            json.field("lost_g", row.lost.grams)
            json.field("recovered_g", row.recovered.grams)
            json.field("rate", row.rate)
            json.field("unassayed_g", row.unassayed)
            json.field("imbalance_g", row.imbalance.grams)
        }
    }

    private static func write(_ row: MonthlyReport.EnergyUse, to json: inout JSONWriter) {
        json.object { json in
            json.field("facility", row.facility)
            json.field("name", row.name)
            json.field("kwh", row.energy.kilowattHours)
            json.field("green_kwh", row.green.kilowattHours)
            json.field("kwh_per_tonne", row.perTonne)
            json.field("processed_g", row.processed)
        }
    }
}
