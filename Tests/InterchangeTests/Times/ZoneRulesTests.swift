import MaterialLedger
import Testing

@testable import Interchange

@Suite("Zone rules")
struct ZoneRulesTests {
    private func utc(_ text: String) throws -> Instant {
        try #require(TimeText.parse(text, zone: ZoneRules(identifier: "UTC", fixedOffset: 0)))
    }

    @Test(
        "Offsets around changes and in far years",
        arguments: [
            // China's summer times of 1986 to 1991, local mean time before 1901.
            ("Shanghai", "1988-04-16T17:59:59Z", 28_800), ("Shanghai", "1988-04-16T18:00:00Z", 32_400),
            ("Shanghai", "1988-09-10T16:59:59Z", 32_400), ("Shanghai", "1988-09-10T17:00:00Z", 28_800),
            ("Shanghai", "2024-07-01T00:00:00Z", 28_800), ("Shanghai", "9999-07-01T00:00:00Z", 28_800),
            ("Shanghai", "1900-01-01T00:00:00Z", 29_143),
            ("Berlin", "2024-03-31T00:59:59Z", 3600), ("Berlin", "2024-03-31T01:00:00Z", 7200),
            ("Berlin", "2024-10-27T00:59:59Z", 7200), ("Berlin", "2024-10-27T01:00:00Z", 3600),
            ("Berlin", "2500-07-01T00:00:00Z", 7200), ("Berlin", "2500-12-31T23:59:59Z", 3600),
            ("New_York", "2025-03-09T06:59:59Z", -18_000), ("New_York", "2025-03-09T07:00:00Z", -14_400),
            ("New_York", "2025-11-02T05:59:59Z", -14_400), ("New_York", "2025-11-02T06:00:00Z", -18_000),
            ("New_York", "2400-07-04T12:00:00Z", -14_400),
            // Half an hour of summer time, and over the year's end.
            ("Lord_Howe", "2025-01-01T00:00:00Z", 39_600), ("Lord_Howe", "2025-04-05T14:59:59Z", 39_600),
            ("Lord_Howe", "2025-04-05T15:00:00Z", 37_800), ("Lord_Howe", "2025-10-04T15:29:59Z", 37_800),
            ("Lord_Howe", "2025-10-04T15:30:00Z", 39_600), ("Lord_Howe", "2300-12-31T23:00:00Z", 39_600),
            // Ireland's standard time is the summer's; the winter's is the exception.
            ("Dublin", "2100-07-01T00:00:00Z", 3600), ("Dublin", "2100-01-01T00:00:00Z", 0),
            ("Apia", "2011-12-30T09:59:59Z", -36_000), ("Apia", "2011-12-30T10:00:00Z", 50_400),
        ])
    func offsets(file: String, at time: String, expected: Int) throws {
        let zone = try Fixture.zone(file, identifier: file)
        #expect(zone.offset(at: try utc(time)) == expected)
        // The last microsecond of a second belongs to it, before 1970 too.
        let last = Instant(microseconds: try utc(time).microseconds + 999_999)
        #expect(zone.offset(at: last) == expected)
    }

    @Test("A local time that clocks leave out has no instant")
    func gaps() throws {
        let berlin = try Fixture.zone("Berlin", identifier: "Europe/Berlin")
        #expect(berlin.instant(year: 2025, month: 3, day: 30, hour: 2) == nil)
        #expect(berlin.instant(year: 2025, month: 3, day: 30, hour: 2, minute: 59, second: 59) == nil)
        #expect(try berlin.instant(year: 2025, month: 3, day: 30, hour: 3) == utc("2025-03-30T01:00:00Z"))
        #expect(
            try berlin.instant(year: 2025, month: 3, day: 30, hour: 1, minute: 59, second: 59)
                == utc("2025-03-30T00:59:59Z"))
        let shanghai = try Fixture.shanghai()
        #expect(shanghai.instant(year: 1988, month: 4, day: 17, hour: 2, minute: 30) == nil)
        let lordHowe = try Fixture.zone("Lord_Howe", identifier: "Australia/Lord_Howe")
        #expect(lordHowe.instant(year: 2300, month: 10, day: 7, hour: 2, minute: 15) == nil)
        #expect(
            try lordHowe.instant(year: 2300, month: 10, day: 7, hour: 2, minute: 30) == utc("2300-10-06T15:30:00Z"))
    }

    @Test("A local time that clocks show twice is the earlier one")
    func overlaps() throws {
        let berlin = try Fixture.zone("Berlin", identifier: "Europe/Berlin")
        #expect(try berlin.instant(year: 2025, month: 10, day: 26, hour: 2, minute: 30) == utc("2025-10-26T00:30:00Z"))
        #expect(try berlin.instant(year: 2500, month: 10, day: 31, hour: 2, minute: 30) == utc("2500-10-31T00:30:00Z"))
        let newYork = try Fixture.zone("New_York", identifier: "America/New_York")
        #expect(try newYork.instant(year: 2025, month: 11, day: 2, hour: 1) == utc("2025-11-02T05:00:00Z"))
        let shanghai = try Fixture.shanghai()
        #expect(try shanghai.instant(year: 1988, month: 9, day: 11, hour: 1, minute: 30) == utc("1988-09-10T16:30:00Z"))
    }

    @Test("There is no instant of a date or time that no calendar or clock has")
    func impossible() throws {
        let zone = try Fixture.shanghai()
        #expect(zone.instant(year: 2025, month: 2, day: 29) == nil)
        #expect(zone.instant(year: 2025, month: 1, day: 1, hour: 24) == nil)
        #expect(zone.instant(year: 2025, month: 1, day: 1, minute: 60) == nil)
        #expect(zone.instant(year: 2025, month: 1, day: 1, second: -1) == nil)
        #expect(zone.instant(year: 0, month: 1, day: 1) == nil)
    }

    @Test("A day begins at midnight, or when clocks jump over it")
    func daysBegin() throws {
        let beirut = try Fixture.zone("Beirut", identifier: "Asia/Beirut")
        let spring = try #require(CalendarDate(year: 2021, month: 3, day: 28))
        #expect(beirut.instant(year: 2021, month: 3, day: 28) == nil)
        #expect(try beirut.startOfDay(spring) == utc("2021-03-27T22:00:00Z"))
        let ordinary = try #require(CalendarDate(year: 2021, month: 3, day: 29))
        #expect(try beirut.startOfDay(ordinary) == utc("2021-03-28T21:00:00Z"))
    }

    @Test("Months are told by the zone's clocks")
    func months() throws {
        let zone = try Fixture.shanghai()
        let december = try #require(Month(year: 2024, month: 12))
        #expect(try Month.startOfMonth(december, in: zone) == utc("2024-11-30T16:00:00Z"))
        #expect(Month.containing(try utc("2024-11-30T16:00:00Z"), in: zone) == december)
        #expect(Month.containing(try utc("2024-11-30T15:59:59.999999Z"), in: zone) == december.previous)
        let epoch = Month.containing(try utc("1969-12-31T15:59:59Z"), in: zone)
        #expect(epoch == Month(year: 1969, month: 12))
        #expect(Month.containing(Instant(microseconds: .max), in: zone) == nil)
        #expect(Month.containing(Instant(microseconds: .min), in: zone) == nil)
    }

    @Test("Zones are found by name in the folder only")
    func loading() throws {
        for name in [
            "../../etc/passwd", "/etc/passwd", "Asia/../Asia/Shanghai", "", "Asia//Shanghai", "Asia/", "Asia",
            "Asia/Shang hai", "zone.tab", "a\u{0}b", String(repeating: "a", count: 65),
        ] {
            #expect(ZoneRules.load(name) == nil, "\(name)")
        }
        let shanghai = try #require(ZoneRules.load("Asia/Shanghai"))
        #expect(shanghai.identifier == "Asia/Shanghai")
        #expect(shanghai.offset(at: try utc("2024-12-01T00:00:00Z")) == 28_800)
        #expect(ZoneRules.load("UTC")?.offset(at: Instant(microseconds: 0)) == 0)
    }

    @Test("Without a zone database UTC and Asia/Shanghai are known and no others")
    func fallback() throws {
        let nowhere = "/nonexistent/zoneinfo"
        #expect(ZoneRules.load("UTC", directory: nowhere)?.offset(at: Instant(microseconds: 0)) == 0)
        let shanghai = try #require(ZoneRules.load("Asia/Shanghai", directory: nowhere))
        #expect(shanghai.offset(at: try utc("2024-07-01T00:00:00Z")) == 28_800)
        #expect(try shanghai.instant(year: 2024, month: 12, day: 1) == utc("2024-11-30T16:00:00Z"))
        #expect(ZoneRules.load("Europe/Berlin", directory: nowhere) == nil)
    }

    @Test("Zone files that are cut off, altered or count leap seconds are refused or read without a trap")
    func damagedFiles() throws {
        let good = try Fixture.bytes("Times/Fixtures/Berlin.tzif")
        for length in 0..<good.count {
            #expect(ZoneRules(identifier: "x", file: Array(good[..<length])) == nil, "\(length) bytes")
        }
        #expect(ZoneRules(identifier: "x", file: try Fixture.bytes("Times/Fixtures/right-Shanghai.tzif")) == nil)
        var random = SeededGenerator(seed: 1)
        for _ in 0..<3000 {
            var bytes = good
            for _ in 0..<4 {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            let zone = ZoneRules(identifier: "x", file: bytes)
            _ = zone?.offset(at: Instant(microseconds: Int64.random(in: .min ... .max, using: &random)))
            _ = zone?.instant(year: 2300, month: 3, day: 31, hour: 2)
        }
    }

    @Test("A zone file of version 1 is read by its 32-bit part")
    func versionOne() throws {
        // One change, at 1,000,000 s, from +01:00 to +02:00.
        var file = Array("TZif".utf8) + [UInt8](repeating: 0, count: 16)
        for count: UInt8 in [0, 0, 0, 1, 2, 4] { file += [0, 0, 0, count] }
        file += [0x00, 0x0F, 0x42, 0x40, 1, 0, 0, 0x0E, 0x10, 0, 0, 0, 0, 0x1C, 0x20, 1, 0] + Array("ABC\0".utf8)
        let zone = try #require(ZoneRules(identifier: "x", file: file))
        #expect(zone.offset(at: Instant(microseconds: 999_999_999_999)) == 3600)
        #expect(zone.offset(at: Instant(microseconds: 1_000_000_000_000)) == 7200)
        #expect(zone.offset(at: Instant(microseconds: .max)) == 7200)
    }

    @Test(
        "Footers are read, and what is no rule is refused",
        arguments: [
            ("CST-8", "2024-07-01T00:00:00Z", 28_800), ("<+0530>-5:30", "2024-07-01T00:00:00Z", 19_800),
            ("EST5EDT,M3.2.0,M11.1.0", "2024-07-01T00:00:00Z", -14_400),
            ("<-03>3<-02>,M3.5.0/-2,M10.5.0/-1", "2024-03-31T00:59:59Z", -10_800),
            ("<-03>3<-02>,M3.5.0/-2,M10.5.0/-1", "2024-03-31T01:00:00Z", -7200),
            // Summer time all the year, as RFC 8536 writes it.
            ("XXX3EDT4,0/0,J365/23", "2024-01-01T05:00:00Z", -14_400),
            ("XXX3EDT4,0/0,J365/23", "2024-12-31T23:00:00Z", -14_400),
            ("AAA0BBB,J60/0,J61/0", "2024-03-01T00:00:00Z", 3600), ("AAA0BBB,59/0,60/0", "2024-02-29T00:00:00Z", 3600),
            ("AAA0BBB,59/0,60/0", "2024-03-01T00:00:00Z", 0),
        ])
    func footers(text: String, at time: String, expected: Int) throws {
        let rule = try #require(RecurringRule(text.utf8))
        #expect(rule.offset(atSecond: try utc(time).microseconds / 1_000_000) == expected)
    }

    @Test(
        "Rules that are none",
        arguments: [
            "", "C", "CST", "CST-", "CST-8DST", "CST-8DST,", "CST-8DST,M13.1.0,M1.1.0", "CST-8DST,M1.6.0,M1.1.0",
            "CST-8DST,M1.1.7,M1.1.0", "CST-8DST,J0,J1", "CST-8DST,366,1", "CST-168", "CST-8x", "<CST-8",
            "CST-8DST,1,2,",
            "CST-8:60",
        ])
    func noRules(text: String) {
        #expect(RecurringRule(text.utf8) == nil)
    }
}
