import TestSupport
import Testing

@testable import Postgres

@Suite struct PreparedStatementTests {
    private func preparedCount(_ connection: isolated Connection) throws -> Int {
        try connection.query("SELECT count(*) FROM pg_prepared_statements", prepared: false).only().decode(Int.self)
    }

    @Test func aStatementIsPreparedAtItsSecondUse() async throws {
        try await withConnection(ownDatabase: false) { connection in
            try await connection.run { connection in
                var counts: [Int] = []
                for value in 1...3 {
                    try connection.query("SELECT \(value)")
                    counts.append(try preparedCount(connection))
                }
                #expect(counts == [0, 1, 1])
                try connection.query("SELECT \("text")")
                try connection.query("SELECT \("text")")
                #expect(try preparedCount(connection) == 2)
                for _ in 0..<3 { try connection.query("SELECT 'not me'", prepared: false) }
                #expect(try preparedCount(connection) == 2)
            }
        }
    }

    @Test func onlySoManyStayPrepared() async throws {
        try await withConnection(ownDatabase: false) { connection in
            try await connection.run { connection in
                for number in 0..<400 {
                    for _ in 0..<2 {
                        let found = try connection.query("SELECT \(unsafe: String(number))").only().decode(Int.self)
                        #expect(found == number)
                    }
                }
                let count = try preparedCount(connection)
                #expect(count <= 129)
                #expect(count > 100)
            }
        }
    }

    @Test func aPreparedStatementSurvivesAnAlteredTable() async throws {
        let conninfo = try await TestServer.shared.database()
        let connection = try await Connection.connect(ConnectionSettings(conninfo))
        let other = try await Connection.connect(ConnectionSettings(conninfo))
        try await other.run { try $0.script("CREATE TABLE part (id int); INSERT INTO part VALUES (1)") }
        let all: SQL = "SELECT * FROM part"
        for _ in 0..<3 { try await connection.run { try $0.query(all) } }
        try await other.run { try $0.script("ALTER TABLE part ADD name text DEFAULT 'x'") }

        let row = try await connection.run { try $0.query(all).only().decode(Int.self, String.self) }
        #expect(row == (1, "x"))

        for _ in 0..<3 { try await connection.run { try $0.query(all) } }
        try await other.run { try $0.script("ALTER TABLE part ADD mass int DEFAULT 5") }
        let inTransaction = try await connection.transaction { connection in
            try connection.execute("INSERT INTO part VALUES (2)")
            return try connection.query(all).decode(Int.self, String.self, Int.self).count
        }
        #expect(inTransaction == 2)

        for _ in 0..<3 { try await connection.run { try $0.query(all) } }
        let byItself = try await connection.transaction { connection in
            try connection.query(all)
            try connection.execute("ALTER TABLE part DROP name")
            return try connection.query(all).decode(Int.self, Int.self).count
        }
        #expect(byItself == 2)
        await connection.close()
        await other.close()
    }

    @Test func aTransactionThatHasStreamedIsNotRunAgain() async throws {
        let conninfo = try await TestServer.shared.database()
        let connection = try await Connection.connect(ConnectionSettings(conninfo))
        let other = try await Connection.connect(ConnectionSettings(conninfo))
        try await other.run { try $0.script("CREATE TABLE part (id int)") }
        for _ in 0..<3 { try await connection.run { try $0.query("SELECT * FROM part") } }
        try await other.run { try $0.script("ALTER TABLE part ADD name text") }
        let error = try await postgresError {
            try await connection.transaction { connection in
                try connection.copyOut("COPY (SELECT 1) TO STDOUT") { _ in }
                return try connection.query("SELECT * FROM part")
            }
        }
        #expect(error.code == .featureNotSupported)
        let columns = try await connection.transaction { try $0.query("SELECT * FROM part").columnNames }
        #expect(columns == ["id", "name"])
        await connection.close()
        await other.close()
    }

    @Test func discardedStatementsArePreparedAnew() async throws {
        try await withConnection(ownDatabase: false) { connection in
            try await connection.run { connection in
                for reset in ["DISCARD ALL", "DEALLOCATE ALL", "DO $$ BEGIN EXECUTE 'DEALLOCATE ALL'; END $$"] {
                    for value in 1...3 { try connection.query("SELECT \(value)") }
                    try connection.script(reset)
                    let after = try (4...6).map { try connection.query("SELECT \($0)").only().decode(Int.self) }
                    #expect(after == [4, 5, 6])
                }
            }
        }
    }

    @Test func theCacheEvictsTheLongestUnused() {
        var cache = StatementCache(capacity: 2)
        let keys = ["a", "b", "c"].map { StatementCache.Key(text: $0, types: []) }
        #expect(cache.use(keys[0]) == .executeUnprepared)
        #expect(cache.use(keys[0]) == .prepare(name: "s1"))
        cache.confirm(keys[0], name: "s1")
        #expect(cache.use(keys[1]) == .executeUnprepared)
        #expect(cache.use(keys[2]) == .executeUnprepared)
        #expect(cache.takeAbandoned() == ["s1"])
        #expect(cache.takeAbandoned() == [])
        #expect(cache.use(keys[1]) == .prepare(name: "s2"))
        #expect(cache.use(keys[1]) == .prepare(name: "s3"))
        cache.confirm(keys[1], name: "s3")
        #expect(cache.use(keys[1]) == .executePrepared(name: "s3"))
    }
}
