import MaterialLedger
import Postgres

/// The material balance of the month for each facility and material of a report.
struct ReportBalances {
    /// A facility and a material; masses in grams.
    struct Line {
        var facility: Int64
        var material: Int64
        var balance: MonthlyReport.Balance
        var openingStock: Int64
        var closingStock: Int64
        var ownUse: Int64
        var produced: Int64
        var difference: Int64
    }

    var lines: [Line] = []
    /// On the road at the month's end, from anywhere to anywhere.
    var inTransit: Int64 = 0

    var difference: Int64 { lines.reduce(0) { $0 + $1.difference } }

    /// The sum over the materials of each facility; a facility without any mass has a row, too.
    func facilities(of frame: ReportFrame) -> [MonthlyReport.FacilityBalance] {
        let sums = balances(by: \.facility)
        return frame.facilities.map { facility in
            MonthlyReport.FacilityBalance(
                facility: facility.code, name: facility.name,
                balance: sums[facility.id] ?? MonthlyReport.Balance(), capacityPerYear: facility.capacity)
        }
    }

    func balances(by key: (Line) -> Int64) -> [Int64: MonthlyReport.Balance] {
        lines.reduce(into: [:]) { sums, line in
            let id = key(line)
            sums[id] = (sums[id] ?? MonthlyReport.Balance()) + line.balance
        }
    }
}

extension ReportFrame {
    func loadBalances(on connection: isolated Connection) throws -> ReportBalances {
        let products = Set(materials.filter { $0.label.role == .product }.map(\.id))
        var balances = ReportBalances()
        for row in try connection.query(
            """
            SELECT * FROM monthly_balance(\(month.number)) b
            WHERE b.facility = ANY (\(facilityIDs)) OR b.facility IS NULL
            """, prepared: false)
        {
            guard let facility = try row.decode(Int64?.self, named: "facility") else {
                balances.inTransit += try row.decode(Int64.self, named: "in_transit")
                continue
            }
            let line = try ReportBalances.Line(row, facility: facility, products: products)
            balances.lines.append(line)
        }
        return balances
    }

    /// The city's is the ledger's balance.
    ///
    /// A part's is what its own facilities sent, so that the parts add up to it.
    func loadInTransit(_ balances: ReportBalances, on connection: isolated Connection) throws -> Int64 {
        guard !isCity else { return balances.inTransit }
        return try connection.query(
            """
            SELECT coalesce(sum(t.mass), 0)::bigint FROM sent_in_transit(\(month.number), \(monthStarts)) t
            WHERE t.facility = ANY (\(facilityIDs))
            """, prepared: false
        ).only().decode(Int64.self)
    }

    /// Sales are what was shipped less what was returned, without disposals, samples and goods sent back.
    func loadStock(
        _ balances: ReportBalances, allMaterials: Bool, on connection: isolated Connection
    ) throws -> [MonthlyReport.Stock] {
        let unsold = try masses("shipped_unsold(\(month.number), \(monthStarts))", on: connection)
        let lines = Dictionary(grouping: balances.lines, by: \.material)
        return materials.compactMap { material in
            guard material.isReported || allMaterials else { return nil }
            var stock = MonthlyReport.Stock(
                material: material.label, opening: 0, produced: 0, ownUse: 0, sold: -(unsold[material.id] ?? 0),
                closing: 0)
            // A shipment whose kind is corrected late may be all that a material has in the month.
            for line in lines[material.id] ?? [] {
                stock.opening += line.openingStock
                stock.produced += line.produced
                stock.ownUse += line.ownUse
                stock.sold += line.balance.shipped - line.balance.returned
                stock.closing += line.closingStock
            }
            let figures = [stock.opening, stock.produced, stock.ownUse, stock.sold, stock.closing]
            return figures.contains { $0 != 0 } ? stock : nil
        }
    }

    func loadLosses(_ balances: ReportBalances, on connection: isolated Connection) throws -> [MonthlyReport.Loss] {
        let byDifference = try masses("loss_by_difference(\(monthStarts))", on: connection)
        let sums = balances.balances(by: \.material)
        return materials.compactMap { material in
            let loss = MonthlyReport.Loss(
                material: material.label, mass: sums[material.id]?.loss ?? 0,
                byDifference: byDifference[material.id] ?? 0)
            return loss.mass != 0 || loss.byDifference != 0 ? loss : nil
        }
    }

    /// Mass by material out of a report function that gives facility, material and mass.
    private func masses(_ function: SQL, on connection: isolated Connection) throws -> [Int64: Int64] {
        let rows = try connection.query(
            """
            SELECT f.material, sum(f.mass)::bigint FROM \(function) f
            WHERE f.facility = ANY (\(facilityIDs)) GROUP BY f.material
            """, prepared: false
        ).decode(Int64.self, Int64.self)
        return Dictionary(uniqueKeysWithValues: rows.map { ($0.0, $0.1) })
    }
}

extension ReportBalances.Line {
    fileprivate init(_ row: Row, facility: Int64, products: Set<Int64>) throws(PostgresError) {
        self.facility = facility
        material = try row["material"]
        openingStock = try row["opening_stock"]
        closingStock = try row["closing_stock"]
        ownUse = try row["own_use"]
        produced = try row["produced"]
        difference = try row["difference"]
        balance = MonthlyReport.Balance()
        balance.opening = try openingStock + row.decode(Int64.self, named: "opening_process")
        balance.intake = try row["intake"]
        balance.transferIn = try row["transfer_in"]
        balance.transferOut = try row["transfer_out"]
        balance.shipped = try row["shipped"]
        balance.returned = try row["returned"]
        balance.added = try row["added"]
        balance.loss = try row["loss"]
        balance.adjustment = try row["adjustment"]
        balance.inProcess = try row["closing_process"]
        balance.closing = closingStock + balance.inProcess
        balance.processed = try row["processed"]
        balance.product = products.contains(material) ? produced : 0
    }
}
