import MaterialLedger
import Wording

/// The typed values of the record at hand: `required…` gives a placeholder where there is none, and notes that.
extension TableReader {
    // MARK: Required values

    mutating func text(_ column: SourceColumn) -> String {
        required(column, placeholder: "") { bytes throws(QuantityFault) in String(decoding: bytes, as: UTF8.self) }
    }

    mutating func mass(_ column: SourceColumn) -> Mass {
        let unit = column.unit
        return required(column, placeholder: .zero) { bytes throws(QuantityFault) in
            try FieldText.mass(bytes, unit: unit)
        }
    }

    mutating func time(_ column: SourceColumn) -> Instant {
        let zone = zone
        return required(column, placeholder: Instant(microseconds: 0)) { bytes throws(QuantityFault) in
            try FieldText.time(bytes, zone: zone)
        }
    }

    mutating func month(_ column: SourceColumn, placeholder: Month) -> Month {
        required(column, placeholder: placeholder, FieldText.month)
    }

    mutating func fraction(_ column: SourceColumn) -> Fraction {
        required(column, placeholder: Fraction(units: 0), FieldText.fraction)
    }

    mutating func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ column: SourceColumn, placeholder: Choice
    ) -> Choice {
        required(column, placeholder: placeholder) { bytes throws(QuantityFault) in
            try FieldText.choice(bytes, of: Choice.self)
        }
    }

    // MARK: Optional values (empty: nil)

    mutating func optionalText(_ column: SourceColumn) -> String? {
        optional(column) { bytes throws(QuantityFault) in String(decoding: bytes, as: UTF8.self) }
    }

    mutating func optionalMass(_ column: SourceColumn) -> Mass? {
        let unit = column.unit
        return optional(column) { bytes throws(QuantityFault) in try FieldText.mass(bytes, unit: unit) }
    }

    mutating func optionalTonnes(_ column: SourceColumn) -> Mass? { optional(column, FieldText.tonnes) }

    mutating func optionalTime(_ column: SourceColumn) -> Instant? {
        let zone = zone
        return optional(column) { bytes throws(QuantityFault) in try FieldText.time(bytes, zone: zone) }
    }

    mutating func optionalEnergy(_ column: SourceColumn) -> Energy? { optional(column, FieldText.energy) }
    mutating func optionalCount(_ column: SourceColumn) -> Int64? { optional(column, FieldText.count) }
    mutating func optionalFlag(_ column: SourceColumn) -> Bool? { optional(column, FieldText.flag) }

    mutating func optionalSigma(_ column: SourceColumn) -> Double? {
        let unit = column.unit
        return optional(column) { bytes throws(QuantityFault) in try FieldText.sigma(bytes, unit: unit) }
    }

    mutating func optionalChoice<Choice: RawRepresentable<String> & CaseIterable>(
        _ column: SourceColumn, of type: Choice.Type = Choice.self
    ) -> Choice? {
        optional(column) { bytes throws(QuantityFault) in try FieldText.choice(bytes, of: Choice.self) }
    }

    mutating func measurement(_ columns: MeasurementColumns) -> Measurement {
        Measurement(
            basis: optionalChoice(columns.basis), method: optionalText(columns.method),
            sigmaGrams: optionalSigma(columns.sigma))
    }

    // MARK: How both are read

    private mutating func required<Value>(
        _ column: SourceColumn, placeholder: Value, _ read: (ArraySlice<UInt8>) throws(QuantityFault) -> Value
    ) -> Value {
        guard let bytes = content(column) else {
            noteAbsent(column)
            return placeholder
        }
        guard !bytes.isEmpty else {
            tellBadValue(column, bytes, "must not be empty")
            return placeholder
        }
        do {
            return try read(bytes)
        } catch {
            tellBadValue(column, bytes, error.message)
            return placeholder
        }
    }

    private mutating func optional<Value>(
        _ column: SourceColumn, _ read: (ArraySlice<UInt8>) throws(QuantityFault) -> Value
    ) -> Value? {
        guard let bytes = content(column), !bytes.isEmpty else { return nil }
        do {
            return try read(bytes)
        } catch {
            tellBadValue(column, bytes, error.message)
            return nil
        }
    }
}
