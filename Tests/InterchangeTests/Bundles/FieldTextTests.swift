import MaterialLedger
import Testing
import Wording

@testable import Interchange

@Suite("Values of cells")
struct FieldTextTests {
    private func message<Value>(
        _ text: String, _ read: (ArraySlice<UInt8>) throws(QuantityFault) -> Value
    ) -> String? {
        do throws(QuantityFault) {
            _ = try read(Array(text.utf8)[...])
            return nil
        } catch {
            return error.message.english
        }
    }

    @Test(
        "Masses in grams, kilograms and tonnes are exact",
        arguments: [
            ("30250000", MassUnit.gram, 30_250_000), ("0", .gram, 0), ("-5", .gram, -5), ("+5", .gram, 5),
            ("007", .gram, 7), ("9223372036854775807", .gram, .max), ("-9223372036854775807", .gram, -.max),
            ("30250.5", .kilogram, 30_250_500), ("0.001", .kilogram, 1), ("-0.001", .kilogram, -1),
            ("12", .kilogram, 12_000), ("1.5000000", .kilogram, 1500), ("30.25", .tonne, 30_250_000),
            ("0.000001", .tonne, 1), ("10000000", .tonne, 10_000_000_000_000),
        ] as [(String, MassUnit, Int64)])
    func masses(text: String, unit: MassUnit, grams: Int64) throws {
        #expect(try FieldText.mass(Array(text.utf8)[...], unit: unit) == Mass(grams: grams))
    }

    @Test(
        "Masses that are none, and what would be right",
        arguments: [
            ("1e6", MassUnit.gram, "'1e6' is not a whole number of grams; write out all digits, without an exponent"),
            ("1,000", .gram, "'1,000' is not a whole number of grams; write it without separators: 1000"),
            (
                "12.5", .gram,
                "'12.5' is not a whole number of grams; write grams without decimals, or name the column …_kg or …_t"
            ),
            (
                "12.0", .gram,
                "'12.0' is not a whole number of grams; write grams without decimals, or name the column …_kg or …_t"
            ),
            ("30t", .gram, "'30t' is not a whole number of grams; write digits only, such as 30250000"),
            ("-", .gram, "'-' is not a whole number of grams; write digits only, such as 30250000"),
            ("１２", .gram, "'１２' is not a whole number of grams; write digits only, such as 30250000"),
            ("12 000", .gram, "'12 000' is not a whole number of grams; write digits only, such as 30250000"),
            (
                "9223372036854775808", .gram,
                "'9223372036854775808' is out of range; a mass is at most 10000000000000 g"
            ),
            ("0.0005", .kilogram, "'0.0005' kg is not a whole number of grams; write at most 3 decimals"),
            ("1.0000001", .tonne, "'1.0000001' t is not a whole number of grams; write at most 6 decimals"),
            ("1e3", .kilogram, "'1e3' is not a number of kg; write a plain decimal number, such as 30.25"),
            (".5", .kilogram, "'.5' is not a number of kg; write a plain decimal number, such as 30.25"),
            ("5.", .tonne, "'5.' is not a number of t; write a plain decimal number, such as 30.25"),
            ("1.2.3", .tonne, "'1.2.3' is not a number of t; write a plain decimal number, such as 30.25"),
            (
                "99999999999999", .tonne, "'99999999999999' is out of range; a mass is at most 10000000000000 g"
            ),
        ])
    func badMasses(text: String, unit: MassUnit, expected: String) {
        #expect(message(text) { bytes throws(QuantityFault) in try FieldText.mass(bytes, unit: unit) } == expected)
    }

    @Test("Fractions are exact to 15 decimals and lie in 0…1")
    func fractions() throws {
        #expect(try FieldText.fraction(Array("0.62".utf8)[...]) == Fraction(units: 620_000_000_000_000))
        #expect(try FieldText.fraction(Array("1".utf8)[...]) == Fraction(units: Fraction.one))
        #expect(try FieldText.fraction(Array("0.000000000000001".utf8)[...]) == Fraction(units: 1))
        let notOne = " is not a fraction; write a decimal number from 0 to 1, such as 0.62"
        for text in ["1.1", "-0.1", "62%", "1e-3", ".5", "x", "999999999999999999999"] {
            #expect(message(text, FieldText.fraction) == "'\(text)'" + notOne)
        }
        #expect(message("0.0000000000000001", FieldText.fraction) == "'0.0000000000000001' has more than 15 decimals")
    }

    @Test("Energy is exact to 6 decimals and not negative")
    func energy() throws {
        #expect(try FieldText.energy(Array("6961.1".utf8)[...]) == Energy(units: 6_961_100_000))
        #expect(try FieldText.energy(Array("0".utf8)[...]) == Energy(units: 0))
        let expected = " is not a number of kWh; write a decimal number of 0 or more, such as 3200.5"
        for text in ["-1", "3200kWh", "1e3"] { #expect(message(text, FieldText.energy) == "'\(text)'" + expected) }
        #expect(message("0.0000001", FieldText.energy) == "'0.0000001' has more than 6 decimals")
    }

    @Test("Standard deviations come to grams and are not negative")
    func sigma() throws {
        #expect(try FieldText.sigma(Array("0.004".utf8)[...]) == 0.004)
        #expect(try FieldText.sigma(Array("0.1".utf8)[...], unit: .kilogram) == 100)
        #expect(try FieldText.sigma(Array("0.0000015".utf8)[...], unit: .tonne) == 1.5)
        #expect(try FieldText.sigma(Array("-0".utf8)[...]).sign == .plus)
        let expected = " is not a standard deviation; write a decimal number of 0 or more, such as 0.004"
        for text in ["-1", "nan", "inf", "1e3", "0x10"] {
            #expect(
                message(text) { bytes throws(QuantityFault) in try FieldText.sigma(bytes) } == "'\(text)'" + expected)
        }
    }

    @Test("Counts, flags, months and words")
    func others() throws {
        #expect(try FieldText.count(Array("570".utf8)[...]) == 570)
        for text in ["-1", "1.0", "x", "9223372036854775808"] {
            #expect(message(text, FieldText.count) == "'\(text)' is not a whole number of 0 or more")
        }
        #expect(try FieldText.flag(Array("true".utf8)[...]))
        #expect(try !FieldText.flag(Array("false".utf8)[...]))
        #expect(message("TRUE", FieldText.flag) == "'TRUE' is not an answer here; write true or false")
        #expect(try FieldText.month(Array("2024-12".utf8)[...]) == Month(year: 2024, month: 12))
        for text in ["2024-13", "2024-1", "202412", "２０２４-12"] {
            #expect(message(text, FieldText.month) == "'\(text)' is not a month; write 2024-12")
        }
        #expect(
            try FieldText.choice(Array("return_to_supplier".utf8)[...], of: ShipmentKind.self) == .returnToSupplier)
        #expect(
            message("Sale") { bytes throws(QuantityFault) in try FieldText.choice(bytes, of: ShipmentKind.self) }
                == "'Sale' is not one of the words allowed here; write sale, disposal, return_to_supplier or sample")
    }

    @Test("Messages about times say what would be right")
    func times() throws {
        let zone = try Fixture.shanghai()
        func timeMessage(_ text: String) -> String? {
            message(text) { bytes throws(QuantityFault) in try FieldText.time(bytes, zone: zone) }
        }
        #expect(
            timeMessage("2024-13-01")
                == "'2024-13-01' is not a time; write 2024-12-01T08:30:00+08:00 or 2024-12-01 08:30")
        #expect(
            timeMessage("2024-12-01T08:30:00.1234567Z")
                == "'2024-12-01T08:30:00.1234567Z' is finer than a microsecond; "
                + "write at most 6 digits of a second's fraction")
        #expect(timeMessage("2016-12-31T23:59:60Z") == "'2016-12-31T23:59:60Z' is a leap second; write second 59")
        #expect(
            timeMessage("1988-04-17 02:30")
                == "'1988-04-17 02:30' does not exist in Asia/Shanghai, whose clocks went forward then; "
                + "write the time with its offset, such as 2024-12-01T08:30:00+08:00")
    }

    @Test("Values in messages are short and on one line")
    func quoted() {
        #expect(QuotedValue.printable(Array("a\nb\u{1B}[31m\u{202E}".utf8)) == "a b [31m ")
        let long = String(repeating: "铅", count: 1000)
        #expect(QuotedValue.printable(Array(long.utf8)) == String(repeating: "铅", count: 60) + "…")
    }
}
