package import Interchange
package import MaterialLedger
internal import Wording

/// Reads values as people type them in options or forms, and gathers everything that is wrong with them, so that all is told
/// at once as with a file.
///
/// What can't be read is given as a placeholder; `check()` throws before anyone uses it.
package struct TypedFields: Sendable {
    private let zone: ZoneRules
    private var faults: [Fault] = []

    package init(zone: ZoneRules) { self.zone = zone }

    /// - Throws: `Faults` where anything was wrong.
    package func check() throws {
        guard faults.isEmpty else { throw Faults(faults) }
    }

    // MARK: - Single values

    package mutating func mass(_ field: String, _ text: String) -> Mass {
        read(field, text, .zero) { text throws(QuantityFault) in try Mass(typed: text) }
    }

    package mutating func mass(_ field: String, _ text: String?) -> Mass? {
        guard let text else { return nil }
        return read(field, text, nil) { text throws(QuantityFault) in try Mass(typed: text) }
    }

    package mutating func time(_ field: String, _ text: String?) -> Instant? {
        guard let text else { return nil }
        let zone = zone
        return read(field, text, nil) { text throws(QuantityFault) in
            try FieldText.time(Array(text.utf8)[...], zone: zone)
        }
    }

    package mutating func percentage(_ field: String, _ text: String?) -> Percentage? {
        guard let text else { return nil }
        return read(field, text, nil) { text throws(QuantityFault) in try Percentage(typed: text) }
    }

    /// `3200kWh` or `3.2MWh`; a bare number is refused like that of a mass.
    package mutating func energy(_ field: String, _ text: String?) -> Energy? {
        guard let text else { return nil }
        return read(field, text, nil) { text throws(QuantityFault) in try Self.energy(text) }
    }

    /// A share of the energy, `60%`, or an amount.
    package mutating func green(_ field: String, _ text: String?) -> GreenEnergy? {
        guard let text else { return nil }
        return read(field, text, nil) { text throws(QuantityFault) in
            text.hasSuffix("%") ? .share(try Percentage(typed: text)) : .amount(try Self.energy(text))
        }
    }

    package mutating func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ field: String, _ text: String?, of type: Choice.Type
    ) -> Choice? {
        guard let text else { return nil }
        return read(field, text, nil) { text throws(QuantityFault) in
            try FieldText.choice(Array(text.utf8)[...], of: type)
        }
    }

    package mutating func flag(_ field: String, _ text: String?) -> Bool? {
        guard let text else { return nil }
        return read(field, text, nil) { text throws(QuantityFault) in try FieldText.flag(Array(text.utf8)[...]) }
    }

    // MARK: - Pairs

    /// `LOT=12.5t`, with `units` also `LOT=12.5t:1000`.
    package mutating func lots(_ field: String, _ texts: [String], units: Bool = false) -> [LotMass] {
        texts.map { text in
            read(field, text, LotMass(lot: "", mass: .zero)) { text throws(QuantityFault) in
                let example = units ? "LOT=12.5t or LOT=12.5t:1000" : "LOT=12.5t"
                let (lot, rest) = try Self.pair(text, example: example)
                let parts = rest.split(separator: ":", omittingEmptySubsequences: false)
                guard parts.count <= (units ? 2 : 1) else {
                    throw QuantityFault("'\(text)' has too many parts; write \(example)")
                }
                return LotMass(
                    lot: lot, mass: try Mass(typed: String(parts[0])),
                    units: parts.count > 1 ? try FieldText.count(Array(parts[1].utf8)[...]) : nil)
            }
        }
    }

    /// `MATERIAL=2t`.
    package mutating func materials(_ field: String, _ texts: [String]) -> [MaterialMass] {
        texts.map { text in
            read(field, text, MaterialMass(material: "", mass: .zero)) { text throws(QuantityFault) in
                let (material, mass) = try Self.pair(text, example: "MATERIAL=2t")
                return MaterialMass(material: material, mass: try Mass(typed: mass))
            }
        }
    }

    /// `MATERIAL=8t[:LOT[:UNITS]]`; `MATERIAL=8t::1000` leaves the lot's code to us.
    package mutating func outputs(_ field: String, _ texts: [String]) -> [OutputRequest] {
        texts.map { text in
            read(field, text, OutputRequest(material: "", mass: .zero)) { text throws(QuantityFault) in
                let (material, rest) = try Self.pair(text, example: "MATERIAL=8t:LOT:UNITS")
                let parts = rest.split(separator: ":", omittingEmptySubsequences: false)
                guard parts.count <= 3 else {
                    throw QuantityFault("'\(text)' has too many parts; write MATERIAL=8t:LOT:UNITS")
                }
                return OutputRequest(
                    material: material, mass: try Mass(typed: String(parts[0])),
                    lot: parts.count > 1 && !parts[1].isEmpty ? String(parts[1]) : nil,
                    units: parts.count > 2 ? try FieldText.count(Array(parts[2].utf8)[...]) : nil)
            }
        }
    }

    /// `field=value`.
    package mutating func assignments(_ field: String, _ texts: [String]) -> [(field: String, value: String)] {
        texts.map { text in
            read(field, text, ("", "")) { text throws(QuantityFault) in
                guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
                    throw QuantityFault(
                        "'\(text)' is not a field and its value; write field=value, such as truck=皖K12345")
                }
                return (String(text[..<equals]), String(text[text.index(after: equals)...]))
            }
        }
    }

    // MARK: - Reading

    private mutating func read<Value>(
        _ field: String, _ text: String, _ placeholder: Value,
        _ reading: (String) throws(QuantityFault) -> Value
    ) -> Value {
        do {
            return try reading(text)
        } catch {
            faults.append(Fault(.badValue, field: field, value: text, error.message))
            return placeholder
        }
    }

    private static func pair(_ text: String, example: String) throws(QuantityFault) -> (String, String) {
        guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
            throw QuantityFault("'\(text)' is not a code and a mass; write \(example)")
        }
        return (String(text[..<equals]), String(text[text.index(after: equals)...]))
    }

    private static func energy(_ text: String) throws(QuantityFault) -> Energy {
        let units: [(suffix: String, decimals: Int)] = [("kWh", 6), ("MWh", 9)]
        guard let unit = units.first(where: { text.hasSuffix($0.suffix) }) else {
            throw QuantityFault("'\(text)' is not an amount of energy; write a number and kWh or MWh, such as 3200kWh")
        }
        switch FixedDecimal.parse(text.dropLast(unit.suffix.utf8.count).utf8, decimals: unit.decimals) {
        case .value(let units) where units >= 0: return Energy(units: units)
        case .tooFine: throw QuantityFault("\(text) is finer than 0.000001 kWh")
        case .value, .tooLarge, nil:
            throw QuantityFault("'\(text)' is not an amount of energy; write a number and kWh or MWh, such as 3200kWh")
        }
    }
}
