import Wording

/// What must hold of each value by itself, as the tables of fields say.
extension BundleCheck {
    /// Tells what is wrong with the single values of all rows.
    mutating func checkValues() {
        var visitor = ValueCheck(check: self)
        visitor.visitAll()
        self = visitor.check
    }

    private struct ValueCheck: RowVisitor {
        var check: BundleCheck

        mutating func visit<Row: BundleRow>(_ type: Row.Type) {
            let fields = Row.schema.fields.filter { field in
                if case .anything = field.rule { false } else { true }
            }
            for row in check.bundle[keyPath: Row.list] {
                for field in fields { check.checkValue(field, row) }
            }
        }
    }

    private mutating func checkValue<Row: BundleRow>(_ field: Field<Row>, _ row: Row) {
        switch field.place {
        case .text(let path): checkText(path.get(row), field.rule, field.name, row.source)
        case .optionalText(let path): checkText(path.get(row), field.rule, field.name, row.source)
        case .mass(let path): checkMass(path.get(row), field.rule, field.name, row.source)
        case .optionalMass(let path): checkMass(path.get(row), field.rule, field.name, row.source)
        case .tonnes(let path): checkTonnes(path.get(row), field.name, row.source)
        case .time(let path): checkTime(path.get(row), field.name, row.source)
        case .optionalTime(let path): checkTime(path.get(row), field.name, row.source)
        case .count(let path): checkUnits(path.get(row), field.name, row.source)
        case .energy, .fraction, .deviation, .massDeviation, .flag, .month, .word: break
        }
    }

    private mutating func checkText(_ text: String?, _ rule: FieldRule, _ field: String, _ source: SourceLine) {
        guard let text else { return }
        switch rule {
        case .code: checkCode(text, field, source)
        case .province: checkProvince(text, field, source)
        case .filled:
            guard text.isEmpty, isRead(field, source) else { return }
            tell(.badValue, source, field, text, "must not be empty")
        case .brief(let most):
            guard text.count > most, isRead(field, source) else { return }
            tell(.badValue, source, field, text, "is \(text.count) characters long; at most \(most) are kept here")
        case .anything, .mass, .massOrZero, .gain, .notNegative, .pieces, .time: break
        }
    }

    mutating func checkCode(_ text: String, _ field: String, _ source: SourceLine) {
        guard let what = Code.fault(in: text), isRead(field, source) else { return }
        tell(.badValue, source, field, text, "'\(text)' \(what)")
    }

    mutating func checkMass(_ mass: Mass?, _ rule: FieldRule, _ field: String, _ source: SourceLine) {
        guard let mass else { return }
        if case .gain = rule {
            guard mass == .zero || mass > .maximum || mass.grams < -Mass.maximum.grams, isRead(field, source) else {
                return
            }
            return tell(
                .badValue, source, field, "\(mass.grams)",
                "\(mass.grams) is out of range; an adjustment is not 0 and at most 10000000000000 g")
        }
        let least: Int64 = if case .massOrZero = rule { 0 } else { 1 }
        guard mass.grams < least || mass > .maximum, isRead(field, source) else { return }
        tell(
            .badValue, source, field, "\(mass.grams)",
            "\(mass.grams) is out of range; a mass here is from \(least) to 10000000000000 g")
    }

    private mutating func checkTonnes(_ mass: Mass?, _ field: String, _ source: SourceLine) {
        guard let mass, mass < .zero, isRead(field, source) else { return }
        tell(
            .badValue, source, field, FixedDecimal.text(mass.grams, decimals: MassUnit.tonne.decimals),
            "must not be negative")
    }

    private mutating func checkTime(_ instant: Instant?, _ field: String, _ source: SourceLine) {
        guard let instant, isRead(field, source) else { return }
        if instant > rules.now.advanced(bySeconds: 86_400) {
            tell(
                .badValue, source, field, rules.text(instant),
                "\(rules.text(instant)) is more than a day in the future")
        } else if instant < rules.earliest {
            tell(
                .badValue, source, field, rules.text(instant),
                "\(rules.text(instant)) is too long ago; a time here is in \(Month.first.year) or later")
        }
    }

    private mutating func checkProvince(_ province: String, _ field: String, _ source: SourceLine) {
        guard !Province.isCode(province), isRead(field, source) else { return }
        tell(
            .badValue, source, field, province,
            "'\(province)' is not a province code; write six digits of GB/T 2260, such as 410000")
    }

    private mutating func checkUnits(_ units: Int64?, _ field: String, _ source: SourceLine) {
        guard let units, units <= 0 || units > Mass.maximum.grams, isRead(field, source) else { return }
        tell(.badValue, source, field, "\(units)", "\(units) is out of range; pieces are counted from 1")
    }
}
