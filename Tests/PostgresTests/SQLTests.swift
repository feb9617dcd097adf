import Postgres
import TestSupport
import Testing

@Suite struct SQLTests {
    @Test func interpolatedValuesBecomeNumberedParameters() {
        let sql: SQL = "SELECT \(1) + \("two") WHERE \(nil as Bool?) IS NULL"
        #expect(sql.text == "SELECT $1 + $2 WHERE $3 IS NULL")
    }

    @Test func aFragmentKeepsItsValuesAndIsNumberedAnew() {
        let condition: SQL = "mass > \(5) AND name = \("x")"
        var sql: SQL = "SELECT \(true) WHERE \(condition) OR id = \(7)"
        sql.append(" LIMIT \(3)")
        #expect(sql.text == "SELECT $1 WHERE mass > $2 AND name = $3 OR id = $4 LIMIT $5")
    }

    @Test func onlyTheUnsafeLabelAndTheInitializerMakeText() {
        let direction = "DESC"
        #expect(SQL("SELECT \(direction)").text == "SELECT $1")
        #expect(("ORDER BY 1 \(unsafe: direction)" as SQL).text == "ORDER BY 1 DESC")
        #expect(SQL(direction).text == "DESC")
    }

    @Test func hostileTextStaysData() async throws {
        let hostile = "'); DROP TABLE part; --"
        let found = try await withConnection { connection in
            try await connection.run { connection in
                try connection.script("CREATE TABLE part (name text)")
                try connection.execute("INSERT INTO part VALUES (\(hostile))")
                return try connection.query("SELECT name FROM part WHERE name = \(hostile)").decode(String.self)
            }
        }
        #expect(found == [hostile])
    }

    @Test func fragmentsCarryTheirValuesToTheServer() async throws {
        let row = try await withConnection { connection in
            try await connection.run { connection in
                let middle: SQL = "\("b"), \([UInt8]()), \(nil as Int64?)"
                return try connection.query("SELECT \("a"), \(middle), \("")").only()
                    .decode(String.self, String.self, [UInt8].self, Int64?.self, String.self)
            }
        }
        #expect(row == ("a", "b", [], nil, ""))
    }
}
