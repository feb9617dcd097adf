import Postgres
import TestSupport
import Testing

@Suite struct CopyTests {
    private struct Stop: Error {}

    private func withTable(_ body: (Connection) async throws -> Void) async throws {
        try await withConnection { connection in
            try await connection.run { connection in
                try connection.script("CREATE TABLE part (id bigint, name text, bytes bytea, at timestamptz)")
            }
            try await body(connection)
        }
    }

    @Test func textRowsAreEscaped() async throws {
        let names = ["plain", "", "tab\tline\nreturn\rback\\slash", "\\N", "\\.", "界", nil]
        try await withTable { connection in
            let returned = try await connection.run { connection in
                let count = try connection.copyIn("COPY part (id, name) FROM STDIN") { writer in
                    for (id, name) in names.enumerated() { try writer.writeTextRow([String(id), name]) }
                }
                #expect(count == names.count)
                return try connection.query("SELECT name FROM part ORDER BY id").decode(String?.self)
            }
            #expect(returned == names)
        }
    }

    @Test func binaryRowsOfEveryKindArrive() async throws {
        try await withTable { connection in
            try await connection.run { connection in
                let count = try connection.copyIn("COPY part FROM STDIN (FORMAT binary)") { writer in
                    for id in 0..<100_000 {
                        let name = id.isMultiple(of: 2) ? nil : "lot \(id)"
                        try writer.writeRow(
                            id, name, [UInt8(truncatingIfNeeded: id)], PostgresTimestamp(microseconds: 0))
                    }
                }
                #expect(count == 100_000)
                let row = try connection.query(
                    """
                    SELECT sum(id), count(name), max(name), max(at) FROM part
                    """
                ).only().decode(Int.self, Int.self, String.self, PostgresTimestamp.self)
                #expect(row == (4_999_950_000, 50_000, "lot 99999", PostgresTimestamp(microseconds: 0)))
            }
        }
    }

    @Test func encodedBytesGoThroughInPiecesOfAnySize() async throws {
        let line = Array("1\tname\t\\N\t\\N\n".utf8)
        try await withTable { connection in
            let count = try await connection.run { connection in
                try connection.copyIn("COPY part FROM STDIN") { writer in
                    for byte in line { try writer.write(CollectionOfOne(byte)) }
                    let many = (0..<200_000).flatMap { _ in line }
                    try many.withUnsafeBytes { bytes in try writer.write(bytes) }
                    try writer.write("2\tend\t\\N\t\\N\n")
                }
            }
            #expect(count == 200_002)
        }
    }

    @Test func aBodyThatThrowsLeavesNothing() async throws {
        try await withTable { connection in
            await #expect(throws: Stop.self) {
                try await connection.run { connection in
                    try connection.copyIn("COPY part (id) FROM STDIN") { writer in
                        for id in 0..<100_000 { try writer.writeTextRow([String(id)]) }
                        throw Stop()
                    }
                }
            }
            await #expect(throws: Stop.self) {
                try await connection.run { connection in
                    try connection.copyIn("COPY part (id) FROM STDIN (FORMAT binary)") { writer in
                        try writer.writeRow(Int64(1))
                        throw Stop()
                    }
                }
            }
            let count = try await connection.run { try $0.query("SELECT count(*) FROM part").only().decode(Int.self) }
            #expect(count == 0)
        }
    }

    @Test func badDataIsTheServersErrorAndTheConnectionStays() async throws {
        try await withTable { connection in
            let error = try await postgresError {
                try await connection.run { connection in
                    try connection.copyIn("COPY part (id) FROM STDIN") { writer in
                        try writer.writeTextRow(["s3cret"])
                        for id in 0..<500_000 { try writer.writeTextRow([String(id)]) }
                    }
                }
            }
            #expect(error.code == .invalidTextRepresentation)
            #expect(error.context?.hasPrefix("COPY part, line 1") == true)
            #expect(!error.debugDescription.contains("s3cret"))
            let format = try await postgresError {
                try await connection.run { connection in
                    try connection.copyIn("COPY part (id) FROM STDIN") { try $0.writeRow(Int64(1)) }
                }
            }
            #expect(format.code == .protocolViolation)
            let wrong = try await postgresError {
                try await connection.run { connection in try connection.copyIn("SELECT 1") { _ in } }
            }
            #expect(wrong.code == .protocolViolation)
            #expect(try await connection.run { try $0.query("SELECT count(*) FROM part").only().decode(Int.self) } == 0)
        }
    }

    @Test func copyOutHandsOverEachRow() async throws {
        try await withConnection(ownDatabase: false) { connection in
            let lines = try await connection.run { connection in
                var lines: [String] = []
                let count = try connection.copyOut("COPY (SELECT i, NULL FROM generate_series(1, 3) i) TO STDOUT") {
                    lines.append(String(decoding: $0, as: UTF8.self))
                }
                #expect(count == 3)
                return lines
            }
            #expect(lines == ["1\t\\N\n", "2\t\\N\n", "3\t\\N\n"])
        }
    }

    @Test func leavingACopyOutStopsItAndKeepsTheConnection() async throws {
        try await withConnection(ownDatabase: false) { connection in
            let elapsed = await duration {
                await #expect(throws: Stop.self) {
                    try await connection.run { connection in
                        try connection.copyOut("COPY (SELECT generate_series(1, 1000000000)) TO STDOUT") { _ in
                            throw Stop()
                        }
                    }
                }
            }
            #expect(elapsed < .seconds(25))
            let error = try await postgresError {
                try await connection.run { connection in
                    try connection.copyOut("COPY (SELECT 1 / (3 - i) FROM generate_series(1, 9) i) TO STDOUT") { _ in }
                }
            }
            #expect(error.code == .divisionByZero)
            #expect(try await connection.run { try $0.query("SELECT 1").only().decode(Int.self) } == 1)
        }
    }
}
