import Operations
import Postgres
import Testing

/// Books over several connections, each without the right to write directly.
struct BooksPoolTests {
    private struct Session: Hashable {
        var pid: Int32
        var role: String
    }

    private func session(_ books: Books) async throws -> Session {
        try await books.read { connection in
            let role = try connection.query("SELECT current_user::text").only().decode(String.self)
            return Session(pid: connection.backendPID, role: role)
        }
    }

    /// Opens the books of a test as a program with so many connections does.
    private func open(_ test: TestBooks, connections: Int) async throws -> Books {
        try await Books.open(.conninfo(test.conninfo), program: "pooled", connections: connections)
    }

    private func sessions(_ test: TestBooks) async throws -> Int {
        try await test.books.read { connection in
            try connection.query(
                """
                SELECT count(*) FROM pg_stat_activity
                WHERE application_name = 'pooled' AND datname = current_database()
                """
            ).only()
                .decode(Int.self)
        }
    }

    @Test func workInTurnOpensNoSecondConnection() async throws {
        let test = try await TestBooks.open()
        let books = try await open(test, connections: 4)
        let first = try await session(books)
        for _ in 0..<5 { #expect(try await session(books) == first) }
        #expect(try await sessions(test) == 1)
        await books.close()
    }

    @Test func workAtOnceHasAConnectionEach() async throws {
        let test = try await TestBooks.open()
        let books = try await open(test, connections: 2)
        let first = try await session(books)
        try await books.pool.withConnection { _ in
            let second = try await session(books)
            #expect(second.pid != first.pid)
            #expect(second.role == "urbanmine_app")
        }
        #expect(try await sessions(test) == 2)
        await books.close()
    }

    @Test func aLostConnectionIsReplacedByOneWithAsFewRights() async throws {
        let test = try await TestBooks.open()
        let books = try await open(test, connections: 1)
        let lost = try await session(books)
        let superuser = try await test.superuser()
        try await superuser.run { _ = try $0.query("SELECT pg_terminate_backend(\(lost.pid), 60000)") }
        let next = try await session(books)
        #expect(next.pid != lost.pid)
        #expect(next.role == "urbanmine_app")
        await superuser.close()
        await books.close()
    }

    @Test func closedBooksGiveNoConnection() async throws {
        let test = try await TestBooks.open()
        let books = try await open(test, connections: 2)
        await books.close()
        let error = await #expect(throws: PostgresError.self) { try await session(books) }
        #expect(error?.code == .poolClosed)
    }
}
