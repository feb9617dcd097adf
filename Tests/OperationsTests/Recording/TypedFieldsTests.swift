import Interchange
import MaterialLedger
import Operations
import Testing

/// Values as people type them, in the time zone of the site.
struct TypedFieldsTests {
    private let zone = ZoneRules(identifier: "Asia/Shanghai", fixedOffset: 28_800)

    @Test func valuesAreReadWithTheirUnitsAndInTheZone() throws {
        var typed = TypedFields(zone: zone)
        #expect(typed.mass("gross", "48.2t").grams == 48_200_000)
        #expect(typed.time("at", "2024-11-05 08:00")?.microseconds == 1_730_764_800_000_000)
        let lots = typed.lots("lot", ["L=6.9t:1000"], units: true)
        #expect(lots.map(\.lot) == ["L"])
        #expect(lots.map(\.mass.grams) == [6_900_000])
        #expect(lots.map(\.units) == [1000])
        try typed.check()
    }

    @Test func everythingThatIsWrongIsToldAtOnce() throws {
        var typed = TypedFields(zone: zone)
        _ = typed.mass("gross", "48.2")
        _ = typed.lots("lot", ["L=1t:5"])
        _ = typed.energy("energy", "5")
        let faults = try #require(throws: Faults.self) { try typed.check() }
        #expect(faults.list.map(\.field) == ["gross", "lot", "energy"])
        #expect(faults.list.map(\.value) == ["48.2", "L=1t:5", "5"])
    }
}
