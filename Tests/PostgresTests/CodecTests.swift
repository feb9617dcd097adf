import Postgres
import TestSupport
import Testing

/// Every value goes to the server, is compared there with a literal, and comes back.
@Suite struct CodecTests {
    private func roundTrip<Value: PostgresEncodable & PostgresDecodable & Equatable>(
        _ values: [Value], _ sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let returned = try await withConnection(ownDatabase: false) { connection in
            try await connection.run { connection in
                try values.map { try connection.query("SELECT \($0)").only().decode(Value.self) }
            }
        }
        #expect(returned == values, sourceLocation: sourceLocation)
    }

    private func text(_ sql: SQL) async throws -> String {
        try await withConnection(ownDatabase: false) { connection in
            try await connection.run { try $0.query(sql).only().decode(String.self) }
        }
    }

    @Test func numbersReturnWithTheirExtremes() async throws {
        try await roundTrip([true, false])
        try await roundTrip([Int16.min, -1, 0, 1, .max])
        try await roundTrip([Int32.min, -1, 0, 1, .max])
        try await roundTrip([Int64.min, -1, 0, 1, .max])
        try await roundTrip([Int.min, -1, 0, 1, .max])
        try await roundTrip([
            -Double.infinity, -.greatestFiniteMagnitude, -0.1, 0, .leastNonzeroMagnitude, 1 / 3, .infinity,
        ])
        let nan = try await withConnection(ownDatabase: false) { connection in
            try await connection.run { try $0.query("SELECT \(Double.nan)").only().decode(Double.self) }
        }
        #expect(nan.isNaN)
    }

    @Test func textAndBytesReturn() async throws {
        try await roundTrip(["", "a", "界首 再生铅", "\u{1F50B}\n\t\\'\"", String(repeating: "é", count: 100_000)])
        try await roundTrip([[], [0], Array(0...255), [UInt8](repeating: 7, count: 1_000_000)])
    }

    @Test func nullsReturnAsNil() async throws {
        try await roundTrip([Int64?.none, 5])
        try await roundTrip([String?.none, ""])
        try await roundTrip([[UInt8]?.none, []])
        try await roundTrip([PostgresNumeric?.none])
        try await roundTrip([[Int64?]?.none, [nil]])
    }

    @Test func timestampsCountMicrosecondsFrom1970() async throws {
        try await roundTrip(
            [-210_866_803_200_000_000, -1, 0, 1, 1_732_953_600_123_456, 9_223_372_036_854_775_000].map {
                PostgresTimestamp(microseconds: $0)
            } + [.infinity, .negativeInfinity]
        )
        let text = try await text(
            """
            SELECT (\(PostgresTimestamp(microseconds: 1_732_953_600_123_456)) AT TIME ZONE 'Asia/Shanghai')::text
                || ' ' || \(PostgresTimestamp.infinity)::text || ' ' || \(PostgresTimestamp.negativeInfinity)::text
            """)
        #expect(text == "2024-11-30 16:00:00.123456 infinity -infinity")
    }

    @Test func aTimestampBeyondTheRangeIsRefusedOnBothSides() async throws {
        let (tooLate, tooEarly) = try await withConnection(ownDatabase: false) { connection in
            let late = try await postgresError {
                try await connection.run {
                    try $0.query("SELECT '294276-12-31 23:59:59Z'::timestamptz").only().decode(PostgresTimestamp.self)
                }
            }
            let early = try await postgresError {
                try await connection.run {
                    try $0.query("SELECT \(PostgresTimestamp(microseconds: .min + 1))")
                }
            }
            return (late, early)
        }
        #expect(tooLate.code == .decoding)
        #expect(tooEarly.code == .datetimeFieldOverflow)
    }

    @Test(arguments: [
        "0", "0.00", "1", "-1", "9999", "10000", "-10000.0001", "0.0001", "0.00001", "123456789012345678901234567890",
        "-0.000000000000000000000000000001", "1000000000000", "10000000000000000.10", "1.5", "1.50", "NaN", "Infinity",
        "-Infinity",
    ])
    func decimalsReturnExactlyAndMeanTheSameToTheServer(_ text: String) async throws {
        let number = try #require(PostgresNumeric(text))
        let (returned, printed, equal) = try await withConnection(ownDatabase: false) { connection in
            try await connection.run { connection in
                try connection.query("SELECT \(number), \(number)::text, \(number) = \(text)::text::numeric").only()
                    .decode(PostgresNumeric.self, String.self, Bool.self)
            }
        }
        #expect(returned.text == text)
        #expect(printed == text)
        #expect(equal)
    }

    @Test func decimalsAreParsedStrictly() {
        #expect(PostgresNumeric("-00012.3400")?.text == "-12.3400")
        #expect(PostgresNumeric("+.5")?.text == "0.5")
        #expect(PostgresNumeric("5.")?.text == "5")
        #expect(PostgresNumeric("-0.0")?.text == "0.0")
        #expect(PostgresNumeric("1.25e3")?.text == "1250")
        #expect(PostgresNumeric("125e-4")?.text == "0.0125")
        for wrong in ["", ".", "-", "1.2.3", "1e", "e5", "1 ", "0x1", "١", "1e999999", "nan"] {
            #expect(PostgresNumeric(wrong) == nil, "\(wrong)")
        }
        #expect(PostgresNumeric("42.000")?.exactInteger == 42)
        #expect(PostgresNumeric("42.5")?.exactInteger == nil)
        #expect(PostgresNumeric("-9223372036854775808")?.exactInteger == .min)
        #expect(PostgresNumeric("9223372036854775808")?.exactInteger == nil)
    }

    @Test func longDecimalsReturn() async throws {
        let long = String(repeating: "9", count: 131_072) + "." + String(repeating: "8", count: 16_383)
        try await roundTrip([try #require(PostgresNumeric(long))])
    }

    @Test func documentsReturnAsText() async throws {
        try await roundTrip([PostgresJSON(#"{"a": [1, null, "界"]}"#), PostgresJSON("null")])
        let (json, text) = try await withConnection(ownDatabase: false) { connection in
            try await connection.run {
                try $0.query(#"SELECT '{"b":1}'::json, '{"b":1}'::jsonb"#).only()
                    .decode(PostgresJSON.self, String.self)
            }
        }
        #expect(json.text == #"{"b":1}"#)
        #expect(text == #"{"b": 1}"#)
    }

    @Test func arraysOfEverythingReturn() async throws {
        try await roundTrip([[true, false], []])
        try await roundTrip([[Int16.min, .max]])
        try await roundTrip([[Int32.min, .max]])
        try await roundTrip([[Int64.min, 0, .max], []])
        try await roundTrip([[1, 2, 3]])
        try await roundTrip([[0.5, -.infinity]])
        try await roundTrip([["", "a,b", "NULL", "{}", "\"", "界"]])
        try await roundTrip([[[], [1, 2], [0]] as [[UInt8]]])
        try await roundTrip([[PostgresTimestamp(microseconds: 5), .infinity]])
        try await roundTrip([[PostgresNumeric(1), .nan]])
        try await roundTrip([[PostgresJSON("[]")]])
    }

    @Test func arraysWithNullsReturn() async throws {
        try await roundTrip([[true, nil]])
        try await roundTrip([[Int16.max, nil]])
        try await roundTrip([[nil, Int64.min, nil, .max], [nil], []])
        try await roundTrip([[nil, "", "NULL"] as [String?]])
        try await roundTrip([[nil, 1.5] as [Double?]])
        try await roundTrip([[[1], nil] as [[UInt8]?]])
        try await roundTrip([[nil, PostgresTimestamp(microseconds: 1)]])
        try await roundTrip([[nil, PostgresNumeric(7)]])
    }

    @Test func aHundredThousandElementsAreUnnestedQuickly() async throws {
        let ids = (0..<100_000).map { Int64($0) }
        let names = ids.map { $0.isMultiple(of: 3) ? nil : "lot \($0)" }
        try await withConnection { connection in
            try await connection.run { try $0.script("CREATE TABLE part (id bigint, name text)") }
            let elapsed = try await duration {
                let count = try await connection.run { connection in
                    try connection.execute("INSERT INTO part SELECT * FROM unnest(\(ids), \(names))")
                }
                #expect(count == 100_000)
            }
            let (sum, nulls, returned) = try await connection.run { connection in
                try connection.query(
                    """
                    SELECT sum(id), count(*) FILTER (WHERE name IS NULL), array_agg(id ORDER BY id) FROM part
                    """
                ).only().decode(Int64.self, Int.self, [Int64].self)
            }
            #expect(sum == 4_999_950_000)
            #expect(nulls == 33_334)
            #expect(returned == ids)
            #expect(elapsed < .seconds(60))
        }
    }

    @Test func integersOfAnyWidthAreReadWhereTheyFit() async throws {
        let row = try await withConnection { connection in
            try await connection.run {
                try $0.query("SELECT 1::int2, 2::int4, 3::int8, 4::oid, 5::numeric, 6.00::numeric, 7::int4, 8::float4")
                    .only()
                    .decode(
                        Int64.self, Int64.self, Int16.self, Int32.self, Int64.self, Int.self, Double.self, Double.self
                    )
            }
        }
        #expect(row.0 == 1)
        #expect((row.1, row.2, row.3) == (2, 3, 4))
        #expect((row.4, row.5, row.6, row.7) == (5, 6, 7, 8))
    }

    @Test func everyTextTypeIsReadAsString() async throws {
        let row = try await withConnection { connection in
            try await connection.run { connection in
                try connection.script("CREATE TYPE mood AS ENUM ('calm')")
                return try connection.query(
                    """
                    SELECT 'a'::text, 'b'::varchar(5), 'c'::char(2), 'd'::name, 'e', 'calm'::mood
                    """
                ).only().decode(String.self, String.self, String.self, String.self, String.self, String.self)
            }
        }
        #expect(row == ("a", "b", "c ", "d", "e", "calm"))
    }

    private enum Role: String, PostgresArrayElement, PostgresDecodable {
        case scrap, product
    }

    @Test func aTypeWithARawValueConformsByItself() async throws {
        try await roundTrip([Role.scrap, .product])
        try await roundTrip([[Role.scrap, .product], []])
        let error = try await withConnection { connection in
            try await postgresError {
                try await connection.run { try $0.query("SELECT 'ore'").only().decode(Role.self) }
            }
        }
        #expect(error.code == .decoding)
        #expect(error.message.contains("Role does not know"))
    }

    @Test func aMismatchNamesColumnAndTypes() async throws {
        try await withConnection { connection in
            let rows = try await connection.run {
                try $0.query(
                    "SELECT 1::int8 AS mass, NULL::text AS name, 70000 AS wide, '{{1,2},{3,4}}'::int8[] AS grid")
            }
            let row = try rows.only()
            let type = try await postgresError { try row.decode(String.self, at: 0) }
            #expect(type.message == #"column 0 "mass" of type int8 cannot be read as String"#)
            #expect(type.column == "mass")
            #expect(type.code == .decoding)
            let null = try await postgresError { try row.decode(String.self, named: "name") }
            #expect(null.message == #"column 1 "name" of type text is NULL, which String cannot be"#)
            let narrow = try await postgresError { try row.decode(Int16.self, named: "wide") }
            #expect(narrow.message == #"column 2 "wide" of type int4 has a value that does not fit Int16"#)
            let grid = try await postgresError { try row.decode([Int64].self, at: 3) }
            #expect(grid.code == .decoding)
            let count = try await postgresError { try row.decode(Int64.self, String?.self) }
            #expect(count.message == "the row has 4 columns, 2 types were given")
            let missing = try await postgresError { try row.decode(Int64.self, named: "weight") }
            #expect(missing.message.contains("no column weight, only mass, name, wide, grid"))
            let beyond = try await postgresError { try row.decode(Int64.self, at: 4) }
            #expect(beyond.code == .decoding)
            let mass: Int64 = try row["mass"]
            let name: String? = try row[1]
            #expect(mass == 1)
            #expect(name == nil)
            #expect(row.isNull(at: 1))
        }
    }
}
