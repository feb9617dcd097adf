internal import MaterialLedger
internal import Wording

// What a single document's rows say, as their tables of fields name it: for showing a document, and for telling what
// was recorded.

extension Bundle {
    /// The fields of a document's head, or of a thing.
    func fields(of kind: EventKind) -> [Field] {
        switch kind {
        case .material: materials.first.map { Field.all($0, Material.columns) } ?? []
        case .party: parties.first.map { Field.all($0, Party.columns) } ?? []
        case .facility: facilities.first.map { Field.all($0, Facility.columns) } ?? []
        default: kind.file?.row is any HeadRow.Type ? headFields(of: kind) : []
        }
    }

    /// The fields of a ticket, with what of it lies in the yard.
    static func fields(of intake: Intake) -> [Field] {
        var bundle = Bundle()
        bundle.intakes = [intake]
        return bundle.headFields(of: .intake)
    }

    private func headFields(of kind: EventKind) -> [Field] {
        func first<Row: BundleRow>(_ type: Row.Type) -> [Field] {
            self[keyPath: Row.list].first.map { Field.head(of: $0) } ?? []
        }
        var fields = kind.file.map { first($0.row) } ?? []
        switch kind {
        case .intake:
            let book = Field("book_g", Text("In the books", "入库重量"), .mass(intakes.first?.bookMass))
            fields.insert(book, after: "net_g")
        case .run:
            func sum(_ key: String, _ label: Text, _ masses: [Mass]) -> Field {
                Field(key, label, .mass(masses.reduce(0) { $0 &+ $1.grams }))
            }
            let sums = [
                sum("input_g", Text("Inputs", "投入"), runInputs.map(\.mass)),
                sum("added_g", Text("Additions", "加入"), runAdditions.map(\.mass)),
                sum("output_g", Text("Outputs", "产出"), runOutputs.map(\.mass)),
                sum("lost_g", Text("Losses", "损耗"), runLosses.map(\.mass)),
            ]
            for field in sums.reversed() { fields.insert(field, after: "ended_at") }
        case .adjustment:
            // One reason for all lines is told with the head.
            let reasons = Set(adjustments.map(\.reason))
            if reasons.count == 1 { fields.insert(Field("reason", Label.reason, .text(reasons.first)), after: "at") }
        default: break
        }
        return fields
    }

    /// The lines of a document.
    func sheets(of kind: EventKind) -> [Sheet] {
        func lines<Row: BundleRow>(
            _ type: Row.Type, _ key: String, _ title: Text, always: Set<String> = []
        ) -> Sheet {
            let rows = self[keyPath: Row.list]
            return Sheet(key, title, rows, Column.lines(of: rows, always: always))
        }
        guard let file = kind.file else { return [] }
        switch file.row {
        case is Run.Type:
            return [
                lines(RunInput.self, "inputs", Text("Inputs", "投入")),
                lines(RunAddition.self, "additions", Text("Additions", "加入"), always: ["source", "basis"]),
                lines(RunOutput.self, "outputs", Text("Outputs", "产出"), always: ["units", "basis"]),
                lines(RunLoss.self, "losses", Text("Losses", "损耗"), always: ["basis"]),
            ]
        case is TransferLine.Type:
            let difference = Column<TransferLine>("difference_g", Text("Difference", "调拨差异")) { line in
                .mass(line.arrived.map { line.mass.grams - $0.grams })
            }
            let rows = transfers.map(\.normalised)
            return [
                Sheet(
                    "lots", Text("Lots", "批次明细"), rows, Column.lines(of: rows, always: ["received_g"]) + [difference])
            ]
        case is AdjustmentLine.Type where Set(adjustments.map(\.reason)).count == 1:
            let columns = Column.lines(of: adjustments, always: []).filter { $0.key != "reason" }
            return [Sheet("lots", Text("Lots", "批次明细"), adjustments, columns)]
        case let line as any DocumentLine.Type: return [lines(line, "lots", Text("Lots", "批次明细"))]
        default: return []
        }
    }
}

extension Field {
    /// What a row says of its document, its names first.
    static func head<Row: BundleRow>(of row: Row) -> [Field] {
        let fields = Row.schema.fields.filter { $0.part.isShared && !$0.isOfMeasurement }
        return (fields.filter(\.part.isIdentity) + fields.filter { !$0.part.isIdentity }).map { field in
            Field(field.name, Text(field.title), field.cell(of: row))
        }
    }
}

extension Column where Row: BundleRow {
    /// What rows say of themselves; what no row says only where it is wanted always.
    static func lines(of rows: [Row], always: Set<String>) -> [Column<Row>] {
        Row.schema.fields.filter { field in
            !field.part.isShared
                && (field.presence == .required || always.contains(field.name)
                    || rows.contains { field.value(in: $0) != .absent })
        }.map { field in Column(field.name, Text(field.title)) { field.cell(of: $0) } }
    }
}

extension MaterialLedger.Field {
    /// How a mass was measured stands beside the mass, where it is said at all.
    fileprivate var isOfMeasurement: Bool { ["basis", "method", "sigma_g"].contains(name) }

    fileprivate func cell(of row: Row) -> Cell {
        switch (place, value(in: row)) {
        case (.mass, .whole(let grams)), (.optionalMass, .whole(let grams)), (.tonnes, .whole(let grams)):
            .mass(grams)
        case (.mass, _), (.optionalMass, _), (.tonnes, _): .mass(Int64?.none)
        case (.energy, .whole(let units)): .number(Energy(units: units).kilowattHours)
        case (.fraction, .whole(let units)): .number(Fraction(units: units).value)
        case (.energy, _), (.deviation, .absent), (.massDeviation, .absent): .number(nil)
        case (.count, .absent): .count(Int64?.none)
        case (.time, .absent), (.optionalTime, .absent): .time(nil)
        case (.word, .text(let word)): .word(word)
        case (.word, _): .word(nil)
        case (_, .absent): .text(nil)
        case (_, .text(let text)): .text(text)
        case (_, .whole(let count)): .count(count)
        case (_, .real(let number)): .number(number)
        case (_, .flag(let flag)): .flag(flag)
        case (_, .time(let instant)): .time(instant)
        }
    }
}

extension [Field] {
    fileprivate mutating func insert(_ field: Field, after key: String) {
        insert(field, at: (firstIndex { $0.key == key } ?? endIndex - 1) + 1)
    }
}
