import MaterialLedger
import Testing

@testable import Interchange

@Suite("Times as text")
struct TimeTextTests {
    @Test(
        "Times with an offset, and times of the site's clocks",
        arguments: [
            ("2024-12-01T08:30:00+08:00", 1_733_013_000_000_000), ("2024-12-01T00:30:00Z", 1_733_013_000_000_000),
            ("2024-12-01t00:30:00z", 1_733_013_000_000_000), ("2024-12-01 08:30:00+08:00", 1_733_013_000_000_000),
            ("2024-11-30T19:00:00-05:30", 1_733_013_000_000_000), ("2024-12-01 08:30", 1_733_013_000_000_000),
            ("2024-12-01 08:30:00", 1_733_013_000_000_000), ("2024-12-01 08:30", 1_733_013_000_000_000),
            ("2024-12-01", 1_732_982_400_000_000),
            ("2024-12-01T08:30:00.5+08:00", 1_733_013_000_500_000),
            ("2024-12-01T08:30:00.000001+08:00", 1_733_013_000_000_001),
            ("1969-12-31T23:59:59.999999Z", -1), ("2024-02-29", 1_709_136_000_000_000),
            ("0001-01-01T00:00:00Z", -62_135_596_800_000_000), ("9999-12-31T23:59:59Z", 253_402_300_799_000_000),
        ])
    func reads(text: String, microseconds: Int64) throws {
        #expect(TimeText.parse(text, zone: try Fixture.shanghai()) == Instant(microseconds: microseconds))
    }

    @Test(
        "Texts that are no time, and why",
        arguments: [
            ("", .notATime), ("2024", .notATime), ("2024-13-01", .notATime), ("2023-02-29", .notATime),
            ("2024-12-1 8:30", .notATime), ("2024/12/01", .notATime), ("2024-12-01T24:00:00+08:00", .notATime),
            ("2024-12-01T08:60:00+08:00", .notATime), ("2024-12-01T08:30:61Z", .notATime),
            ("2024-12-01T08:30:00+0800", .notATime), ("2024-12-01T08:30:00+08", .notATime),
            ("2024-12-01T08:30:00+24:00", .notATime), ("2024-12-01T08:30:00+08:60", .notATime),
            ("2024-12-01T08:30+08:00", .notATime), ("2024-12-01T08:30", .notATime), ("2024-12-01T08:30:00", .notATime),
            ("2024-12-01T08:30:00.5", .notATime),
            ("2024-12-01T08:30:00.Z", .notATime), ("2024-12-01  08:30", .notATime), ("2024-12-01 08:30 ", .notATime),
            ("2024-12-01T08:30:00Z0", .notATime), ("2024-12-01T", .notATime), ("2024-12-01 08", .notATime),
            ("0000-01-01", .notATime), ("45627.354", .notATime), ("2024-12-01 08:30 PM", .notATime),
            ("２０２４-12-01", .notATime), (String(repeating: "1", count: 100_000), .notATime),
            ("2024-12-01T08:30:00.1234567Z", .tooFine), ("2024-12-01T08:30:00.1234560Z", .tooFine),
            ("2016-12-31T23:59:60Z", .leapSecond), ("2017-01-01 07:59:60", .leapSecond),
            ("1988-04-17 02:30", .skippedByClocks),
        ] as [(String, TimeText.Reading)])
    func refuses(text: String, why: TimeText.Reading) throws {
        let zone = try Fixture.shanghai()
        #expect(TimeText.read(Array(text.utf8)[...], zone: zone) == why)
        #expect(TimeText.parse(text, zone: zone) == nil)
    }

    @Test("A day that a zone left out is no time")
    func skippedDay() throws {
        let apia = try Fixture.zone("Apia", identifier: "Pacific/Apia")
        #expect(TimeText.read(Array("2011-12-30".utf8)[...], zone: apia) == .skippedByClocks)
        #expect(TimeText.parse("2011-12-31", zone: apia) == TimeText.parse("2011-12-30T10:00:00Z", zone: apia))
    }

    @Test("A date whose midnight clocks leave out begins when they go forward")
    func dateWithoutMidnight() throws {
        let beirut = try Fixture.zone("Beirut", identifier: "Asia/Beirut")
        #expect(TimeText.parse("2021-03-28", zone: beirut) == TimeText.parse("2021-03-28T01:00:00+03:00", zone: beirut))
    }

    @Test(
        "Times are written with the zone's offset",
        arguments: [
            ("Shanghai", 1_733_013_000_000_000, "2024-12-01T08:30:00+08:00"),
            ("Shanghai", 1_733_013_000_500_000, "2024-12-01T08:30:00.5+08:00"),
            ("Shanghai", 1_733_013_000_000_010, "2024-12-01T08:30:00.00001+08:00"),
            ("Shanghai", -1, "1970-01-01T07:59:59.999999+08:00"),
            ("New_York", 1_733_013_000_000_000, "2024-11-30T19:30:00-05:00"),
            ("Lord_Howe", 1_751_328_000_000_000, "2025-07-01T10:30:00+10:30"),
            // Local mean time had seconds, which RFC 3339 can't tell.
            ("Shanghai", -2_208_988_800_000_000, "1900-01-01T00:00:00+00:00"),
        ])
    func writesRFC3339(file: String, microseconds: Int64, expected: String) throws {
        let zone = try Fixture.zone(file, identifier: file)
        let instant = Instant(microseconds: microseconds)
        #expect(TimeText.rfc3339(instant, zone: zone) == expected)
        #expect(TimeText.parse(expected, zone: zone) == instant)
    }

    @Test("Dates and times are written as the zone's clocks show them")
    func writesLocal() throws {
        let zone = try Fixture.shanghai()
        let instant = Instant(microseconds: 1_732_982_399_999_999)
        #expect(TimeText.dateTime(instant, zone: zone) == "2024-11-30 23:59:59")
        #expect(TimeText.date(instant, zone: zone) == "2024-11-30")
        #expect(TimeText.date(Instant(microseconds: instant.microseconds + 1), zone: zone) == "2024-12-01")
    }

    @Test("What is written is read back as the same instant", arguments: 0..<4)
    func roundTrip(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for file in ["Shanghai", "Berlin", "New_York", "Lord_Howe", "Dublin", "Beirut", "Apia"] {
            let zone = try Fixture.zone(file, identifier: file)
            for _ in 0..<200 {
                let range: ClosedRange<Int64> = -62_000_000_000_000_000...253_000_000_000_000_000
                let instant = Instant(microseconds: Int64.random(in: range, using: &random))
                let text = TimeText.rfc3339(instant, zone: zone)
                #expect(TimeText.parse(text, zone: zone) == instant, "seed \(seed), \(file), \(text)")
            }
        }
    }
}
